"""`make bench`: about three minutes, servers on loopback only, each ended by its id.

A line that cannot be measured says "failed", and the others are still worth having.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from bench import doors, opinions, pages, signing, start, texts, wire
from bench.load import Run
from bench.petition import signed
from bench.report import Line, guarded, write
from bench.seed import seed
from bench.serve import pin
from bench.servers import Server, serving

SECONDS = 0.8
FEW, MANY = 100, 100_000


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        found = [*measured(Path(name))]
    print(write(found))
    sys.exit(any(line.failed for line in found))


def measured(folder: Path, few: int = FEW, many: int = MANY, seconds: float = SECONDS) -> Iterator[Line]:
    small, large, open_ = folder / "small", folder / "large", folder / "petition"
    seed(small, few)
    yield from guarded("cold start", lambda: cold(small))
    pin(1)
    yield from guarded("texts", texts.lines)
    yield from guarded("opinions", opinions.lines)
    with ExitStack() as stack:
        bare = stack.enter_context(serving("bare"))
        house = stack.enter_context(serving("house", small))
        yield from guarded("on the wire", lambda: on_the_wire(house))
        yield from guarded("at rest", lambda: at_rest(house))
        yield from guarded("pages", lambda: page_lines(bare, house, seconds))
        yield from guarded("many grievances", lambda: grown(house, large, few, many, seconds))
        yield from guarded("at the doors", lambda: doors.lines(bare, small, seconds))
    yield from guarded("signing a petition", lambda: signatures(open_, seconds))


def cold(small: Path) -> Iterator[Line]:
    what = "cold start to the first page, against its imports"
    yield Line(what, 1.25, start.cold(small), start.ROUNDS, at_most=True)


def on_the_wire(house: Server) -> Iterator[Line]:
    first, following, personal = wire.first_and_next(house)
    yield Line("first view, HTML and CSS", 14_000, first, 1, "B", True)
    yield Line("the next page", 6_000, following, 1, "B", True, f"the list for a carnet: {personal} B")


def at_rest(house: Server) -> Iterator[Line]:
    ratio, megabytes = start.resting(house)
    yield Line("memory at rest, against its imports", 1.2, ratio, 1, at_most=True, note=f"{megabytes:.0f} MB")


def page_lines(bare: Server, house: Server, seconds: float) -> Iterator[Line]:
    found = {case.name: case for case in pages.cases(bare, house)}
    pages.measure(list(found.values()), seconds)

    def line(what: str, goal: float, name: str, cpu: bool = False) -> Iterator[Line]:
        return guarded(what, lambda: [against(what, goal, found[name], found["bare"], cpu)])

    yield from line("anonymous page, kept", 1.0, "kept")
    yield from line("the same, 304", 1.2, "304")
    yield from line("the same, not kept", 0.15, "miss")
    yield from line("signed-in page", 0.35, "signed")
    yield from line("signed-in page, CPU", 3.0, "signed", cpu=True)


def against(what: str, goal: float, case: pages.Case, yardstick: pages.Case, cpu: bool) -> Line:
    figure: Callable[[Run], float] = Run.each if cpu else Run.rate
    each = f"{pages.microseconds(case):.0f} µs CPU against {pages.microseconds(yardstick):.0f}"
    return Line(what, goal, pages.ratio(case, yardstick, figure), pages.total(case), at_most=cpu, note=each)


def grown(house: Server, large: Path, few: int, many: int, seconds: float) -> Iterator[Line]:
    seed(large, many, searchable=False)
    with serving("house", large) as big:
        found = [pages.missing("miss", house), pages.missing("miss of many", big)]
        pages.measure(found, seconds)
        yield against(f"list page, {few} → {many} grievances, CPU", 1.1, found[1], found[0], True)


def signatures(folder: Path, seconds: float) -> Iterator[Line]:
    seed(folder, FEW, also=signed(0))
    with serving("house", folder) as house:
        yield from signing.lines(house, folder, 2 * seconds)


if __name__ == "__main__":
    main()
