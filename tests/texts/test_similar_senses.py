"""What texts are about: the numbers that were learnt, how they are added up and compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.texts.similar.words import planes, senses
from forum.texts.similar.words.roots import pale, roots

KNOWN = senses.senses()
TERMS = st.lists(st.sampled_from([*KNOWN.terms[:400], "zyxwvut"]), max_size=20)


def sense(text: str) -> senses.Sense:
    return senses.read_of(roots(text))


def test_what_is_learnt_is_learnt_from_the_lists_as_they_are() -> None:
    """Otherwise: `python -m bench.senses`."""
    assert KNOWN.digest == senses.source()


@pytest.mark.parametrize(
    ("asked", "near", "far"),
    [
        (
            "mon fils tousse, les murs sont noirs",
            "moisissures et bébés asthmatiques",
            "le juge a reporté l’audience",
        ),
        ("une dame pour tous la nuit", "la veilleuse est seule", "la cantine coûte trop cher"),
        ("il me tape, je veux fuir", "violences conjugales", "le vaccin manque"),
    ],
)
def test_texts_about_one_thing_lean_alike_without_a_word_in_common(asked: str, near: str, far: str) -> None:
    assert senses.angle(sense(asked), sense(near)) > senses.angle(sense(asked), sense(far)) + 0.1


@given(TERMS)
def test_the_sum_of_the_numbers_of_words_is_their_sum(said: list[str]) -> None:
    """Many are added up at once as one great number; here one by one."""
    found = KNOWN._known([part for term in said for part in term.split()])
    weights = [senses.PALE if term in pale() else senses.FULL for term in found]
    at = [senses.SIZE * KNOWN.places[term] for term in found]
    rows = [[n - senses.STEP for n in KNOWN.rows[start : start + senses.SIZE]] for start in at]
    sums = [sum(w * row[one] for w, row in zip(weights, rows, strict=True)) for one in range(senses.SIZE)]
    length = sum(n * n for n in sums) ** 0.5 / senses.LONG
    expected = [max(-127, min(127, round(n / length))) for n in sums] if length else []
    assert list(senses.read_of([part for term in said for part in term.split()])) == expected


@given(st.text(max_size=200))
def test_no_text_breaks_it_and_a_sense_is_read_as_it_was_written(typed: str) -> None:
    found = KNOWN.of(roots(typed))
    assert len(found) in (0, senses.SIZE)
    again = senses.read(senses.written(found))
    assert bytes(number & 255 for number in again) == found
    assert senses.angle(again, again) == pytest.approx(1 if found else 0, abs=0.05)
    other = sense("la nounou est malade")
    products = sum(mine * theirs for mine, theirs in zip(again, other, strict=False))
    assert senses.angle(again, other) == pytest.approx(products / senses.LONG**2, abs=1e-9)
    assert senses.angle(again, ()) == 0


@given(st.lists(st.lists(st.integers(-100, 100), min_size=6, max_size=6), min_size=1, max_size=20))
def test_those_who_lean_as_the_question_are_first(texts: list[list[int]]) -> None:
    asked = texts[0]
    sides = [sum((text[number] > 0) << place for place, text in enumerate(texts)) for number in range(6)]
    leant = senses.leaning(asked)
    worth = [
        sum(abs(weight) for number, weight in leant if (text[number] > 0) == (weight > 0)) for text in texts
    ]
    found = planes.first(planes.summed(senses.weighed(leant, sides, len(texts))), 5)
    assert (
        sorted((worth[place] for place in found), reverse=True)
        == sorted(filter(None, worth), reverse=True)[:5]
    )


def test_a_word_is_answered_by_the_nearest_that_a_text_holds() -> None:
    held = set(roots("Des moisissures, un asthme, une audience"))
    assert KNOWN.answer(roots("ventoline")[0], held) in roots("moisissures asthme")
    assert KNOWN.answer("zyxwvut", held) is None
    assert KNOWN.answer(roots("ventoline")[0], set()) is None
