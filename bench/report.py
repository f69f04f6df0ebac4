"""The table: printed, and kept in bench/RESULTS.md."""

import os
import platform
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

DIGITS = {"B": 0, "ms": 1}
RESULTS = Path(__file__).with_name("RESULTS.md")


@dataclass(frozen=True)
class Line:
    """One goal: how it reads, whether less is better, what was measured on how many."""

    what: str
    goal: float | None
    measured: float | None
    n: int
    unit: str = "×"
    at_most: bool = False
    note: str = ""
    failed: bool = False

    @property
    def met(self) -> str:
        if self.failed:
            return "failed"
        if self.measured is None:
            return "left out"
        if self.goal is None:
            return ""
        return (
            "met"
            if (self.measured <= self.goal if self.at_most else self.measured >= self.goal)
            else "NOT met"
        )

    def cells(self) -> list[str]:
        sign = "≤" if self.at_most else "≥"
        shown = "–" if self.measured is None else f"{self.measured:.{DIGITS.get(self.unit, 2)}f} {self.unit}"
        goal = "–" if self.goal is None else f"{sign} {self.goal:g} {self.unit}"
        return [self.what, goal, shown, self.met, str(self.n), self.note]


def guarded(what: str, part: Callable[[], Iterable[Line]]) -> Iterator[Line]:
    """The lines of a part; one that cannot be measured is told in the table, and the rest goes on."""
    try:
        yield from part()
    except (
        Exception
    ) as error:  # whatever it is, the other lines are worth having; it is told whole beside the table
        traceback.print_exc()
        yield Line(
            what, None, None, 0, note=f"{type(error).__name__}: {error}"[:120].replace("|", "/"), failed=True
        )


def write(lines: Iterable[Line]) -> str:
    """Markdown; no host name, since a table is published."""
    head = ["what", "goal", "measured", "", "n", "note"]
    rows = [head, ["---"] * len(head), *(line.cells() for line in lines)]
    table = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}, Linux {platform.release()}"
    machine += f", load {os.getloadavg()[0]:.1f} as it ended"
    text = (
        f"# Measured by `make bench`\n\n{date.today()}, {machine}.\n"  # noqa: DTZ011  # the day of the machine
        "Medians over rounds taken in turns; 1 × is bare Starlette in the same run. A busy machine moves requests a "
        "second; processor time moves less.\n\n"
        "Signatures have two yardsticks on one disk (WAL, synchronous=FULL). The harder is what SPEED.md calls raw: threads "
        "that do nothing else, each committing its own row, without HTTP; the faster the disk, the less group commit has "
        "to gain over it. The fair one receives the same requests: a bare Starlette POST that commits the same row, with "
        "nothing checked, sealed or mailed.\n\n"
    )
    RESULTS.write_text(text + table + "\n", encoding="utf-8")
    return table
