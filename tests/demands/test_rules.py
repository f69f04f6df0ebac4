"""What keeps a demand from being voted on, field by field, over anything that may be typed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.days import farthest
from forum.demands.rules import LEAST_CRITERION, criteria_of, deadline_of, may_open, missing, vague

TODAY = date(2026, 3, 2)
lines = st.text(st.sampled_from("ab1 -–•*.)é"), max_size=20)
typed = st.one_of(st.text(max_size=12), st.dates().map(str), st.just("2026-02-30"), st.just("20260302"))


@given(st.lists(lines, max_size=6).map("\n".join))
def test_criteria_are_lines_with_something_in_them_in_their_order(text: str) -> None:
    found = criteria_of(text)
    assert all(line == line.strip() and line for line in found)
    ends = iter(line.strip() for line in text.splitlines())
    assert all(any(line.endswith(one) for line in ends) for one in found)
    assert set(vague(text)) <= set(found)


@pytest.mark.parametrize("mark", ["- ", "– ", "— ", "• ", "* ", "1. ", "12) ", ""])
def test_a_bullet_is_not_part_of_a_criterion(mark: str) -> None:
    assert criteria_of(f"  {mark}180 visites\n\n {mark}Une liste publiée ") == [
        "180 visites",
        "Une liste publiée",
    ]
    assert criteria_of("1 000 visites") == ["1 000 visites"]


@given(typed)
def test_a_deadline_is_an_iso_day_and_nothing_else(text: str) -> None:
    day = deadline_of(text)
    assert day is None or day.isoformat() == text


@given(st.dates())
def test_every_day_is_its_own_deadline(day: date) -> None:
    assert deadline_of(day.isoformat()) == day


@given(st.fixed_dictionaries({}, optional={"responsible": lines, "deadline": typed, "criteria": lines}))
def test_nothing_is_missing_exactly_when_all_is_there(fields: dict[str, str]) -> None:
    wrong = missing(fields, TODAY)
    day = deadline_of(fields.get("deadline", ""))
    criteria = criteria_of(fields.get("criteria", ""))
    assert ("responsible" in wrong) == (not fields.get("responsible"))
    assert ("deadline" in wrong) == (day is None or not TODAY < day <= farthest("deadline", TODAY))
    assert ("criteria" in wrong) == (not criteria or any(len(line) < LEAST_CRITERION for line in criteria))
    assert all(sentence.strip() and "{" not in sentence for sentence in wrong.values())


@given(st.integers(-400, 400))
def test_today_is_already_past(days: int) -> None:
    fields = {"responsible": "x", "criteria": "180 visites", "deadline": str(TODAY + timedelta(days))}
    assert (missing(fields, TODAY) == {}) == (days > 0)


@given(
    st.sampled_from(["draft", "ballot", "shared", "single", "rejected"]), st.integers(1, 9), st.integers(0, 9)
)
def test_what_was_shared_or_is_being_voted_is_never_put_to_the_vote_again(
    state: str, number: int, voted: int
) -> None:
    opened = may_open(state, number, voted)
    assert not (opened and state in ("ballot", "shared"))
    assert opened == (state == "draft" or (state in ("single", "rejected") and number > voted))
