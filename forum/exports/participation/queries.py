"""Who takes part, by college and by place: counts only, and none that is small."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session, col, func, select

from forum.collectives.models import COLLEGES, Collective, Territory
from forum.collectives.queries import heads
from forum.exports.participation.rules import Suppressed, stepped, suppress
from forum.grievances.models import Grievance
from forum.texts.models import Document


@dataclass(frozen=True)
class Participation:
    """Grants by college (one row), and « je le vis aussi » by territory and college; None is withheld."""

    grants: Suppressed
    places: Sequence[str]
    echoes: Suppressed


def of_collective(tx: Session, collective: Collective) -> Participation:
    held = heads(tx, collective.id)
    names, table = _echoes(tx, collective)
    return Participation(
        _no_sum(_safe([[held[college] for college in COLLEGES]], collective.k)),
        names,
        _safe(table, collective.k),
    )


def _safe(table: Sequence[Sequence[int]], k: int) -> Suppressed:
    return stepped(suppress(table, k), k)


def _no_sum(told: Suppressed) -> Suppressed:
    """The home page tells each college that is not small: with the sum beside it, one could subtract."""
    return replace(told, rows=(None,), total=None) if None in told.cells[0] else told


def _echoes(tx: Session, collective: Collective) -> tuple[list[str], list[list[int]]]:
    """Every territory is there, also those from which nobody spoke: the silence is what one looks for."""
    heard = (
        select(
            col(Grievance.territory_id).label("territory_id"),
            *(getattr(Grievance, f"echo_{c}") for c in COLLEGES),
        )
        .join(Document, Document.id == Grievance.text_id)
        .where(Document.collective_id == collective.id, col(Document.hidden).is_(False))
    ).subquery()
    sums = [func.coalesce(func.sum(heard.c[f"echo_{college}"]), 0) for college in COLLEGES]
    query = (
        select(Territory.name, *sums)
        .outerjoin(heard, heard.c.territory_id == Territory.id)
        .where(Territory.collective_id == collective.id)
        .group_by(col(Territory.id), Territory.name, Territory.code)
    )
    rows = tx.exec(query.order_by(Territory.code)).all()
    return [row[0] for row in rows], [[int(n) for n in row[1:]] for row in rows]
