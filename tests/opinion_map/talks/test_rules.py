"""Which phrase is asked next, what may enter a map, and what an organiser types."""

import hashlib
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.opinion_map.conversations.drawing.jobs import cells
from forum.opinion_map.conversations.rules import (
    COMES,
    PLACED,
    STAYS,
    admitted,
    kind,
    next_one,
    phrases_of,
    too_long,
    twice,
)
from forum.opinion_map.opinions.landscape import landscape
from forum.opinion_map.opinions.maps import by_lot, drawing, memorised, remembered, weights
from forum.opinion_map.opinions.votes import ENOUGH, from_table
from tests.opinion_map.worlds import camps

REFS = ["a", "b", "c", "d"]


def chance(n: int) -> bytes:
    return hashlib.sha256(str(n).encode()).digest()


def asked(weight: dict[str, float], answered: set[str] = frozenset(), many: int = 4000) -> Counter[str]:  # type: ignore[assignment]
    return Counter(str(next_one(REFS, answered, weight, chance(n))) for n in range(many))


def test_each_phrase_comes_in_proportion_to_its_weight() -> None:
    found = asked({"a": 1, "b": 2, "c": 4, "d": 1})
    assert [round(8 * found[ref] / 4000) for ref in REFS] == [1, 2, 4, 1]


def test_before_any_map_all_weigh_the_same_and_a_new_one_as_the_heaviest() -> None:
    assert [round(4 * asked({})[ref] / 4000) for ref in REFS] == [1, 1, 1, 1]
    found = asked({"a": 1, "b": 3, "c": 1})
    assert [round(8 * found[ref] / 4000) for ref in REFS] == [1, 3, 1, 3]


@settings(max_examples=40)
@given(
    st.sets(st.sampled_from(REFS)),
    st.dictionaries(st.sampled_from(REFS), st.floats(0, 1e6)),
    st.binary(min_size=8),
)
def test_it_is_never_one_that_was_answered_and_always_one_while_any_is_left(
    answered: set[str], weight: dict[str, float], drawn: bytes
) -> None:
    found = next_one(REFS, answered, weight, drawn)
    assert (found is None) == (answered == set(REFS))
    assert found not in answered


def test_what_one_college_has_seldom_seen_is_asked_of_it_sooner() -> None:
    """Phrase 0 was seen by all the professionals and by few of the others; all else is alike."""
    table, _camp = camps(people=60, seen=1.0)
    colleges = ["professional", "concerned"] * 30
    table[3:60:2, 0] = np.nan
    votes = from_table(table)
    none_out = np.zeros(12, dtype=np.bool_)
    found = weights(votes, colleges, landscape(votes), none_out)
    mine, theirs = found["professional"], found["concerned"]
    assert theirs[0] / mine[0] > 2
    assert 0.9 < theirs[5] / mine[5] < 1.1
    allies = np.where(np.arange(12) == 1, -1.0, 1.0)
    many = from_table(np.vstack([table, np.tile(allies, (200, 1))]))
    led = weights(many, [*colleges, *["ally"] * 200], landscape(votes), none_out)
    priorities = {name: found[name][5] / found[name][1] for name in ("professional", "concerned")}
    assert priorities == {name: pytest.approx(led[name][5] / led[name][1], rel=0.01) for name in priorities}
    out = none_out.copy()
    out[0] = True
    assert weights(votes, colleges, landscape(votes, out), out)["concerned"][0] == 0


def test_few_people_of_a_college_do_not_enter_alone() -> None:
    fresh = [
        (name, STAYS) for name, n in (("professional", 10), ("concerned", 9), ("ally", 12)) for _ in range(n)
    ]
    assert admitted(fresh, 10) == {("ally", STAYS), ("professional", STAYS)}
    assert admitted([], 5) == set()


def test_who_comes_among_the_groups_does_not_come_with_those_who_answered_little() -> None:
    little, whole = [("concerned", STAYS)] * 9, [("concerned", COMES)]
    assert admitted(little + whole, 10) == set(), "nine who are in no group would hide nobody there"
    assert admitted(little + little + whole, 10) == {("concerned", STAYS)}
    assert admitted(little + whole * 10, 10) == {("concerned", STAYS), ("concerned", COMES)}
    assert admitted(whole * 9 + [("professional", COMES)] * 10, 10) == {
        ("professional", COMES),
        ("professional", STAYS),
    }


def test_who_has_answered_enough_is_among_the_groups() -> None:
    assert PLACED == ENOUGH
    for told, answers, phrases, what in (
        ("", "abcdef", 20, STAYS),
        ("", "abcdefg", 20, COMES),
        ("abcdefg", "abcdefghijkl", 20, STAYS),
        ("abcdefg", "", 20, COMES),
        ("", "abcd", 4, COMES),
        ("", "abc", 4, STAYS),
        ("", "", 0, STAYS),
    ):
        assert kind(told, answers, phrases) == what, (told, answers)


def table_of(people: int, seed: int = 1) -> dict[str, Any]:
    table, camp = camps(people=people, seed=seed)
    votes = from_table(table)
    names = np.where(camp == 1, "concerned", "professional").tolist()
    return {
        "people": people,
        "phrases": votes.statements,
        "rows": votes.rows.tolist(),
        "columns": votes.columns.tolist(),
        "values": votes.values.tolist(),
        "colleges": names,
        "out": [False] * votes.statements,
        "k": 10,
        "before": {},
        "kept": {},
        "closing": False,
    }


def test_some_of_each_college_are_left_out_of_the_groups_by_lot_and_of_no_share() -> None:
    table, camp = camps(people=120, seen=1.0)
    names = np.where(camp == 1, "concerned", "professional").tolist()
    left = by_lot(from_table(table), names, 10)
    missing = np.flatnonzero(np.bincount(left.rows, minlength=120) == 0)
    assert [names[n] for n in missing].count("concerned") == 8, "one in five of forty"
    assert [names[n] for n in missing].count("professional") == 10, "k at most"
    assert drawing(table_of(120))["told"]["people"] == {"ally": 0, "professional": 80, "concerned": 40}


@pytest.mark.parametrize(("people", "missing"), [(20, 0), (24, 4), (0, 0)])
def test_as_many_as_make_groups_stay(people: int, missing: int) -> None:
    left = by_lot(from_table(np.ones((people, 9))), ["professional", "concerned"] * (people // 2), 10)
    assert len(np.unique(left.rows)) == people - missing
    from_elsewhere = by_lot(from_table(np.ones((people, 9))), [""] * people, 10)
    assert len(np.unique(from_elsewhere.rows)) == people


def test_groups_are_told_in_coarse_steps() -> None:
    """Every middle and every steadiness."""
    for seed in range(6):
        opinions = drawing(table_of(60 + 7 * seed, seed))["told"]["opinions"]
        assert opinions["centres"] and all(n % 25 == 0 for place in opinions["centres"] for n in place)
        assert opinions["steadiness"] % 10 == 0


def test_one_phrase_a_line() -> None:
    said = phrases_of("  Une   phrase. \r\n\n\tUne autre.\n   \n")
    assert said == ["Une phrase.", "Une autre."]
    assert (too_long(["x" * 280, "y" * 281]), twice(["Oui.", "Non.", "OUI."])) == ([2], [3])


def test_the_work_remembers_axes_and_numbers_of_groups() -> None:
    table, _camp = camps()
    memory = landscape(from_table(table)).memory
    again = remembered(memorised(memory))
    assert again is not None
    assert np.allclose(again.components, memory.components, atol=1e-5)
    assert np.allclose(again.centres, memory.centres, atol=1e-5)
    assert again.steady == memory.steady
    assert remembered({}) is None


def test_a_drawing_from_its_cells_and_the_next_one_from_it() -> None:
    table, _camp = camps()
    papers = [
        {f"p{column}": int(cell) for column, cell in enumerate(row) if not np.isnan(cell)} for row in table
    ]
    given_ = {
        **cells(papers, [f"p{n}" for n in range(12)]),
        **{"colleges": ["professional", "concerned"] * 30, "out": [False] * 12, "k": 8},
        **{"before": {}, "kept": {}, "closing": False},
    }
    first = drawing(given_)
    assert len(first["told"]["opinions"]["groups"]) == 2
    again = drawing({**given_, "before": first["memory"], "kept": first["kept"]})
    assert again["told"] == first["told"], "nobody answered since: nothing moves"


def test_without_anybody_there_is_a_drawing_that_says_nothing() -> None:
    empty = {**cells([], ["a", "b"]), "colleges": [], "out": [False, False], "k": 10}
    made = drawing({**empty, "before": {}, "kept": {}, "closing": True})
    assert made["told"]["opinions"]["groups"] == ()
    assert set(made["weights"]) == {"professional", "concerned", "ally"}
