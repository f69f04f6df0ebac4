"""Inviting an institution to answer a challenge, taking the link back, and what the institution says by it."""

import json
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, delete, select

from forum.challenges.actions import check_open
from forum.challenges.invited import queries
from forum.challenges.invited.models import InstitutionAnswer, InstitutionLink
from forum.challenges.invited.queries import Invited
from forum.challenges.rules import LINK_DAYS
from forum.collectives.models import Pending
from forum.collectives.publication.actions import Act, draw_ref, publishes, submit
from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.crypto import sha256
from forum.core.errors import Closed
from forum.core.events import record
from forum.core.i18n import _, long_date
from forum.core.ids import new_token
from forum.core.outbox import enqueue
from forum.identity.staff.actions import log
from forum.registers.models import Institution
from forum.texts import queries as texts
from forum.texts.actions import add_evidence, revise, write
from forum.texts.models import Document, Evidence
from forum.texts.sources.actions import drop_uncited


def invite(tx: Session, place: Place, challenge: Document, institution: Institution, now: Now) -> str:
    """The code of a new link, which takes the place of the one before: a link that was lost opens nothing any more."""
    check_open(challenge)
    ours = InstitutionLink.challenge_id == challenge.id, InstitutionLink.institution_id == institution.id
    for before in tx.exec(select(InstitutionLink).where(*ours)).all():
        _shut(tx, challenge, before)
    code = new_token()
    tx.add(
        InstitutionLink(
            code_hash=sha256(code),
            challenge_id=challenge.id,
            institution_id=institution.id,
            asked=now.today,
            until=now.today + timedelta(days=LINK_DAYS),
        )
    )
    tx.flush()
    log(tx, place.viewer, place.collective.id, "institution.invited", institution.name, now)
    return code


def send(
    tx: Session, mail_key: bytes, to: str, place: Place, challenge: Document, institution: Institution, link: str,
    now: Now,
) -> None:  # fmt: skip
    """The address is in the mail alone, which is sealed and leaves with its row."""
    text = _(
        "Bonjour,\n\n« {collective} » conteste publiquement, sous le titre « {title} », un mécanisme qui vous regarde. "
        "Le collectif invite votre institution, {institution}, à y répondre en son nom.\n\n"
        "Ce lien ouvre la contestation et un formulaire, sans compte. Ce que vous enverrez paraîtra sous le nom de votre "
        "institution, et ne changera que par ce lien : vous pourrez le corriger jusqu’au "
        "{day} :\n{link}\n\nQui détient ce lien parle au nom de votre institution : ne le faites pas suivre.\n"
    )
    body = text.format(
        collective=place.collective.name,
        title=challenge.title,
        institution=institution.name,
        day=long_date(now.today + timedelta(days=LINK_DAYS)),
        link=link,
    )
    subject = _("« {collective} » vous invite à répondre").format(collective=place.collective.name)
    enqueue(tx, mail_key, to, subject, body)


def withdraw(tx: Session, place: Place, challenge: Document, mark: str, now: Now) -> None:
    """The link opens nothing any more, and what it sent and waits goes; what is public stays. `mark`: its hash, in hex."""
    rows = queries.links(tx, challenge, now.today)
    found = next(((link, name) for link, name in rows if link.code_hash.hex() == mark), None)
    if found is None:
        raise queries.dead()
    _shut(tx, challenge, found[0])
    log(tx, place.viewer, place.collective.id, "institution.uninvited", found[1], now)


def _shut(tx: Session, challenge: Document, link: InstitutionLink) -> None:
    """Whoever found a lost link speaks no more: neither by it, nor by what they sent before it was shut."""
    waiting = select(Pending).where(Pending.kind == "answer", Pending.scope == challenge.ref)
    for row in tx.exec(waiting).all():
        if json.loads(row.payload).get("link") == link.code_hash.hex():
            tx.delete(row)
    tx.delete(link)
    tx.flush()


def answer(
    tx: Session, seen: Invited, body: str, sources: list[dict[str, Any]], now: Now, *, relaxed: bool = False
) -> None:
    """Take the institution's words in. They wait for a slot and may be held like anybody's; the last sent stands."""
    _check_open(seen.challenge, seen.answer)
    payload = {
        "ref": draw_ref(seen.place, "answer", seen.challenge.ref),
        "fields": {"body": body},
        "challenge": seen.challenge.ref,
        "institution": seen.institution.ref,
        "link": seen.link.code_hash.hex(),
        "asked": seen.link.asked.toordinal(),
        "sources": sources,
    }
    said = {"title": seen.challenge.title, "relaxed": relaxed}
    submit(tx, seen.place, now, "answer", seen.challenge.ref, payload, once=True, **said)  # type: ignore[arg-type]


def _check_open(challenge: Document, known: Document | None) -> None:
    check_open(challenge)
    if known is not None and known.hidden:
        raise Closed(
            _("La modération a masqué votre réponse : elle ne change plus, tant qu’elle est masquée. Vous pouvez écrire "
              "au collectif.")
        )  # fmt: skip


@publishes("answer")
def _publish(tx: Session, act: Act, today: date) -> None:
    said = act.payload
    challenge = texts.find(tx, act.collective.id, said["challenge"], "challenge")
    ours = Institution.ref == said["institution"], Institution.collective_id == act.collective.id
    institution = tx.exec(select(Institution).where(*ours)).one()
    known = queries.answer_of(tx, challenge.id, institution.id)
    if "link" in said and tx.get(InstitutionLink, bytes.fromhex(said["link"])) is None:
        raise queries.dead()
    _check_open(challenge, known)
    if known is None:
        _speak(tx, act, challenge, institution, today)
    else:
        _correct(tx, act, known, today)
    record(tx, "answer.published", act.collective.id, challenge.ref, challenge.title, today)


def _speak(tx: Session, act: Act, challenge: Document, institution: Institution, today: date) -> None:
    said, name = act.payload, institution.name[:80]
    document = write(
        tx, act, "answer", said["fields"], today, ref=said["ref"], thread=challenge.ref, voice=name
    )
    tx.add(
        InstitutionAnswer(
            text_id=document.id,
            challenge_id=challenge.id,
            institution_id=institution.id,
            asked=date.fromordinal(said["asked"]),
        )
    )
    add_evidence(tx, document, said["sources"])


def _correct(tx: Session, act: Act, document: Document, today: date) -> None:
    """A new version by the same link, or by the one that took its place; the source is the one that the form holds now."""
    said = act.payload
    if texts.read(tx, document).fields != said["fields"]:
        revise(tx, document, said["fields"], document.voice, today)
    document.nul, document.box = act.nul, act.box
    tx.add(document)
    tx.exec(delete(Evidence).where(col(Evidence.text_id) == document.id))
    add_evidence(tx, document, said["sources"])
    drop_uncited(tx)
