"""The worker's part: consultations also end at a slot where nothing was published. A look first, as for slots."""

from forum.collectives.publication.jobs import sweep
from forum.demands.consultations.counting.actions import close_due
from forum.demands.consultations.queries import due
from forum.http.house import House


def close_consultations(house: House) -> None:
    now = house.clock()
    with house.db.read() as tx:
        if not due(tx, now):
            return
    with house.db.write() as tx:
        close_due(tx, now)
    sweep(house)
