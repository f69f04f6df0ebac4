"""`make bench`: about two minutes, servers on loopback only, each ended by its id."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from bench import pages, signing, start, wire
from bench.load import Run
from bench.petition import signed
from bench.report import Line, write
from bench.seed import seed
from bench.serve import pin
from bench.servers import Server, serving

SECONDS = 0.8
FEW, MANY = 100, 100_000


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        small, large = Path(name) / "small", Path(name) / "large"
        seed(small, FEW, also=signed(0))
        seed(large, MANY, searchable=False)
        print(write([*measured(small, large)]))


def measured(small: Path, large: Path) -> Iterator[Line]:
    yield Line(
        "cold start to the first page, against its imports",
        1.25,
        start.cold(small),
        start.ROUNDS,
        at_most=True,
    )
    pin(1)
    with ExitStack() as stack:
        bare, house, big = (
            stack.enter_context(serving(*what)) for what in (("bare",), ("house", small), ("house", large))
        )
        yield from at_rest(house)
        yield from page_lines(bare, house, big)
        yield from signing.lines(house, small, 2 * SECONDS)


def at_rest(house: Server) -> Iterator[Line]:
    first, following, personal = wire.first_and_next(house)
    yield Line("first view, HTML and CSS", 14_000, first, 1, "B", True)
    yield Line("the next page", 6_000, following, 1, "B", True, f"the list for a carnet: {personal} B")
    ratio, megabytes = start.resting(house)
    yield Line("memory at rest, against its imports", 1.2, ratio, 1, at_most=True, note=f"{megabytes:.0f} MB")


def page_lines(bare: Server, house: Server, big: Server) -> Iterator[Line]:
    found = {case.name: case for case in pages.cases(bare, house, big)}
    pages.measure(list(found.values()), SECONDS)
    yardstick = found["bare"]

    def line(what: str, goal: float, name: str, against: pages.Case = yardstick, cpu: bool = False) -> Line:
        case = found[name]
        ratio = pages.ratio(case, against, Run.each if cpu else Run.rate)
        each = f"{pages.microseconds(case):.0f} µs CPU against {pages.microseconds(against):.0f}"
        return Line(what, goal, ratio, pages.total(case), at_most=cpu, note=each)

    yield line("anonymous page, kept", 1.0, "kept")
    yield line("the same, 304", 1.2, "304")
    yield line("the same, not kept", 0.15, "miss")
    yield line("signed-in page", 0.35, "signed")
    yield line("signed-in page, CPU", 3.0, "signed", cpu=True)
    yield line(f"list page, {FEW} → {MANY} grievances, CPU", 1.1, "miss of many", found["miss"], cpu=True)


if __name__ == "__main__":
    main()
