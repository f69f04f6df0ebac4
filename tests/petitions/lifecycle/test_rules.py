"""The machine alone: no passage that the table does not have, a word for each refusal, ends that are ends."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from forum.core.errors import Closed
from forum.petitions.lifecycle import rules
from forum.petitions.lifecycle.rules import ARROWS, BY_ACT, ENDED, NOTICE, SILENCES, STATES, Dates, passage
from forum.petitions.models import PETITION_STATES
from tests.petitions.lifecycle import drawn

DAY = date(2026, 3, 2)
acts = st.sampled_from(sorted(BY_ACT))
states = st.sampled_from(sorted(STATES))


def outcome(state: str, act: str) -> str:
    """Where it leads, "" for twice, or the sentence of the refusal."""
    try:
        return passage(state, act)
    except Closed as refused:
        return refused.message


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", BY_ACT)
def test_each_act_in_each_state_leads_somewhere_or_is_refused_in_words(state: str, act: str) -> None:
    arrow, said = BY_ACT[act], outcome(state, act)
    if state in arrow.sources:
        assert said == arrow.target
    elif state in arrow.again:
        assert said == ""
    else:
        assert said.endswith(".") and len(said.split()) > 4


def test_the_table_names_only_states_that_the_database_knows() -> None:
    named = {arrow.target for arrow in ARROWS} | {
        s for arrow in ARROWS for s in (*arrow.sources, *arrow.again)
    }
    assert named == set(STATES) == set(PETITION_STATES)
    assert all(arrow.who and arrow.needs and arrow.does for arrow in ARROWS)


def test_nothing_leaves_an_end_and_every_other_state_reaches_one() -> None:
    for arrow in ARROWS:
        assert not set(arrow.sources) & set(ENDED)
    reached = set(ENDED)
    for _length in STATES:
        reached |= {s for arrow in ARROWS if arrow.target in reached for s in arrow.sources}
    assert reached == set(STATES)


def test_what_has_begun_never_goes_back_to_an_earlier_state() -> None:
    rank = {state: n for n, state in enumerate(STATES)}
    assert all(rank[source] < rank[arrow.target] for arrow in ARROWS for source in arrow.sources)


class Lives(RuleBasedStateMachine):
    """Any acts in any order: what is true of a petition whatever people try."""

    def __init__(self) -> None:
        super().__init__()
        self.state, self.past = "draft", ["draft"]

    @rule(act=acts)
    def attempt(self, act: str) -> None:
        before = self.state
        try:
            target = passage(before, act)
        except Closed:
            return
        if target:
            assert before in BY_ACT[act].sources
            self.state = target
            self.past.append(target)
            assert passage(target, act) == ""  # the same button twice is once
        else:
            assert before in BY_ACT[act].again

    @invariant()
    def nothing_is_lived_twice(self) -> None:
        assert len(set(self.past)) == len(self.past)

    @invariant()
    def nobody_answers_what_was_not_delivered_and_nobody_delivers_what_is_open(self) -> None:
        for state, needed in (("closed", "open"), ("delivered", "closed"), ("answered", "delivered")):
            assert state not in self.past or self.past.index(needed) < self.past.index(state)
        assert "settled" not in self.past or {"answered", "followed"} & set(self.past)

    @invariant()
    def an_end_is_the_last(self) -> None:
        assert not set(self.past[:-1]) & set(ENDED)


TestLives = Lives.TestCase


# -- silence


@given(states, st.integers(0, 4000), st.one_of(st.none(), st.integers(0, 4000)))
def test_silence_never_ends_anything_without_a_month_of_notice(
    state: str, days: int, warned: int | None
) -> None:
    began = DAY + timedelta(min(warned, days)) if warned is not None else None
    today = DAY + timedelta(days)
    found = rules.standing(state, DAY, today, began)
    if found.lapsed:
        assert state in SILENCES and days >= SILENCES[state].end
        assert began is not None and today - began >= NOTICE
    if state not in SILENCES:
        assert found == rules.Standing()
    elif found.noticed and not found.lapsed and found.ends is not None:
        assert found.ends > today  # the day that is told is never past
    assert found.reminded or not found.public


def test_a_machine_that_was_off_for_years_still_gives_a_month() -> None:
    today = DAY + timedelta(2000)
    found = rules.standing("closed", DAY, today)
    assert (found.noticed, found.lapsed, found.ends) == (True, False, today + NOTICE)
    assert not rules.standing("closed", DAY, today + NOTICE - timedelta(1), today).lapsed
    assert rules.standing("closed", DAY, today + NOTICE, today).lapsed


@pytest.mark.parametrize(("days", "said"), [(29, ""), (30, "reminded"), (60, "public"), (150, "noticed")])
def test_what_nobody_delivers_is_told_first_to_the_team_then_to_everybody(days: int, said: str) -> None:
    found = rules.standing("closed", DAY, DAY + timedelta(days))
    names = ("reminded", "public", "noticed")
    assert [name for name in names if getattr(found, name)] == list(
        names[: names.index(said) + 1] if said else ()
    )


# -- the path


@given(states)
def test_the_path_tells_the_state_and_nothing_to_come_after_an_end(state: str) -> None:
    ended = DAY + timedelta(90) if state in ENDED else None
    handed = DAY + timedelta(70) if state in rules.HANDED else None
    said = DAY + timedelta(80) if state in ("answered", "followed", "settled") else None
    steps = rules.path(state, Dates(DAY, DAY + timedelta(60), handed, said, None, ended))
    assert steps
    if state in ENDED:
        assert {step.state for step in steps} == {"done"}
        assert steps[-1].label == STATES[state].step and steps[-1].day
    else:
        assert steps[-1].label == STATES["settled"].step
        assert sum(step.state == "now" for step in steps) <= 1
    done = [step.state for step in steps]
    assert sorted(done, key=["done", "now", "todo"].index) == done or state in ("followed",)


# -- erasing and opening


@given(st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2100, 1, 1))), st.integers(0, rules.MOST_KEPT))
def test_names_are_kept_as_long_as_was_said(kept_from: date | None, days: int) -> None:
    due = rules.erasure_day(kept_from, days)
    assert due is None if kept_from is None else due is not None and (due - kept_from).days == days


def test_all_that_a_draft_lacks_is_told_at_once() -> None:
    told = rules.lacking(closes=DAY - timedelta(1), today=DAY, body=" ", key=b"", moved=["Des postes"])
    assert len(told) == 4 and "Des postes" in told[-1]
    assert rules.lacking(closes=DAY, today=DAY, body="Nous demandons.", key=b"k", moved=[]) == []


def test_the_drawing_in_the_docs_is_the_machine() -> None:
    assert drawn.PLACE.read_text(encoding="utf-8") == drawn.written(), (
        "run: python -m tests.petitions.lifecycle.drawn"
    )
    for arrow in ARROWS:
        for source in arrow.sources:
            assert f"{source} --> {arrow.target}: {arrow.act}" in drawn.written()
