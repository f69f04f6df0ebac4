"""What an attack found, in numbers: a score, what chance would give, intervals at 95 % and 99 %, and a verdict.

A run asks some fifteen guesses: at 95 % each, one in the table would look won by chance alone. So they are judged
together, by Holm's correction (`holm`): no more than `FAMILY` of the runs of a good house raise a false alarm.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import erfc, sqrt

Z95, Z99 = 1.960, 2.576
FAMILY = 0.01
DRAWS = 400
WEAK_ENOUGH = 0.9


@dataclass(frozen=True)
class Measure:
    """`kind`: a `guess` is compared with chance, a `search` must find nothing, a `limit` is told and not judged."""

    prop: int
    attack: str
    score: float
    chance: float
    n: int
    kind: str = "guess"
    note: str = ""
    spread: float = 0.0

    def interval(self, z: float) -> tuple[float, float]:
        if not self.spread:
            return wilson(self.score * self.n, self.n, z)
        return max(0.0, self.score - z * self.spread), min(1.0, self.score + z * self.spread)

    @property
    def p(self) -> float:
        """How often chance alone would be at least as far from itself, on either side."""
        if self.n == 0:
            return 0.0
        spread = self.spread or sqrt(self.chance * (1 - self.chance) / self.n)
        return erfc(abs(self.score - self.chance) / spread / sqrt(2))

    def holds(self, level: float = FAMILY) -> bool:
        """Nothing was won: chance is within what `level` allows, or nothing was found. Nothing tried is nothing shown."""
        if self.kind == "limit":
            return True
        if self.kind == "search":
            return self.n > 0 and self.score == 0
        return self.n > 0 and self.p > level

    @property
    def bites(self) -> bool:
        """On a weakened build, the attack must work."""
        return self.kind == "limit" or self.score >= WEAK_ENOUGH


def holm(found: Sequence[Measure], family: float = FAMILY) -> dict[int, float]:
    """By `id` of each guess, the level it is judged at: the farthest from chance at family / m, the next at / (m - 1)…

    Once one holds all that are nearer hold too, so they are given the level that makes them.
    """
    guesses = sorted((measure for measure in found if measure.kind == "guess"), key=lambda measure: measure.p)
    levels, held = dict[int, float](), False
    for rank, measure in enumerate(guesses):
        level = family / (len(guesses) - rank)
        held = held or measure.p > level
        levels[id(measure)] = 0.0 if held and measure.n else level
    return levels


def wilson(right: float, n: int, z: float) -> tuple[float, float]:
    if n == 0:
        return 0.0, 1.0
    share, square = right / n, z * z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = z * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def guessed(prop: int, attack: str, right: float, n: int, note: str = "") -> Measure:
    """Out of `n` choices between the true one and a decoy; a tie counts for half."""
    return Measure(prop, attack, right / n if n else 0.5, 0.5, n, "guess", note)


def searched(prop: int, attack: str, found: int, sought: int, note: str = "") -> Measure:
    return Measure(prop, attack, found / sought if sought else 0.0, 0.0, sought, "search", note)


def anything(prop: int, attack: str, found: int, looked_at: int, note: str = "") -> Measure:
    """One find is enough: all is lost or nothing is."""
    return searched(
        prop, attack, looked_at if found else 0, looked_at, note or (f"{found} found" if found else "")
    )


def agreement(groups: Sequence[Sequence[float]]) -> tuple[float, int]:
    """Share of the pairs inside each group that stand in acting order (each group is given in acting order)."""
    agreed, pairs = 0.0, 0
    for group in groups:
        for at, earlier in enumerate(group):
            for later in group[at + 1 :]:
                agreed += 0.5 if later == earlier else float(later > earlier)
                pairs += 1
    return (agreed / pairs if pairs else 0.5), pairs


def ordered(
    prop: int, attack: str, groups: Sequence[Sequence[float]], note: str = "", kind: str = "guess"
) -> Measure:
    """Concordance with acting order. The interval is a bootstrap over the groups, which are drawn apart; never narrower
    than what drawn orders of these sizes give (Kendall's variance), for a few groups tell little of their own spread.
    """
    share, pairs = agreement(groups)
    spread = bootstrap(groups, lambda some: agreement(some)[0])
    if kind == "guess" and groups:
        spread = max(spread, drawn_spread([len(group) for group in groups]))
    return Measure(prop, attack, share, 0.5, pairs, kind, note, spread)


def drawn_spread(sizes: Sequence[int]) -> float:
    """Standard deviation of the concordance of drawn orders: of n things, tau's variance is 2(2n + 5) / 9n(n - 1)."""
    pairs = [n * (n - 1) / 2 for n in sizes]
    spread = sum(
        (p / 2) ** 2 * 2 * (2 * n + 5) / (9 * n * (n - 1)) for p, n in zip(pairs, sizes, strict=True) if n > 1
    )
    return sqrt(spread) / sum(pairs) if sum(pairs) else 1.0


def bootstrap(groups: Sequence[Sequence[float]], of: Callable[[Sequence[Sequence[float]]], float]) -> float:
    """The standard deviation of `of` over groups drawn again."""
    if not groups:
        return 0.0
    rng = random.Random(1)
    values = [of(rng.choices(groups, k=len(groups))) for _ in range(DRAWS)]
    mean = sum(values) / DRAWS
    return sqrt(sum((value - mean) ** 2 for value in values) / DRAWS)
