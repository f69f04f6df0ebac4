"""Numbers, the draw of what is keyed twice, and what two keyings have alike."""

from contextlib import suppress
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from forum.identity.codes import SIGNS
from forum.petitions.paper.rules import (
    BLOCK,
    FIELDS,
    Keyed,
    alike,
    check_signs,
    differing,
    draws,
    read_number,
    shown_number,
)

codes = st.text("23456789abcdefghjkmnpqrstvwxyz", min_size=8, max_size=8)


def drawn_of(sheets: int, chance: Random) -> list[bool]:
    found: list[bool] = []
    for n in range(sheets):
        block = found[n - n % BLOCK :]
        found.append(draws(n % BLOCK, any(block), chance.randrange))
    return found


@given(st.integers(1, 12), st.randoms(use_true_random=False))
def test_every_whole_block_of_ten_has_one(blocks: int, chance: Random) -> None:
    found = drawn_of(blocks * BLOCK, chance)
    assert all(any(found[at : at + BLOCK]) for at in range(0, len(found), BLOCK))


def test_about_one_in_ten_is_drawn_and_each_place_is_as_likely() -> None:
    chance = Random(20)
    blocks = [drawn_of(BLOCK, chance) for _ in range(3000)]
    rate = sum(map(sum, blocks)) / (3000 * BLOCK)
    assert 0.1 <= rate < 0.115, rate  # one a block, and one in fifty of those that follow it
    first = [block.index(True) for block in blocks]
    assert all(240 < first.count(place) < 360 for place in range(BLOCK))


@given(codes, st.integers(1, 100_000), st.sampled_from(["{}", " {} ", "n° {}"]))
def test_a_number_is_read_as_it_is_printed(code: str, number: int, written: str) -> None:
    shown = shown_number(code, number)
    for typed in (shown, shown.lower(), shown.replace("-", " "), shown.replace("-", "")):
        assert read_number(written.format(typed).replace("n°", "")) == (number, check_signs(code, number))


@given(codes, codes, st.integers(1, 500))
def test_another_petition_s_sheet_has_other_signs(code: str, other: str, number: int) -> None:
    if code == other:
        return
    seen = [check_signs(code, n) == check_signs(other, n) for n in range(number, number + 40)]
    assert sum(seen) < 4
    assert set(check_signs(code, number)) <= set(SIGNS)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_number_or_is_refused(typed: str) -> None:
    with suppress(ValueError):
        assert read_number(typed)[0] > 0


@given(st.text(max_size=40))
def test_what_is_alike_stays_alike(text: str) -> None:
    assert alike(alike(text)) == alike(text)
    assert alike(f"  {text} ") == alike(text)


def test_two_readings_of_one_hand_are_alike() -> None:
    assert alike("Léa  Canari") == alike("CANARI Lea") == alike("canari, léa")
    assert alike("Saint-Denis") == alike("saint denis")
    assert alike("فاطمة") != alike("سمير") != ""
    assert alike("Cœur") == alike("coeur")


marks = st.fixed_dictionaries({name: st.sampled_from([b"a", b"b"]) for name in FIELDS})
keyings = st.none() | st.builds(
    Keyed, st.sampled_from(["professional", "concerned", "ally"]), st.booleans(), marks
)


@given(keyings, keyings)
def test_keyings_differ_alike_from_either_side_and_never_from_themselves(
    one: Keyed | None, other: Keyed | None
) -> None:
    assert differing(one, other) == differing(other, one)
    assert differing(one, one) == ()
    if one and other and not (one.illegible or other.illegible):
        assert ("name" in differing(one, other)) is (one.marks["name"] != other.marks["name"])
