"""All the attacks, in order, against one instance."""

from collections.abc import Iterator

from tests.attack import canaries, doors, dump, linking, pages, server, together, walls
from tests.attack.instance import Attacked, lived_in
from tests.attack.score import Measure
from tests.attack.weeks import Plan


def attack(engine: str, plan: Plan, *, weakened: bool) -> list[Measure]:
    with lived_in(engine, plan, weakened=weakened) as attacked:
        found = [*_stolen(attacked), *_tried(attacked)]
    if weakened:  # what is only told is told of our build
        found = [measure for measure in found if measure.kind != "limit"]
    return sorted(found, key=lambda measure: measure.prop)


def _stolen(attacked: Attacked) -> Iterator[Measure]:
    """What the thief works out at home."""
    referee, after = attacked.weeks.referee, attacked.after
    yield from linking.attribution(referee, after, attacked.world.settings.keys)
    yield from linking.order(referee, after)
    yield from (linking.grants(referee, after), linking.leaves(referee, after), linking.same_slot(referee))
    yield from (linking.waiting(referee, attacked.during), linking.mixed(attacked.during))
    yield from walls.paths(attacked)
    yield walls.hours(attacked, after)
    yield from canaries.traces(attacked.weeks, after, attacked.planted)
    yield canaries.returned(attacked.planted)
    if attacked.engine == "postgresql":
        yield canaries.wal(attacked.world.settings.url, attacked.wal_from, referee.erased)
    else:
        yield linking.kept_in_wal(referee, after)
        yield server.log(attacked)
    yield together.readers(attacked, after)
    yield from pages.small(attacked)
    yield from pages.exports(attacked, after)
    yield walls.backup(attacked)


def _tried(attacked: Attacked) -> Iterator[Measure]:
    """What is tried at the doors, and would change the instance."""
    yield from doors.cookies(attacked)
    yield doors.checksum(attacked)
    yield doors.ban(attacked)
    yield doors.ban_link(attacked, dump.take(attacked.world, attacked.folder / "banned", attacked.commits))
    yield from doors.links(attacked)
    yield pages.headers(attacked)
    yield pages.journeys(attacked)
    yield doors.twice(attacked)
    yield together.last_paper(attacked)
    yield together.known_addresses(attacked)
    yield together.chosen_seeds(attacked)
    yield together.counted_papers(attacked)
