"""Texts that pile accents are told from those that do not, and cost no more than others."""

import re
import unicodedata
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.letters import MOST, normal, piled

MARKS = "\u0300\u0323\u0f73\u0344\uff9e\u3099"
FORMS: tuple[Literal["NFC", "NFD", "NFKC", "NFKD"], ...] = ("NFC", "NFD", "NFKC", "NFKD")
pieces = st.lists(st.sampled_from([*MARKS, "a", "é", "œ", "ก", "ิ", "日", " ", "\n", "’"]), max_size=80).map(
    "".join
)


def longest(text: str) -> int:
    """Of the marks in a row, as Unicode itself takes the text apart."""
    run = most = 0
    for sign in unicodedata.normalize("NFKD", text):
        run = run + 1 if unicodedata.combining(sign) else 0
        most = max(most, run)
    return most


@given(pieces, st.integers(0, 2 * MOST), st.sampled_from(MARKS))
def test_a_pile_is_seen_wherever_it_stands(text: str, many: int, mark: str) -> None:
    whole = f"a{mark * many}b{text}"
    if many > MOST:
        assert piled(whole)
    if not piled(whole):
        assert longest(whole) <= MOST
        assert all(normal(form, whole) == unicodedata.normalize(form, whole) for form in FORMS)


@given(pieces)
def test_what_is_left_of_a_pile_is_no_pile(text: str) -> None:
    assert not piled(normal("NFC", f"é{MARKS * 100}{text}"))
    assert normal("NFD", f"é{MARKS * 100}").startswith("e")


def test_every_sign_that_stands_for_a_mark_counts_as_one() -> None:
    for code in range(0x110000):
        sign = chr(code)
        if not 0xD800 <= code < 0xE000 and unicodedata.combining(unicodedata.normalize("NFKD", sign)[0]):
            assert piled(f"a{sign * (MOST + 1)}"), hex(code)


@pytest.mark.parametrize("mark", ["\u0300\u0323", "\u0f73", "\uff9e\u3099"])
def test_a_million_marks_cost_no_more_than_a_million_letters(mark: str) -> None:
    """By steps, not by the clock: the square of a million would not come back."""
    assert len(normal("NFC", f"a{mark * 500_000}")) <= MOST + 1


def test_nobody_normalises_but_here() -> None:
    forum = Path(__file__).parents[2] / "forum"
    found = [
        str(f)
        for f in forum.rglob("*.py")
        if re.search(r"unicodedata\.normalize|import .*\bnormalize\b", f.read_text("utf-8"))
    ]
    assert found == [str(forum / "core/letters.py")]
