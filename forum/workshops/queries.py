"""Reads of workshops: for the team of the collective only."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from forum.collectives.models import Collective
from forum.core.errors import NotFound
from forum.workshops.models import Workshop

MOST = 100


def of_collective(tx: Session, collective: Collective) -> Sequence[Workshop]:
    """The latest days first."""
    query = select(Workshop).where(Workshop.collective_id == collective.id)
    return tx.exec(query.order_by(col(Workshop.day).desc(), col(Workshop.ref)).limit(MOST)).all()


def find(tx: Session, collective: Collective, ref: str) -> Workshop:
    query = select(Workshop).where(Workshop.ref == ref, Workshop.collective_id == collective.id)
    found = tx.exec(query).first()
    if found is None:
        raise NotFound
    return found
