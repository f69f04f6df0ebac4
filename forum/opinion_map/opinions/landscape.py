"""The whole map from votes, its next update from the last one, and how far chance would have drawn another. Pure."""

from dataclasses import dataclass

import numpy as np

from forum.opinion_map.opinions.axes import CLOSE, Axes, mapped
from forum.opinion_map.opinions.chance import Draws
from forum.opinion_map.opinions.groups import (
    LEAST_GROUPS,
    Steady,
    agreement_of,
    bases_of,
    by_size,
    centres,
    choices,
    nearest,
    refined,
    renamed,
    steadied,
    tried,
)
from forum.opinion_map.opinions.votes import NOBODY, Flags, Floats, Ints, Votes, included, of_people, without

TIMES = 100
MOST_DRAWN = 2000  # participants of one bootstrap: the cost of a hundred does not grow with the consultation
NEAR = 2e-3  # an update begins where the last one ended; what it leaves unexplained does not add up from one to the next
ROUGH = 1e-3  # a bootstrap moves the axes much more than this


@dataclass(frozen=True, slots=True)
class Memory:
    """What an update takes from the one before: axes and centres, nothing of any person."""

    components: Floats
    centres: Floats
    steady: Steady | None


@dataclass(frozen=True, slots=True)
class Landscape:
    """Axes, the place of every participant, and the group of each who is included (NOBODY for the others)."""

    axes: Axes
    places: Floats
    labels: Ints
    k: int
    silhouettes: dict[int, float]
    memory: Memory


def landscape(
    votes: Votes, out: Flags | None = None, before: Memory | None = None, seed: int = 0
) -> Landscape:
    """All of it; with `before`, the search starts from there, signs and numbers of groups are kept.

    Nobody included: no group. All in one place: one group.
    """
    out = np.zeros(votes.statements, dtype=bool) if out is None else out
    left = without(votes, out)
    start = before.components if before and before.components.shape[1] == votes.statements else None
    axes, places = mapped(left, int(out.sum()), start, seed, CLOSE if start is None else NEAR)
    held = included(votes)
    found, k, silhouettes, steady = _grouped(places[held], before if start is not None else None, seed)
    labels = np.full(votes.people, NOBODY, dtype=np.int64)
    labels[held] = found
    middles = centres(places[held], found, k)
    return Landscape(axes, places, labels, k, silhouettes, Memory(axes.components, middles, steady))


def widened(memory: Memory, statements: int) -> Memory:
    """New statements come after the others, and weigh nothing on the axes yet."""
    more = statements - memory.components.shape[1]
    return Memory(np.pad(memory.components, ((0, 0), (0, more))), memory.centres, memory.steady)


def _grouped(
    points: Floats, before: Memory | None, seed: int
) -> tuple[Ints, int, dict[int, float], Steady | None]:
    bases = bases_of(points)
    known = before.centres if before and len(before.centres) else None
    found = choices(bases, seed, known)
    if not found:
        return (
            np.zeros(len(points), dtype=np.int64),
            min(len(points), 1),
            {},
            before.steady if before else None,
        )
    best = max(found, key=lambda k: found[k][0])
    steady = steadied(before.steady if before else None, best, max(found))
    labels = refined(points, bases, found[steady.k][1], steady.k)
    former = by_size(labels, points, steady.k) if known is None else nearest(points, known)
    labels = renamed(labels, former, steady.k)
    return labels, steady.k, {k: score for k, (score, _) in found.items()}, steady


def stability(
    votes: Votes, drawn: Landscape, out: Flags | None = None, times: int = TIMES, seed: int = 0
) -> float | None:
    """The mean adjusted Rand index between the groups shown and those that draws of participants would have given.

    Each draw takes as many included participants as there are, with replacement, and finds axes and the same number
    of groups again from nothing but their votes. Above MOST_DRAWN participants it takes that many only: the cost is
    bounded, and the answer is if anything more severe, since fewer people make groups less steady. None without groups.
    """
    held = np.flatnonzero(drawn.labels != NOBODY)
    if drawn.k < LEAST_GROUPS:
        return None
    out = np.zeros(votes.statements, dtype=bool) if out is None else out
    left, size = without(votes, out), min(len(held), MOST_DRAWN)
    scores = []
    for time in range(times):
        chance = np.random.default_rng((seed, time))
        which = np.sort(held[chance.integers(0, len(held), size)])
        labels = _again(of_people(left, which), drawn, int(out.sum()), chance)
        scores.append(agreement_of(labels, drawn.labels[which]))
    return float(np.mean(scores))


def _again(votes: Votes, drawn: Landscape, taken_out: int, chance: Draws) -> Ints:
    """The former axes only shorten the search; former centres are not used, or a draw could not contradict them."""
    points = mapped(votes, taken_out, drawn.axes.components, close=ROUGH)[1]
    bases = bases_of(points)
    if len(bases.points) < drawn.k:
        return np.zeros(votes.people, dtype=np.int64)
    labels = tried(bases.points, bases.weights, drawn.k, chance)
    return refined(points, bases, labels[:1], drawn.k, rounds=10)
