"""Who may what, when the next slot is, and the lines of a list of places: as rules, over anything."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.collectives.rules import (
    CODE,
    DECIDING,
    MEMBERS,
    PERMISSIONS,
    PLACE,
    complete,
    margin,
    may,
    next_slot,
    places,
    plain_ascii,
)

ROLES = sorted(set().union(*PERMISSIONS.values()))
moments, minutes = st.integers(0, 4_000_000_000), st.integers(1, 1440)
names = st.text(st.sampled_from("abz éœÉ'-09/·"), max_size=30)


@given(moments, minutes)
def test_a_slot_is_on_the_grid_after_the_margin_and_within_a_step(epoch: int, slot: int) -> None:
    step = slot * 60
    found = next_slot(epoch, slot)
    assert found % step == 0
    assert margin(slot) <= found - epoch < step + margin(slot)


@given(moments, st.integers(0, 100_000), minutes)
def test_nothing_joins_a_batch_that_is_complete(epoch: int, later: int, slot: int) -> None:
    batch = next_slot(epoch, slot)
    assert not complete(batch, epoch, margin(slot))
    if complete(batch, epoch + later, margin(slot)):
        assert next_slot(epoch + later, slot) > batch
    assert complete(batch, batch, margin(slot))


@given(moments, st.integers(0, 5000), minutes)
def test_who_acts_later_is_never_published_sooner(epoch: int, later: int, slot: int) -> None:
    assert next_slot(epoch, slot) <= next_slot(epoch + later, slot)


@given(st.sets(st.sampled_from(ROLES)), st.sets(st.sampled_from(ROLES)), st.sampled_from(sorted(PERMISSIONS)))
def test_a_role_only_ever_adds_rights(some: set[str], more: set[str], act: str) -> None:
    assert not may(some, act) or may(some | more, act)
    assert may(some | more, act) == (may(some, act) or may(more, act))
    assert not may((), act)


def test_the_team_decides_nothing_and_allies_judge_nothing() -> None:
    for role in set(ROLES) - MEMBERS:
        assert not may({role}, "vote") and not may({role}, "assess")
    assert {role for role in ROLES if may({role}, "assess")} == DECIDING
    assert not may({"organiser"}, "moderate") and not may({"moderator"}, "organise")
    with pytest.raises(KeyError):
        may({"organiser"}, "unknown act")


@given(st.text(max_size=60))
def test_what_stands_in_an_address_is_plain_and_stays_so(name: str) -> None:
    plain = plain_ascii(name)
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", plain)
    assert plain_ascii(plain) == plain


@given(st.lists(st.one_of(names, st.tuples(names, names).map(" | ".join)), max_size=8))
def test_each_place_has_a_short_code_of_its_own_or_its_line_is_named(lines: list[str]) -> None:
    text = "\n".join(lines)
    try:
        found = places(text)
    except ValueError as wrong:
        assert str(wrong) in [line.strip() for line in text.splitlines()]
        assert "|" in str(wrong)  # only who chooses a code can choose a wrong one
        return
    codes = [code for code, _name in found]
    assert len(found) == len([line for line in text.splitlines() if line.strip()])
    assert len(set(codes)) == len(codes)
    assert all(0 < len(code) <= CODE and 0 < len(name) <= PLACE for code, name in found)


def test_many_places_of_one_name_are_told_apart() -> None:
    found = places("\n".join(["Saint-Martin"] * 60))
    assert len(dict(found)) == 60
    assert found[0][0] == "saint-martin"
    for wrong in ("a | ", " | Nord", f"{'a' * 21} | Nord", f"n | {'x' * 121}", "n | Nord\nn | Sud"):
        with pytest.raises(ValueError, match=r"\|"):
            places(wrong)
