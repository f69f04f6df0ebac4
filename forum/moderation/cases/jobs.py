"""What comes by itself: the end of the delay to contest."""

from weakref import WeakKeyDictionary

from forum.collectives.publication.jobs import sweep
from forum.core.db import Database
from forum.http.house import House
from forum.moderation.actions import end_due
from forum.moderation.cases.queries import due

_LOOKED: "WeakKeyDictionary[Database, int]" = WeakKeyDictionary()  # the last day that was looked at


def end_cases(house: House) -> int:
    """How many cases have ended: once a day, and the writer's place is taken only where there is one."""
    today = house.clock().today
    if _LOOKED.get(house.db) == today.toordinal():
        return 0
    _LOOKED[house.db] = today.toordinal()
    with house.db.read() as tx:
        if not due(tx, today):
            return 0
    with house.db.write() as tx:
        ended = end_due(tx, today)
    sweep(house)
    return ended
