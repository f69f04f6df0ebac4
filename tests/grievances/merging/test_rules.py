"""Who agrees to a merge, and when it parts again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.grievances.merging.rules import (
    Papers,
    Side,
    asked,
    college_says,
    echoes_say,
    outcome,
    parts_again,
    told,
)

YES, NO, SILENT = Side("yes"), Side("no"), Side()


def side(echoes: dict[str, int], **papers: tuple[int, int]) -> Side:
    return Side("", echoes, {college: Papers(*counts) for college, counts in papers.items()})


@pytest.mark.parametrize(
    ("absorbed", "survivor", "over", "state"),
    [
        (YES, YES, False, "merged"),
        (YES, SILENT, False, ""),
        (YES, NO, False, "refused"),
        (NO, SILENT, False, "refused"),
        (YES, SILENT, True, "lapsed"),
        (SILENT, SILENT, True, "lapsed"),
        (YES, side({"professional": 8}, professional=(2, 0)), True, "merged"),
        (YES, side({"professional": 8}, professional=(2, 0)), False, ""),
        (YES, side({"professional": 8}, professional=(1, 0)), True, "lapsed"),
        (YES, side({"professional": 8}, professional=(1, 1)), True, "refused"),
        (YES, side({"professional": 4, "concerned": 4}, professional=(4, 0)), True, "lapsed"),
        (
            YES,
            side({"professional": 4, "concerned": 4}, professional=(4, 0), concerned=(1, 3)),
            True,
            "refused",
        ),
        (YES, side({"ally": 40, "open": 40}), True, "lapsed"),
    ],
)
def test_what_a_proposal_comes_to(absorbed: Side, survivor: Side, over: bool, state: str) -> None:
    assert outcome({"absorbed": absorbed, "survivor": survivor}, over) == state
    assert outcome({"absorbed": survivor, "survivor": absorbed}, over) == state


def test_an_author_s_answer_goes_before_the_papers() -> None:
    refused = Side("yes", {"concerned": 2}, {"concerned": Papers(0, 2)})
    assert outcome({"absorbed": refused, "survivor": YES}, True) == "merged"


def test_a_tie_changes_nothing_and_a_few_voices_do_not_speak_for_many() -> None:
    assert college_says(Papers(2, 2), 4) == "no"
    assert college_says(Papers(24, 0), 100) == ""
    assert college_says(Papers(25, 0), 100) == "yes"
    assert college_says(Papers(0, 0), 0) == ""


def test_only_the_deciding_colleges_that_live_it_are_asked() -> None:
    assert asked({"ally": 3, "open": 2, "concerned": 1, "professional": 0}) == ["concerned"]


@given(
    st.dictionaries(st.sampled_from(["professional", "concerned"]), st.integers(0, 50)),
    st.dictionaries(
        st.sampled_from(["professional", "concerned"]),
        st.builds(Papers, st.integers(0, 50), st.integers(0, 50)),
    ),
)
def test_no_college_is_outvoted_by_the_other(echoes: dict[str, int], papers: dict[str, Papers]) -> None:
    """Whenever a side says yes, each college asked would have said yes alone."""
    if echoes_say(Side("", echoes, papers)) == "yes":
        assert asked(echoes)
        for college in asked(echoes):
            assert echoes_say(Side("", {college: echoes[college]}, papers)) == "yes"


def test_few_voters_are_never_counted_aloud() -> None:
    assert told(Papers(4, 0), 4) == {"agrees": 1}
    assert told(Papers(3, 2), 5) == {"agrees": 1, "yes": 3, "no": 2}


def test_those_who_came_back_part_it_again() -> None:
    assert parts_again({"concerned": 1}, {"concerned": 3}, {"concerned": 5})
    assert not parts_again({"concerned": 3}, {"concerned": 1}, {"concerned": 5})
    assert not parts_again({}, {"concerned": 1}, {"concerned": 40})
    assert not parts_again({}, {"ally": 40}, {"ally": 40})
