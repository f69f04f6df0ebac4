"""The worker's part: votes on proposals also end at a slot where nothing was published. A look first, as for slots."""

from forum.collectives.publication.jobs import sweep
from forum.deliberation.settling.actions import close_due
from forum.deliberation.settling.queries import due
from forum.http.house import House
from forum.texts.search import rebuild


def close_settlings(house: House) -> None:
    now = house.clock()
    with house.db.read() as tx:
        if not due(tx, now.today):
            return
    with house.db.write() as tx:
        if ended := close_due(tx, now):
            rebuild(tx)
    if ended:
        sweep(house)
