"""Groups of opinion: base clusters, k-means on them, a number of groups by silhouette, and labels that stay. Pure."""

from dataclasses import dataclass
from itertools import permutations

import numpy as np

from forum.opinion_map.opinions.chance import Chance, Draws
from forum.opinion_map.opinions.votes import NOBODY, Floats, Ints

BASES = 100
LEAST_GROUPS, MOST_GROUPS = 2, 5
PER_GROUP = 12  # base clusters for each group more, as Polis: a dozen people make no five groups
MESH = 32  # cells on a side, when participants are too many to be compared with one another
STARTS, MORE = 12, 1  # k-means from nothing; beside former centres
KEPT = 3  # of them, how many are tried on the participants themselves
ROUNDS, STILL = 50, 1e-3  # of thousands, the last few who waver between two groups are not waited for
PATIENCE = 4  # updates in a row that must prefer another number of groups, before it is the number shown


@dataclass(frozen=True, slots=True)
class Bases:
    """Where the base clusters are, how many participants each holds, and whose it is."""

    points: Floats
    weights: Floats
    of: Ints


@dataclass(frozen=True, slots=True)
class Steady:
    """The number of groups shown, the one that asks to replace it, and for how many updates in a row."""

    k: int
    asking: int
    times: int


def bases_of(points: Floats, most: int = BASES) -> Bases:
    """Each distinct point when they are few; otherwise k-means on the cells of a fine mesh, one pass over people."""
    if not len(points):
        return Bases(points, np.zeros(0), np.zeros(0, dtype=np.int64))
    cells = _distinct(points) if len(points) <= 4 * most else _mesh(points)
    first = _gathered(points, cells)
    if len(first.points) <= most:
        return first
    evenly = (
        np.linspace(0, len(first.points) - 1, most).round().astype(np.int64)
    )  # from left to right: all over the sheet
    labels = _together(first.points, first.weights, first.points[evenly][None], rounds=10)[0]
    return _gathered(points, labels[first.of])


def _distinct(points: Floats) -> Ints:
    """The same number for the same place, from left to right."""
    order = np.lexsort(points.T[::-1])
    new = np.append(False, (np.diff(points[order], axis=0) != 0).any(axis=1))
    labels = np.empty(len(points), dtype=np.int64)
    labels[order] = np.cumsum(new)
    return labels


def _mesh(points: Floats) -> Ints:
    low, high = points.min(axis=0), points.max(axis=0)
    steps = (points - low) / np.where(high > low, high - low, 1.0) * MESH
    x, y = np.minimum(steps.astype(np.int64), MESH - 1).T
    return np.asarray(x * MESH + y, dtype=np.int64)


def _gathered(points: Floats, labels: Ints) -> Bases:
    """Labels without holes, and the mean and the number of each."""
    counts = np.bincount(labels)
    of = (np.cumsum(counts > 0) - 1)[labels]
    weights = counts[counts > 0].astype(np.float64)
    return Bases(centres(points, of, len(weights)), weights, of)


def centres(points: Floats, labels: Ints, k: int, weights: Floats | None = None) -> Floats:
    """The mean of each group; the middle where a group is empty."""
    counts = np.bincount(labels, weights, k)
    sums = [np.bincount(labels, column if weights is None else weights * column, k) for column in points.T]
    return np.asarray(np.stack(sums, axis=1) / np.where(counts > 0, counts, 1.0)[:, None], dtype=np.float64)


def nearest(points: Floats, middles: Floats) -> Ints:
    """Which centre is nearest to each point. |p|² is the same for all: it is left out."""
    far = (middles**2).sum(axis=1)[:, None] - 2 * middles @ points.T
    return np.asarray(far.argmin(axis=0), dtype=np.int64)


def tried(
    points: Floats,
    weights: Floats,
    k: int,
    chance: Draws,
    starts: int = STARTS,
    first: Floats | None = None,
    rounds: int = ROUNDS,
) -> list[Ints]:
    """k-means from several starts, the least inertia first; `first` is one more start, from what was there before."""
    draws = np.stack([chance.random(k) for _ in range(starts)]) if starts else np.zeros((0, k))
    begun = _scattered(points, weights, draws)
    found = _together(
        points, weights, begun if first is None else np.concatenate([first[None], begun]), rounds
    )
    worth = {round(inertia(points, labels, weights), 9): labels for labels in found}
    return [worth[value] for value in sorted(worth)]


def _scattered(points: Floats, weights: Floats, draws: Floats) -> Floats:
    """k-means++, for each line of draws: a next centre is drawn the more likely, the farther it is from those there."""
    starts, k = draws.shape
    shares = np.broadcast_to(weights, (starts, len(points)))
    far, chosen = np.full(shares.shape, np.inf), np.zeros((starts, k), dtype=np.int64)
    for place, draw in enumerate(draws.T):
        sums = np.cumsum(shares, axis=1)
        pick = np.minimum((sums <= draw[:, None] * sums[:, -1:]).sum(axis=1), len(points) - 1)
        step = points[None] - points[pick][:, None]
        far = np.minimum(far, step[:, :, 0] ** 2 + step[:, :, 1] ** 2)
        shares = np.where(far.any(axis=1)[:, None], weights * far, weights)
        chosen[:, place] = pick
    return np.asarray(points[chosen], dtype=np.float64)


def _together(points: Floats, weights: Floats, begun: Floats, rounds: int) -> Ints:
    """_lloyd from several starts at once, for points that are few: labels by start."""
    starts, k, _axes = begun.shape
    columns = [np.tile(column, (starts, 1)) for column in (weights, *(weights * points.T))]
    labels, live = _nearest_of(points, begun), np.arange(starts)
    for _ in range(rounds):
        heavy, *sums = (_counts(labels[live], k, column[live]) for column in columns)
        lost = live[heavy.min(axis=1) == 0]
        if len(lost):
            labels[lost] = [_filled(points, weights, labels[one], k) for one in lost]
            heavy, *sums = (_counts(labels[live], k, column[live]) for column in columns)
        middles = np.stack(sums, axis=2) / heavy[:, :, None]
        after = _nearest_of(points, middles)
        moved = (after != labels[live]).sum(axis=1)
        labels[live] = after
        live = live[moved > len(points) * STILL]
        if not len(live):
            break
    return labels


def _counts(labels: Ints, k: int, weights: Floats) -> Floats:
    """By start and group."""
    key = labels + k * np.arange(len(labels))[:, None]
    found = np.bincount(key.ravel(), weights.ravel(), k * len(labels)).reshape(-1, k)
    return np.asarray(found, dtype=np.float64)


def _nearest_of(points: Floats, middles: Floats) -> Ints:
    far = (middles**2).sum(axis=2)[:, :, None] - 2 * middles @ points.T
    return np.asarray(far.argmin(axis=1), dtype=np.int64)


def _lloyd(points: Floats, weights: Floats, middles: Floats, rounds: int) -> Ints:
    labels = nearest(points, middles)
    for _ in range(rounds):
        labels = _filled(points, weights, labels, len(middles))
        middles = centres(points, labels, len(middles), weights)
        after = nearest(points, middles)
        moved = np.count_nonzero(after != labels)
        labels = after
        if moved <= len(points) * STILL:
            break
    return labels


def _filled(points: Floats, weights: Floats, labels: Ints, k: int) -> Ints:
    """A group that lost everybody takes the point that is worst placed, so that k groups stay k."""
    counts = np.bincount(labels, minlength=k)
    if counts.min() > 0:
        return labels
    labels = labels.copy()
    for empty in np.flatnonzero(counts == 0):
        middles = centres(points, labels, k, weights)
        worse = ((points - middles[labels]) ** 2).sum(axis=1) * weights
        worse[np.bincount(labels, minlength=k)[labels] == 1] = -1
        labels[worse.argmax()] = empty
    return labels


def inertia(points: Floats, labels: Ints, weights: Floats | None = None) -> float:
    """The sum of squared distances to the group's mean; those who are in no group are left out."""
    held = labels != NOBODY
    points, labels = points[held], labels[held]
    if not len(points):
        return 0.0
    heavy = None if weights is None else weights[held]
    middles = centres(points, labels, int(labels.max()) + 1, heavy)
    far = ((points - middles[labels]) ** 2).sum(axis=1)
    return float(far.sum() if heavy is None else (far * heavy).sum())


def distances(points: Floats) -> Floats:
    across, down = (points[:, None, :] - points[None, :, :]).transpose(2, 0, 1)
    return np.asarray(np.hypot(across, down), dtype=np.float64)


def silhouette(points: Floats, labels: Ints, weights: Floats, far: Floats | None = None) -> float:
    """The mean silhouette of the participants, were each where its base cluster is. Alone in a group: zero."""
    k = int(labels.max()) + 1
    far = distances(points) if far is None else far
    heavy = np.bincount(labels, weights, k)
    sums = np.stack([(far[:, labels == g] * weights[labels == g]).sum(axis=1) for g in range(k)], axis=1)
    own = np.arange(len(points)), labels
    others = sums / np.where(heavy > 0, heavy, 1.0)
    others[:, heavy == 0] = np.inf
    others[own] = np.inf
    inside = sums[own] / np.maximum(heavy[labels] - 1, 1)
    outside = others.min(axis=1)
    highest = np.maximum(inside, outside)
    each = np.where(highest > 0, (outside - inside) / np.where(highest > 0, highest, 1.0), 0.0)
    each = np.where(heavy[labels] > 1, each, 0.0)
    return float((each * weights).sum() / weights.sum())


def choices(bases: Bases, seed: int = 0, former: Floats | None = None) -> dict[int, tuple[float, list[Ints]]]:
    """For each number of groups that the base clusters can bear: a silhouette, and the partitions worth refining.

    With former centres there is less to search: they are one start, and one more is enough.
    """
    most = min(MOST_GROUPS, LEAST_GROUPS + len(bases.points) // PER_GROUP, len(bases.points))
    found: dict[int, tuple[float, list[Ints]]] = {}
    far = distances(bases.points)
    for k in range(LEAST_GROUPS, most + 1):
        known = former if former is not None and len(former) == k else None
        starts = STARTS if former is None else MORE
        labels = tried(bases.points, bases.weights, k, Chance(seed, k), starts, known)
        kept = labels[: KEPT if former is None else 1]
        found[k] = silhouette(bases.points, labels[0], bases.weights, far), kept
    return found


def steadied(before: Steady | None, best: int, possible: int) -> Steady:
    """The number shown changes only when another was best in PATIENCE updates in a row, or can be no more."""
    if before is None or not LEAST_GROUPS <= before.k <= possible:
        return Steady(best, best, 1)
    times = before.times + 1 if best == before.asking else 1
    return Steady(best if times >= PATIENCE else before.k, best, times)


def refined(points: Floats, bases: Bases, candidates: list[Ints], k: int, rounds: int = ROUNDS) -> Ints:
    """From base clusters to people: each goes where the mean is nearest, until hardly anybody moves; the best of them."""
    alike = np.ones(len(points))
    begun = [centres(bases.points, labels, k, bases.weights) for labels in candidates]
    found = [_lloyd(points, alike, middles, rounds) for middles in begun]
    return min(found, key=lambda labels: inertia(points, labels))


def partition(points: Floats, k: int, seed: int = 0) -> Ints:
    """Exactly k groups, for a comparison with another partition of the same people; as many as differ, at most."""
    bases = bases_of(points)
    k = min(k, len(bases.points))
    found = tried(bases.points, bases.weights, k, Chance(seed, k))
    return refined(points, bases, found[:KEPT], k)


def renamed(labels: Ints, former: Ints, k: int) -> Ints:
    """Groups keep their numbers: the naming under which most people stay where they were."""
    shared = (labels >= 0) & (former >= 0) & (former < k)
    table = np.bincount(labels[shared] * k + former[shared], minlength=k * k).reshape(k, k)
    best = max(permutations(range(k)), key=lambda names: sum(table[g, names[g]] for g in range(k)))
    return np.where(labels >= 0, np.asarray(best, dtype=np.int64)[labels], labels)


def by_size(labels: Ints, points: Floats, k: int) -> Ints:
    """A first naming that does not depend on chance: the largest group first, then from left to right."""
    counts, middles = np.bincount(labels, minlength=k), centres(points, labels, k)
    order = sorted(range(k), key=lambda g: (-counts[g], *middles[g]))
    names = np.empty(k, dtype=np.int64)
    names[order] = np.arange(k)
    return names[labels]


def agreement_of(one: Ints, other: Ints) -> float:
    """Adjusted Rand index of two partitions, over those who are in a group of both; 1 where both say the same."""
    held = (one != NOBODY) & (other != NOBODY)
    one, other = np.unique(one[held], return_inverse=True)[1], np.unique(other[held], return_inverse=True)[1]
    if len(one) < 2:
        return 1.0
    tall, wide = int(one.max()) + 1, int(other.max()) + 1
    table = np.bincount(one.ravel() * wide + other.ravel(), minlength=tall * wide).reshape(tall, wide)
    both, pairs = _pairs(table), _pairs(table.sum(keepdims=True))
    left, right = _pairs(table.sum(axis=1)), _pairs(table.sum(axis=0))
    by_chance, most = left * right / pairs, (left + right) / 2
    return 1.0 if most == by_chance else (both - by_chance) / (most - by_chance)


def _pairs(counts: Ints) -> float:
    return float((counts * (counts - 1)).sum() / 2)
