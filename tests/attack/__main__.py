"""`make attack`: everything, on our build and on a weakened one, on SQLite and on PostgreSQL; the table goes to docs/."""

import argparse
import sys
from pathlib import Path

from tests.attack.report import Line, judged, table, written
from tests.attack.run import attack
from tests.attack.weeks import Plan
from tests.conftest import ENGINES

RESULTS = Path(__file__).resolve().parents[2] / "docs" / "attack-results.md"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--carnets", type=int, default=Plan.carnets)
    parser.add_argument("--slots", type=int, default=Plan.slots)
    parser.add_argument("--seed", type=int, default=Plan.seed)
    parser.add_argument("--engine", choices=ENGINES, action="append")
    parser.add_argument("--no-write", action="store_true", help="print only")
    given = parser.parse_args()
    plan = Plan(given.carnets, given.slots, seed=given.seed)
    lines: list[Line] = []
    for engine in given.engine or ENGINES:
        for weakened in (False, True):
            found = [Line(engine, weakened, measure) for measure in attack(engine, plan, weakened=weakened)]
            print(table(found), flush=True)
            lines += found
    lines = judged(lines)
    if not given.no_write:
        RESULTS.write_text(written(lines, plan), encoding="utf-8")
    wrong = [line for line in lines if not line.good]
    print("\n".join(f"NOT as it should be: {line.engine} {line.build} {line.measure}" for line in wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
