"""Polis' files of a conversation of ours: the same answers, whoever gave them; nothing else of anybody."""

from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.opinion_map.opinions import polis
from forum.opinion_map.opinions.handed import handed
from forum.opinion_map.opinions.polis import HISTORY, STATEMENTS, TABLE, Conversation
from forum.opinion_map.opinions.votes import NOBODY, Floats, from_table
from tests.opinion_map.worlds import anything


def back(files: dict[str, str]) -> Conversation:
    return polis.read({name: text.encode() for name, text in files.items()})


def lines(table: Floats) -> list[list[str]]:
    """What each person answered, in an order that tells nothing."""
    return sorted([str(cell) for cell in line] for line in table.tolist())


def table_of(talk: Conversation) -> Floats:
    table = np.full((len(talk.people), len(talk.statements)), np.nan)
    table[talk.votes.rows, talk.votes.columns] = talk.votes.values
    return table


@given(st.integers(0, 10**6), st.integers(0, 12))
@settings(max_examples=20, deadline=None)
def test_what_is_handed_is_read_again_by_whoever_reads_polis(seed: int, people: int) -> None:
    table = anything(people, 4, seed)
    groups = np.random.default_rng(seed).integers(-1, 3, people)
    files = handed(["Un", "=2", "Trois", "Quatre"], from_table(table), np.zeros(4, dtype=bool), seed, groups)
    talk = back(files)
    held = ~np.isnan(table).all(axis=1)
    assert [one.body for one in talk.statements] == ["Un", "=2", "Trois", "Quatre"]
    assert lines(table_of(talk)) == lines(table[held])
    assert sorted(talk.groups.tolist()) == sorted(groups[held].tolist())
    by_history = back({name: files[name] for name in (STATEMENTS, HISTORY)})
    assert lines(table_of(by_history)) == lines(table[held])


def test_what_was_taken_out_has_neither_words_nor_votes() -> None:
    table = np.asarray([[1.0, -1.0], [np.nan, 1.0]])
    files = handed(["Visible", "Un nom"], from_table(table), np.asarray([False, True]), 3)
    assert "Un nom" not in "".join(files.values())
    talk = back(files)
    assert talk.out.tolist() == [False, True]
    assert table_of(talk).shape == (1, 2)
    assert lines(table_of(talk)) == [["1.0", "nan"]]


def test_the_order_of_people_is_drawn_and_tells_nothing_of_ours() -> None:
    """Each person answers as nobody else: where they went is seen, and it is not where they were."""
    people = 40
    table = np.asarray([[1.0 if person >> bit & 1 else -1.0 for bit in range(6)] for person in range(people)])
    votes, out = from_table(table), np.zeros(6, dtype=bool)
    orders = []
    for seed in range(30):
        found = table_of(back(handed([""] * 6, votes, out, seed)))
        orders.append([sum(1 << bit for bit in range(6) if line[bit] == 1) for line in found])
    assert all(sorted(order) == list(range(people)) for order in orders)
    assert len({tuple(order) for order in orders}) == len(orders)
    after = sum(a < b for order in orders for a, b in pairwise(order))
    assert 0.45 < after / (30 * (people - 1)) < 0.55


def test_no_hour_no_author_no_group_unless_given() -> None:
    files = handed(["Un"], from_table([[1.0], [0.0]]), np.zeros(1, dtype=bool), 1)
    assert files[STATEMENTS].splitlines()[1] == "0,,0,,1,0,1,Un"
    assert all(line.startswith("0,,") for line in files[HISTORY].splitlines()[1:])
    assert (back(files).groups == NOBODY).all()
    assert files[TABLE].splitlines()[0] == "participant,group-id,n-comments,n-votes,n-agree,n-disagree,0"
