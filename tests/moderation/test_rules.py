"""What may be decided, and for how long: over any state and any day."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from forum.moderation.rules import LONGEST, MEASURES, choices, may_last


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-800, 800))
def test_a_voice_is_held_back_for_a_while_never_for_ever_nor_for_no_time(today: date, days: int) -> None:
    assert may_last(today + timedelta(days), today) == (1 <= days <= LONGEST)


@given(st.booleans())
def test_what_is_hidden_can_only_come_back_and_every_choice_has_its_word(hidden: bool) -> None:
    offered = choices(hidden)
    assert ("restore" in offered) == hidden
    assert ("hide" in offered) != hidden
    assert set(offered) <= set(MEASURES)
