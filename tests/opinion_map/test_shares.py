"""Shares in tenths: what they hide, tried on every table; what colleges make of a statement, whatever their numbers."""

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.opinion_map.opinions.meaning import SURE, above_half
from forum.opinion_map.telling.shares import (
    BETWEEN,
    DIVIDES,
    FEW,
    INSIDE,
    LEAST_TOLD,
    MIXED,
    PASSES,
    TOGETHER,
    UNITES,
    UNKNOWN,
    Share,
    Tally,
    consensus,
    share,
    stand,
    tenths,
)

K = 10
Counts = tuple[int, int, int]


def tally(agree: int, disagree: int, passed: int) -> Tally:
    return Tally(agree, disagree, agree + disagree + passed)


def shares(**colleges: Counts) -> dict[str, Share]:
    found = {name: share(tally(*counts), K) for name, counts in colleges.items()}
    return {name: one for name, one in found.items() if one is not None}


@pytest.mark.parametrize("k", [1, LEAST_TOLD, 10, pytest.param(15, marks=pytest.mark.slow)])
def test_no_small_number_can_be_worked_out_of_a_share(k: int) -> None:
    """Whatever is told, persons who agree, disagree or pass may have been more, or fewer: every table is tried."""
    behind: dict[Share, set[Counts]] = defaultdict(set)
    least = max(k, LEAST_TOLD)
    for seen in range(3 * least):
        for agree in range(seen + 1):
            for disagree in range(seen - agree + 1):
                told = share(Tally(agree, disagree, seen), k)
                assert (told is None) == (seen < least)
                if told:
                    behind[told].add((agree, disagree, seen - agree - disagree))
    for told, tables in behind.items():
        assert told.people % least == 0
        for side in range(3):
            values = {table[side] for table in tables}
            assert len(values) > 1 or not 0 < min(values) < least, told


@given(st.integers(0, 500), st.integers(1, 500), st.integers(1, 9))
def test_tenths_are_the_nearest_and_the_same_for_twice_as_many(part: int, more: int, times: int) -> None:
    whole = part + more
    found = tenths(part, whole)
    assert 1 <= found <= 9
    assert found == tenths(times * part, times * whole)
    assert abs(found - 10 * part / whole) <= 0.5 or found in (1, 9)
    assert tenths(whole - part, whole) == 10 - found


@pytest.mark.parametrize("seen", range(10, 200))
def test_seven_in_ten_is_surely_above_one_half(seen: int) -> None:
    least = next(n for n in range(seen + 1) if tenths(n, seen) >= TOGETHER)
    assert above_half(least, seen) > SURE


@pytest.mark.parametrize(
    ("professional", "concerned", "kind", "agree", "why"),
    [
        ((20, 2, 0), (9, 1, 0), UNITES, True, ""),
        ((2, 20, 0), (1, 9, 0), UNITES, False, ""),
        ((100, 0, 0), (70, 30, 0), UNITES, True, ""),
        ((20, 2, 0), (2, 20, 0), DIVIDES, True, BETWEEN),
        ((2, 20, 0), (20, 2, 0), DIVIDES, True, BETWEEN),
        ((95, 5, 0), (52, 48, 0), DIVIDES, True, BETWEEN),
        ((50, 50, 0), (7, 4, 0), DIVIDES, True, INSIDE),
        ((10, 0, 90), (10, 0, 90), UNKNOWN, True, PASSES),
        ((90, 0, 10), (10, 0, 90), UNKNOWN, True, PASSES),
        ((66, 12, 22), (60, 25, 15), UNKNOWN, True, MIXED),
        ((20, 2, 0), (9, 0, 0), UNKNOWN, True, FEW),
        ((0, 0, 0), (0, 0, 0), UNKNOWN, True, FEW),
    ],
)
def test_what_unites_divides_or_is_not_known_yet(
    professional: Counts, concerned: Counts, kind: str, agree: bool, why: str
) -> None:
    found = stand(shares(professional=professional, concerned=concerned))
    assert (found.kind, found.agree, found.why) == (kind, agree, why)


def test_the_college_that_is_lacking_is_named_and_allies_are_not_heard_for_it() -> None:
    found = stand(shares(professional=(20, 2, 0), concerned=(9, 0, 0), ally=(300, 0, 0)))
    assert found.lacking == ("concerned",)
    plain = shares(professional=(20, 2, 0), concerned=(2, 20, 0))
    assert stand(plain) == stand(plain | shares(ally=(300, 0, 0)))


counts = st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(10, 60))


@given(counts, counts, st.integers(2, 7), st.booleans())
def test_every_voter_of_a_college_many_times_changes_no_verdict(
    one: Counts, other: Counts, times: int, turned: bool
) -> None:
    many = (one[0] * times, one[1] * times, one[2] * times)
    plain, more = {"professional": one, "concerned": other}, {"professional": many, "concerned": other}
    if turned:
        plain, more = {"professional": other, "concerned": one}, {"professional": other, "concerned": many}
    assert stand(shares(**plain)) == stand(shares(**more))


def test_consensus_is_high_only_where_all_agree() -> None:
    high, low = Share(100, 9, 1), Share(100, 2, 8)
    assert consensus([high, high]) == round(100 * (91 / 102) ** 2)
    assert consensus([high, low]) == round(100 * 91 / 102 * 21 / 102)
    assert consensus([low, low], agree=False) > 60
