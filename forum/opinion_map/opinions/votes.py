"""Who answered what, kept as the cells that were seen: nothing here grows with what nobody answered. Pure.

Agree is +1, disagree −1, pass 0; a cell that is not there was not seen, which is not a pass.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Signs = npt.NDArray[np.int8]

ENOUGH = 7  # votes that place a participant among the groups, or all the statements when they are fewer
SLICE = 1 << 16  # cells counted or summed at a time: they stay in the processor's cache
NOBODY = -1  # the label of who is in no group


@dataclass(frozen=True, slots=True)
class Votes:
    """Cells sorted by participant, then by statement; one at most for each pair.

    Indices on 64 bits: on 32, looking up and summing take half as long again, for numpy widens them each time.
    """

    rows: Ints
    columns: Ints
    values: Signs
    people: int
    statements: int

    @property
    def size(self) -> int:
        return len(self.values)


@dataclass(frozen=True, slots=True)
class Counts:
    """Groups × statements: how many agree, disagree, and have seen (passes included)."""

    agree: Ints
    disagree: Ints
    seen: Ints

    @property
    def together(self) -> "Counts":
        """One line: all the groups as one."""
        return Counts(*(part.sum(axis=0, keepdims=True) for part in (self.agree, self.disagree, self.seen)))


def votes_of(
    rows: npt.ArrayLike, columns: npt.ArrayLike, values: npt.ArrayLike, people: int, statements: int
) -> Votes:
    """In the order they were given: of two answers of one person to one statement, the later holds."""
    r, c = np.asarray(rows, dtype=np.int64), np.asarray(columns, dtype=np.int64)
    v = np.asarray(values, dtype=np.int64)
    if not (r.shape == c.shape == v.shape and r.ndim == 1):
        raise ValueError("rows, columns and values go together")
    _within(r, people)
    _within(c, statements)
    if v.size and np.abs(v).max() > 1:
        raise ValueError("a vote is −1, 0 or 1")
    key = r * statements + c
    if np.any(key[1:] <= key[:-1]):
        order = np.argsort(key, kind="stable")
        order = order[np.append(key[order][1:] != key[order][:-1], True)]
        r, c, v = r[order], c[order], v[order]
    return Votes(r, c, v.astype(np.int8), people, statements)


def _within(numbers: Ints, bound: int) -> None:
    if numbers.size and not (numbers.min() >= 0 and numbers.max() < bound):
        raise ValueError("a number outside the table")


def from_table(table: npt.ArrayLike) -> Votes:
    """A participants × statements table where NaN says « not seen »: for what is small, and for tests."""
    cells = np.asarray(table, dtype=np.float64)
    if cells.ndim != 2:
        raise ValueError("a table has two sides")
    rows, columns = np.nonzero(~np.isnan(cells))
    return votes_of(rows, columns, cells[rows, columns], *cells.shape)


def without(votes: Votes, out: Flags) -> Votes:
    """The same table, where the statements that moderation took out were never seen."""
    if not out.any():
        return votes
    kept = ~out[votes.columns]
    if kept.all():
        return votes
    return Votes(votes.rows[kept], votes.columns[kept], votes.values[kept], votes.people, votes.statements)


def of_people(votes: Votes, which: Ints) -> Votes:
    """These participants, in this order; one may be drawn several times."""
    bounds = bounds_of(votes)
    lengths = np.diff(bounds)[which]
    rows = np.repeat(np.arange(len(which)), lengths)
    cells = np.arange(len(rows)) - np.repeat(np.cumsum(lengths) - lengths - bounds[which], lengths)
    return Votes(rows, votes.columns[cells], votes.values[cells], len(which), votes.statements)


def bounds_of(votes: Votes) -> Ints:
    """Where the cells of each participant begin, and where the last ones end."""
    return np.append(0, np.cumsum(np.bincount(votes.rows, minlength=votes.people)))


def answered(votes: Votes) -> Ints:
    """How many statements each participant has seen."""
    return np.diff(bounds_of(votes))


def included(votes: Votes) -> Flags:
    """Whoever gave at least min(7, statements) votes, those on statements taken out since included, as Polis counts."""
    return answered(votes) >= max(min(ENOUGH, votes.statements), 1)


def counted(votes: Votes, labels: Ints, groups: int) -> Counts:
    """By group, in one pass; a label under zero is nobody's, and is counted apart, which costs less than sorting out."""
    wide = (groups + 1) * votes.statements
    starts = (np.maximum(labels, NOBODY) + 1) * votes.statements + wide
    found = np.zeros(3 * wide, dtype=np.int64)
    for begin in range(0, votes.size, SLICE):
        part = slice(begin, begin + SLICE)
        key = starts[votes.rows[part]] + votes.columns[part] + votes.values[part].astype(np.int64) * wide
        found += np.bincount(key, minlength=3 * wide)
    cells = found.reshape(3, groups + 1, votes.statements)[:, 1:]
    return Counts(cells[2], cells[0], cells.sum(axis=0))
