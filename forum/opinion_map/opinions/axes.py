"""Two axes on which opinions differ most, where each participant stands on them, and what to ask next. Pure.

A vote that is missing counts as the mean of its statement; once the mean is taken away it is zero. So all that is
summed is what was seen, and the table is never filled in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from forum.opinion_map.opinions.chance import Chance
from forum.opinion_map.opinions.votes import SLICE, Flags, Floats, Ints, Votes, bounds_of

CLOSE = 1e-4  # the part of the first eigenvalue that may be left unexplained when the search stops
STEPS = 60
NOTHING = 1e-9  # two participants who differ on one statement weigh 1 or 2: under this, nobody differs
META = 49.0  # Polis' priority of a statement about people rather than opinions: seven, squared
SOME = 0.05  # of a college: exposures that differ by little are alike
FRESH = 5  # votes after which a new statement has lost half of its advantage (2^(−S/5))


@dataclass(frozen=True, slots=True)
class Axes:
    """The mean of each statement; two orthonormal lines of loadings (zeros where opinions have no such axis)."""

    means: Floats
    components: Floats
    weights: Floats


class _Centred:
    """The votes less the mean of their statement, and the two ways to sum them."""

    def __init__(self, votes: Votes, means: Floats | None = None) -> None:
        bounds = bounds_of(votes)
        counts = np.diff(bounds)
        self.votes, self.answered, self.people = votes, counts, np.flatnonzero(counts)
        self.starts, self.counts = bounds[self.people], counts[self.people]
        self.seen = np.bincount(votes.columns, minlength=votes.statements)
        self.means = means_of(votes, self.seen) if means is None else means
        self.values = self._less_means()
        self.cuts = self._cuts()

    def _less_means(self) -> Floats:
        """A slice at a time: whole, the means of all cells would take as much memory again, fresh from the system."""
        found = np.empty(self.votes.size)
        for begin in range(0, self.votes.size, SLICE):
            part = slice(begin, begin + SLICE)
            np.subtract(self.votes.values[part], self.means[self.votes.columns[part]], out=found[part])
        return found

    def _cuts(self) -> list[tuple[int, int]]:
        """Participants, a slice at a time; whoever is cut from the next stays whole."""
        marks = np.searchsorted(self.starts, np.arange(0, self.votes.size, SLICE)).tolist()
        return list(pairwise([*dict.fromkeys(marks), len(self.starts)]))

    def along(self, line: Floats) -> Floats:
        """For each participant, the sum of their votes × the loadings of a line."""
        found = np.zeros(self.votes.people)
        for first, last in self.cuts:
            found[self.people[first:last]] = self._sums(line, first, last)[0]
        return found

    def spread(self, block: Floats) -> tuple[Floats, Floats]:
        """The covariances × each column: along the line, and back to the statements. And what was summed along."""
        found = np.zeros((block.shape[1], self.votes.statements))
        summed = np.zeros((self.votes.people, block.shape[1]))
        for first, last in self.cuts:
            for place, line in enumerate(block.T):
                sums, columns, values = self._sums(line, first, last)
                weights = np.repeat(sums, self.counts[first:last]) * values
                found[place] += np.bincount(columns, weights, self.votes.statements)
                summed[self.people[first:last], place] = sums
        return found.T, summed

    def _sums(self, line: Floats, first: int, last: int) -> tuple[Floats, Ints, Floats]:
        begin, end = self.starts[first], self.starts[last - 1] + self.counts[last - 1]
        columns, values = self.votes.columns[begin:end], self.values[begin:end]
        sums = np.add.reduceat(line[columns] * values, self.starts[first:last] - begin)
        return np.asarray(sums, dtype=np.float64), columns, values


def means_of(votes: Votes, seen: Ints) -> Floats:
    """Of the votes given; zero where nobody voted."""
    total = np.zeros(votes.statements)
    for begin in range(0, votes.size, SLICE):
        part = slice(begin, begin + SLICE)
        total += np.bincount(votes.columns[part], votes.values[part], votes.statements)
    return np.asarray(total / np.maximum(seen, 1), dtype=np.float64)


def mapped(
    votes: Votes, taken_out: int = 0, start: Floats | None = None, seed: int = 0, close: float = CLOSE
) -> tuple[Axes, Floats]:
    """The axes, by block power iteration that keeps its blocks, and the place of each participant.

    `votes` are those on the statements that are left in. With former axes (`start`) the search begins there.
    """
    centred = _Centred(votes)
    chance = Chance(seed).around_zero(votes.statements, 2)
    if start is not None and np.abs(start).sum() > 0:
        chance = start.T + chance * 1e-4 / max(votes.statements, 1) ** 0.5
    chance[centred.seen == 0] = 0.0
    weights, vectors, sums = _strongest(centred.spread, chance, close)
    signs = _signs(vectors.T, start)
    return Axes(centred.means, vectors.T * signs[:, None], weights), _scaled(centred, sums * signs, taken_out)


def placed(votes: Votes, axes: Axes, taken_out: int = 0) -> Floats:
    """Where participants stand on axes that are known."""
    centred = _Centred(votes, axes.means)
    return _scaled(centred, np.stack([centred.along(line) for line in axes.components], axis=1), taken_out)


def _scaled(centred: _Centred, sums: Floats, taken_out: int) -> Floats:
    """× √(statements / votes), so that few votes do not pull to the middle.

    Polis writes a zero for everybody in each statement that moderation took out, and its published places count those
    as votes: so do ours, or they would not be the same.
    """
    scale = np.sqrt(len(centred.means) / np.maximum(centred.answered + taken_out, 1))
    return np.asarray(sums * scale[:, None], dtype=np.float64)


def _strongest(
    spread: Callable[[Floats], tuple[Floats, Floats]], start: Floats, close: float
) -> tuple[Floats, Floats, Floats]:
    """The two largest eigenvalues, their vectors, and what is summed along these for each participant: a basis grows by
    what its best pair leaves unexplained."""
    basis = _fresh(start, np.zeros((len(start), 0)), 0.0)
    images, sums = spread(basis)
    for _ in range(STEPS):
        values, turns = np.linalg.eigh(basis.T @ images)
        values, turns = values[::-1][:2], turns[:, ::-1][:, :2]
        left = images @ turns - (basis @ turns) * values
        if _explained(left, values, close):
            break
        new = _fresh(left, basis, NOTHING * values[0])
        if not new.shape[1]:
            break
        more = spread(new)
        basis = np.hstack([basis, new])
        images, sums = np.hstack([images, more[0]]), np.hstack([sums, more[1]])
    tried = len(turns)  # the last direction may not have been
    return _real(values, basis[:, :tried] @ turns, sums[:, :tried] @ turns)


def _real(values: Floats, vectors: Floats, sums: Floats) -> tuple[Floats, Floats, Floats]:
    """Always two, zeros where opinions have no such axis."""
    held = values > max(NOTHING, NOTHING * values[0]) if len(values) else values > 0
    lacking = 2 - len(values)
    vectors, sums = (np.pad(part * held, ((0, 0), (0, lacking))) for part in (vectors, sums))
    return np.pad(values * held, (0, lacking)), vectors, sums


def _explained(left: Floats, values: Floats, close: float) -> bool:
    return not left.size or float(np.linalg.norm(left, axis=0).max()) <= max(close * values[0], NOTHING)


def _fresh(block: Floats, basis: Floats, least: float) -> Floats:
    """The directions of a block that the basis lacks, made orthonormal."""
    kept = basis
    for column in block.T:
        rest = column - kept @ (kept.T @ column)
        rest -= kept @ (kept.T @ rest)  # once leaves rounding errors that grow
        length = float(np.linalg.norm(rest))
        if length > least and length > 1e-12:
            kept = np.hstack([kept, (rest / length)[:, None]])
    return kept[:, basis.shape[1] :]


def _signs(lines: Floats, start: Floats | None) -> Floats:
    """An axis has no natural sign: the former one's, or its strongest loading is positive."""
    if not lines.shape[1]:
        return np.ones(len(lines))
    strongest = np.take_along_axis(lines, np.abs(lines).argmax(axis=1)[:, None], axis=1)[:, 0]
    leaning = strongest if start is None else (lines * start).sum(axis=1)
    return np.where(leaning < 0, -1.0, 1.0)


def extremity(axes: Axes) -> Floats:
    """√C·|1 + μ|·‖pc‖, where μ is Polis' mean, in which agreeing is −1: with ours, |1 − μ|.

    It is how far from the middle a participant would stand who had only agreed with that statement.
    """
    size = np.linalg.norm(axes.components, axis=0)
    return np.asarray(np.sqrt(len(axes.means)) * np.abs(1 - axes.means) * size, dtype=np.float64)


def priority(agree: Ints, passes: Ints, seen: Ints, extreme: Floats, meta: Flags | None = None) -> Floats:
    """Polis' weight of a statement in the draw of the next one: telling, agreed with, seldom passed, and young."""
    telling = (1 - (passes + 1) / (seen + 2)) * (extreme + 1) * (agree + 1) / (seen + 2)
    weight = np.asarray((telling * (1 + 8 * 2.0 ** (-seen / FRESH))) ** 2, dtype=np.float64)
    return weight if meta is None else np.where(meta, META, weight)


def owed(seen: Ints, people: Ints, college: int) -> Floats:
    """By how much a statement is more urgent for one college: how seldom it saw it against all the colleges' mean.

    `seen` is colleges × statements, `people` how many answer in each; a college of nobody has no say. Between a half and
    two: balance leads the draw, it does not replace it. What nobody saw yet is as urgent for a small college as for a
    large one.
    """
    if not people[college]:
        return np.ones(seen.shape[1])
    rates = seen / np.maximum(people, 1)[:, None] + SOME
    mean = rates[people > 0].mean(axis=0)
    return np.asarray(np.clip(mean / rates[college], 0.5, 2.0), dtype=np.float64)


def drawn(weights: Floats, open_ones: Flags, chance: float) -> int | None:
    """Which statement to ask, each with a chance in proportion to its weight; `chance` is in [0, 1)."""
    sums = np.cumsum(np.where(open_ones, weights, 0.0))
    if not len(sums) or sums[-1] <= 0:
        return None
    return int(np.searchsorted(sums, chance * sums[-1], side="right"))
