"""The whole map: camps are found, an update keeps axes, numbers and groups, and nothing degenerate breaks it."""

import numpy as np
import pytest

from forum.opinion_map.opinions import landscape
from forum.opinion_map.opinions.groups import Steady, agreement_of, inertia
from forum.opinion_map.opinions.landscape import Memory
from forum.opinion_map.opinions.votes import Floats, Ints, Votes, from_table, of_people
from tests.opinion_map.worlds import anything, camps


def test_two_camps_are_two_groups_the_larger_first() -> None:
    table, camp = camps()
    drawn = landscape.landscape(from_table(table))
    assert drawn.k == 2
    assert agreement_of(drawn.labels, camp) == 1
    assert drawn.labels[camp == 0].tolist() == [0] * 40
    assert drawn.memory.centres.shape == (2, 2)


def test_who_voted_little_has_a_place_and_no_group() -> None:
    table, _camp = camps()
    table[7, 6:] = np.nan
    drawn = landscape.landscape(from_table(table))
    assert drawn.labels[7] == -1
    assert drawn.places[7].any()


def test_what_was_taken_out_moves_nobody() -> None:
    table, _camp = camps()
    out = np.arange(12) >= 9
    noise = table.copy()
    noise[:, 9:] = -1
    one, other = (
        landscape.landscape(from_table(t), out)
        for t in (np.where(np.isnan(table), 0, table), np.where(np.isnan(noise), 0, noise))
    )
    assert np.allclose(one.places, other.places)
    assert not one.axes.components[:, 9:].any()


def test_order_of_people_and_statements_changes_no_group() -> None:
    table, _camp = camps()
    chance = np.random.default_rng(3)
    people, statements = chance.permutation(60), chance.permutation(12)
    plain = landscape.landscape(from_table(table))
    mixed = landscape.landscape(from_table(table[people][:, statements]))
    assert np.array_equal(mixed.labels, plain.labels[people])


def test_everybody_twice_makes_the_same_groups() -> None:
    table, _camp = camps()
    plain = landscape.landscape(from_table(table))
    double = landscape.landscape(from_table(np.vstack([table, table])))
    assert double.labels.tolist() == [*plain.labels, *plain.labels]


def test_an_update_keeps_signs_and_numbers() -> None:
    """The former map is turned over and its groups swapped: the update follows it, and not its own habits."""
    table, _camp = camps()
    first = landscape.landscape(from_table(table))
    memory = first.memory
    turned = Memory(-memory.components, -memory.centres[::-1], memory.steady)
    again = landscape.landscape(from_table(table), before=turned)
    assert np.allclose(again.places, -first.places, atol=1e-2)
    assert again.labels.tolist() == (1 - first.labels).tolist()


def test_new_statements_join_a_map() -> None:
    table, _camp = camps()
    first = landscape.landscape(from_table(table[:, :10]))
    more = landscape.landscape(from_table(table), before=landscape.widened(first.memory, 12))
    assert agreement_of(more.labels, first.labels) == 1
    both = first.labels >= 0
    assert more.labels[both].tolist() == first.labels[both].tolist()
    forgotten = landscape.landscape(from_table(table), before=first.memory)
    assert forgotten.labels[both].tolist() == first.labels[both].tolist()


def test_another_number_of_groups_must_ask_several_times() -> None:
    table, _camp = camps()
    votes = from_table(table)
    before = landscape.landscape(votes).memory
    assert before.steady is not None
    now = Memory(before.components, np.zeros((3, 2)), Steady(3, 3, 1))
    shown = []
    for _ in range(4):
        drawn = landscape.landscape(votes, before=now)
        now = drawn.memory
        shown.append(drawn.k)
    assert shown == [3, 3, 3, 2]


def test_the_same_seed_draws_the_same_map() -> None:
    votes = from_table(anything(80, 15, 9))
    one, other = (landscape.landscape(votes, seed=5) for _ in range(2))
    assert np.array_equal(one.places, other.places)
    assert np.array_equal(one.labels, other.labels)
    assert one.silhouettes == other.silhouettes
    assert inertia(one.places, one.labels) > 0


@pytest.mark.parametrize(
    ("table", "k"),
    [
        (np.zeros((0, 0)), 0),
        (np.zeros((0, 5)), 0),
        (np.full((4, 9), np.nan), 0),
        (np.ones((20, 9)), 1),
        (np.zeros((20, 9)), 1),
        (np.asarray([[1.0, -1, 0, 1, 1, -1, 1, 1]]), 1),
        (np.asarray([[1.0, -1, 0, 1, 1, -1, 1, 1], [1.0, 1, 1, 1, 1, 1, 1, 1]]), 2),
    ],
    ids=["nothing", "nobody", "no vote", "all agree", "all pass", "one participant", "two"],
)
def test_what_has_no_groups_says_so(table: Floats, k: int) -> None:
    votes = from_table(table)
    drawn = landscape.landscape(votes)
    assert drawn.k == k
    assert len(drawn.labels) == len(table)
    again = landscape.landscape(votes, before=drawn.memory)
    assert again.labels.tolist() == drawn.labels.tolist()
    assert landscape.stability(votes, drawn, times=2) == (None if k < 2 else 1.0)


def test_camps_are_steady_and_chance_is_not() -> None:
    table, _camp = camps()
    clear = landscape.landscape(from_table(table))
    steady = landscape.stability(from_table(table), clear, times=8)
    noise = from_table(anything(60, 12, 2))
    shaky = landscape.stability(noise, landscape.landscape(noise), times=8)
    assert steady is not None and shaky is not None
    assert steady > 0.95
    assert shaky < 0.8
    assert steady == landscape.stability(from_table(table), clear, times=8)


def test_a_large_consultation_costs_no_more_than_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    table, _camp = camps()
    votes = from_table(table)
    drawn = landscape.landscape(votes)
    sizes = []

    def watched(votes: Votes, which: Ints) -> Votes:
        sizes.append(len(which))
        return of_people(votes, which)

    monkeypatch.setattr(landscape, "of_people", watched)
    monkeypatch.setattr(landscape, "MOST_DRAWN", 20)
    found = landscape.stability(votes, drawn, times=3)
    assert sizes == [20, 20, 20]
    assert found is not None and found > 0.8
