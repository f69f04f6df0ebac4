"""Reads: the synthesis of each question, what it took up and what came since; what may be ticked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session, col, func, select

from forum.challenges.syntheses.models import Synthesis
from forum.deliberation.argument_queries import Said, said
from forum.deliberation.models import SIDES, Argument, TakenUp
from forum.texts.amendments.queries import Listed, of_text
from forum.texts.models import Document
from forum.texts.queries import Reading, read_many


@dataclass
class Shown:
    """A synthesis at the head of its question. `taken[side][college]`: how many arguments it takes up; `since`: how many
    came after it was written."""

    reading: Reading
    amendments: list[Listed]
    taken: dict[str, dict[str, int]] = field(default_factory=lambda: {side: {} for side in SIDES})
    since: int = 0

    @property
    def document(self) -> Document:
        return self.reading.document

    def total(self, side: str) -> int:
        return sum(self.taken[side].values())


def find(tx: Session, challenge: Document, question: str) -> Document | None:
    """The synthesis of a question, hidden or not."""
    query = select(Document).join(Synthesis, col(Synthesis.text_id) == Document.id)
    return tx.exec(
        query.where(Synthesis.challenge_id == challenge.id, Synthesis.question == question)
    ).first()


def of_challenge(tx: Session, challenge: Document) -> dict[str, Shown]:
    """By question, those that can be read."""
    query = select(Document, Synthesis.question).join(Synthesis, col(Synthesis.text_id) == Document.id)
    rows = tx.exec(query.where(Synthesis.challenge_id == challenge.id, col(Document.hidden).is_(False))).all()
    if not rows:
        return {}
    readings = read_many(tx, [document for document, _question in rows])
    found = {
        question: Shown(reading, of_text(tx, document))
        for (document, question), reading in zip(rows, readings, strict=True)
    }
    by_id = {document.id: found[question] for document, question in rows}
    _count(tx, by_id)
    since = _since(tx, challenge, found, by_id)
    for question, shown in found.items():
        shown.since = since.get(question, 0)
    return found


def _count(tx: Session, by_id: dict[int, Shown]) -> None:
    """What was hidden or withdrawn since is told no more."""
    query = (
        select(TakenUp.synthesis_id, Argument.side, Document.college, func.count())
        .join(Argument, col(Argument.text_id) == TakenUp.argument_id)
        .join(Document, col(Document.id) == Argument.text_id)
        .where(
            col(TakenUp.synthesis_id).in_(by_id),
            col(TakenUp.taken).is_(True),
            col(Document.hidden).is_(False),
        )
        .group_by(col(TakenUp.synthesis_id), Argument.side, Document.college)
    )
    for ident, side, college, n in tx.exec(query).all():
        by_id[ident].taken[side][college] = n


def _since(
    tx: Session, challenge: Document, questions: Collection[str], ids: Collection[int]
) -> dict[str, int]:
    """How many arguments were not there yet when the synthesis of their question was last written."""
    known = select(TakenUp.argument_id).where(col(TakenUp.synthesis_id).in_(ids))
    query = (
        select(Argument.question, func.count())
        .join(Document, col(Document.id) == Argument.text_id)
        .where(Argument.thread == challenge.ref, Argument.answers == "", col(Document.hidden).is_(False))
        .where(col(Argument.question).in_(questions), col(Argument.text_id).not_in(known))
        .group_by(Argument.question)
    )
    return dict(tx.exec(query).all())


@dataclass(frozen=True)
class Sheet:
    """What whoever writes a synthesis has before them: the arguments by side, those it takes up, the text as it is."""

    document: Document | None
    body: str
    arguments: dict[str, list[Said]]

    @property
    def number(self) -> int:
        return self.document.number if self.document else 0

    @property
    def taken(self) -> list[str]:
        return [one.ref for side in SIDES for one in self.arguments[side] if one.taken]


def sheet(tx: Session, challenge: Document, question: str) -> Sheet:
    document = find(tx, challenge, question)
    rows = first_rank(tx, challenge, question)
    taken = _taken(tx, document)
    shown = said(tx, [(d, d.id in taken) for d, _side in rows])
    arguments: dict[str, list[Said]] = {side: [] for side in SIDES}
    for one, side in rows:
        arguments[side].append(shown[one.ref])
    body = read_many(tx, [document])[0].fields.get("body", "") if document else ""
    return Sheet(document, body, arguments)


def _taken(tx: Session, document: Document | None) -> set[int]:
    if document is None:
        return set()
    up = select(TakenUp.argument_id).where(TakenUp.synthesis_id == document.id, col(TakenUp.taken).is_(True))
    return set(tx.exec(up).all())


def first_rank(tx: Session, challenge: Document, question: str) -> Sequence[tuple[Document, str]]:
    """(argument, side), the oldest day first: what a synthesis may take up. A rebuttal is one step of a quarrel."""
    query = (
        select(Document, Argument.side)
        .join(Argument, col(Argument.text_id) == Document.id)
        .where(Argument.thread == challenge.ref, Argument.question == question, Argument.answers == "")
        .where(col(Document.hidden).is_(False))
    )
    return tx.exec(query.order_by(col(Document.day), col(Document.id))).all()
