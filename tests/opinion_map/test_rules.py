"""The map's arithmetic."""

from hypothesis import given
from hypothesis import strategies as st

from forum.opinion_map.rules import LEAST, Point, agreement, dots, points

counts = st.fixed_dictionaries(
    {choice: st.integers(0, 200) for choice in ("for", "against", "abstain", "objection")}
)
results = st.fixed_dictionaries({"professional": counts, "concerned": counts})
ballots = st.lists(st.tuples(st.text("abc", min_size=1), st.text("xyz"), results), max_size=20)


@given(counts)
def test_an_agreement_is_a_share_and_few_voters_are_not_told(papers: dict[str, int]) -> None:
    found = agreement(papers)
    if sum(papers.values()) < LEAST:
        assert found is None
    else:
        assert found is not None
        assert 0 < found < 1


@given(counts, st.sampled_from(["against", "objection"]))
def test_one_more_for_agrees_more_and_one_more_objection_less(papers: dict[str, int], no: str) -> None:
    papers["abstain"] += LEAST
    before = agreement(papers)
    more = agreement({**papers, "for": papers["for"] + 1})
    less = agreement({**papers, no: papers[no] + 1})
    assert less is not None and before is not None and more is not None
    assert less < before < more


@given(ballots)
def test_points_are_numbered_most_agreed_first_and_none_is_lost(given_ones: list[object]) -> None:
    found = points(given_ones)  # type: ignore[arg-type]
    assert [p.number for p in found] == list(range(1, len(given_ones) + 1))
    common = [p.common or 0.0 for p in found]
    assert common == sorted(common, reverse=True)


@given(ballots)
def test_every_point_that_can_be_placed_is_drawn_once(given_ones: list[object]) -> None:
    found = points(given_ones)  # type: ignore[arg-type]
    drawn = sorted(number for dot in dots(found) for number in dot.numbers)
    assert drawn == [p.number for p in found if p.common is not None]


def test_common_ground_needs_both() -> None:
    assert agreement({"for": 8, "against": 0, "abstain": 0, "objection": 0}) == 0.9
    assert agreement({"adopted": 1}) is None
    assert Point(1, "r", "t", 0.9, None).common is None
    point = Point(1, "r", "t", 0.9, 0.5)
    assert point.common == 0.45
    assert [d.label for d in dots([point, Point(2, "s", "u", 0.91, 0.51)])] == ["1, 2"]
