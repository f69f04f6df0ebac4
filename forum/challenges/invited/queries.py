"""Reads: the links that are out, what is behind one, what institutions answered."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from forum.challenges.invited.models import InstitutionAnswer, InstitutionLink
from forum.collectives.models import Collective, Pending
from forum.collectives.queries import Place, by_id
from forum.core.crypto import packed, sha256
from forum.core.errors import Closed
from forum.core.i18n import _
from forum.core.viewer import Viewer
from forum.registers.models import Institution
from forum.texts.models import Document
from forum.texts.queries import Reading, read_many, sources
from forum.texts.sources.queries import Cited

ROLE = "institution"


@dataclass(frozen=True)
class Answered:
    """What an institution answered, as it is read."""

    reading: Reading
    institution: str
    asked: date
    sources: list[Cited]

    @property
    def document(self) -> Document:
        return self.reading.document


@dataclass(frozen=True)
class Invited:
    """What a good link opens. `place` speaks for the institution: its key is made of the code, and kept nowhere."""

    place: Place
    challenge: Document
    institution: Institution
    link: InstitutionLink
    answer: Document | None
    waits: Pending | None

    @property
    def collective(self) -> Collective:
        return self.place.collective


def dead() -> Closed:
    """One answer for whatever opens nothing: it does not say whether there ever was such a link."""
    return Closed(
        _(
            "Ce lien n’est pas, ou n’est plus, valable. Si votre institution veut répondre, demandez-en un autre au "
            "collectif qui l’a invitée."
        )
    )


def invited(tx: Session, code: str, today: date) -> Invited:
    """Closed for a code that is unknown, withdrawn, replaced or past."""
    query = (
        select(InstitutionLink, Document, Institution)
        .join(Document, col(Document.id) == InstitutionLink.challenge_id)
        .join(Institution, col(Institution.id) == InstitutionLink.institution_id)
    )
    row = tx.exec(
        query.where(InstitutionLink.code_hash == sha256(code), InstitutionLink.until >= today)
    ).first()
    if row is None:
        raise dead()
    link, challenge, institution = row
    place = speaker(by_id(tx, challenge.collective_id), code)
    answer = answer_of(tx, challenge.id, institution.id)
    return Invited(place, challenge, institution, link, answer, _waiting(tx, place, challenge))


def speaker(collective: Collective, code: str) -> Place:
    """Whoever holds the code acts as a carnet that is nobody's: what it sends waits and may be held like the rest."""
    viewer = Viewer(key=sha256(packed("institution|v1", code)))
    return Place(collective, viewer, ROLE, frozenset({ROLE}))


def _waiting(tx: Session, place: Place, challenge: Document) -> Pending | None:
    nul = place.viewer.nul("voice", challenge.ref)
    query = select(Pending).where(
        Pending.kind == "answer", Pending.scope == challenge.ref, Pending.nul == nul
    )
    return tx.exec(query).first()


def typed(tx: Session, seen: Invited) -> dict[str, Any]:
    """What the form holds at first: what came back, or what is public, to be corrected.

    What waits is shown to nobody: a copy of the link may be in other hands than those that wrote.
    """
    if seen.waits and seen.waits.state in ("withdrawn", "failed"):
        said = json.loads(seen.waits.payload)
        return {"body": said["fields"]["body"], **_source(said["sources"])}
    if seen.answer is None:
        return {}
    cited = sources(tx, [seen.answer.id])[seen.answer.id]
    body = read_many(tx, [seen.answer])[0].fields["body"]
    return {"body": body, **_source([one._asdict() for one in cited])}


def _source(cited: Sequence[dict[str, Any]]) -> dict[str, str]:
    names = ("label", "kind", "url", "publisher", "dated")
    return {f"source_{name}": cited[0].get(name, "") for name in names} if cited else {}


def answer_of(tx: Session, challenge_id: int, institution_id: int) -> Document | None:
    query = select(Document).join(InstitutionAnswer, col(InstitutionAnswer.text_id) == Document.id)
    return tx.exec(
        query.where(
            InstitutionAnswer.challenge_id == challenge_id, InstitutionAnswer.institution_id == institution_id
        )
    ).first()


def of_challenge(tx: Session, challenge: Document) -> list[Answered]:
    """Those that can be read, by the institution's name."""
    query = (
        select(Document, Institution.name, InstitutionAnswer.asked)  # type: ignore[call-overload]
        .join(InstitutionAnswer, col(InstitutionAnswer.text_id) == Document.id)
        .join(Institution, col(Institution.id) == InstitutionAnswer.institution_id)
        .where(InstitutionAnswer.challenge_id == challenge.id, col(Document.hidden).is_(False))
    )
    rows = tx.exec(query.order_by(Institution.name)).all()
    cited = sources(tx, [document.id for document, *_rest in rows]) if rows else {}
    readings = read_many(tx, [document for document, *_rest in rows])
    return [
        Answered(reading, name, asked, cited[document.id])
        for (document, name, asked), reading in zip(rows, readings, strict=True)
    ]


def links(tx: Session, challenge: Document, today: date) -> Sequence[tuple[InstitutionLink, str]]:
    """The links that still open something, with the institution's name."""
    query = select(InstitutionLink, Institution.name).join(
        Institution, col(Institution.id) == InstitutionLink.institution_id
    )
    good = (InstitutionLink.challenge_id == challenge.id, InstitutionLink.until >= today)
    return tx.exec(query.where(*good).order_by(Institution.name)).all()
