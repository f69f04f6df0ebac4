"""What an attack found, in numbers: a score, what chance would give, an interval, and a verdict.

Intervals are at 99.99 %: a run takes some twenty of them, and a false alarm a week would teach nobody anything.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

Z = 3.89
DRAWS = 400
WEAK_ENOUGH = 0.9


@dataclass(frozen=True)
class Measure:
    """`kind`: a `guess` is compared with chance, a `search` must find nothing, a `limit` is told and not judged."""

    prop: int
    attack: str
    score: float
    chance: float
    low: float
    high: float
    n: int
    kind: str = "guess"
    note: str = ""

    @property
    def holds(self) -> bool:
        """Nothing was won: the interval contains chance, or nothing was found. Nothing tried is nothing shown."""
        if self.kind == "limit":
            return True
        if self.kind == "search":
            return self.n > 0 and self.score == 0
        return self.n > 0 and self.low <= self.chance <= self.high

    @property
    def bites(self) -> bool:
        """On a weakened build, the attack must work."""
        return self.kind == "limit" or self.score >= WEAK_ENOUGH


def wilson(right: float, n: int) -> tuple[float, float]:
    if n == 0:
        return 0.0, 1.0
    share, square = right / n, Z * Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = Z * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def guessed(prop: int, attack: str, right: float, n: int, note: str = "") -> Measure:
    """Out of `n` choices between the true one and a decoy; a tie counts for half."""
    return Measure(prop, attack, right / n if n else 0.5, 0.5, *wilson(right, n), n, "guess", note)


def searched(prop: int, attack: str, found: int, sought: int, note: str = "") -> Measure:
    return Measure(
        prop, attack, found / sought if sought else 0.0, 0.0, *wilson(found, sought), sought, "search", note
    )


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
    low, high = bootstrap(groups, lambda some: agreement(some)[0])
    half = min(1.0, Z * drawn_spread([len(group) for group in groups])) if kind == "guess" and groups else 0.0
    low, high = max(0.0, min(low, share - half)), min(1.0, max(high, share + half))
    return Measure(prop, attack, share, 0.5, low, high, pairs, kind, note)


def drawn_spread(sizes: Sequence[int]) -> float:
    """Standard deviation of the concordance of drawn orders: of n things, tau's variance is 2(2n + 5) / 9n(n - 1)."""
    pairs = [n * (n - 1) / 2 for n in sizes]
    spread = sum(
        (p / 2) ** 2 * 2 * (2 * n + 5) / (9 * n * (n - 1)) for p, n in zip(pairs, sizes, strict=True) if n > 1
    )
    return sqrt(spread) / sum(pairs) if sum(pairs) else 1.0


def bootstrap(
    groups: Sequence[Sequence[float]], of: Callable[[Sequence[Sequence[float]]], float]
) -> tuple[float, float]:
    """A normal interval whose width is that of `of` over groups drawn again."""
    if not groups:
        return 0.0, 1.0
    rng, middle = random.Random(1), of(groups)
    values = [of(rng.choices(groups, k=len(groups))) for _ in range(DRAWS)]
    mean = sum(values) / DRAWS
    half = Z * sqrt(sum((value - mean) ** 2 for value in values) / DRAWS)
    return max(0.0, middle - half), min(1.0, middle + half)
