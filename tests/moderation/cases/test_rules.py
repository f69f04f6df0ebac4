"""The machine alone: no passage that the table does not have, no end without its reasons, nothing destroyed too soon."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from forum.core.errors import Closed
from forum.moderation.cases import models
from forum.moderation.cases.rules import (
    ARROWS,
    AT_ONCE,
    BY_ACT,
    ENDED,
    OPEN,
    STATES,
    contestable,
    destroyed,
    last_day,
    over,
    passage,
)
from forum.moderation.cases.statements import SCOPES, TEMPLATES, Said, template, told
from forum.moderation.reports.models import REASONS
from tests.moderation.cases import drawn

DAY = date(2026, 3, 2)
acts = st.sampled_from(sorted(BY_ACT))
WHY = "On y reconnaît une maison."


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", BY_ACT)
def test_each_act_in_each_state_leads_somewhere_or_is_refused_in_words(state: str, act: str) -> None:
    arrow = BY_ACT[act]
    if state in arrow.sources:
        assert passage(state, act, reasons=WHY) == arrow.target
    elif state in arrow.again:
        assert passage(state, act, reasons=WHY) == ""
    else:
        with pytest.raises(Closed) as refused:
            passage(state, act, reasons=WHY)
        assert refused.value.message.endswith(".") and len(refused.value.message.split()) > 4


@pytest.mark.parametrize("arrow", [a for a in ARROWS if a.reasons], ids=lambda a: a.act)
@pytest.mark.parametrize("blank", ["", "  \n"])
def test_what_needs_reasons_is_not_taken_without(arrow: object, blank: str) -> None:
    for source in arrow.sources:  # type: ignore[attr-defined]
        with pytest.raises(Closed):
            passage(source, arrow.act, reasons=blank)  # type: ignore[attr-defined]


def test_the_table_names_only_states_that_the_database_knows() -> None:
    named = {a.target for a in ARROWS} | {s for a in ARROWS for s in (*a.sources, *a.again)}
    assert named == set(STATES) == set(models.STATES)
    assert all(a.who and a.needs and a.does and a.refused for a in ARROWS)


def test_nothing_leaves_an_end_and_every_other_state_reaches_one() -> None:
    assert not [a.act for a in ARROWS if set(a.sources) & set(ENDED)]
    reached = set(ENDED)
    for _length in STATES:
        reached |= {s for a in ARROWS if a.target in reached for s in a.sources}
    assert reached == set(STATES)


def test_the_documentation_is_drawn_from_the_table() -> None:
    assert drawn.PLACE.read_text(encoding="utf-8") == drawn.written()


class Lives(RuleBasedStateMachine):
    """Any acts, in any order, on any day, with reasons or without: what is true of a case whatever people try."""

    def __init__(self) -> None:
        super().__init__()
        self.state, self.today, self.reasons = "received", DAY, [""]
        self.until: date | None = None
        self.past: list[tuple[str, str]] = [("receive", "received")]

    @rule(act=acts, words=st.sampled_from(["", " ", WHY]))
    def attempt(self, act: str, words: str) -> None:
        if act == "contest" and not contestable(self.state, self.until, self.today):
            return
        if act == "publish" and not over(self.state, self.until, self.today):
            return
        try:
            target = passage(self.state, act, reasons=words)
        except Closed:
            return
        if target:
            assert self.state in BY_ACT[act].sources
            self.state = target
            self.past.append((act, target))
            self.reasons.append(words.strip())
        if target == "told":
            self.until = last_day(self.today)

    @rule(days=st.integers(1, 400))
    def wait(self, days: int) -> None:
        self.today += timedelta(days=days)

    @invariant()
    def each_end_has_its_reasons(self) -> None:
        if self.state == "withdrawn":
            assert self.reasons[-1] == WHY
        if self.state == "published":
            assert ("decide", "decided") in self.past
            assert all(
                why == WHY for (act, _to), why in zip(self.past, self.reasons, strict=True) if act == "decide"
            )

    @invariant()
    def it_is_told_as_soon_as_it_is_decided_and_contested_only_then(self) -> None:
        names = [to for _act, to in self.past]
        for state in ("contested", *("upheld", "varied", "reversed")):
            assert state not in names or "told" in names[: names.index(state)]
        assert "review" not in names or names[names.index("review") - 1] == "contested"

    @invariant()
    def an_end_comes_after_the_delay_or_after_a_review(self) -> None:
        if self.state == "published" and not {"upheld", "varied", "reversed"} & {to for _a, to in self.past}:
            assert self.until is not None and self.today > self.until

    @invariant()
    def nothing_is_destroyed_before_the_delay(self) -> None:
        for reason in (*REASONS, ""):
            gone = destroyed("remove", self.state, reason)
            if gone and reason not in AT_ONCE:
                assert self.state == "published"
            if gone:
                assert ("decide", "decided") in self.past
            assert not destroyed("hide", self.state, reason)


TestLives = Lives.TestCase


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_six_months_are_six_months(day: date) -> None:
    last = last_day(day)
    assert (last.year * 12 + last.month) - (day.year * 12 + day.month) == 6
    assert last.day <= day.day and (last.day == day.day or (last + timedelta(days=1)).day == 1)
    assert contestable("told", last, last) and not contestable("told", last, last + timedelta(days=1))
    assert over("told", last, last + timedelta(days=1)) and not over("told", last, last)


def test_there_are_words_for_each_reason_and_each_measure() -> None:
    assert set(TEMPLATES) == set(REASONS)
    assert template("nothing") == template("other")
    assert {"hide", "restore", "keep", "suspend", "remove"} <= set(SCOPES)
    assert set(OPEN) < set(STATES)


@given(st.sampled_from(sorted(SCOPES)), st.booleans(), st.booleans(), st.booleans())
def test_a_statement_says_each_field_once(measure: str, notice: bool, automated: bool, law: bool) -> None:
    said = Said(measure, "Le détail de la chambre.", notice, automated, law, "Article 3.", WHY, "abc23", DAY)
    text = told(said, "La modération a décidé.")
    for field in ("Le détail de la chambre.", "Article 3", WHY, "abc23", "2 mars 2026", "Durée"):
        assert text.count(field) == 1, field
    assert ("signalé" in text) == notice
    assert ("contrôle automatique" in text) == automated
    assert ("de la loi" in text) == law
