"""Texts whose paragraphs, stops or marks were lost on the way: read in no more time than the others."""

import time

import pytest

from forum.demands.imports.rules import found
from forum.texts.claims.reading import LONGEST

ODD = {
    "sans retour à la ligne": "Nous exigeons du temps. " * 2600,
    "sans point": "Nous exigeons du temps et " * 2400,
    "une lettre par ligne": "a\n" * 30_000,
    "des guillemets ouverts": "« nous exigeons " * 3700,
    "des crochets": "[" * 30_000 + "](" * 10_000,
    "des mots coupés": "Nous exi-\ngeons du médi-\nco-social temps.\n" * 1500,
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_text_takes_no_minute(name: str) -> None:
    """Forty seconds each when every stop was looked for from the beginning of its paragraph; under one since."""
    start = time.process_time()
    whole = found(ODD[name])
    assert time.process_time() - start < 8
    assert whole.claims or whole.left


def test_what_is_too_long_to_be_a_sentence_is_left_and_says_so() -> None:
    whole = found("Nous exigeons du temps et " * (LONGEST // 20))
    assert whole.claims == ()
    assert [one.reason for one in whole.left] == ["trop longue pour une phrase"]
    assert len(whole.left[0].body) <= 6000
    assert len(whole.left[0].title) <= 160
