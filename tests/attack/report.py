"""The table: property, attack, score, chance, interval, n, verdict."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass

from forum.core.clock import now
from tests.attack.score import Measure
from tests.attack.weeks import Plan

HEAD = "| property | attack | engine | build | score | chance | interval (99.99 %) | n | verdict | note |"
RULE = "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
INTRO = """# Attacked by `make attack`

{day}, {cores} cores, Python {python}, {system}. {carnets} carnets over {slots} slots of six hours, seed {seed}.

The thief has the database, its log of changes, every file beside it, the server's output, and the pepper; not the
referee's notes of who did what. **ours** is the house as it is; **weakened** is the same with its protections taken off by
the tests (ordered keys, no slots, shared nullifiers, hashed addresses, nothing erased, a talkative log…): an attack that
does not score 0.9 there would prove nothing here. A *guess* is a choice between the true row and a decoy that the public
pages make as likely: it holds when its interval contains chance. A *search* holds when it finds nothing; its interval
says how often it could still find something, given n. A *limit* is told and not judged: what the design lets be known,
in figures.

What is not measured here: web storage after a visit, and pages in a real browser (`tests/browser`); the log of the
PostgreSQL server and of the proxy, which are the host's (docs/hosting.fr.md);
a live malicious server, which nothing resists.

"""


@dataclass(frozen=True)
class Line:
    engine: str
    weakened: bool
    measure: Measure

    @property
    def build(self) -> str:
        return "weakened" if self.weakened else "ours"

    @property
    def good(self) -> bool:
        return self.measure.bites if self.weakened else self.measure.holds

    @property
    def verdict(self) -> str:
        if self.measure.kind == "limit":
            return "limit"
        if self.weakened:
            return "bites" if self.good else "TOO WEAK AN ATTACK"
        return "holds" if self.good else "**BROKEN**"


def table(lines: Sequence[Line]) -> str:
    return "\n".join([HEAD, RULE, *map(_row, lines)])


def _row(line: Line) -> str:
    m = line.measure
    score = f"{m.score:.3f} | {m.chance:.3f} | {m.low:.3f}–{m.high:.3f} | {m.n}"
    return f"| {m.prop} | {m.attack} | {line.engine} | {line.build} | {score} | {line.verdict} | {m.note} |"


def written(lines: Sequence[Line], plan: Plan) -> str:
    intro = INTRO.format(
        day=now().today.isoformat(),
        cores=os.cpu_count(),
        python=platform.python_version(),
        system=platform.system(),
        **vars(plan),
    )
    ordered = sorted(
        lines, key=lambda line: (line.measure.prop, line.measure.attack, line.engine, line.weakened)
    )
    return f"{intro}{table(ordered)}\n"
