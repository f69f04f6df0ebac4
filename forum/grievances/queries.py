"""Reads: the list with its filters, one grievance with all that hangs on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select, tuple_
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from forum.collectives.models import Collective, Territory
from forum.core import fetch
from forum.grievances.models import Grievance
from forum.texts.hidden import listed
from forum.texts.models import Document
from forum.texts.search import PAGE, Sought, search

NEAR = 5


@dataclass(frozen=True)
class Filters(Sought):
    """What the reader asked for; `after` is a keyset position (`day.id`), never an offset."""

    words: str = ""
    territory: str = ""
    college: str = ""
    after: str = ""


class Row(NamedTuple):
    """One line of the list: plain values in the order of the query, no ORM object; it is a key of the kept fragments."""

    ref: str
    title: str
    excerpt: str
    college: str
    day: date
    place: str
    professional: int
    concerned: int
    ally: int
    open: int
    id: int

    @property
    def position(self) -> str:
        return f"{self.day}.{self.id}"


def page_of(tx: Session, collective: Collective, filters: Filters) -> tuple[list[Row], str]:
    """Twenty rows, newest day first, and the position after them ("" at the end)."""
    wanted = _wanted(tx, collective, filters)
    rows = [Row._make(values) for values in fetch.rows(tx, _query(frozenset(wanted)), wanted)]
    return rows[:PAGE], rows[PAGE - 1].position if len(rows) > PAGE else ""


def _wanted(tx: Session, collective: Collective, filters: Filters) -> dict[str, object]:
    """The values that the query must be given; which of them there are says which query it is."""
    given: dict[str, object] = {"collective": collective.id}
    if filters.territory:
        given["territory"] = filters.territory
    if filters.college:
        given["college"] = filters.college
    if filters.words:
        given["ids"] = search(tx, collective.id, filters.words)
    return {**given, **_after(filters.after)}


def _after(position: str) -> dict[str, object]:
    """The keyset position; a forged one shows the first page."""
    day, _, ident = position.partition(".")
    try:
        start, last = date.fromisoformat(day), int(ident)
    except ValueError:
        return {}
    return {"day": start, "last": last} if 0 < last < 2**63 else {}


@lru_cache(maxsize=64)
def _query(wanted: frozenset[str]) -> Select[Any]:
    """Built once for each set of filters: putting a query together costs more than running it."""
    query = _COLUMNS.where(
        col(Document.collective_id) == bindparam("collective"),
        col(Document.kind) == "grievance",
        listed(),
        *(condition for name, condition in _CONDITIONS.items() if name in wanted),
    )
    return query.order_by(col(Document.day).desc(), col(Document.id).desc()).limit(PAGE + 1)


_SHOWN: list[Any] = [
    *(Document.ref, Document.title, Document.excerpt, Document.college, Document.day),
    *(Territory.name, Grievance.echo_professional, Grievance.echo_concerned),
    *(Grievance.echo_ally, Grievance.echo_open, Document.id),
]
_COLUMNS: Select[Any] = (
    select(*_SHOWN)
    .join(Grievance, col(Grievance.text_id) == Document.id)
    .join(Territory, col(Territory.id) == Grievance.territory_id)
)
_CONDITIONS: dict[str, Any] = {
    "territory": Territory.code == bindparam("territory"),
    "college": Document.college == bindparam("college"),
    "ids": col(Document.id).in_(bindparam("ids", expanding=True)),
    "day": tuple_(col(Document.day), col(Document.id)) < tuple_(bindparam("day"), bindparam("last")),
}


def get(tx: Session, document: Document) -> tuple[Grievance, Territory]:
    query = select_rows(Grievance, Territory).join(Territory).where(Grievance.text_id == document.id)
    return tx.exec(query).one()


def alike(tx: Session, collective: Collective, title: str) -> Sequence[Document]:
    """The grievances closest to a title, the closest first."""
    from forum.texts.similar.queries import closest  # whoever reads the list does not need it

    near = [close.ref for close in closest(tx, collective, title, 2 * NEAR) if close.kind == "grievance"][
        :NEAR
    ]
    found = tx.exec(select_rows(Document).where(col(Document.ref).in_(near), listed())).all()
    return sorted(found, key=lambda document: near.index(document.ref))
