"""Which tests are long journeys through the pages, as measured: `make quick` leaves them to `make test`.

`pytest --durations=0 -vv … | python -m tests.journeys` writes the list again, from the longest down, until what is left
for the quick part is a fixed share of the time that it took. A test is named without its engine and its cases: all of
them go the same way. What is on no list (a new test) is quick.
"""

import re
import sys
from functools import lru_cache
from pathlib import Path

LIST = Path(__file__).with_name("journeys.txt")
STAYS = 0.4  # of the time measured
TOOK = re.compile(r"^([\d.]+)s (?:call|setup|teardown)\s+(\S+::\w+)")


@lru_cache(maxsize=1)
def known() -> frozenset[str]:
    """`tests/room/test_file.py::test_name`."""
    return frozenset(LIST.read_text(encoding="utf-8").split())


def longest(report: list[str], stays: float = STAYS) -> list[str]:
    """The fewest tests whose leaving brings the time down to `stays`: those with the longest single case first."""
    spent: dict[str, float] = {}
    case: dict[str, float] = {}
    for seconds, name in (found.groups() for found in map(TOOK.match, report) if found):
        spent[name] = spent.get(name, 0.0) + float(seconds)
        case[name] = max(case.get(name, 0.0), float(seconds))
    left, target, chosen = sum(spent.values()), sum(spent.values()) * stays, []
    for name in sorted(case, key=lambda one: (-case[one], one)):
        if left <= target:
            break
        chosen.append(name)
        left -= spent[name]
    return sorted(chosen)


if __name__ == "__main__":
    LIST.write_text("\n".join(longest(sys.stdin.read().splitlines())) + "\n", encoding="utf-8")
