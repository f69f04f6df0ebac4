"""Reads: who writes a text, which of them is at the screen, what the pages of a text say of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session, and_, col, or_, select

from forum.collectives.queries import Place
from forum.core.hooks import hooks
from forum.core.i18n import _
from forum.core.viewer import Viewer
from forum.texts.authors import rules
from forum.texts.authors.models import AuthorAnswer, AuthorOffer, TextAuthor
from forum.texts.kinds import KINDS
from forum.texts.models import Amendment, Document
from forum.texts.voices import wrote


@dataclass(frozen=True)
class Author:
    """One voice of those who write a text; the team is one, without a nullifier."""

    nul: bytes
    box: bytes
    voice: str
    college: str


@dataclass(frozen=True)
class Authoring:
    """What a text's page says of who writes it. `lacking`: deciding colleges that do not, where that is said (demands)."""

    authors: list[Author]
    lacking: list[str] = field(default_factory=list)
    orphan: str = ""
    offers: Sequence[AuthorOffer] = ()

    @property
    def full(self) -> bool:
        return len(self.authors) >= rules.MOST


def of(tx: Session, document: Document) -> list[Author]:
    """The authors of a text, the first one first; nobody where they all left."""
    query = select(TextAuthor).where(TextAuthor.text_id == document.id)
    rows = tx.exec(query.order_by(col(TextAuthor.day), col(TextAuthor.id))).all()
    gone = {bytes(row.nul) for row in rows if row.stepped_back}
    found = [Author(bytes(row.nul), row.box, row.voice, row.college) for row in rows if not row.stepped_back]
    if document.college == "staff" or (document.nul and document.nul not in gone):
        found.insert(0, Author(bytes(document.nul), document.box, document.voice, document.college))
    return found


def colleges(tx: Session, documents: Sequence[Document]) -> dict[int, list[str]]:
    """The college of each author, text by text, in one query."""
    ids = [document.id for document in documents]
    rows = tx.exec(
        select(TextAuthor).where(col(TextAuthor.text_id).in_(ids)).order_by(TextAuthor.college)
    ).all()
    stepped = {(row.text_id, bytes(row.nul)) for row in rows if row.stepped_back}
    found = {
        d.id: [d.college]
        for d in documents
        if d.college == "staff" or (d.nul and (d.id, bytes(d.nul)) not in stepped)
    }
    for row in rows:
        if not row.stepped_back:
            found.setdefault(row.text_id, []).append(row.college)
    return {ident: found.get(ident, []) for ident in ids}


def mine(place: Place, document: Document, authors: Sequence[Author]) -> Author | None:
    """The author that is at the screen; for a text of the team, whoever answers for its kind is the team."""
    if place.viewer.staff_id:
        team = document.college == "staff" and place.may(KINDS[document.kind].team)
        return next((one for one in authors if not one.nul), None) if team else None
    return next((one for one in authors if wrote(place.viewer, document, one.nul)), None)


def nuls(tx: Session, document: Document) -> set[bytes]:
    return {one.nul for one in of(tx, document)}


def may_decide(tx: Session, place: Place, document: Document) -> bool:
    return mine(place, document, of(tx, document)) is not None


def authoring(tx: Session, document: Document, today: date) -> Authoring:
    """Two queries for a text that waits for nobody."""
    found = of(tx, document)
    orphan = why_orphan(tx, document, found, today)
    colleges = {one.college for one in found}
    lacking = rules.lacking(colleges) if document.kind == "demand" else []
    return Authoring(found, lacking, orphan, offers(tx, document) if orphan else ())


def why_orphan(tx: Session, document: Document, authors: Sequence[Author], today: date) -> str:
    """left, silent or ""; a text that is nobody's any more, or goes on in another, waits for nobody."""
    if document.kind not in rules.KINDS or document.hidden or document.elsewhere or not document.voice:
        return ""
    found = rules.orphan(len(authors), tx.exec(_unanswered(document.id)).all(), today)
    return "" if found and _settled(tx, document) else found


def _settled(tx: Session, document: Document) -> bool:
    """What both colleges adopted takes no more changes: nobody needs to answer for it."""
    return any(why(tx, document) for why in hooks("text.closed"))


def _unanswered(text_id: int) -> Any:
    answered = select(AuthorAnswer.id).where(AuthorAnswer.amendment_id == Amendment.id).exists()
    waits = and_(Amendment.state == "open", col(Amendment.hidden).is_(False), ~answered)
    return select(col(Amendment.day)).where(Amendment.text_id == text_id, waits)


def offers(tx: Session, document: Document) -> Sequence[AuthorOffer]:
    query = select(AuthorOffer).where(AuthorOffer.text_id == document.id)
    return tx.exec(query.order_by(col(AuthorOffer.day), col(AuthorOffer.id))).all()


def written_by(college: str) -> Any:
    """The condition that somebody of this college writes the text."""
    stepped = select(TextAuthor.id).where(
        TextAuthor.text_id == Document.id,
        TextAuthor.nul == Document.nul,
        col(TextAuthor.stepped_back).is_(True),
    )
    first = and_(Document.college == college, Document.nul != b"", ~stepped.exists())
    more = select(TextAuthor.id).where(
        TextAuthor.text_id == Document.id,
        TextAuthor.college == college,
        col(TextAuthor.stepped_back).is_(False),
    )
    return or_(first, more.exists())


def waiting_texts(today: date) -> Any:
    """The condition that a text waits for an author (see `rules.orphan`), for lists."""
    stepped = select(TextAuthor.id).where(
        TextAuthor.text_id == Document.id,
        TextAuthor.nul == Document.nul,
        col(TextAuthor.stepped_back).is_(True),
    )
    more = select(TextAuthor.id).where(
        TextAuthor.text_id == Document.id, col(TextAuthor.stepped_back).is_(False)
    )
    first = and_(Document.nul != b"", ~stepped.exists())
    left = ~or_(Document.college == "staff", first, more.exists())
    answered = select(AuthorAnswer.id).where(AuthorAnswer.amendment_id == Amendment.id).exists()
    late = select(Amendment.id).where(
        Amendment.text_id == Document.id,
        Amendment.state == "open",
        col(Amendment.hidden).is_(False),
        col(Amendment.day) <= date.fromordinal(today.toordinal() - rules.ORPHAN_DAYS),
        ~answered,
    )
    here = and_(col(Document.kind).in_(rules.KINDS), Document.voice != "")
    return and_(here, or_(left, late.exists()))


def answers(tx: Session, amendment: Amendment) -> Sequence[AuthorAnswer]:
    """What the authors have answered so far; nothing tells in which order."""
    query = select(AuthorAnswer).where(AuthorAnswer.amendment_id == amendment.id)
    return tx.exec(query.order_by(AuthorAnswer.voice)).all()


def authorships(tx: Session, viewer: Viewer) -> list[tuple[Document, bytes]]:
    """Texts in which this carnet has something as an author but its own text: a place, an answer, an offer."""
    rows: dict[tuple[int, bytes], Document] = {}
    through = (
        select(Document, TextAuthor.nul).join(TextAuthor, col(TextAuthor.text_id) == Document.id),
        select(Document, AuthorOffer.nul).join(AuthorOffer, col(AuthorOffer.text_id) == Document.id),
        select(Document, AuthorAnswer.nul)
        .join(Amendment, col(Amendment.text_id) == Document.id)
        .join(AuthorAnswer, col(AuthorAnswer.amendment_id) == Amendment.id),
    )
    for query in through if viewer.key else ():
        rows |= {(d.id, bytes(nul)): d for d, nul in tx.exec(query).all() if nul}
    return [(d, nul) for (_id, nul), d in rows.items() if wrote(viewer, d, nul) and d.nul != nul]


def cowritten(tx: Session, viewer: Viewer) -> list[Document]:
    """Texts that this carnet writes with their first author."""
    if not viewer.key:
        return []
    query = select(Document, TextAuthor.nul).join(TextAuthor, col(TextAuthor.text_id) == Document.id)
    rows = tx.exec(query.where(col(TextAuthor.stepped_back).is_(False)).order_by(Document.title)).all()
    return [d for d, nul in rows if wrote(viewer, d, nul)]


def nobody(document: Document) -> str:
    said = _("La voix qui a écrit ce texte s’est retirée : plus personne ne peut répondre à une proposition.")
    taken = _("On peut proposer de le reprendre, sur la page qui dit qui l’écrit.")
    return f"{said} {taken}" if document.kind in rules.KINDS and document.voice else said
