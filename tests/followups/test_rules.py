"""The silence clock and the state of a commitment, for any days and any counts."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from forum.followups.rules import (
    LEAST,
    Tally,
    after_delivery,
    clock,
    criteria,
    first_answer,
    months_after,
    next_step,
    state,
)

days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
tallies = st.builds(Tally, st.integers(0, 40), st.integers(0, 40))


def test_two_months_from_day_to_day() -> None:
    assert months_after(date(2026, 1, 15), 2) == date(2026, 3, 15)
    assert months_after(date(2025, 12, 31), 2) == date(2026, 2, 28)
    assert months_after(date(2026, 11, 30), 2) == date(2027, 1, 30)


@given(days, st.integers(0, 200))
def test_the_clock_runs_until_an_answer(delivered: date, wait: int) -> None:
    today = delivered + timedelta(days=wait)
    silent = clock(delivered, None, today)
    assert silent.limit is not None
    assert silent.days == wait
    assert silent.passed == (today >= silent.limit)
    assert 59 <= (silent.limit - delivered).days <= 62
    later = clock(delivered, today, today + timedelta(days=500))
    assert (later.days, later.answered, later.passed) == (wait, True, silent.passed)


def test_a_silence_noted_is_no_answer() -> None:
    first, second = date(2026, 3, 1), date(2026, 4, 1)
    assert first_answer([(first, "silence")]) is None
    assert first_answer([(first, "silence"), (second, "stalling")]) == second


@given(days, days, tallies, tallies)
def test_the_state_of_a_commitment(due: date, today: date, pro: Tally, con: Tally) -> None:
    found = state(due, today, pro, con)
    kept = all(t.kept + t.broken >= LEAST and t.kept > t.broken for t in (pro, con))
    assert (found == "kept") == kept
    assert (found in ("overdue", "broken")) == (due < today and not kept)
    if found == "broken":
        assert all(t.broken > t.kept and t.voters >= LEAST for t in (pro, con))
    assert state(due, today, con, pro) == found


@given(days, days, tallies, st.integers(0, 40))
def test_one_college_never_decides_alone(due: date, today: date, pro: Tally, few: int) -> None:
    quiet = Tally(min(few, LEAST - 1), 0)
    assert state(due, today, pro, quiet) in ("open", "overdue")


@given(days, days, tallies, tallies, st.integers(1, 20))
def test_one_more_kept_never_makes_it_worse(
    due: date, today: date, pro: Tally, con: Tally, more: int
) -> None:
    better = state(due, today, Tally(pro.kept + more, pro.broken), Tally(con.kept + more, con.broken))
    if state(due, today, pro, con) == "kept":
        assert better == "kept"


def test_the_timeline_is_in_order_and_says_what_is_late() -> None:
    silence = clock(date(2026, 1, 10), None, date(2026, 3, 20))
    steps = after_delivery(
        (date(2025, 12, 1), "Cahier publié"),
        [(date(2026, 1, 10), "Le préfet")],
        [(date(2026, 2, 9), "silence")],
        [],
        silence,
    )
    assert [step.state for step in steps] == ["done", "done", "done", "late"]
    assert steps[0].label == "Cahier publié"
    assert "Le préfet" in steps[1].label
    assert steps[-1].day == "10 mars 2026"


def test_criteria_are_one_a_line() -> None:
    assert criteria("- huit jours\n\n * chaque famille \n") == ["huit jours", "chaque famille"]
    assert criteria("") == []


def test_one_act_comes_first_whatever_the_state() -> None:
    """One button stands out of five: the one that what is written down asks for."""
    nothing = {
        "open_": False,
        "delivered": False,
        "answered": False,
        "passed": False,
        "uncut": False,
        "overdue": False,
    }
    for changes, first in (
        ({"open_": True}, ""),
        ({}, "remise"),
        ({"delivered": True}, "reponse"),
        ({"delivered": True, "passed": True}, "relances"),
        ({"delivered": True, "answered": True, "passed": True}, ""),
        ({"delivered": True, "answered": True, "uncut": True, "overdue": True}, "engagements"),
        ({"delivered": True, "answered": True, "overdue": True}, "relances"),
    ):
        assert next_step(**{**nothing, **changes}) == first, changes
