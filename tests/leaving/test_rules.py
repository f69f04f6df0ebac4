"""What becomes of what its author takes back, and when."""

from hypothesis import given
from hypothesis import strategies as st

from forum.collectives.rules import next_slot
from forum.leaving.rules import SAID, Ties, drawn_slot, fate

TIES = st.builds(Ties, st.booleans(), st.booleans(), st.booleans())
EPOCHS = st.integers(1_600_000_000, 2_200_000_000)


@given(TIES, st.booleans())
def test_every_fate_is_said_and_an_order_always_takes_the_words(ties: Ties, by_order: bool) -> None:
    done = fate(ties, by_order=by_order)
    assert done in SAID
    assert not (by_order and done == "unsigned")


@given(TIES)
def test_nothing_that_others_stand_on_disappears_under_them(ties: Ties) -> None:
    alone = not (ties.decided or ties.shared or ties.answered)
    assert (fate(ties) == "gone") is (fate(ties, by_order=True) == "gone") is alone


@given(TIES)
def test_what_was_decided_or_written_together_stays(ties: Ties) -> None:
    assert (fate(ties) == "unsigned") is (ties.decided or ties.shared)


@given(EPOCHS, st.integers(1, 1440), st.integers(0, 60), st.integers(0, 10**9))
def test_a_drawn_slot_is_a_slot_of_the_days_to_come(epoch: int, minutes: int, days: int, chance: int) -> None:
    slot = drawn_slot(epoch, minutes, days, lambda n: chance % n)
    first = next_slot(epoch, minutes)
    assert slot % (minutes * 60) == 0
    assert first <= slot < first + max(days * 86_400, minutes * 60)


def test_all_slots_of_the_days_may_be_drawn() -> None:
    asked: list[int] = []

    def draw(most: int) -> int:
        asked.append(most)
        return 0

    drawn_slot(1_700_000_000, 360, 14, draw)
    drawn_slot(1_700_000_000, 360, 0, draw)
    assert asked == [56, 1]
