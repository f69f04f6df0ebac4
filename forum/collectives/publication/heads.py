"""How many people count, told at slots: the worker counts once a slot, whether or not anybody came."""

from weakref import WeakKeyDictionary

from sqlalchemy import delete, insert, update
from sqlmodel import Session, col, func, select

from forum.collectives.models import Collective, Grant, Headcount, Invitation, TierCount
from forum.collectives.publication.actions import alone
from forum.collectives.queries import grants
from forum.core.clock import Now
from forum.core.db import Database

# The slot at which each collective was last looked at, by this process: a query is too much for every second.
_LOOKED: "WeakKeyDictionary[Database, dict[int, int]]" = WeakKeyDictionary()


def last_slot(now: Now, collective: Collective) -> int:
    """The beginning of the slot we are in (epoch seconds)."""
    step = collective.slot_minutes * 60
    return now.epoch // step * step


def keep(db: Database, now: Now) -> None:
    """Count again the collectives that have come to a new slot.

    The slot is written even where nobody came: a server that starts again in the middle of one must tell nothing sooner.
    """
    looked = _LOOKED.setdefault(db, {})
    with db.read() as tx:
        places = list(tx.exec(select(Collective)).all())
        due = [place for place in places if looked.get(place.id) != last_slot(now, place)]
        behind = [place for place in due if _told(tx, place) < last_slot(now, place)]
    for place in behind:
        with db.write() as tx:
            alone(tx)  # of two workers, one counts
            if _told(tx, place) < last_slot(now, place):
                count(tx, place, now)
    looked.update({place.id: last_slot(now, place) for place in due})


def _told(tx: Session, place: Collective) -> int:
    query = select(func.min(Headcount.slot)).where(Headcount.collective_id == place.id)
    return tx.exec(query).one() or 0


def count(tx: Session, place: Collective, now: Now) -> None:
    """Write what is true now as what is told until the next slot."""
    slot = last_slot(now, place)
    for college, n in grants(tx, place.id).items():
        tx.merge(Headcount(collective_id=place.id, college=college, n=n, slot=slot))
    _by_tier(tx, place)
    tx.exec(
        update(Invitation).where(col(Invitation.collective_id) == place.id).values(told=col(Invitation.used))
    )
    tx.flush()


def _by_tier(tx: Session, place: Collective) -> None:
    tx.connection().execute(delete(TierCount).where(col(TierCount.collective_id) == place.id))
    counted = (
        select(Grant.collective_id, Grant.college, Grant.tier, func.count())
        .where(Grant.collective_id == place.id)
        .group_by(Grant.collective_id, Grant.college, Grant.tier)  # type: ignore[arg-type]
    )
    tx.connection().execute(insert(TierCount).from_select(["collective_id", "college", "tier", "n"], counted))
