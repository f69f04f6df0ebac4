"""What may be decided: over any state."""

from hypothesis import given
from hypothesis import strategies as st

from forum.moderation.rules import MEASURES, choices


@given(st.booleans())
def test_what_is_hidden_can_only_come_back_and_every_choice_has_its_word(hidden: bool) -> None:
    offered = choices(hidden)
    assert ("restore" in offered) == hidden
    assert ("hide" in offered) != hidden
    assert set(offered) <= set(MEASURES)
