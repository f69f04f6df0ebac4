"""Milestones, parity, places in steps, and the tiles of the map."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.petitions.shown import rules

COUNTS = st.dictionaries(st.sampled_from(["", *"abcdefgh"]), st.integers(0, 60), max_size=9)
STEPS = st.integers(2, 15)


@pytest.mark.parametrize(
    ("total", "goal", "needed", "number", "why"),
    [
        (0, 0, 0, 50, "round"),
        (50, 0, 0, 100, "round"),
        (99, 100, 0, 100, "goal"),  # of two alike, the one that says more
        (100, 300, 0, 250, "round"),
        (260, 300, 400, 300, "goal"),
        (300, 300, 400, 400, "official"),
        (2_499, 10, 0, 2_500, "round"),
        (9_999, 0, 0, 10_000, "round"),
        (140_000, 0, 150_000, 150_000, "official"),
    ],
)
def test_the_next_milestone(total: int, goal: int, needed: int, number: int, why: str) -> None:
    found = rules.next_milestone(total, goal, needed)
    assert (found.number, found.why, found.missing) == (number, why, number - total)


@given(st.integers(0, 10**7), st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_milestone_is_ahead_and_its_bar_is_never_full(total: int, goal: int, needed: int) -> None:
    found = rules.next_milestone(total, goal, needed)
    assert found.missing > 0 and 0 <= found.percent < 100
    assert rules.reached(total) <= total < rules.next_milestone(total).number
    assert all(found.number <= other for other in (goal, needed) if other > total)


def test_round_numbers_go_on_as_people_count_them() -> None:
    numbers = rules.round_numbers()
    assert [next(numbers) for _ in range(9)] == [50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000]


def test_parity_says_who_is_missing() -> None:
    assert rules.parity(40, 33).even and rules.parity(0, 0).even
    assert (rules.parity(40, 31).fewer, rules.parity(40, 31).missing) == ("concerned", 9)
    assert rules.parity(5, 50).fewer == "professional"


@given(COUNTS, STEPS)
def test_no_place_is_told_under_k_and_what_is_not_told_holds_k_or_nobody(
    counts: dict[str, int], k: int
) -> None:
    told = rules.told(counts, k)
    assert all(n >= k and n % k == 0 and n <= counts[place] < n + k for place, n in told.items())
    rest = sum(counts.values()) - sum(counts[place] for place in told)
    assert not told or rest == 0 or rest >= k
    assert "" not in told


@given(COUNTS, STEPS)
def test_a_small_place_and_an_empty_one_look_alike(counts: dict[str, int], k: int) -> None:
    """Whoever knows the total, and all but one of those who did not say where, cannot tell one from the other."""
    small = [place for place, n in counts.items() if place and 0 < n < k]
    for place in small:
        silent = Counter(counts)
        silent[""] += silent.pop(place)
        assert rules.told(silent, k) == rules.told(counts, k)


def test_every_department_has_a_tile_of_its_own() -> None:
    found = rules.departments()
    assert len(found) == 101 and len({(one.x, one.y) for one in found.values()}) == 101
    where = {code: (one.x, one.y) for code, one in found.items()}
    assert where["59"][1] < where["75"][1] < where["87"][1] < where["66"][1]  # from the north to the south
    assert where["29"][0] < where["35"][0] < where["75"][0] < where["67"][0]  # from the west to the east


@pytest.mark.parametrize(
    ("code", "name", "found"),
    [
        ("33", "Notre coin", "33"),
        ("1", "", "01"),
        ("2a", "", "2A"),
        ("974", "", "974"),
        ("cote-d-or", "Côte-d'Or", "21"),
        ("x", "La Reunion", "974"),
        ("nord", "Lorne Nord", ""),
        ("nord", "Nord", "59"),
        ("", "", ""),
    ],
)
def test_a_place_is_a_department_by_its_code_or_its_name(code: str, name: str, found: str) -> None:
    one = rules.department(code, name)
    assert (one.code if one else "") == found


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_levels_are_of_the_largest(number: int, most: int) -> None:
    number = min(number, most)
    assert (rules.level(number, most) == 0) == (number == 0)
    assert rules.level(most, most) == rules.LEVELS
    assert rules.level(number, most) <= rules.level(min(number + 1, most), most)
