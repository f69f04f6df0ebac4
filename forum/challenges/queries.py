"""Reads: the list with its filters, one challenge with what hangs on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from forum.challenges.models import Challenge
from forum.collectives.models import Collective
from forum.deliberation.argument_queries import totals
from forum.texts.models import Document
from forum.texts.queries import PAGE, after
from forum.texts.search import Sought, search

Target = aliased(Document)
SPEAKING = ("challenge", "synthesis", "answer")  # what of a challenge's thread is searched


@dataclass(frozen=True)
class Filters(Sought):
    """What the reader asked for; `mechanism` is a reference, `after` a keyset position."""

    words: str = ""
    mechanism: str = ""
    after: str = ""


@dataclass(frozen=True)
class Row:
    """One line of the list. `mechanism` is "" when moderation has hidden it."""

    ref: str
    title: str
    excerpt: str
    college: str
    day: date
    mechanism: str
    professional: int
    concerned: int
    pro: int
    con: int


def page_of(tx: Session, collective: Collective, filters: Filters) -> tuple[list[Row], str]:
    """Twenty challenges, newest day first, and the position after them ("" at the end)."""
    query = _COLUMNS.where(*_conditions(tx, collective, filters))
    found = tx.exec(query.order_by(col(Document.day).desc(), col(Document.id).desc()).limit(PAGE + 1)).all()
    shown = found[:PAGE]
    said = totals(tx, [values[1] for values in shown])
    position = f"{shown[-1][5]}.{shown[-1][0]}" if len(found) > PAGE else ""
    return [_row(values, said) for values in shown], position


_COLUMNS = (
    select(  # type: ignore[call-overload]
        Document.id,
        Document.ref,
        Document.title,
        Document.excerpt,
        Document.college,
        Document.day,
        Target.title,
        Target.hidden,
        Challenge.join_professional,
        Challenge.join_concerned,
    )
    .join(Challenge, Challenge.text_id == Document.id)
    .join(Target, Target.id == Challenge.mechanism_id)
)


def _row(values: Sequence[Any], said: dict[tuple[str, str], int]) -> Row:
    _id, ref, title, excerpt, college, day, mechanism, hidden, professional, concerned = values
    return Row(
        ref,
        title,
        excerpt,
        college,
        day,
        "" if hidden else mechanism,
        professional,
        concerned,
        said.get((ref, "for"), 0),
        said.get((ref, "against"), 0),
    )


def _conditions(tx: Session, collective: Collective, filters: Filters) -> list[object]:
    conditions: list[object] = [
        Document.collective_id == collective.id,
        Document.kind == "challenge",
        col(Document.hidden).is_(False),
    ]
    if filters.mechanism:
        conditions += [Target.ref == filters.mechanism, col(Target.hidden).is_(False)]
    if filters.words:
        conditions.append(_speaks_of(search(tx, collective.id, filters.words)))
    if filters.after:
        conditions.append(after(filters.after))
    return conditions


def _speaks_of(found: Sequence[int]) -> Any:
    """Challenges that hold the words, and those whose synthesis or whose institution's answer does."""
    said = select(Document.thread).where(col(Document.id).in_(found), col(Document.kind).in_(SPEAKING))
    return col(Document.ref).in_(said)


def get(tx: Session, document: Document) -> tuple[Challenge, Document]:
    """The challenge and the mechanism it targets (which may be hidden)."""
    query = select(Challenge, Document).join(Document, col(Document.id) == Challenge.mechanism_id)
    return tx.exec(query.where(Challenge.text_id == document.id)).one()
