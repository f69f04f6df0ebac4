"""Reads: what waits for a look, and what became of it."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from forum.core.errors import NotFound
from forum.petitions.models import Petition
from forum.petitions.waves.models import Wave


def waves_of(tx: Session, petition_id: int) -> Sequence[Wave]:
    """The latest day first; within a day in an order that says nothing."""
    query = select(Wave).where(Wave.petition_id == petition_id)
    return tx.exec(query.order_by(col(Wave.day).desc(), col(Wave.id))).all()


def wave_of(tx: Session, petition: Petition, ref: str, *, lock: bool = False) -> Wave:
    query = select(Wave).where(Wave.petition_id == petition.id, Wave.ref == ref)
    wave = tx.exec(query.with_for_update() if lock else query).first()
    if wave is None:
        raise NotFound
    return wave
