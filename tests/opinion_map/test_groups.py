"""Groups: k-means, silhouette and Rand index against plain ones written here; numbers of groups that do not flicker."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.opinion_map.opinions import groups
from forum.opinion_map.opinions.groups import Steady
from forum.opinion_map.opinions.votes import Floats, Ints


def blobs(sizes: tuple[int, ...], seed: int = 0, wide: float = 0.3) -> tuple[Floats, Ints]:
    """Clouds on a circle, far from one another."""
    chance, labels = np.random.default_rng(seed), np.repeat(np.arange(len(sizes)), sizes)
    angle = 2 * np.pi * labels / len(sizes)
    middles = 5 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return middles + chance.normal(0, wide, middles.shape), labels


def naive_silhouette(points: Floats, labels: Ints) -> float:
    """One participant after another."""
    found = []
    for i, own in enumerate(labels):
        far = [float(np.hypot(*(points[i] - p))) for p in points]
        mates = [far[j] for j in range(len(points)) if labels[j] == own and j != i]
        if not mates:
            found.append(0.0)
            continue
        a = sum(mates) / len(mates)
        b = min(
            float(np.mean([f for f, g in zip(far, labels, strict=True) if g == h])) for h in {*labels} - {own}
        )
        found.append((b - a) / max(a, b) if max(a, b) else 0.0)
    return sum(found) / len(found)


def naive_rand(one: list[int], other: list[int]) -> float:
    """From the pairs, counted one by one."""
    pairs = list(combinations(range(len(one)), 2))
    same = [one[i] == one[j] for i, j in pairs]
    alike = [other[i] == other[j] for i, j in pairs]
    both, left, right = sum(a and b for a, b in zip(same, alike, strict=True)), sum(same), sum(alike)
    expected, most = left * right / len(pairs), (left + right) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


@given(st.integers(0, 10**6))
@settings(max_examples=25, deadline=None)
def test_rand_index_counts_pairs(seed: int) -> None:
    chance = np.random.default_rng(seed)
    one, other = chance.integers(0, chance.integers(1, 5), (2, int(chance.integers(2, 12))))
    assert groups.agreement_of(one, other) == pytest.approx(naive_rand(one.tolist(), other.tolist()))
    assert groups.agreement_of(one, one) == 1


def test_rand_index_is_of_those_whom_both_place() -> None:
    assert groups.agreement_of(np.asarray([0, 0, 1, -1]), np.asarray([1, 1, 0, 0])) == 1
    assert groups.agreement_of(np.asarray([-1, 0]), np.asarray([0, -1])) == 1


@pytest.mark.parametrize("seed", range(3))
def test_silhouette_with_weights_is_that_of_the_people(seed: int) -> None:
    chance = np.random.default_rng(seed)
    points, weights = chance.normal(size=(9, 2)), chance.integers(1, 4, 9).astype(np.float64)
    labels = np.asarray([0, 0, 0, 1, 1, 1, 2, 2, 3])
    times = weights.astype(np.int64)
    plain = naive_silhouette(np.repeat(points, times, axis=0), np.repeat(labels, times))
    assert groups.silhouette(points, labels, weights) == pytest.approx(plain)


def test_who_is_alone_or_like_all_has_no_silhouette() -> None:
    here = np.zeros((2, 2))
    assert groups.silhouette(here, np.asarray([0, 1]), np.ones(2)) == 0
    assert groups.silhouette(here, np.asarray([0, 1]), np.full(2, 2.0)) == 0


def test_inertia_is_the_sum_of_squares() -> None:
    points = np.asarray([[0.0, 0], [2, 0], [9, 9], [5, 5]])
    labels = np.asarray([0, 0, -1, 1])
    assert groups.inertia(points, labels) == 2
    assert groups.inertia(points, labels, np.asarray([1.0, 3, 1, 1])) == 0.75**2 * 4 * 0 + 1.5**2 + 3 * 0.5**2
    assert groups.inertia(points, np.full(4, -1)) == 0


@pytest.mark.parametrize("seed", range(4))
def test_k_means_finds_the_best_of_all_partitions(seed: int) -> None:
    """On eight points every partition in two is tried."""
    points = np.random.default_rng(seed).normal(size=(8, 2))
    everyone = [np.asarray(cut) for cut in product((0, 1), repeat=8) if 0 < sum(cut) < 8]
    best = min(groups.inertia(points, cut) for cut in everyone)
    assert groups.inertia(points, groups.partition(points, 2)) == pytest.approx(best)


@pytest.mark.parametrize("sizes", [(30, 20), (20, 20, 20), (40, 15, 15, 10), (12, 12, 12, 12, 12)])
def test_the_number_of_groups_is_that_of_the_clouds(sizes: tuple[int, ...]) -> None:
    points, labels = blobs(sizes)
    bases = groups.bases_of(points)
    found = groups.choices(bases)
    best = max(found, key=lambda k: found[k][0])
    assert best == len(sizes)
    assert groups.agreement_of(groups.refined(points, bases, found[best][1], best), labels) == 1


def test_a_dozen_people_make_no_five_groups() -> None:
    points, _ = blobs((3, 3, 3, 3))
    assert max(groups.choices(groups.bases_of(points))) == 3
    assert groups.choices(groups.bases_of(points[:1])) == {}
    assert groups.choices(groups.bases_of(np.zeros((9, 2)))) == {}


def test_base_clusters_hold_everybody_once() -> None:
    points, labels = blobs((900, 600))
    bases = groups.bases_of(points)
    assert 50 < len(bases.points) <= groups.BASES
    assert bases.weights.sum() == len(points)
    assert np.allclose(bases.points[0], points[bases.of == 0].mean(axis=0))
    sides = [len({*labels[bases.of == base]}) for base in range(len(bases.points))]
    assert set(sides) == {1}


def test_base_clusters_of_few_people_are_the_people() -> None:
    points = np.asarray([[0.0, 1], [2, 3], [0, 1]])
    bases = groups.bases_of(points)
    assert bases.points.tolist() == [[0, 1], [2, 3]]
    assert bases.weights.tolist() == [2, 1]
    assert groups.bases_of(np.zeros((0, 2))).weights.tolist() == []


def test_the_same_seed_says_the_same_and_order_does_not_matter() -> None:
    points = np.random.default_rng(5).normal(size=(150, 2))
    order = np.random.default_rng(6).permutation(150)
    first = groups.partition(points, 3, seed=4)
    assert np.array_equal(first, groups.partition(points, 3, seed=4))
    assert groups.agreement_of(first[order], groups.partition(points[order], 3, seed=4)) == 1


def test_a_group_that_lost_everybody_is_filled_again() -> None:
    points, labels = blobs((5, 5))
    far = np.asarray([[5.0, 0], [-5, 0], [99, 99]])
    found = groups.tried(points, np.ones(10), 3, np.random.default_rng(0), starts=0, first=far)[0]
    assert set(found.tolist()) == {0, 1, 2}
    assert groups.partition(np.zeros((4, 2)), 3).tolist() == [0, 0, 0, 0]
    assert len(labels) == 10


def test_the_number_shown_changes_only_when_asked_again_and_again() -> None:
    now = groups.steadied(None, 2, 5)
    shown = []
    for best in (3, 3, 2, 3, 3, 3, 3, 2):
        now = groups.steadied(now, best, 5)
        shown.append(now.k)
    assert shown == [2, 2, 2, 2, 2, 2, 3, 3]
    assert groups.steadied(Steady(5, 5, 9), 2, 3) == Steady(2, 2, 1)


def test_groups_keep_their_numbers() -> None:
    former = np.asarray([0, 0, 1, 1, 2, 2, -1])
    assert groups.renamed(np.asarray([2, 2, 0, 0, 1, 1, 0]), former, 3).tolist() == [0, 0, 1, 1, 2, 2, 1]
    assert groups.renamed(np.asarray([1, 1, 1, 0, 0, 0, -1]), former, 2).tolist()[:4] == [0, 0, 0, 1]
    assert groups.renamed(np.asarray([1, 1, 1, 0, 0, 0, -1]), former, 2)[-1] == -1


def test_a_first_naming_goes_by_size() -> None:
    points, _ = blobs((3, 6, 4))
    labels = groups.by_size(np.repeat([2, 0, 1], (3, 6, 4)), points, 3)
    assert labels.tolist() == [2] * 3 + [0] * 6 + [1] * 4


@pytest.mark.parametrize("seed", range(4))
def test_starts_together_end_where_each_would_alone(seed: int) -> None:
    chance = np.random.default_rng(seed)
    points, weights = chance.normal(size=(60, 2)), chance.integers(1, 5, 60).astype(np.float64)
    begun = points[chance.integers(0, 60, (6, 4))]
    found = groups._together(points, weights, begun, 50)
    for labels, middles in zip(found, begun, strict=True):
        assert labels.tolist() == groups._lloyd(points, weights, middles, 50).tolist()
