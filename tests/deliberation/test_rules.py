"""Parity, in arithmetic: each college decides for itself, and nobody decides for another."""

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.collectives.rules import closing_moment
from forum.core.clock import at
from forum.deliberation.rules import (
    LEAST,
    Outcome,
    Rule,
    Tally,
    adopts,
    common,
    decide,
    lacking,
    outcome_of,
    quorum,
    told,
)

CHOICES = ("for", "against", "abstain", "objection")
DECIDING = ("concerned", "professional")
papers = st.fixed_dictionaries(dict.fromkeys(CHOICES, st.integers(0, 40)))


@st.composite
def tallies(draw: st.DrawFn) -> Tally:
    counted = draw(papers)
    return Tally(counted, sum(counted.values()) + draw(st.integers(0, 60)))


votes = st.fixed_dictionaries({"professional": tallies(), "concerned": tallies(), "ally": tallies()})
rules = st.builds(Rule, st.integers(1, 100), st.integers(50, 90))


def with_more(tally: Tally, **more: int) -> Tally:
    """`more` papers, from people who held a grant already where there are any."""
    counted = {choice: tally.of(choice) + more.get(choice, 0) for choice in CHOICES}
    return Tally(counted, max(tally.grants, sum(counted.values())))


@given(votes, rules, st.sampled_from(DECIDING), st.integers(2, 5))
def test_a_college_twice_as_large_weighs_the_same(
    cast: Mapping[str, Tally], rule: Rule, college: str, times: int
) -> None:
    one = cast[college]
    larger = Tally({c: times * n for c, n in one.papers.items()}, times * one.grants)
    assert decide({**cast, college: larger}, rule) == decide(cast, rule)


@given(votes, tallies(), rules)
def test_allies_never_change_a_decision(cast: Mapping[str, Tally], others: Tally, rule: Rule) -> None:
    assert decide({**cast, "ally": others}, rule) == decide(cast, rule)


@given(tallies(), rules, st.sampled_from(["against", "abstain", "objection"]))
def test_a_paper_that_turns_to_for_never_harms(cast: Tally, rule: Rule, was: str) -> None:
    if cast.of(was) == 0:
        return
    turned = Tally({**cast.papers, was: cast.of(was) - 1, "for": cast.of("for") + 1}, cast.grants)
    assert adopts(turned, rule) >= adopts(cast, rule)


@given(tallies(), rules, st.sampled_from(["against", "objection"]))
def test_a_for_that_turns_against_never_helps(cast: Tally, rule: Rule, now: str) -> None:
    if cast.of("for") == 0:
        return
    turned = Tally({**cast.papers, "for": cast.of("for") - 1, now: cast.of(now) + 1}, cast.grants)
    assert adopts(turned, rule) <= adopts(cast, rule)


@given(tallies(), rules)
def test_one_more_for_among_those_who_may_vote_never_harms(cast: Tally, rule: Rule) -> None:
    if cast.voters < cast.grants:
        assert adopts(with_more(cast, **{"for": 1}), rule) >= adopts(cast, rule)


@given(tallies(), rules)
def test_a_stricter_rule_never_adopts_more(cast: Tally, rule: Rule) -> None:
    stricter = Rule(min(100, rule.quorum_percent + 5), rule.threshold_percent + 5)
    assert adopts(cast, stricter) <= adopts(cast, rule)


@pytest.mark.parametrize(
    ("professional", "concerned", "expected"),
    [
        (Tally({"for": 3, "against": 2}, 10), Tally({"for": 5}, 10), Outcome("shared")),
        (Tally({"for": 3, "against": 3}, 10), Tally({"for": 5}, 10), Outcome("single", "concerned")),
        (Tally({"for": 5}, 10), Tally({"for": 4}, 10), Outcome("single", "professional")),  # quorum missed
        (Tally({"for": 5}, 10), Tally({}, 0), Outcome("single", "professional")),  # nobody of that college
        (Tally({"abstain": 9}, 10), Tally({"for": 1, "objection": 4}, 10), Outcome("rejected")),
        (Tally({"for": 1, "abstain": 4}, 10), Tally({"for": 1, "abstain": 4}, 10), Outcome("shared")),
    ],
)
def test_what_is_decided(professional: Tally, concerned: Tally, expected: Outcome) -> None:
    cast = {"professional": professional, "concerned": concerned, "ally": Tally({"against": 99}, 99)}
    assert decide(cast, Rule(50)) == expected


def test_a_half_is_not_a_majority_and_two_thirds_is_not_more_than_66() -> None:
    assert not adopts(Tally({"for": 10, "against": 10}, 20), Rule(50, 50))
    assert adopts(Tally({"for": 2, "against": 1}, 3), Rule(50, 66))
    assert not adopts(Tally({"for": 66, "against": 34}, 100), Rule(50, 66))


def test_a_quorum_is_rounded_up_and_never_nobody() -> None:
    assert [quorum(n, 50) for n in (0, 1, 9, 10)] == [1, 1, 5, 5]


@given(tallies(), rules)
def test_few_voters_are_told_as_a_decision_and_nothing_else(cast: Tally, rule: Rule) -> None:
    shown = told(cast, rule)
    assert set(shown) == ({"adopted"} if cast.voters < LEAST else {"adopted", "grants", "quorum", *CHOICES})


@pytest.mark.parametrize("slot_minutes", [1, 60, 360, 1440])
def test_a_ballot_closes_at_the_first_slot_after_its_last_day(slot_minutes: int) -> None:
    moment = closing_moment(date(2026, 3, 10), slot_minutes)
    assert moment > at("2026-03-10T23:59:59").epoch
    assert moment <= at("2026-03-11T00:00").epoch + (slot_minutes + 1) * 60
    assert moment % (slot_minutes * 60) == 0


def test_common_agreement_is_high_only_if_both_colleges_agree() -> None:
    agreed, split = (
        {"for": 98, "against": 0, "abstain": 3, "objection": 0},
        {"for": 0, "against": 90, "objection": 8},
    )
    assert common({"professional": agreed, "concerned": agreed}) == 98
    assert common({"professional": agreed, "concerned": split}) == 1
    assert common({"professional": agreed, "concerned": {"adopted": 1}}) is None
    assert common({"professional": agreed}) is None


@given(votes, tallies(), rules)
def test_common_agreement_knows_neither_allies_nor_sizes(
    cast: Mapping[str, Tally], others: Tally, rule: Rule
) -> None:
    result = {college: told(tally, rule) for college, tally in cast.items()}
    assert common({**result, "ally": told(others, rule)}) == common(result)
    assert lacking({**result, "ally": told(others, rule)}) == lacking(result)


@given(votes, rules)
def test_what_was_written_says_the_outcome_again(cast: Mapping[str, Tally], rule: Rule) -> None:
    assert outcome_of({college: told(tally, rule) for college, tally in cast.items()}) == decide(cast, rule)


@given(votes, rules, st.sampled_from(DECIDING), st.integers(2, 5))
def test_a_college_that_doubles_is_not_the_one_that_lacks_voices(
    cast: Mapping[str, Tally], rule: Rule, college: str, times: int
) -> None:
    one = cast[college]
    larger = Tally({c: times * n for c, n in one.papers.items()}, times * one.grants)
    before = {c: told(tally, rule) for c, tally in cast.items()}
    after = {**before, college: told(larger, rule)}
    assert set(lacking(after)) <= set(lacking(before))
    assert outcome_of(after) == outcome_of(before)
