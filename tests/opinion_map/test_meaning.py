"""What groups and colleges say, against the formulas written once more, one statement at a time."""

from math import prod, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.opinion_map.opinions import meaning
from forum.opinion_map.opinions.votes import Counts

Cell = tuple[int, int, int]


def made(seed: int) -> list[list[Cell]]:
    """One to four groups, three statements: by a seed, which hypothesis draws far faster than the cells."""
    chance = np.random.default_rng(seed)
    most = int(chance.choice([2, 10, 60]))
    drawn = chance.integers(0, most, (int(chance.integers(1, 5)), 3, 3)).tolist()
    return [[(a, d, p) for a, d, p in group] for group in drawn]


talks = st.integers(0, 10**6).map(made)


def counts(*groups: list[Cell]) -> Counts:
    """From (agree, disagree, pass) of each statement, group by group."""
    table = np.asarray(groups, dtype=np.int64).reshape(len(groups), -1, 3)
    return Counts(table[:, :, 0], table[:, :, 1], table.sum(axis=2))


def z_of_two(a: int, n: int, b: int, m: int) -> float:
    a, n, b, m = a + 1, n + 1, b + 1, m + 1
    pooled = (a + b) / (n + m)
    return 0.0 if pooled == 1 else (a / n - b / m) / sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))


@given(talks)
@settings(max_examples=25, deadline=None)
def test_measures_are_the_published_formulas(talk: list[list[Cell]]) -> None:
    mine = meaning.measured(counts(*talk))
    for g, group in enumerate(talk):
        for c, (agree, disagree, passed) in enumerate(group):
            seen = agree + disagree + passed
            others = [other[c] for h, other in enumerate(talk) if h != g]
            other_seen = sum(map(sum, others))
            for side, said, p, t, r, rt in (
                (0, agree, mine.pa, mine.pat, mine.ra, mine.rat),
                (1, disagree, mine.pd, mine.pdt, mine.rd, mine.rdt),
            ):
                other = sum(cell[side] for cell in others)
                assert p[g, c] == pytest.approx((said + 1) / (seen + 2))
                assert t[g, c] == pytest.approx(2 * sqrt(seen + 1) * ((said + 1) / (seen + 1) - 0.5))
                assert r[g, c] == pytest.approx(p[g, c] / ((1 + other) / (2 + other_seen)))
                assert rt[g, c] == pytest.approx(z_of_two(said, seen, other, other_seen))


@given(talks)
@settings(max_examples=25, deadline=None)
def test_common_ground_is_a_product(talk: list[list[Cell]]) -> None:
    mine = meaning.common_ground(counts(*talk))
    for c in range(3):
        assert mine[c] == pytest.approx(prod((g[c][0] + 1) / (sum(g[c]) + 2) for g in talk))


@given(talks)
@settings(max_examples=25, deadline=None)
def test_a_group_has_five_statements_at_most_none_twice_agreements_first(talk: list[list[Cell]]) -> None:
    for shown in meaning.representatives(counts(*talk)):
        assert 1 <= len(shown) <= meaning.SHOWN
        assert len({one.statement for one in shown}) == len(shown)
        assert [one.agree for one in shown] == sorted((one.agree for one in shown), reverse=True)


@given(talks, st.data())
@settings(max_examples=25, deadline=None)
def test_the_names_of_groups_and_statements_do_not_matter(
    talk: list[list[Cell]], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(talk))))
    turn = data.draw(st.permutations(range(3)))
    mixed = counts(*[[talk[g][c] for c in turn] for g in order])
    plain = counts(*talk)
    assert np.allclose(meaning.common_ground(mixed), meaning.common_ground(plain)[list(turn)])
    assert np.allclose(meaning.measured(mixed).rat, meaning.measured(plain).rat[list(order)][:, list(turn)])


def test_what_sets_a_group_apart() -> None:
    found = meaning.representatives(counts([(30, 0, 0), (15, 15, 0)], [(2, 28, 0), (15, 15, 0)]))
    (one,), (other,) = found
    assert (one.statement, one.agree, one.successes, one.trials, one.best) == (0, True, 30, 30, True)
    assert (other.statement, other.agree, other.successes, other.trials) == (0, False, 28, 30)


def test_where_nothing_is_sure_the_strongest_is_told_alone() -> None:
    found = meaning.representatives(counts([(0, 1, 1), (0, 0, 9)], [(1, 1, 0), (0, 0, 9)]))
    assert [len(shown) for shown in found] == [1, 1]


def test_what_was_taken_out_is_never_shown() -> None:
    talk = counts([(30, 0, 0), (20, 1, 0)], [(0, 30, 0), (1, 20, 0)])
    out = np.asarray([True, False])
    assert {one.statement for shown in meaning.representatives(talk, out) for one in shown} == {1}
    assert meaning.representatives(talk, np.ones(2, dtype=bool)) == [[], []]
    agree, disagree = meaning.majority(counts([(30, 0, 0), (20, 1, 0)]), out)
    assert [one.statement for one in agree] == [1]
    assert disagree == []


def test_majority_is_of_all_the_clearest_first() -> None:
    agree, disagree = meaning.majority(
        counts([(10, 2, 0), (20, 0, 0), (0, 9, 0)], [(10, 1, 0), (20, 0, 0), (1, 9, 0)])
    )
    assert [(one.statement, one.successes, one.trials) for one in agree] == [(1, 40, 40), (0, 20, 23)]
    assert [(one.statement, one.successes) for one in disagree] == [(2, 18)]


def test_no_college_no_statement() -> None:
    assert meaning.representatives(counts([], [])) == [[], []]
    assert meaning.majority(counts([])) == ([], [])
