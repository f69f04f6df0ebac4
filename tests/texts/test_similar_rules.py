"""Roots, groups of words that answer one another, what a line of the list must be; what a text is worth beside another."""

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.texts.similar import rules

NONE = rules.lexicon("")


@pytest.mark.parametrize(
    "alike",
    [
        "fermeture fermer fermé fermées FERMETURES",
        "éducatrice éducateur educateurs éducatif",
        "placement placer placés",
        "puéricultrice puériculture puericultrices",
        "l’enfant d'enfant enfants",
        "sœur soeurs",
    ],
)
def test_words_of_one_family_have_one_root(alike: str) -> None:
    assert len(set(rules.roots(alike))) == 1


def test_words_that_say_nothing_have_none() -> None:
    assert rules.roots("Il y a ce que l’on ne fait pas, et c’est tout.") == []


def test_a_phrase_answers_a_word_and_says_how_it_is_spelt() -> None:
    known = rules.lexicon("ASE, aide sociale à l'enfance\nnounou, assistante maternelle")
    asked = rules.ideas(rules.words("La nounou appelle l’aide sociale à l’enfance"), known)
    held = rules.Held.of("Mon assistante maternelle", "Elle attend l’ASE.")
    weights = rules.Weights({}, 10, known)
    found = {mine: known.spelt[answer] for mine, answer, _worth in rules.matches(asked, held, weights, known)}
    assert found == {"nouno": "assistante maternelle", "aid": "ASE"}


def test_one_word_answers_once() -> None:
    known = rules.lexicon("père, mère, parent")
    asked = rules.ideas(rules.words("Le père, la mère"), known)
    found = rules.matches(asked, rules.Held.of("", "Les parents"), rules.Weights({}, 10, known), known)
    assert len(found) == 1


def test_what_few_texts_hold_says_more_and_a_long_text_makes_up_for_its_length() -> None:
    weights = rules.Weights({"rar": 1, "frequent": 90}, 100, NONE)
    assert weights.of("rar") > 3 * weights.of("frequent")
    asked = rules.ideas(rules.words("rare"), NONE)
    short, long = (
        rules.Held.of("", "rare chose"),
        rules.Held.of("", "rare " + " ".join(f"mot{n}x" for n in range(60))),
    )
    near, far = (rules.closeness(rules.matches(asked, one, weights, NONE), one) for one in (short, long))
    assert near > far > 0


def test_the_rarest_are_read_first_and_never_more_than_is_affordable() -> None:
    counts = {"a": 5, "b": 900, "c": 40}
    assert rules.affordable(counts, ["b", "a", "c", "d"], 60) == ["a", "c"]
    assert rules.affordable(counts, ["b"], 60) == ["b"]


@given(st.lists(st.integers(0, 2**32 - 1)))
def test_places_are_read_as_they_were_written(places: list[int]) -> None:
    assert list(rules.unpacked(rules.packed(array("I", places)))) == places


@given(st.text(max_size=300))
def test_no_text_breaks_it_and_what_is_stored_is_read_again(text: str) -> None:
    held = rules.Held.of(text, text)
    assert rules.Held.read(held.stored) == held
    assert all(0 < len(root) <= rules.LONGEST for root in held.every)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("père, mère\nseul", "alone"),
        ("de, la", "empty"),
        (", ".join(f"mot{n}" for n in range(40)), "long"),
        ("a" * 61 + ", b", "wordy"),
        ("\n".join("père, mère" for _ in range(401)), "many"),
    ],
)
def test_a_line_that_could_not_help_is_named(lines: str, code: str) -> None:
    found = rules.slip(lines)
    assert found is not None
    assert found.code == code


def test_the_list_of_the_house_is_right() -> None:
    assert rules.slip(rules.default_synonyms()) is None
    assert len(rules.lexicon(rules.default_synonyms()).groups) > 150
