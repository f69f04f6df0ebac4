"""What groups say: representative statements, consensus, what they have in common. Pure."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from forum.opinion_map.opinions.votes import Counts, Flags, Floats, Ints

SURE = 1.2816  # the tenth of a normal law that lies above: one chance in ten of saying it wrongly
SHOWN = 5  # statements for each group


@dataclass(frozen=True, slots=True)
class Measures:
    """Groups × statements. p: a probability; t: its test against one half; r: against the other groups; rt: its test."""

    pa: Floats
    pat: Floats
    ra: Floats
    rat: Floats
    pd: Floats
    pdt: Floats
    rd: Floats
    rdt: Floats


@dataclass(frozen=True, slots=True)
class Representative:
    """A statement that sets a group apart: what it says of it, and how surely."""

    statement: int
    agree: bool
    successes: int
    trials: int
    probability: float
    test: float
    ratio: float
    ratio_test: float
    best: bool = False

    @property
    def strength(self) -> float:
        return self.ratio * self.ratio_test * self.probability * self.test


@dataclass(frozen=True, slots=True)
class Common:
    """A statement on which nearly everybody says the same."""

    statement: int
    agree: bool
    successes: int
    trials: int
    probability: float
    test: float


def probability(said: npt.ArrayLike, seen: npt.ArrayLike) -> Floats:
    """(n + 1) / (seen + 2): few votes stay near one half."""
    return np.asarray((np.asarray(said) + 1) / (np.asarray(seen) + 2), dtype=np.float64)


def above_half(said: npt.ArrayLike, seen: npt.ArrayLike) -> Floats:
    """How many standard errors a share is above one half, one vote added to both."""
    n = np.asarray(seen) + 1.0
    return np.asarray(2 * np.sqrt(n) * ((np.asarray(said) + 1) / n - 0.5), dtype=np.float64)


def two_shares(one: Ints, of_one: Ints, other: Ints, of_other: Ints) -> Floats:
    """The two-proportion z of a share against another, one added to each of the four; 0 where both are whole."""
    a, n, b, m = (np.asarray(count) + 1.0 for count in (one, of_one, other, of_other))
    pooled = (a + b) / (n + m)
    spread = np.sqrt(np.maximum(pooled * (1 - pooled), 0.0) * (1 / n + 1 / m))
    return np.asarray(np.where(spread > 0, (a / n - b / m) / np.where(spread > 0, spread, 1.0), 0.0))


def measured(counts: Counts) -> Measures:
    """Each group against all the others together."""
    other_seen = counts.seen.sum(axis=0) - counts.seen
    sides = []
    for said in (counts.agree, counts.disagree):
        other = said.sum(axis=0) - said
        chance = probability(said, counts.seen)
        ratio = chance / probability(other, other_seen)
        tested = two_shares(said, counts.seen, other, other_seen)
        sides += [chance, above_half(said, counts.seen), ratio, tested]
    return Measures(*sides)


def representatives(counts: Counts, out: Flags | None = None) -> list[list[Representative]]:
    """For each group at most five, as Polis chooses: its best agreement first, then the strongest that pass both tests.

    Where none passes: the best agreement alone, or else the one that the ratio's test puts highest.
    """
    measures = measured(counts)
    kept = np.arange(counts.seen.shape[1]) if out is None else np.flatnonzero(~out)
    return [_chosen(measures, counts, group, kept) for group in range(len(counts.seen))]


def _chosen(m: Measures, counts: Counts, g: int, kept: Ints) -> list[Representative]:
    if not len(kept):
        return []
    best = _best_agreed(m, counts, g, kept)
    passing = [c for c in _passing(m, g, kept) if c != best]
    if not passing and best is None:
        strongest = np.maximum(m.rat[g], m.rdt[g])[kept]
        return [_told(m, counts, g, int(kept[strongest.argmax()]))]
    found = [_told(m, counts, g, c) for c in passing]
    found.sort(key=lambda one: -one.strength)
    head = [] if best is None else [_told(m, counts, g, best, best=True)]
    return sorted([*head, *found][:SHOWN], key=lambda one: not one.agree)


def _passing(m: Measures, g: int, kept: Ints) -> list[int]:
    """Those that pass both tests; of many, not all the weak ones: there is room for SHOWN."""
    agrees = (m.rat[g] > SURE) & (m.pat[g] > SURE)
    refuses = (m.rdt[g] > SURE) & (m.pdt[g] > SURE)
    side = m.rat[g] > m.rdt[g]
    strength = np.where(side, _strengths(m, g), m.rd[g] * m.rdt[g] * m.pd[g] * m.pdt[g])
    found = kept[(agrees | refuses)[kept]]
    order = np.argsort(-strength[found], kind="stable")[: SHOWN + 1]
    return [int(c) for c in np.sort(found[order])]


def distinctive(counts: Counts, out: Flags | None = None) -> list[list[Representative]]:
    """For each group at most five statements that pass both tests, the strongest first among agreements, then refusals.

    What is told to people: `representatives`, as Polis chooses, also has a best agreement that may pass no test, and that
    another order of statements would replace.
    """
    m = measured(counts)
    kept = np.arange(counts.seen.shape[1]) if out is None else np.flatnonzero(~out)
    found = []
    for g in range(len(counts.seen)):
        sure = [_told(m, counts, g, c) for c in _passing(m, g, kept)]
        strongest = sorted(sure, key=lambda one: -one.strength)[:SHOWN]
        found.append(sorted(strongest, key=lambda one: not one.agree))
    return found


def _best_agreed(m: Measures, counts: Counts, g: int, kept: Ints) -> int | None:
    """One pass in the order of statements, each against the best so far: by all four figures once it sets the group
    apart, by its probability alone until then. What nobody agreed or disagreed with is never it."""
    best: int | None = None
    four, two = _strengths(m, g).tolist(), (m.pa[g] * m.pat[g]).tolist()
    ra, alone = m.ra[g].tolist(), ((m.pat[g] > SURE) | ((m.ra[g] > 1) & (m.pa[g] > 0.5))).tolist()
    for c in kept[(counts.agree[g] + counts.disagree[g])[kept] > 0].tolist():
        if best is None:
            better = alone[c]
        elif ra[best] > 1:
            better = four[c] > four[best]
        else:
            better = two[c] > two[best]
        best = c if better else best
    return best


def _strengths(m: Measures, g: int) -> Floats:
    return np.asarray(m.ra[g] * m.rat[g] * m.pa[g] * m.pat[g], dtype=np.float64)


def _told(m: Measures, counts: Counts, g: int, c: int, best: bool = False) -> Representative:
    """From the side, agreeing or disagreeing, that sets the group apart most surely."""
    agree = bool(m.rat[g, c] > m.rdt[g, c])
    p, t, r, rt = (m.pa, m.pat, m.ra, m.rat) if agree else (m.pd, m.pdt, m.rd, m.rdt)
    said = counts.agree if agree else counts.disagree
    return Representative(
        c,
        agree,
        int(said[g, c]),
        int(counts.seen[g, c]),
        float(p[g, c]),
        float(t[g, c]),
        float(r[g, c]),
        float(rt[g, c]),
        best,
    )


def majority(counts: Counts, out: Flags | None = None) -> tuple[list[Common], list[Common]]:
    """What surely more than half of all agree with, and disagree with: five of each, the clearest first."""
    whole = counts.together
    seen = whole.seen[0]
    kept = np.ones(len(seen), dtype=bool) if out is None else ~out
    sides = []
    for agree, said in ((True, whole.agree[0]), (False, whole.disagree[0])):
        chance, test = probability(said, seen), above_half(said, seen)
        held = np.flatnonzero(kept & (chance > 0.5) & (test > SURE))
        order = held[np.argsort(-(chance * test)[held], kind="stable")][:SHOWN]
        sides.append(
            [
                Common(int(c), agree, int(said[c]), int(seen[c]), float(chance[c]), float(test[c]))
                for c in order
            ]
        )
    return sides[0], sides[1]


def common_ground(counts: Counts) -> Floats:
    """Group-aware consensus, Π (A + 1) / (S + 2): high only where every group agrees, however small one is."""
    return np.asarray(probability(counts.agree, counts.seen).prod(axis=0), dtype=np.float64)
