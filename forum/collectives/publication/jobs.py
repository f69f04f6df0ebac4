"""The worker's part: publish what is due. A look first, so that an idle worker never takes the writer's place."""

from random import SystemRandom
from weakref import WeakKeyDictionary

from sqlmodel import col, func, select, update

from forum.collectives.models import Grant, Pending
from forum.collectives.publication import heads
from forum.collectives.publication.actions import publish_due
from forum.core.clock import Now
from forum.core.db import Database
from forum.core.hooks import hooks
from forum.core.remains import forget, stir
from forum.http.house import House

PEOPLE = [Pending.__table__, Grant.__table__]  # type: ignore[attr-defined]
# Names of the tables of other rooms from which rows go: filled by `forum/rooms.py`.
SWEPT: list[str] = hooks("slot.swept")
_STIRRED: "WeakKeyDictionary[Database, int]" = WeakKeyDictionary()  # the minute of the last time
_COUNTED: "WeakKeyDictionary[Database, int]" = WeakKeyDictionary()  # how many grants there were then


def publish_slot(house: House) -> int:
    """How many acts became public."""
    now = house.clock()
    heads.keep(house.db, now)
    with house.db.read() as tx:
        query = select(Pending.id).where(Pending.slot <= now.epoch, Pending.state == "waiting").limit(1)
        if tx.exec(query).first() is None:
            return 0
    return _batch(house, now)


def stir_waiting(house: House) -> bool:
    """Once a minute: of what waits, and of who came to count, a thief of the files learns the order of the last minute
    and no more. The grants, which stay and may be many, only where somebody came or left."""
    minute = house.clock().epoch // 60
    if _STIRRED.get(house.db) == minute:
        return False
    _STIRRED[house.db] = minute
    with house.db.read() as tx:
        grants = tx.exec(select(func.count()).select_from(Grant)).one()
    came = _COUNTED.get(house.db) != grants
    stirred = stir(house.db, PEOPLE if came else PEOPLE[:1])
    if stirred and came:
        _COUNTED[house.db] = grants
    return stirred


def _batch(house: House, now: Now) -> int:
    """Published in one transaction; then nothing is left of the order in which it came."""
    with house.db.write() as tx:
        done = publish_due(tx, now, SystemRandom().shuffle)
    forget(house.db, PEOPLE, SWEPT)
    return done


def sweep(house: House) -> None:
    """After a count that no batch came with: the papers that were deleted are in no file either."""
    forget(house.db, (), SWEPT)


def waiting_now(house: House) -> int:
    """How many acts wait for a slot that has not come."""
    query = select(func.count()).where(col(Pending.slot) > house.clock().epoch, Pending.state == "waiting")
    with house.db.read() as tx:
        return tx.exec(query).one()


def publish_now(house: House) -> int:
    """What waits, without waiting for its slot, in one batch: for the host of a demo, or before closing down.

    It tells roughly when people wrote, and an act alone in its batch can be recognised: `forum publish --all` asks.
    """
    now = house.clock()
    with house.db.write() as tx:
        tx.exec(update(Pending).where(col(Pending.state) == "waiting").values(slot=now.epoch))
    return _batch(house, now)
