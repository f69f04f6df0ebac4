"""Reads: the list with its filters, one demand, and what a new one may lean on."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, and_, col, select

from forum.collectives.models import DECIDING, Collective
from forum.core.hooks import hooks
from forum.demands.models import DEMAND_STATES, Demand, DemandObjective, Platform
from forum.demands.objectives.queries import offers as objectives
from forum.registers.models import Institution, Objective
from forum.texts.authors.queries import written_by
from forum.texts.hidden import listed
from forum.texts.models import Document
from forum.texts.queries import PAGE, after, read
from forum.texts.search import Sought, search

OFFERED = 12  # texts a form proposes to lean on, the latest: the form stays light, others are taken from their own pages
# What a higher room says at the foot of a demand's or a cahier's page (what was promised on it).
AFTERWARDS: list[Callable[[Session, Document | Platform, date], Any]] = hooks("demand.afterwards")


@dataclass(frozen=True)
class Filters(Sought):
    """What the reader asked for; `after` is a keyset position (`day.id`), never an offset."""

    words: str = ""
    state: str = ""
    institution: str = ""
    authors: str = ""
    after: str = ""


@dataclass(frozen=True)
class Row:
    """One line of the list: plain values, no ORM object."""

    ident: int
    ref: str
    title: str
    excerpt: str
    college: str
    day: date
    kind: str
    state: str
    carried_by: str
    institution: str

    @property
    def position(self) -> str:
        return f"{self.day}.{self.ident}"


def page_of(tx: Session, collective: Collective, filters: Filters) -> tuple[list[Row], str]:
    """Twenty rows, newest day first, and the position after them ("" at the end)."""
    query = COLUMNS.where(*_conditions(tx, collective, filters))
    found = tx.exec(query.order_by(col(Document.day).desc(), col(Document.id).desc()).limit(PAGE + 1)).all()
    rows = [Row(*values) for values in found]
    return rows[:PAGE], rows[PAGE - 1].position if len(rows) > PAGE else ""


COLUMNS = (
    select(  # type: ignore[call-overload]
        Document.id,
        Document.ref,
        Document.title,
        Document.excerpt,
        Document.college,
        Document.day,
        Demand.kind,
        Demand.state,
        Demand.carried_by,
        Institution.name,
    )
    .join(Demand, Demand.text_id == Document.id)
    .join(Institution, Institution.id == Demand.institution_id)
)


def _conditions(tx: Session, collective: Collective, filters: Filters) -> list[object]:
    conditions: list[object] = [
        Document.collective_id == collective.id,
        Document.kind == "demand",
        listed(),
    ]
    if filters.state in DEMAND_STATES:
        conditions.append(Demand.state == filters.state)
    if filters.authors == "cherche":
        both = and_(*(written_by(college) for college in sorted(DECIDING)))
        conditions += [~both, Demand.state != "shared"]
    if filters.institution:
        conditions.append(Institution.ref == filters.institution)
    if filters.words:
        conditions.append(col(Document.id).in_(search(tx, collective.id, filters.words)))
    if filters.after:
        conditions.append(after(filters.after))
    return conditions


def get(tx: Session, document: Document) -> tuple[Demand, Institution]:
    query = select(Demand, Institution).join(Institution).where(Demand.text_id == document.id)
    return tx.exec(query).one()


def followed(tx: Session, collective: Collective, ref: str) -> dict[str, str]:
    """The words of an adopted demand, for whoever writes what comes after it; {} where there is none to read."""
    query = select(Document).join(Demand, col(Demand.text_id) == Document.id)
    query = query.where(
        Document.ref == ref, Document.collective_id == collective.id, Demand.state == "shared"
    )
    found = tx.exec(query.where(col(Document.hidden).is_(False))).first() if ref else None
    return read(tx, found).fields if found else {}


def objectives_of(tx: Session, document: Document) -> Sequence[Objective]:
    query = select(Objective).join(DemandObjective).where(DemandObjective.text_id == document.id)
    return tx.exec(query.order_by(Objective.source, col(Objective.position), Objective.code)).all()


def institutions(tx: Session, collective: Collective) -> Sequence[Institution]:
    query = select(Institution).where(Institution.collective_id == collective.id)
    return tx.exec(query.order_by(Institution.name)).all()


def offers(
    tx: Session, collective: Collective, grievance: str = "", mechanism: str = "", also: Collection[str] = ()
) -> dict[str, list[tuple[str, str]]]:
    """Options of the form: recent texts by kind, those that somebody came from, and the official objectives."""
    return {
        "grievances": _recent(tx, collective, "grievance", grievance),
        "mechanisms": _recent(tx, collective, "mechanism", mechanism),
        "challenges": _recent(tx, collective, "challenge"),
        "objectives": objectives(tx, collective, also),
    }


def _recent(tx: Session, collective: Collective, kind: str, also: str = "") -> list[tuple[str, str]]:
    query = select(Document.ref, Document.title).where(
        Document.collective_id == collective.id, Document.kind == kind, listed()
    )
    recent = query.order_by(col(Document.day).desc(), col(Document.id).desc()).limit(OFFERED)
    found = [(ref, title) for ref, title in tx.exec(recent).all()]
    if also and also not in dict(found):
        found = [(ref, title) for ref, title in tx.exec(query.where(Document.ref == also)).all()] + found
    return found


def afterwards(tx: Session, subject: Document | Platform, today: date) -> list[Any]:
    return [told(tx, subject, today) for told in AFTERWARDS]
