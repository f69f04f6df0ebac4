"""The worker's part: ballots also end at a slot where nothing was published. A look first, as for slots."""

from sqlmodel import select

from forum.collectives.publication.jobs import sweep
from forum.deliberation.ballot_actions import close_due
from forum.deliberation.models import Ballot
from forum.deliberation.objections.queries import ready
from forum.http.house import House


def close_ballots(house: House) -> None:
    now = house.clock()
    with house.db.read() as tx:
        query = select(Ballot.id).where(Ballot.state == "open", Ballot.closes < now.today).limit(1)
        if tx.exec(query).first() is None and not ready(tx):
            return
    with house.db.write() as tx:
        close_due(tx, now)
    sweep(house)
