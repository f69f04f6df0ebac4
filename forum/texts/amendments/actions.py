"""Proposing a change to a text, and its author's answer. Two acceptances never undo each other: three-way merging."""

from collections.abc import Mapping
from datetime import date

from sqlmodel import Session, select

from forum.collectives.publication.actions import Act, draw_ref, publishes, submit
from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.errors import Closed, Forbidden, Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.texts import queries
from forum.texts.actions import filled, revise, tell
from forum.texts.models import Amendment, Document
from forum.texts.rules import merge_fields
from forum.texts.voices import as_author, in_thread, voice_for, wrote


def propose(
    tx: Session,
    place: Place,
    document: Document,
    base: int,
    fields: Mapping[str, str],
    reason: str,
    now: Now,
    *,
    relaxed: bool = False,
) -> None:
    """Propose `fields` in place of version `base`. Invalid if nothing changes or the text moved meanwhile."""
    _check_answerable(document)
    current = queries.read(tx, document)
    proposed = filled(document.kind, fields)
    if base != document.number:
        raise Invalid(
            {
                "base": _(
                    "Le texte a changé pendant que vous écriviez. Le voici à côté du vôtre : relisez, puis renvoyez."
                )
            }
        )
    if proposed == filled(document.kind, current.fields):
        raise Invalid(
            {"body": _("Votre proposition est identique au texte actuel : changez au moins un mot.")}
        )
    payload = {
        "ref": draw_ref(place, "amendment", document.ref, *proposed.values()),
        "text": document.ref,
        "base": base,
        "fields": proposed,
        "reason": reason,
    }
    submit(
        tx,
        in_thread(tx, place, document.thread),
        now,
        "amendment",
        document.thread,
        payload,
        title=document.title,
        relaxed=relaxed,
    )


def _check_answerable(document: Document) -> None:
    if not document.nul and document.college != "staff":
        raise Closed(
            _(
                "La voix qui a écrit ce texte s’est retirée : plus personne ne peut répondre à une proposition."
            )
        )
    if document.elsewhere:
        raise Closed(_("Ce texte est maintenant regroupé avec un autre : c’est l’autre qu’on change."))


@publishes("amendment")
def _publish(tx: Session, act: Act, today: date) -> None:
    document = queries.find(tx, act.collective.id, act.payload["text"])
    tx.add(
        Amendment(
            ref=act.payload["ref"],
            text_id=document.id,
            base=act.payload["base"],
            fields=act.payload["fields"],
            reason=act.payload["reason"],
            college=act.college,
            voice=voice_for(tx, act, document.thread),
            nul=act.nul,
            box=act.box,
            day=today,
        )
    )
    tell(
        tx,
        document.thread,
        document.box,
        document.title,
        _("Quelqu’un propose un changement à votre texte."),
        today,
    )
    record(tx, "amendment.proposed", act.collective.id, document.ref, document.title, today)


def may_decide(place: Place, document: Document) -> bool:
    """The text's author; for a text of the team, whoever organises."""
    if place.viewer.staff_id:
        return document.college == "staff" and place.may("organise")
    return wrote(place.viewer, document, document.nul)


def decide(
    tx: Session,
    place: Place,
    document: Document,
    amendment: Amendment,
    verdict: str,
    reason: str,
    resolved: Mapping[str, str] | None,
    now: Now,
    *,
    relaxed: bool = False,
) -> None:
    """The author accepts or refuses, with a reason; a conflict is settled by the text they write (`resolved`)."""
    if not may_decide(place, document):
        raise Forbidden(_("Seule la voix qui a écrit ce texte peut répondre à cette proposition."))
    if amendment.state != "open":
        raise Closed(_("Cette proposition a déjà reçu sa réponse."))
    if verdict == "accepted" and resolved is None and conflicts(tx, document, amendment):
        raise Invalid(
            {"resolved": _("Le texte a changé entre-temps : écrivez la version qui réunit les deux.")}
        )
    payload = {"amendment": amendment.ref, "verdict": verdict, "reason": reason, "number": document.number}
    if resolved is not None:
        payload["resolved"] = filled(document.kind, resolved)
    place = as_author(place, document)
    submit(
        tx, place, now, "amendment.decision", document.thread, payload, title=document.title, relaxed=relaxed
    )


def merged(tx: Session, document: Document, amendment: Amendment) -> dict[str, str] | None:
    """The current text with the amendment in it, None if they touch the same clause."""
    base = queries.read(tx, document, amendment.base).fields
    current = queries.read(tx, document).fields
    result = merge_fields(base, current, amendment.fields)
    if result.state == "conflict":
        return None
    return {name: part.text or "" for name, part in result.fields.items()}


def conflicts(tx: Session, document: Document, amendment: Amendment) -> bool:
    return merged(tx, document, amendment) is None


@publishes("amendment.decision")
def _publish_decision(tx: Session, act: Act, today: date) -> None:
    amendment = tx.exec(select(Amendment).where(Amendment.ref == act.payload["amendment"])).one()
    document = tx.exec(select(Document).where(Document.id == amendment.text_id)).one()
    if amendment.state != "open" or amendment.hidden:
        raise Closed(_("Cette proposition a déjà reçu sa réponse, ou la modération l’a masquée."))
    if act.payload["verdict"] == "accepted":
        fields = _accepted_fields(tx, document, amendment, act)
        amendment.version = revise(tx, document, fields, amendment.voice, today).number
    amendment.state, amendment.decision = act.payload["verdict"], act.payload["reason"]
    tx.add(amendment)
    tell(tx, document.thread, amendment.box, document.title, _answer(amendment), today)
    record(tx, f"amendment.{amendment.state}", act.collective.id, document.ref, document.title, today)


def _accepted_fields(tx: Session, document: Document, amendment: Amendment, act: Act) -> dict[str, str]:
    resolved: dict[str, str] | None = act.payload.get("resolved")
    if resolved is not None and act.payload["number"] == document.number:
        return resolved
    fields = merged(tx, document, amendment)
    if fields is None:
        raise Closed(
            _("Une autre proposition a changé le même passage : relisez les deux et répondez de nouveau.")
        )
    return fields


def _answer(amendment: Amendment) -> str:
    sentence = (
        _("Votre proposition de changement est acceptée. {reason}")
        if amendment.state == "accepted"
        else _("Votre proposition de changement est refusée. {reason}")
    )
    return sentence.format(reason=amendment.decision)
