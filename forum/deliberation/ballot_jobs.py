"""The worker's part: ballots also end at a slot where nothing was published. A look first, as for slots."""

from forum.collectives.publication.jobs import sweep
from forum.deliberation.ballot_actions import close_due, due
from forum.deliberation.objections.queries import ready
from forum.http.house import House


def close_ballots(house: House) -> None:
    now = house.clock()
    with house.db.read() as tx:
        if not due(tx, now) and not ready(tx):
            return
    with house.db.write() as tx:
        close_due(tx, now)
    sweep(house)
