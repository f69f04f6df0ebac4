"""Which phrase is asked next, what may enter a map, and what an organiser types."""

import hashlib
from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.opinion_map.conversations.drawing.jobs import cells
from forum.opinion_map.conversations.rules import admitted, next_one, phrases_of, too_long, twice
from forum.opinion_map.opinions.landscape import landscape
from forum.opinion_map.opinions.maps import drawing, memorised, remembered, weights
from forum.opinion_map.opinions.votes import from_table
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
    out = none_out.copy()
    out[0] = True
    assert weights(votes, colleges, landscape(votes, out), out)["concerned"][0] == 0


def test_few_people_of_a_college_do_not_enter_alone() -> None:
    assert admitted({"professional": 10, "concerned": 9, "ally": 12}, 10) == ["ally", "professional"]
    assert admitted({}, 5) == []


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
