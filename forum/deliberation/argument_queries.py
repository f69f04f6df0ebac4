"""Reads: what was said for and against, question by question, and how many by side and college.

Rebuttals stand under what they answer, and are in no count: ten of them are one quarrel, not ten voices.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, or_, select

from forum.deliberation.models import SIDES, Argument, TakenUp
from forum.texts.models import Document
from forum.texts.queries import read_many, sources
from forum.texts.sources.queries import Cited

SHOWN = 20
FIRST = 2  # rebuttals that stand under an argument in a debate


@dataclass(frozen=True)
class Said:
    """One argument, ready to read. `rebuttals` are the first of the `rebutted`; `taken`: a synthesis takes it up."""

    ref: str
    college: str
    voice: str
    day: date
    html: str
    sources: list[Cited]
    taken: bool = False
    rebutted: int = 0
    rebuttals: list["Said"] = field(default_factory=list)


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
    answers = rebuttals(tx, [document.ref for document, *_ in rows], FIRST)
    shown = said(tx, [*((d, taken) for d, _q, _s, taken in rows), *((d, False) for d, *_ in answers)])
    for document, ref, many in answers:
        above = shown[ref]
        above.rebuttals.append(shown[document.ref])
        shown[ref] = replace(above, rebutted=many)
    for document, question, side, _taken in rows:
        found[question].said[side].append(shown[document.ref])
    return found


def said(tx: Session, documents: Sequence[tuple[Document, bool]]) -> dict[str, Said]:
    """By reference, with their words and sources; each comes with whether a synthesis takes it up."""
    readings = read_many(tx, [document for document, _taken in documents])
    evidence = sources(tx, [reading.document.id for reading in readings]) if readings else {}
    return {
        d.ref: Said(d.ref, d.college, d.voice, d.day, reading.html.get("body", ""), evidence[d.id], taken)
        for (d, taken), reading in zip(documents, readings, strict=True)
    }


def rebuttals(tx: Session, refs: Collection[str], most: int) -> Sequence[tuple[Document, str, int]]:
    """(rebuttal, what it answers, how many do): the first `most` of each, oldest day first."""
    if not refs:
        return []
    answered = col(Argument.answers)
    rank = func.row_number().over(partition_by=answered, order_by=(col(Document.day), col(Document.id)))
    ranked = (
        select(
            Argument.text_id,
            Argument.answers,
            rank.label("place"),
            func.count().over(partition_by=answered).label("many"),
        )
        .join(Document, col(Document.id) == Argument.text_id)
        .where(col(Argument.answers).in_(refs), col(Document.hidden).is_(False))
        .subquery()
    )
    query = select(Document, ranked.c.answers, ranked.c.many).join(ranked, ranked.c.text_id == Document.id)
    return tx.exec(query.where(ranked.c.place <= most).order_by(col(Document.day), col(Document.id))).all()


def taken() -> Any:
    """Of an argument: that a synthesis which can be read takes it up."""
    synthesis = aliased(Document)
    up = select(TakenUp.argument_id).join(synthesis, synthesis.id == TakenUp.synthesis_id)  # type: ignore[arg-type]
    return col(Document.id).in_(up.where(col(TakenUp.taken).is_(True), synthesis.hidden.is_(False)))  # type: ignore[attr-defined]


def _counts(tx: Session, about: str) -> Sequence[tuple[str, str, str, int]]:
    query = (
        select(Argument.question, Argument.side, Document.college, func.count())
        .join(Document, col(Document.id) == Argument.text_id)
        .where(Argument.thread == about, Argument.answers == "", col(Document.hidden).is_(False))
        .group_by(Argument.question, Argument.side, Document.college)
    )
    return tx.exec(query).all()


def _arguments(tx: Session, about: str, whole: str | None) -> Sequence[tuple[Document, str, str, bool]]:
    """Oldest day first, as a conversation is read; beyond SHOWN of a side only the newest, but for `whole`."""
    rank = func.row_number().over(
        partition_by=(col(Argument.question), col(Argument.side)),
        order_by=(col(Document.day).desc(), col(Document.id).desc()),
    )
    ranked = (
        select(Argument.text_id, Argument.question, Argument.side, rank.label("place"))
        .join(Document, col(Document.id) == Argument.text_id)
        .where(Argument.thread == about, Argument.answers == "", col(Document.hidden).is_(False))
        .subquery()
    )
    query = (
        select(Document, ranked.c.question, ranked.c.side, taken().label("taken"))
        .join(ranked, ranked.c.text_id == Document.id)
        .where(or_(ranked.c.place <= SHOWN, ranked.c.question == whole))
    )
    return tx.exec(query.order_by(col(Document.day), col(Document.id))).all()


def totals(tx: Session, about: Collection[str]) -> dict[tuple[str, str], int]:
    """(text, side) → how many visible arguments; one query for a whole list."""
    query = (
        select(Argument.thread, Argument.side, func.count())
        .join(Document, col(Document.id) == Argument.text_id)
        .where(col(Argument.thread).in_(about), Argument.answers == "", col(Document.hidden).is_(False))
        .group_by(Argument.thread, Argument.side)
    )
    return {(ref, side): n for ref, side, n in tx.exec(query).all()}
