"""From papers to a result: what is told, what is not, and who a choice leaves out; as properties."""

import itertools
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.deliberation.rules import LEAST
from forum.demands.consultations.counting.queries import slices
from forum.demands.consultations.counting.rules import Asked, Papers, few, ranked, result
from forum.demands.consultations.rules import drawn

NAMES = ("a", "b", "c", "d")
paper = st.dictionaries(st.sampled_from(NAMES), st.integers(0, 5))
college = st.lists(paper, max_size=12)
enough = st.lists(paper, min_size=LEAST, max_size=12)


def asked(places: int = 2, quorum: int = 1) -> Asked:
    return Asked("grades", 6, NAMES, places, quorum)


def told(professional: Any, concerned: Any, ally: Any = (), *, places: int = 2, quorum: int = 1) -> Any:
    papers = {"professional": professional, "concerned": concerned, "ally": ally}
    given_ = {name: Papers(list(answers), len(answers)) for name, answers in papers.items()}
    return result(given_, asked(places, quorum), LEAST)


@given(college, college, college)
def test_every_paper_counts_once_and_a_small_college_is_not_described(
    professional: Any, concerned: Any, ally: Any
) -> None:
    found = told(professional, concerned, ally)
    for name, papers in (("professional", professional), ("concerned", concerned), ("ally", ally)):
        one = found["colleges"][name]
        if len(papers) < LEAST:
            assert one == {"reached": False}
        else:
            assert {sum(profile) for profile in one["profiles"].values()} == {len(papers)}
    assert found["enough"] == (min(len(professional), len(concerned)) >= LEAST)
    assert ("picks" in found) == found["enough"]
    assert json.loads(json.dumps(found)) == found


@given(enough, enough, college, st.sampled_from(("professional", "concerned", "ally")), st.integers(2, 5))
def test_a_college_that_doubles_changes_nothing_that_is_decided(
    professional: Any, concerned: Any, ally: Any, which: str, times: int
) -> None:
    """Grants included; whichever it is. Allies may so come to be told, and decide nothing more."""
    papers = {"professional": professional, "concerned": concerned, "ally": ally}
    once, more = told(**papers), told(**{**papers, which: papers[which] * times})
    assert once["enough"] and more["enough"]
    assert [(p["demand"], p["paid"]) for p in once["picks"]] == [
        (p["demand"], p["paid"]) for p in more["picks"]
    ]
    assert [(r.option, r.rank) for r in placed(once)] == [(r.option, r.rank) for r in placed(more)]


def placed(found: Any) -> Any:
    deciding = ("professional", "concerned")
    profiles = {
        name: {option: tuple(p) for option, p in found["colleges"][name]["profiles"].items()}
        for name in deciding
    }
    return ranked(profiles, NAMES)


@given(college, college, college, college)
def test_allies_move_nothing_that_is_decided(professional: Any, concerned: Any, one: Any, other: Any) -> None:
    left, right = told(professional, concerned, one), told(professional, concerned, other)
    for name in ("enough", "picks", "plain", "unheard"):
        assert left.get(name) == right.get(name)


@given(college, college, st.randoms())
def test_the_order_in_which_papers_lie_says_nothing(professional: Any, concerned: Any, chance: Any) -> None:
    before = told(professional, concerned)
    chance.shuffle(professional)
    chance.shuffle(concerned)
    assert told(professional, concerned) == before


def test_shares_say_who_paid_and_the_plain_count_whom_it_left_out() -> None:
    many, others = [{"a": 5, "b": 5}] * 20, [{"c": 5}] * 6
    found = told(many, others)
    assert {pick["demand"] for pick in found["picks"]} == {"a", "c"}
    paid = {pick["demand"]: pick["paid"] for pick in found["picks"]}
    assert paid["a"] == {"professional": 100, "concerned": 0}
    assert found["plain"] == ["a", "b"]
    assert found["unheard"]["plain"]["concerned"] == {"said": "count", "missed": 6, "people": 6}
    assert found["unheard"]["shares"]["concerned"] == {"said": "count", "missed": 0, "people": 6}


def test_under_the_quorum_nothing_is_chosen() -> None:
    papers = {
        "professional": Papers([{"a": 5}] * 9, 9),
        "concerned": Papers([{"b": 5}] * 6, 40),
        "ally": Papers(),
    }
    found = result(papers, asked(quorum=20), LEAST)
    assert found["colleges"]["concerned"] == {"reached": False, "voters": 6, "grants": 40, "quorum": 8}
    assert not found["enough"]
    assert "picks" not in found


@pytest.mark.parametrize(
    ("missed", "people", "said"), [(0, 9, "count"), (1, 9, "some"), (4, 20, "some"), (17, 20, "most")]
)
def test_few_people_are_a_word(missed: int, people: int, said: str) -> None:
    found = few(missed, people, 5)
    assert found["said"] == said
    assert (found.get("missed") == missed) == (said == "count")


@given(st.lists(st.integers(0, 50), min_size=2, max_size=6).filter(any))
def test_a_bar_is_full_and_its_parts_touch(profile: list[int]) -> None:
    parts = slices(tuple(profile))
    assert parts[0].at == 0
    for left, right in itertools.pairwise(parts):
        assert left.level > right.level
        assert abs(left.at + left.width - right.at) < 0.02
    assert abs(parts[-1].at + parts[-1].width - 100) < 0.02


@given(st.lists(st.integers(), unique=True), st.randoms())
def test_a_drawn_order_holds_the_same_things(things: list[int], chance: Any) -> None:
    assert sorted(drawn(things, chance.randrange)) == sorted(things)
