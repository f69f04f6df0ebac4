"""The axes against a plain singular value decomposition of the filled table, and what must not change them."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.opinion_map.opinions import axes
from forum.opinion_map.opinions.votes import (
    Floats,
    answered,
    counted,
    from_table,
    included,
    of_people,
    votes_of,
    without,
)
from tests.opinion_map.worlds import anything, camps

TIGHT = 1e-9


def naive(table: Floats) -> tuple[Floats, Floats, Floats]:
    """Means, two axes and places: the table filled in with its means, whole."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # numpy says when a statement has no vote at all
        means = np.nan_to_num(np.nanmean(table, axis=0))
    centred = np.where(np.isnan(table), 0.0, table - means)
    lines = np.linalg.svd(centred, full_matrices=False)[2][:2]
    seen = (~np.isnan(table)).sum(axis=1)
    return means, lines, (centred @ lines.T) * np.sqrt(table.shape[1] / np.maximum(seen, 1))[:, None]


@pytest.mark.parametrize("seed", range(5))
def test_axes_are_those_of_the_filled_table(seed: int) -> None:
    table = anything(40, 9, seed)
    means, lines, places = naive(table)
    mine, found = axes.mapped(from_table(table), close=TIGHT)
    assert np.allclose(mine.means, means)
    signs = np.sign((mine.components * lines).sum(axis=1))
    assert np.allclose(mine.components, lines * signs[:, None], atol=1e-6)
    assert np.allclose(found, places * signs, atol=1e-5)
    assert np.allclose(axes.placed(from_table(table), mine), found)


def test_a_table_larger_than_a_slice(monkeypatch: pytest.MonkeyPatch) -> None:
    table = anything(50, 11, 3)
    table[[4, 20, 49]] = np.nan
    whole, places = axes.mapped(from_table(table), close=TIGHT)
    monkeypatch.setattr(axes, "SLICE", 7)
    cut, again = axes.mapped(from_table(table), close=TIGHT)
    assert np.allclose(whole.components, cut.components, atol=1e-6)
    assert np.allclose(places, again, atol=1e-5)


def test_a_search_that_begins_from_former_axes_ends_on_the_same() -> None:
    """And keeps their sign, whichever it was: a map that turns over between two updates is not the same map."""
    table, _camp = camps()
    cold, _ = axes.mapped(from_table(table), close=TIGHT)
    table[0, 0] = -1.0 if table[0, 0] == 1.0 else 1.0
    moved, _ = axes.mapped(from_table(table), close=TIGHT)
    warm, _ = axes.mapped(from_table(table), start=-cold.components, close=TIGHT)
    signs = np.sign((warm.components * cold.components).sum(axis=1))
    assert (signs == -1).all()
    assert np.allclose(np.abs((warm.components * moved.components).sum(axis=1)), 1, atol=1e-6)


@given(st.permutations(range(12)), st.permutations(range(8)))
@settings(max_examples=8, deadline=None)
def test_order_changes_nothing_but_names(people: list[int], statements: list[int]) -> None:
    table = camps(12, 8)[0]
    first, places = axes.mapped(from_table(table), close=TIGHT)
    mixed, moved = axes.mapped(from_table(table[people][:, statements]), close=TIGHT)
    assert np.allclose(mixed.means, first.means[statements])
    signs = np.sign((mixed.components * first.components[:, statements]).sum(axis=1))
    assert np.allclose(moved * signs, places[people], atol=1e-4)


def test_everybody_twice_changes_no_place() -> None:
    table = camps()[0]
    once, places = axes.mapped(from_table(table), close=TIGHT)
    twice, doubled = axes.mapped(from_table(np.vstack([table, table])), close=TIGHT)
    assert np.allclose(twice.components, once.components, atol=1e-6)
    assert np.allclose(doubled, np.vstack([places, places]), atol=1e-5)
    assert np.allclose(twice.weights, 2 * once.weights)


@pytest.mark.parametrize(
    "table",
    [
        np.zeros((0, 0)),
        np.zeros((0, 5)),
        np.zeros((4, 0)),
        np.full((3, 4), np.nan),
        np.ones((6, 5)),
        np.zeros((6, 5)),
        np.asarray([[1.0, -1.0, 0.0]]),
    ],
    ids=["nothing", "nobody", "no statement", "no vote", "all agree", "all pass", "one participant"],
)
def test_where_nobody_differs_all_are_in_the_middle(table: Floats) -> None:
    mine, places = axes.mapped(from_table(table))
    assert places.shape == (len(table), 2)
    assert not places.any()
    assert not mine.components.any()
    assert not mine.weights.any()


def test_a_single_line_of_opinions_has_one_axis() -> None:
    mine, places = axes.mapped(from_table(np.asarray([[1.0], [-1.0], [1.0]])))
    assert np.allclose(np.abs(mine.components[:, 0]), [1, 0])
    assert not places[:, 1].any()


def test_few_votes_do_not_pull_to_the_middle() -> None:
    """Who answered half of what another did, in the same way, stands in the same direction and no nearer."""
    table = np.asarray([[1.0, 1, 1, 1], [-1, -1, -1, -1], [1, 1, np.nan, np.nan], [-1, -1, -1, -1]])
    _, places = axes.mapped(from_table(table))
    assert places[0, 0] * places[2, 0] > 0
    assert abs(places[2, 0]) > 0.6 * abs(places[0, 0])


def test_what_is_new_agreed_with_and_telling_is_asked_first() -> None:
    agree, passes, seen = np.asarray([8, 8, 1, 8]), np.asarray([0, 8, 0, 0]), np.asarray([20, 20, 2, 20])
    weights = axes.priority(agree, passes, seen, np.asarray([1.0, 1.0, 1.0, 2.0]))
    assert weights[2] > weights[3] > weights[0] > weights[1]
    meta = axes.priority(agree, passes, seen, np.ones(4), np.asarray([True, False, False, False]))
    assert meta[0] == axes.META


def test_what_a_college_saw_less_is_more_urgent_for_it() -> None:
    seen, people = np.asarray([[50, 50, 0], [50, 5, 0]]), np.asarray([100, 100])
    for_concerned = axes.owed(seen, people, 1)
    assert for_concerned[0] == 1
    assert for_concerned[1] == 2
    assert axes.owed(seen, people, 0)[1] < 1
    assert np.allclose(for_concerned[2], 1)


def test_what_nobody_saw_yet_is_as_urgent_for_a_small_college_as_for_a_large_one() -> None:
    """A phrase that a member proposed, in a map that ten times as many professionals answer."""
    seen, people = np.asarray([[200, 0, 150], [20, 0, 5], [0, 0, 0]]), np.asarray([200, 20, 0])
    large, small, nobody = (axes.owed(seen, people, college) for college in range(3))
    assert large[:2].tolist() == small[:2].tolist() == [1, 1]
    assert small[2] > 1 > large[2]
    assert nobody.tolist() == [1, 1, 1], "a college that nobody answers in pulls no other"


def test_a_new_phrase_comes_early_in_each_college_and_then_takes_its_turn() -> None:
    """Its priority against those that everybody answered: as Polis has it, much at first, then less and less."""
    seen = np.asarray([0, 5, 20, 100])
    young = axes.priority(seen // 2, seen // 10, seen, np.ones(4))
    assert young[0] > young[1] > young[2] > young[3]
    assert young[0] / young[3] > 10


def test_a_draw_goes_by_weight_among_what_is_open() -> None:
    weights, open_ones = np.asarray([1.0, 5.0, 3.0]), np.asarray([True, False, True])
    drawn = [axes.drawn(weights, open_ones, chance) for chance in np.linspace(0, 0.999, 40)]
    assert drawn == sorted(drawn, key=lambda one: one or 0)
    assert drawn.count(0) == 10
    assert drawn.count(2) == 30
    assert axes.drawn(weights, np.zeros(3, dtype=bool), 0.5) is None
    assert axes.drawn(np.zeros(0), np.zeros(0, dtype=bool), 0.5) is None


def test_cells_in_any_order_and_the_later_answer_holds() -> None:
    votes = votes_of([1, 0, 1, 0], [0, 1, 0, 0], [1, -1, 0, 1], 2, 2)
    assert [votes.rows.tolist(), votes.columns.tolist(), votes.values.tolist()] == [
        [0, 0, 1],
        [0, 1, 0],
        [1, -1, 0],
    ]


@pytest.mark.parametrize(
    ("rows", "columns", "values"),
    [
        ([2], [0], [1]),
        ([-1], [0], [1]),
        ([0], [3], [1]),
        ([0], [0], [2]),
        ([0, 1], [0], [1]),
        ([[0]], [[0]], [[1]]),
    ],
)
def test_what_is_no_vote_of_the_table_is_refused(
    rows: list[int], columns: list[int], values: list[int]
) -> None:
    with pytest.raises(ValueError):
        votes_of(rows, columns, values, 2, 3)


def test_a_list_is_no_table() -> None:
    with pytest.raises(ValueError):
        from_table([1.0, 0.0])


def test_who_is_included() -> None:
    table = np.full((3, 10), np.nan)
    table[0, :7], table[1, :6] = 1, 1
    assert included(from_table(table)).tolist() == [True, False, False]
    assert included(from_table(table[:, :5])).tolist() == [True, True, False]
    assert included(from_table(np.zeros((2, 0)))).tolist() == [False, False]


def test_what_was_taken_out_was_never_seen() -> None:
    votes = from_table(anything(6, 4, 2))
    left = without(votes, np.asarray([False, True, False, False]))
    assert 1 not in left.columns
    assert left.statements == 4
    assert without(votes, np.zeros(4, dtype=bool)) is votes


def test_participants_drawn_several_times_come_with_their_votes() -> None:
    table = anything(5, 6, 4)
    table[3] = np.nan
    which = np.asarray([4, 3, 0, 4])
    drawn = of_people(from_table(table), which)
    assert np.array_equal(answered(drawn), (~np.isnan(table[which])).sum(axis=1))
    again = np.full((4, 6), np.nan)
    again[drawn.rows, drawn.columns] = drawn.values
    assert np.array_equal(again, table[which], equal_nan=True)


def test_counts_by_group() -> None:
    table, labels = anything(20, 5, 6), np.asarray([0, 1, -1, 1] * 5)
    found = counted(from_table(table), labels, 3)
    for group in range(3):
        own = table[labels == group]
        assert found.agree[group].tolist() == (own == 1).sum(axis=0).tolist()
        assert found.disagree[group].tolist() == (own == -1).sum(axis=0).tolist()
        assert found.seen[group].tolist() == (~np.isnan(own)).sum(axis=0).tolist()
