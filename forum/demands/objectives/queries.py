"""Reads: the register by source text, what no demand leans on yet, one objective with its demands."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import tuple_
from sqlmodel import Session, col, func, or_, select

from forum.collectives.models import Collective
from forum.core.errors import NotFound
from forum.demands.models import Demand, DemandObjective
from forum.registers.models import Objective
from forum.texts.hidden import listed
from forum.texts.models import Document

PAGE = 40
OFFERED = 8  # by the form of a demand, which must stay light: the others are taken from their own pages
DEMANDS = 100  # that one page names


@dataclass(frozen=True)
class Filters:
    """`source` is the name of a text, `after` the reference of the last objective of the page before."""

    source: str = ""
    alone: bool = False
    after: str = ""


class Row(NamedTuple):
    """`demands`: how many visible ones lean on it."""

    objective: Objective
    demands: int


class SourceText(NamedTuple):
    """A strategy, a law: how many objectives of it stand in the register, and on how many a demand leans."""

    name: str
    objectives: int
    carried: int


def _leaning() -> Any:
    visible = select(DemandObjective.objective_id, func.count().label("n")).join(
        Document, col(Document.id) == DemandObjective.text_id
    )
    return visible.where(listed()).group_by(col(DemandObjective.objective_id)).subquery()


def texts(tx: Session, collective: Collective) -> list[SourceText]:
    leaning = _leaning()
    query = (
        select(Objective.source, func.count(), func.count(leaning.c.n))
        .outerjoin(leaning, leaning.c.objective_id == Objective.id)
        .where(Objective.collective_id == collective.id, col(Objective.withdrawn).is_(False))
        .group_by(Objective.source)
    )
    return [SourceText(*row) for row in tx.exec(query.order_by(Objective.source)).all()]


def page_of(tx: Session, collective: Collective, filters: Filters) -> tuple[list[Row], str]:
    """Forty rows in the order of their texts, and the reference after which the rest begins ("" at the end).

    One that was withdrawn stands there only while a demand leans on it.
    """
    leaning = _leaning()
    query = (
        select(Objective, func.coalesce(leaning.c.n, 0))
        .outerjoin(leaning, leaning.c.objective_id == Objective.id)
        .where(Objective.collective_id == collective.id, *_conditions(tx, collective, filters, leaning))
        .order_by(Objective.source, col(Objective.position), Objective.code)
    )
    rows = [Row(*row) for row in tx.exec(query.limit(PAGE + 1)).all()]
    return rows[:PAGE], rows[PAGE - 1].objective.ref if len(rows) > PAGE else ""


def _conditions(tx: Session, collective: Collective, filters: Filters, leaning: Any) -> list[Any]:
    standing = col(Objective.withdrawn).is_(False)
    found: list[Any] = [standing if filters.alone else or_(standing, leaning.c.n.is_not(None))]
    if filters.alone:
        found.append(leaning.c.n.is_(None))
    if filters.source:
        found.append(Objective.source == filters.source)
    if filters.after:
        columns = (Objective.source, Objective.position, Objective.code)
        here = (Objective.ref == filters.after, Objective.collective_id == collective.id)
        last = tx.exec(select(*columns).where(*here)).first()
        if last is not None:
            found.append(tuple_(*map(col, columns)) > tuple_(*last))
    return found


def one(tx: Session, collective: Collective, ref: str) -> Objective:
    query = select(Objective).where(Objective.ref == ref, Objective.collective_id == collective.id)
    found = tx.exec(query).first()
    if found is None:
        raise NotFound
    return found


def demands(tx: Session, objective: Objective) -> Sequence[tuple[Document, Demand]]:
    """The visible demands that lean on it, newest day first."""
    query = (
        select(Document, Demand)
        .join(Demand, col(Demand.text_id) == Document.id)
        .join(DemandObjective, col(DemandObjective.text_id) == Document.id)
        .where(DemandObjective.objective_id == objective.id, listed())
    )
    return tx.exec(query.order_by(col(Document.day).desc(), col(Document.id)).limit(DEMANDS)).all()


def offers(tx: Session, collective: Collective, also: Collection[str] = ()) -> list[tuple[str, str]]:
    """(reference, label) for the form of a demand: the first of the register, and those already chosen."""
    query = select(Objective).where(
        Objective.collective_id == collective.id, col(Objective.withdrawn).is_(False)
    )
    ordered = query.order_by(Objective.source, col(Objective.position), Objective.code)
    chosen = list(tx.exec(ordered.where(col(Objective.ref).in_(list(also)))).all()) if any(also) else []
    rows = {row.ref: row for row in [*chosen, *tx.exec(ordered.limit(OFFERED)).all()]}
    return [(row.ref, f"{row.code} : {row.title}") for row in rows.values()]


def of_demands(tx: Session, text_ids: Iterable[int]) -> dict[int, list[Objective]]:
    """Objectives by demand, in one query; those that were withdrawn too."""
    ids = list(text_ids)
    found: dict[int, list[Objective]] = {ident: [] for ident in ids}
    query = select(DemandObjective.text_id, Objective).join(
        Objective, col(Objective.id) == DemandObjective.objective_id
    )
    ordered = query.where(col(DemandObjective.text_id).in_(ids)).order_by(
        Objective.source, col(Objective.position), Objective.code
    )
    for ident, objective in tx.exec(ordered).all():
        found[ident].append(objective)
    return found
