"""The table: property, attack, score, chance, interval, n, verdict."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass, replace

from forum.core.clock import now
from tests.attack.score import FAMILY, Z95, Z99, Measure, holm
from tests.attack.weeks import Plan

HEAD = "| property | attack | engine | build | score | chance | 95 % | 99 % | n | verdict | note |"
RULE = "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
INTRO = """# Attacked by `make attack`

{day}, {cores} cores, Python {python}, {system}. {carnets} carnets over {slots} slots of six hours, seed {seed}.

The thief has the database, its log of changes, every file beside it, the server's output, and the pepper; not the
referee's notes of who did what. **ours** is the house as it is; **weakened** is the same with its protections taken off by
the tests (ordered keys, no slots, shared nullifiers, hashed addresses, nothing erased, a talkative log…): an attack that
does not score 0.9 there would prove nothing here. A *guess* is a choice between the true row and a decoy that the public
pages make as likely: it holds when chance is in its interval. A run asks {guesses} guesses, and at 95 % one in
twenty lies outside by chance alone (marked °): so they are judged together, by Holm's correction over all the guesses of our
build on both engines, with at most one run in a hundred of a good house broken by chance. A *search* holds when it finds
nothing; its interval says how often it could still find something, given n. A *limit* is told and not judged: what the
design lets be known, in figures.

What is not measured here: web storage after a visit, and pages in a real browser (`tests/browser`); the log of the
PostgreSQL server and of the proxy, which are the host's (docs/hosting.fr.md);
a live malicious server, which nothing resists.

"""


@dataclass(frozen=True)
class Line:
    engine: str
    weakened: bool
    measure: Measure
    level: float = FAMILY

    @property
    def build(self) -> str:
        return "weakened" if self.weakened else "ours"

    @property
    def good(self) -> bool:
        return self.measure.bites if self.weakened else self.measure.holds(self.level)

    @property
    def verdict(self) -> str:
        if self.measure.kind == "limit":
            return "limit"
        if self.weakened:
            return "bites" if self.good else "TOO WEAK AN ATTACK"
        return "holds" if self.good else "**BROKEN**"


def judged(lines: Sequence[Line], family: float = FAMILY) -> list[Line]:
    """The same, each guess of our build at the level that Holm's correction gives it among all of them."""
    levels = holm([line.measure for line in lines if not line.weakened], family)
    return [replace(line, level=levels.get(id(line.measure), family)) for line in lines]


def table(lines: Sequence[Line]) -> str:
    return "\n".join([HEAD, RULE, *map(_row, lines)])


def _row(line: Line) -> str:
    m = line.measure
    (low, high), wide = m.interval(Z95), m.interval(Z99)
    beside = "°" if m.kind == "guess" and not line.weakened and not low <= m.chance <= high else ""
    told = f"{low:.3f}–{high:.3f}{beside} | {wide[0]:.3f}–{wide[1]:.3f}"
    score = f"{m.score:.3f} | {m.chance:.3f} | {told} | {m.n}"
    return f"| {m.prop} | {m.attack} | {line.engine} | {line.build} | {score} | {line.verdict} | {m.note} |"


def written(lines: Sequence[Line], plan: Plan) -> str:
    intro = INTRO.format(
        day=now().today.isoformat(),
        cores=os.cpu_count(),
        python=platform.python_version(),
        system=platform.system(),
        guesses=sum(line.measure.kind == "guess" and not line.weakened for line in lines),
        **vars(plan),
    )
    ordered = sorted(
        lines, key=lambda line: (line.measure.prop, line.measure.attack, line.engine, line.weakened)
    )
    return f"{intro}{table(ordered)}\n"
