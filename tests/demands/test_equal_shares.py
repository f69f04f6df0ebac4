"""The Method of Equal Shares: committees computed elsewhere, a city's published winners, and what the rule promises."""

import json
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.demands.platforms.rules import (
    Bloc,
    Purses,
    Way,
    best,
    blocs,
    chosen,
    equal_shares,
    most_wanted,
    offer,
    pay,
    purses,
    savings,
    unheard,
    within,
)
from tests.real import needs, real

PROFILES = real("equal-shares")
ASSEN = real("pabulib/Netherlands_Assen_2024.pb")
ENTRY = re.compile(r"- rule_id: (\S+)\n  result: (.*?)\n  resolute: (\w+)", re.DOTALL)

Committees = set[frozenset[str]]


def instances() -> list[Path]:
    return sorted(PROFILES.glob("*.yaml")) if PROFILES.exists() else []


def wanted(file: Path, rule: str) -> Committees:
    for name, result, resolute in ENTRY.findall(file.read_text()):
        if name == rule and resolute == "false":
            return {frozenset(map(str, committee)) for committee in json.loads(" ".join(result.split()))}
    raise AssertionError(f"{file.name} says nothing of {rule}")


def read(file: Path) -> tuple[list[Bloc], dict[str, int], int]:
    text = file.read_text()
    profile = json.loads(
        " ".join(re.findall(r"^profile: (.*?)\n\w", text, re.DOTALL | re.MULTILINE)[0].split())
    )
    seats, names = (int(re.findall(rf"{key}: (\d+)", text)[0]) for key in ("committeesize", "num_cand"))
    groups = blocs(("all", {str(name): 1 for name in ballot}) for ballot in profile)
    return groups, dict.fromkeys(map(str, range(names)), 1), seats


def every_way(
    way: Way,
    costs: Mapping[str, int],
    groups: list[Bloc],
    states: set[tuple[frozenset[str], Purses]],
    seats: int,
) -> set[tuple[frozenset[str], Purses]]:
    """All that ties allow, from each of these states, until nothing can be bought or the seats are taken."""
    ended: set[tuple[frozenset[str], Purses]] = set()
    while states:
        following = set()
        for taken, held in states:
            left = {name: cost for name, cost in costs.items() if name not in taken}
            found = best(way, left, groups, held) if len(taken) < seats else {}
            if not found:
                ended.add((taken, held))
            following |= {(taken | {name}, pay(way, groups, held, made)) for name, made in found.items()}
        states = following
    return ended


@needs(PROFILES)
@pytest.mark.parametrize("file", instances(), ids=lambda file: file.stem)
def test_committees_computed_elsewhere(file: Path) -> None:
    """Ties included; the last places by savings."""
    groups, costs, seats = read(file)
    bought = every_way(offer, costs, groups, {(frozenset(), purses(groups, seats))}, seats)
    found = {taken for taken, _held in every_way(savings, costs, groups, bought, seats)}
    filled = {
        full for taken in found for full in by_votes(taken, costs, groups, seats)
    }  # with what nobody wants
    assert filled == wanted(file, "equal-shares")
    assert frozenset(pick.demand for pick in chosen(costs, groups, seats)) in found


@needs(PROFILES)
@pytest.mark.parametrize("file", instances(), ids=lambda file: file.stem)
def test_committees_computed_elsewhere_completed_by_votes(file: Path) -> None:
    groups, costs, seats = read(file)
    bought = every_way(offer, costs, groups, {(frozenset(), purses(groups, seats))}, seats)
    found = {committee for taken, _held in bought for committee in by_votes(taken, costs, groups, seats)}
    assert found == wanted(file, "equal-shares-with-av-completion")


def by_votes(
    taken: frozenset[str], costs: Mapping[str, int], groups: list[Bloc], seats: int
) -> Iterator[frozenset[str]]:
    """Another completion than ours: the most wanted of those left, in every way that ties allow."""
    counts = {name: sum(bloc.people for bloc in groups if name in bloc.worth) for name in costs}
    missing = seats - len(taken)
    rest = sorted((name for name in costs if name not in taken), key=lambda name: -counts[name])
    least = counts[rest[missing - 1]] if missing else 0
    sure = [name for name in rest if counts[name] > least and missing]
    tied = [name for name in rest if counts[name] == least]
    for added in combinations(tied, missing - len(sure)):
        yield taken | {*sure, *added}


@pytest.mark.slow
@needs(ASSEN)
def test_the_winners_that_a_city_published() -> None:
    """Assen 2024: worth is cost, every purse filled by one euro more while the choice fits."""
    projects, votes, budget = pabulib(ASSEN)
    costs = {name: int(row["cost"]) for name, row in projects.items()}
    groups = blocs(("all", {name: costs[name] for name in ballot}) for ballot in votes)
    picks = within(costs, groups, budget, len(votes))
    assert {pick.demand for pick in picks} == {
        name for name, row in projects.items() if row["selected"] == "1"
    }


def pabulib(file: Path) -> tuple[dict[str, dict[str, str]], list[list[str]], int]:
    meta, projects, votes = (
        [line.split(";") for line in part.strip().splitlines()]
        for part in re.split(r"^(?:META|PROJECTS|VOTES)\s*$", file.read_text(), flags=re.MULTILINE)[1:]
    )
    heads = projects[0]
    rows = {row[0]: dict(zip(heads, row, strict=False)) for row in projects[1:]}
    at = votes[0].index("vote")
    return rows, [row[at].split(",") for row in votes[1:]], int(dict(row[:2] for row in meta)["budget"])


# -- what it promises

DEMANDS = "abcdefg"
ballots = st.lists(
    st.tuples(st.sampled_from(["professional", "concerned"]), st.sets(st.sampled_from(DEMANDS), max_size=5)),
    min_size=1,
    max_size=9,
)
COSTS = dict.fromkeys(DEMANDS, 1)


def grouped(drawn: list[tuple[str, set[str]]]) -> list[Bloc]:
    return blocs((college, dict.fromkeys(ballot, 1)) for college, ballot in drawn)


def names(drawn: list[tuple[str, set[str]]], places: int) -> list[str]:
    return [pick.demand for pick in chosen(COSTS, grouped(drawn), places, DEMANDS)]


@given(ballots, st.integers(1, 6), st.integers(2, 30))
def test_a_college_three_times_larger_chooses_the_same(
    drawn: list[tuple[str, set[str]]], places: int, times: int
) -> None:
    larger = [one for one in drawn for _ in range(times if one[0] == "professional" else 1)]
    assert names(larger, places) == names(drawn, places)


@given(ballots, st.integers(1, 6), st.randoms(use_true_random=False))
def test_who_votes_does_not_matter(drawn: list[tuple[str, set[str]]], places: int, chance: object) -> None:
    mixed = list(drawn)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert names(mixed, places) == names(drawn, places)


@given(ballots, st.integers(1, 6), st.permutations(DEMANDS))
def test_how_a_demand_is_called_does_not_matter(
    drawn: list[tuple[str, set[str]]], places: int, called: list[str]
) -> None:
    other = dict(zip(DEMANDS, called, strict=True))
    renamed = [(college, {other[name] for name in ballot}) for college, ballot in drawn]
    picks = chosen(COSTS, grouped(renamed), places, called)
    assert [pick.demand for pick in picks] == [other[name] for name in names(drawn, places)]


@settings(max_examples=200)
@given(st.lists(st.sets(st.sampled_from("abcdef"), min_size=1), min_size=1, max_size=7), st.integers(1, 5))
def test_a_group_that_agrees_is_heard_for_its_size(drawn: list[set[str]], places: int) -> None:
    """EJR: l/k of the voters who want l demands in common: one of them finds l that they want."""
    committee = set(names([("concerned", ballot) for ballot in drawn], places))
    for size in range(1, len(drawn) + 1):
        for group in combinations(drawn, size):
            common = len(set.intersection(*group))
            due = min(common, size * places // len(drawn))
            assert max(len(ballot & committee) for ballot in group) >= due


@given(ballots, st.integers(1, 6))
def test_nobody_pays_more_than_they_hold_and_each_demand_is_paid_for(
    drawn: list[tuple[str, set[str]]], places: int
) -> None:
    groups = grouped(drawn)
    picks, held = equal_shares(COSTS, groups, places)
    assert all(sum_ >= 0 for sum_ in held)
    assert all(sum(pick.paid.values()) == 1 for pick in picks)
    spent = sum(bloc.people * (bloc.share * places - sum_) for bloc, sum_ in zip(groups, held, strict=True))
    assert spent == len(picks)


@given(ballots, st.integers(1, 6))
def test_places_are_filled_while_something_is_wanted(drawn: list[tuple[str, set[str]]], places: int) -> None:
    asked = set().union(*(ballot for _college, ballot in drawn))
    assert len(names(drawn, places)) == min(places, len(asked))


@given(ballots, st.integers(1, 12), st.dictionaries(st.sampled_from(DEMANDS), st.integers(1, 4)))
def test_pages_are_never_overrun(
    drawn: list[tuple[str, set[str]]], pages: int, sizes: dict[str, int]
) -> None:
    costs = {name: sizes.get(name, 1) for name in DEMANDS}
    picks = within(costs, grouped(drawn), pages, Fraction(1, 4), DEMANDS)
    assert sum(costs[pick.demand] for pick in picks) <= pages


@given(ballots, st.integers(1, 12), st.dictionaries(st.sampled_from(DEMANDS), st.integers(1, 4)))
def test_what_is_chosen_fits_and_nothing_more_that_is_wanted_does(
    drawn: list[tuple[str, set[str]]], pages: int, sizes: dict[str, int]
) -> None:
    costs = {name: sizes.get(name, 1) for name in DEMANDS}
    picks = {pick.demand for pick in chosen(costs, grouped(drawn), pages, DEMANDS)}
    room = pages - sum(costs[name] for name in picks)
    assert room >= 0
    wanted = set().union(*(ballot for _college, ballot in drawn)) - picks
    assert not [name for name in wanted if costs[name] <= room]
    plain = most_wanted(grouped(drawn), pages, DEMANDS, costs)
    assert sum(costs[name] for name in plain) <= pages


@given(
    ballots,
    st.integers(1, 12),
    st.dictionaries(st.sampled_from(DEMANDS), st.integers(1, 4)),
    st.integers(2, 9),
    st.permutations(DEMANDS),
    st.randoms(use_true_random=False),
)
def test_pages_are_shared_on_a_par_whoever_votes_and_however_demands_are_called(
    drawn: list[tuple[str, set[str]]],
    pages: int,
    sizes: dict[str, int],
    times: int,
    called: list[str],
    chance: object,
) -> None:
    costs = {name: sizes.get(name, 1) for name in DEMANDS}
    found = [pick.demand for pick in chosen(costs, grouped(drawn), pages, DEMANDS)]
    other = dict(zip(DEMANDS, called, strict=True))
    mixed = [
        (college, {other[name] for name in ballot})
        for college, ballot in drawn
        for _ in range(times if college == "concerned" else 1)
    ]
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    renamed = {other[name]: cost for name, cost in costs.items()}
    picks = chosen(renamed, grouped(mixed), pages, called)
    assert [pick.demand for pick in picks] == [other[name] for name in found]


@given(ballots, st.integers(1, 6), st.integers(0, 20))
def test_one_more_who_wants_a_demand_alone_never_puts_it_out_of_a_place_of_one(
    drawn: list[tuple[str, set[str]]], places: int, at: int
) -> None:
    """Monotonicity as far as equal shares has it: one place, and whoever wants nothing else."""
    found = names(drawn, 1)
    if found:
        college = drawn[at % len(drawn)][0]
        assert names([*drawn, (college, set(found))], 1) == found


def test_a_small_college_has_its_half() -> None:
    """Forty professionals want a, b, c and d; four concerned persons want e and f: two places each of four."""
    drawn = [("professional", set("abcd"))] * 40 + [("concerned", set("ef"))] * 4
    assert set(names(drawn, 4)) == {"a", "b", "e", "f"}
    assert most_wanted(grouped(drawn), 4, DEMANDS) == ["a", "b", "c", "d"]
    assert unheard(grouped(drawn), "abcd") == {"professional": (0, 40), "concerned": (4, 4)}


def test_among_demands_as_cheap_the_one_that_both_want() -> None:
    drawn = [("professional", {"a", "b"})] * 3 + [("concerned", {"b", "c"})] * 3
    first = chosen(COSTS, grouped(drawn), 1)[0]
    assert (first.demand, first.backers) == ("b", {"professional": 3, "concerned": 3})
