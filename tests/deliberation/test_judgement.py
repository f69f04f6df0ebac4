"""Majority judgement: published vectors, and a textbook implementation that takes papers away one by one."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.deliberation.judgement.rules import (
    GRADES,
    Gauge,
    Profile,
    compare,
    completed,
    gauge,
    majority_value,
    on_a_par,
    ranking,
)
from forum.demands.consultations.counting.rules import Asked
from forum.demands.consultations.counting.rules import profiles as tallied
from tests.real import needs, real

VECTORS = real("majority-judgment/mieuxvoter-assertions.json")


def taken_away(profile: Sequence[int]) -> list[int]:
    """The textbook: the middle grade (the lower one of two), which goes, and again."""
    papers = [grade for grade, count in enumerate(profile) for _ in range(count)]
    value = []
    while papers:
        value.append(papers.pop((len(papers) - 1) // 2))
    return value


profiles = st.integers(1, 14).flatmap(
    lambda papers: st.lists(
        st.lists(st.integers(0, len(GRADES) - 1), min_size=papers, max_size=papers).map(
            lambda grades: tuple(grades.count(grade) for grade in range(len(GRADES)))
        ),
        min_size=2,
        max_size=5,
    )
)


def spelt(profile: Profile) -> list[int]:
    grades, told = len(profile), list[int]()
    runs = list(majority_value(profile))
    if sum(profile) % 2:
        told.append(runs.pop(0)[0])
    for pair, times in runs:
        told += list(divmod(pair, grades)) * times
    return told


@given(profiles)
def test_papers_go_from_the_middle_outwards(drawn: list[Profile]) -> None:
    for profile in drawn:
        assert spelt(profile) == taken_away(profile)


@settings(max_examples=500)  # of two profiles at least: a thousand
@given(profiles)
def test_the_order_is_the_textbook_s(drawn: list[Profile]) -> None:
    for a in drawn:
        for b in drawn:
            left, right = taken_away(a), taken_away(b)
            assert (compare(a, b) > 0, compare(a, b) < 0) == (left > right, left < right)


NAMES = ("a", "b", "c", "d")
papers = st.lists(st.dictionaries(st.sampled_from(NAMES), st.integers(0, 5)), min_size=1, max_size=12)


def placed(given_: Sequence[dict[str, int]], options: Sequence[str]) -> dict[str, tuple[int, Gauge]]:
    """By option, its rank and gauge, from papers as they lie."""
    found = tallied(given_, Asked("grades", len(GRADES), options, 0, 1))
    return {one.option: (one.rank, one.gauge) for one in ranking(found)}


@given(papers, st.permutations(NAMES), st.randoms(use_true_random=False))
def test_who_votes_does_not_matter_nor_how_options_are_called(
    given_: list[dict[str, int]], others: list[str], chance: Any
) -> None:
    """The same papers in another order, where each option bears the name of another."""
    called = dict(zip(NAMES, others, strict=True))
    turned = [{called[option]: grade for option, grade in answers.items()} for answers in given_]
    chance.shuffle(turned)
    after = placed(turned, others)
    assert {option: after[called[option]] for option in NAMES} == placed(given_, NAMES)


@given(profiles, st.data())
def test_a_better_grade_never_costs_a_place(drawn: list[Profile], data: st.DataObject) -> None:
    named = {str(at): profile for at, profile in enumerate(drawn)}
    risen = drawn[0]
    grade = data.draw(st.sampled_from([g for g, count in enumerate(risen) if count]))
    better = data.draw(st.integers(grade, len(GRADES) - 1))
    moved = list(risen)
    moved[grade], moved[better] = moved[grade] - 1, moved[better] + 1
    moved = moved if better != grade else list(risen)
    before = {one.option: one.rank for one in ranking(named)}["0"]
    after = {one.option: one.rank for one in ranking({**named, "0": tuple(moved)})}["0"]
    assert after <= before


@given(profiles, st.integers(1, 40))
def test_a_college_weighs_the_same_however_large(drawn: list[Profile], times: int) -> None:
    """Doubling every paper of one college, or forty times, moves no place."""
    one, other = drawn[:2]
    many = tuple(count * times for count in one)
    small, large = on_a_par([one, other]), on_a_par([many, other])
    assert tuple(count * times for count in small) == large


@needs(VECTORS)
@pytest.mark.parametrize(
    "vector", json.loads(VECTORS.read_text()) if VECTORS.exists() else [], ids=lambda v: v["title"]
)
def test_published_vectors(vector: dict[str, Any]) -> None:
    tallies = [_with_default(tally, vector) for tally in vector["tallies"]]
    ranks = {one.option: one.rank for one in ranking({str(at): tally for at, tally in enumerate(tallies)})}
    assert [ranks[str(at)] for at in range(len(tallies))] == vector["ranks"]


def _with_default(tally: list[int], vector: dict[str, Any]) -> Profile:
    """Other ways to count whoever gave no grade than ours, for the vectors that ask for them."""
    missing, mode = vector["participants"] - sum(tally), vector.get("mode")
    if mode == "Normalized":
        return _scaled(tally, vector)
    if mode == "MedianDefault":
        tally = list(tally)
        tally[gauge(tuple(tally)).grade] += missing
        return tuple(tally)
    if mode == "StaticDefault":
        tally = list(tally)
        tally[vector.get("default", 0)] += missing
        return tuple(tally)
    return completed(tally, vector["participants"])


def _scaled(tally: list[int], vector: dict[str, Any]) -> Profile:
    """As many papers for each option, by what all totals divide."""
    whole = 1
    for other in vector["tallies"]:
        whole *= sum(other)
    return tuple(count * (whole // sum(tally)) for count in tally)


def test_a_paper_without_a_grade_gave_the_lowest() -> None:
    assert completed((1, 0, 2), 5) == (3, 0, 2)
    with pytest.raises(ValueError, match="more grades"):
        completed((1, 0, 2), 2)


def test_nobody_s_opinion_has_no_middle() -> None:
    with pytest.raises(ValueError, match="no paper"):
        gauge((0, 0, 0))
    with pytest.raises(ValueError, match="without a paper"):
        on_a_par([(1, 2), (0, 0)])


def test_what_is_told_of_an_option() -> None:
    """Nine papers: the fifth is « bien »."""
    told = gauge((1, 0, 1, 2, 4, 1))
    assert (told.grade, told.above, told.below, told.papers, told.sign) == (4, 1, 4, 9, -1)
