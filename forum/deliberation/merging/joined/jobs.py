"""The worker's part: a proposal whose delay is over is decided, a merge whose 30 days are over holds. A look first."""

from sqlmodel import and_, col, or_, select

from forum.collectives.publication.jobs import sweep
from forum.deliberation.merging.actions import close_due
from forum.deliberation.merging.joined.actions import finish_due
from forum.deliberation.merging.models import Merge
from forum.deliberation.merging.rules import OPEN
from forum.http.house import House
from forum.texts.search import rebuild


def close_merges(house: House) -> None:
    now = house.clock()
    due = or_(
        and_(col(Merge.state).in_((*OPEN, "parting")), col(Merge.closes) < now.today),
        and_(col(Merge.state) == "merged", col(Merge.until) < now.today),
    )
    with house.db.read() as tx:
        if tx.exec(select(Merge.id).where(due).limit(1)).first() is None:
            return
    with house.db.write() as tx:
        if ended := close_due(tx, now) + finish_due(tx, now):
            rebuild(tx)
    if ended:
        sweep(house)
