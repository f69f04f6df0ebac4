"""Reads: the list with its filters, one grievance with all that hangs on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from forum.collectives.models import Collective, Territory
from forum.grievances.models import Grievance
from forum.texts.models import Document
from forum.texts.queries import PAGE, after
from forum.texts.search import search


@dataclass(frozen=True)
class Filters:
    """What the reader asked for; `after` is a keyset position (`day.id`), never an offset."""

    words: str = ""
    territory: str = ""
    college: str = ""
    after: str = ""


@dataclass(frozen=True)
class Row:
    """One line of the list: plain values, no ORM object."""

    ref: str
    title: str
    excerpt: str
    college: str
    day: date
    place: str
    professional: int
    concerned: int
    others: int
    position: str


def page_of(tx: Session, collective: Collective, filters: Filters) -> tuple[list[Row], str]:
    """Twenty rows, newest day first, and the position after them ("" at the end)."""
    query = _COLUMNS.where(*_conditions(tx, collective, filters))
    found = tx.exec(query.order_by(col(Document.day).desc(), col(Document.id).desc()).limit(PAGE + 1)).all()
    rows = [_row(*values) for values in found]
    return rows[:PAGE], rows[PAGE - 1].position if len(rows) > PAGE else ""


_COLUMNS = (
    select(  # type: ignore[call-overload]
        Document.id,
        Document.ref,
        Document.title,
        Document.excerpt,
        Document.college,
        Document.day,
        Territory.name,
        Grievance.echo_professional,
        Grievance.echo_concerned,
        Grievance.echo_ally,
        Grievance.echo_open,
    )
    .join(Grievance, Grievance.text_id == Document.id)
    .join(Territory, Territory.id == Grievance.territory_id)
)


def _row(
    ident: int,
    ref: str,
    title: str,
    excerpt: str,
    college: str,
    day: date,
    place: str,
    professional: int,
    concerned: int,
    ally: int,
    open_: int,
) -> Row:
    return Row(
        ref, title, excerpt, college, day, place, professional, concerned, ally + open_, f"{day}.{ident}"
    )


def _conditions(tx: Session, collective: Collective, filters: Filters) -> list[object]:
    conditions: list[object] = [
        Document.collective_id == collective.id,
        Document.kind == "grievance",
        col(Document.hidden).is_(False),
    ]
    if filters.territory:
        conditions.append(Territory.code == filters.territory)
    if filters.college:
        conditions.append(Document.college == filters.college)
    if filters.words:
        conditions.append(col(Document.id).in_(search(tx, filters.words)))
    if filters.after:
        conditions.append(after(filters.after))
    return conditions


def get(tx: Session, document: Document) -> tuple[Grievance, Territory]:
    query = select(Grievance, Territory).join(Territory).where(Grievance.text_id == document.id)
    return tx.exec(query).one()


def alike(tx: Session, collective: Collective, title: str) -> Sequence[Document]:
    """The closest grievances to a title (full text; look-alikes proper come with a later issue)."""
    ids = search(tx, title, 5)
    query = select(Document).where(
        col(Document.id).in_(ids), Document.collective_id == collective.id, Document.kind == "grievance"
    )
    return tx.exec(query).all()
