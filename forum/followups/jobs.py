"""The worker's part: a day has passed, and nobody had to say so."""

from weakref import WeakKeyDictionary

from sqlmodel import col, select

from forum.core.db import Database
from forum.followups.models import Commitment, Delivery, FollowUp, Reply
from forum.followups.queries import promise
from forum.http.house import House
from forum.petitions.told import actions as told

_LOOKED: "WeakKeyDictionary[Database, str]" = WeakKeyDictionary()  # the day of the last look


def notice_overdue(house: House) -> int:
    """Once a day: promises on a petition that are late since are told to those who asked; each of them once."""
    today = house.clock().today
    if _LOOKED.get(house.db) == str(today):
        return 0
    _LOOKED[house.db] = str(today)
    query = (
        select(Commitment, FollowUp.petition_id)
        .join(Reply, col(Reply.id) == Commitment.reply_id)
        .join(Delivery, col(Delivery.id) == Reply.delivery_id)
        .join(FollowUp, col(FollowUp.id) == Delivery.followup_id)
        .where(Commitment.due < today, col(FollowUp.petition_id).is_not(None))
    )
    with house.db.read() as tx:
        late = [
            (petition or 0, row.ref, row.what)
            for row, petition in tx.exec(query).all()
            if promise(row, today).state in ("overdue", "broken")
        ]
    if not late:
        return 0
    with house.db.write() as tx:
        for petition, ref, what in late:
            told.tell(tx, petition, f"overdue:{ref}", "overdue", what, today)
    return len(late)
