"""What the authors' words and the papers come to. Nothing is decided by one college, nor against an author who refused."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.deliberation.merging.rules import SIDES
from forum.deliberation.rules import Tally
from forum.demands.merging.rules import answered, apart, parts, voted

Words = st.fixed_dictionaries({side: st.sampled_from(["", "yes", "no"]) for side in SIDES})
Tallies = st.dictionaries(
    st.sampled_from(["professional", "concerned", "ally"]),
    st.builds(
        lambda yes, no, more: Tally({"for": yes, "against": no}, yes + no + more),
        st.integers(0, 40),
        st.integers(0, 40),
        st.integers(0, 400),
    ),
)


@pytest.mark.parametrize(
    ("absorbed", "survivor", "left", "over", "state"),
    [
        ("yes", "yes", (), False, "merged"),
        ("yes", "no", (), False, "refused"),
        ("", "no", ("absorbed",), True, "refused"),
        ("yes", "", (), False, ""),
        ("yes", "", (), True, "voting"),
        ("yes", "", ("survivor",), False, "voting"),
        ("", "", ("survivor",), False, ""),
        ("", "", SIDES, False, "voting"),
    ],
)
def test_what_the_authors_words_come_to(
    absorbed: str, survivor: str, left: tuple[str, ...], over: bool, state: str
) -> None:
    assert answered({"absorbed": absorbed, "survivor": survivor}, left, over) == state


@given(Words, st.sets(st.sampled_from(SIDES)), st.booleans())
def test_silence_is_never_a_yes_and_one_no_is_enough(
    said: Mapping[str, str], left: set[str], over: bool
) -> None:
    state = answered(said, left, over)
    assert (state == "refused") is ("no" in said.values())
    assert (state == "merged") is (set(said.values()) == {"yes"})
    if over:
        assert state


@given(Tallies)
def test_no_college_joins_or_parts_without_the_other(tallies: dict[str, Tally]) -> None:
    """Whatever one college says, taking the other's papers away decides nothing any more."""
    for college in ("professional", "concerned"):
        alone = {**tallies, college: Tally({}, 9)}
        assert voted(alone) == "lapsed" and not parts(alone)
    if voted(tallies) == "merged":
        for college in ("professional", "concerned"):
            tally = tallies[college]
            assert tally.of("for") > tally.of("against") and tally.voters * 10 >= tally.grants
        assert parts(tallies)


@given(Tallies)
def test_allies_are_heard_and_decide_nothing(tallies: dict[str, Tally]) -> None:
    assert voted({**tallies, "ally": Tally({"against": 400}, 400)}) == voted(tallies)


def test_nobody_is_counted_apart_twice() -> None:
    assert [apart(3, 0), apart(3, 2), apart(1, 2)] == [3, 1, 0]
