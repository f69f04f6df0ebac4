"""What waits: for its author, found by recomputing; for moderators, what the guard held."""

from collections.abc import Sequence

from sqlmodel import Session, select

from forum.collectives.models import Pending
from forum.core.clock import Now
from forum.core.crypto import same
from forum.core.errors import NotFound
from forum.core.viewer import Viewer


def mine(tx: Session, viewer: Viewer) -> list[Pending]:
    """This carnet's own pending acts: nullifiers are recomputed from its key and compared."""
    rows = tx.exec(select(Pending).order_by(Pending.title)).all()
    return [row for row in rows if same(viewer.nul(row.label, row.scope), row.nul)]


def one_of_mine(tx: Session, viewer: Viewer, ref: str) -> Pending:
    row = tx.exec(select(Pending).where(Pending.ref == ref)).first()
    if row is None or not viewer.key or not same(viewer.nul(row.label, row.scope), row.nul):
        raise NotFound
    return row


def held(tx: Session, collective_id: int) -> Sequence[Pending]:
    """What the guard saw and a moderator must read before it can be published."""
    query = select(Pending).where(Pending.collective_id == collective_id, Pending.state == "held")
    return tx.exec(query.order_by(Pending.title)).all()


LATE = 120  # seconds: a worker looks each second, and a busy machine may take its time


def overdue(tx: Session, now: Now) -> bool:
    """Whether something waits whose slot is well past: nobody publishes."""
    query = select(Pending.id).where(Pending.slot <= now.epoch - LATE, Pending.state == "waiting")
    return tx.exec(query.limit(1)).first() is not None
