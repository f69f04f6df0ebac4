"""Reads: what was said for and against, question by question, and how many by side and college."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session, col, func, or_, select

from forum.deliberation.models import SIDES, Argument
from forum.texts.models import Document
from forum.texts.queries import read_many, sources
from forum.texts.sources.queries import Cited

SHOWN = 20


@dataclass(frozen=True)
class Said:
    """One argument, ready to read."""

    ref: str
    college: str
    voice: str
    day: date
    html: str
    sources: list[Cited]


@dataclass
class Debate:
    """One question: the arguments of each side, and all counts (`counts[side][college]`), also of those not shown."""

    question: str
    said: dict[str, list[Said]] = field(default_factory=lambda: {side: [] for side in SIDES})
    counts: dict[str, dict[str, int]] = field(default_factory=lambda: {side: {} for side in SIDES})

    def total(self, side: str) -> int:
        return sum(self.counts[side].values())

    @property
    def colleges(self) -> list[str]:
        """Those that spoke, on either side."""
        return sorted({college for by_college in self.counts.values() for college in by_college})

    @property
    def more(self) -> int:
        """How many arguments are counted but not shown."""
        return sum(self.total(side) - len(self.said[side]) for side in SIDES)


def debates(
    tx: Session, about: str, questions: Collection[str], whole: str | None = None
) -> dict[str, Debate]:
    """The debates about the text `about`: the newest arguments of each side; all of them for the question `whole`."""
    found = {question: Debate(question) for question in questions}
    counted = _counts(tx, about)
    if not counted:
        return found
    for question, side, college, n in counted:
        if question in found:
            found[question].counts[side][college] = n
    rows = [row for row in _arguments(tx, about, whole) if row[1] in found]
    readings = read_many(tx, [document for document, _question, _side in rows])
    evidence = sources(tx, [reading.document.id for reading in readings]) if readings else {}
    for (document, question, side), reading in zip(rows, readings, strict=True):
        html, leaning = reading.html.get("body", ""), evidence[document.id]
        said = Said(document.ref, document.college, document.voice, document.day, html, leaning)
        found[question].said[side].append(said)
    return found


def _counts(tx: Session, about: str) -> Sequence[tuple[str, str, str, int]]:
    query = (
        select(Argument.question, Argument.side, Document.college, func.count())
        .join(Document, col(Document.id) == Argument.text_id)
        .where(Argument.thread == about, col(Document.hidden).is_(False))
        .group_by(Argument.question, Argument.side, Document.college)
    )
    return tx.exec(query).all()


def _arguments(tx: Session, about: str, whole: str | None) -> Sequence[tuple[Document, str, str]]:
    """Oldest day first, as a conversation is read; beyond SHOWN of a side only the newest, but for `whole`."""
    rank = func.row_number().over(
        partition_by=(col(Argument.question), col(Argument.side)),
        order_by=(col(Document.day).desc(), col(Document.id).desc()),
    )
    ranked = (
        select(Argument.text_id, Argument.question, Argument.side, rank.label("place"))
        .join(Document, col(Document.id) == Argument.text_id)
        .where(Argument.thread == about, col(Document.hidden).is_(False))
        .subquery()
    )
    query = (
        select(Document, ranked.c.question, ranked.c.side)
        .join(ranked, ranked.c.text_id == Document.id)
        .where(or_(ranked.c.place <= SHOWN, ranked.c.question == whole))
    )
    return tx.exec(query.order_by(col(Document.day), col(Document.id))).all()


def totals(tx: Session, about: Collection[str]) -> dict[tuple[str, str], int]:
    """(text, side) → how many visible arguments; one query for a whole list."""
    query = (
        select(Argument.thread, Argument.side, func.count())
        .join(Document, col(Document.id) == Argument.text_id)
        .where(col(Argument.thread).in_(about), col(Document.hidden).is_(False))
        .group_by(Argument.thread, Argument.side)
    )
    return {(ref, side): n for ref, side, n in tx.exec(query).all()}
