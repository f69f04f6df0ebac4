import re
import unicodedata
from collections.abc import Callable
from itertools import count
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.identity import words as module
from forum.identity.words import Phrase, PhraseError, all_words, check, closest, fold, make_phrase, normalise

PEPPER = b"p" * 32
DATA = Path(module.__file__).parent / "data"


def excluded() -> re.Pattern[str]:
    lines = (DATA / "exclus.txt").read_text("utf-8").splitlines()
    stems = " ".join(line for line in lines if not line.startswith("#")).split()
    return re.compile("|".join(stem[:-1] + ".*" if stem.endswith("*") else stem for stem in stems))


def dice(seed: int = 1) -> Callable[[int], int]:
    return Random(seed).randrange


@pytest.fixture
def phrase() -> str:
    return make_phrase(dice(), PEPPER)


def refusal(typed: str, pepper: bytes = PEPPER) -> str:
    """As plain text: the narrow spaces of French typography are not what these tests are about."""
    with pytest.raises(PhraseError) as caught:
        check(typed, pepper)
    return unicodedata.normalize("NFKC", str(caught.value))


# The list


def test_list_is_long_enough_for_ninety_bits() -> None:
    assert len(all_words()) >= 7776
    assert module.bits() > 90
    assert module.WORDS is all_words()


def test_words_are_sorted_short_and_distinct_without_accents() -> None:
    folded = [fold(word) for word in all_words()]
    assert folded == sorted(folded)
    assert len(set(folded)) == len(folded)
    assert all(re.fullmatch("[a-z]{4,8}", word) for word in folded)


def test_no_word_that_wounds() -> None:
    barred = excluded()
    assert [word for word in all_words() if barred.fullmatch(fold(word))] == []


def test_every_retired_word_was_given_once_and_stands_once() -> None:
    lines = (DATA / "retires.txt").read_text("utf-8").splitlines()
    entries = [word for line in lines if not line.startswith("#") for word in line.split()]
    assert len(entries) == len(set(entries))
    assert set(entries) <= set(all_words())
    assert {"claque", "taper", "maman", "placard", "secret", "canot"} <= module.retired_words()


@given(st.integers(0, 2**32))
def test_a_retired_word_is_never_given_not_even_as_the_last(seed: int) -> None:
    phrase = make_phrase(dice(seed), PEPPER)
    assert not module.retired_words() & set(phrase.split())
    assert check(phrase, PEPPER).canonical == phrase


@given(st.lists(st.sampled_from(sorted(module.retired_words())), min_size=7, max_size=7))
def test_a_carnet_made_when_they_were_given_opens_still(secret: list[str]) -> None:
    phrase = " ".join([*secret, module._checksum(secret, PEPPER)])
    assert check(phrase, PEPPER).canonical == phrase


@pytest.mark.parametrize(
    "word", ["tuer", "viol", "enculé", "cancer", "mort", "nègre", "prison", "juge", "bite"]
)
def test_exclusion_list_knows_what_it_is_for(word: str) -> None:
    assert excluded().fullmatch(fold(word))


# Making


def test_phrase_has_eight_words_and_passes_its_own_check(phrase: str) -> None:
    assert len(phrase.split()) == 8
    assert check(phrase, PEPPER).canonical == phrase


def test_drawing_asks_for_the_whole_list_and_nothing_else() -> None:
    asked: list[int] = []
    make_phrase(lambda n: asked.append(n) or n - 1, PEPPER)  # type: ignore[func-returns-value]
    assert asked == [len(module.given_words())] * 7


def test_a_shorter_list_draws_one_more_word(monkeypatch: pytest.MonkeyPatch) -> None:
    short = all_words()[:5000]
    monkeypatch.setattr(module, "all_words", lambda: short)
    assert len(make_phrase(dice(), PEPPER).split()) == 9


def test_another_pepper_gives_another_checksum_word(phrase: str) -> None:
    other = make_phrase(dice(), b"q" * 32)
    assert other.split()[:7] == phrase.split()[:7]
    assert other.split()[7] != phrase.split()[7]
    assert "ne vont pas ensemble" in refusal(phrase, b"q" * 32)


# Typing it back


@pytest.mark.parametrize(
    "typed",
    [
        "1. Abeille\n2. CŒUR\n3) hérisson",
        "abeille, coeur, herisson.",
        "  Abeille\u00a0cœur\u202fhe\u0301risson\t",
        "abeille-cœur–hérisson",
        "abeille\u200bco\u00adeur\ufeff ; hérisson !",
        "1-abeille 2-cœur 3-hérisson",
    ],
)
def test_all_the_ways_to_type_the_same_words(typed: str) -> None:
    assert normalise(typed) == ["abeille", "coeur", "herisson"]


@given(st.text(max_size=200))
def test_normalise_takes_anything_and_settles(typed: str) -> None:
    once = normalise(typed)
    assert normalise(" ".join(once)) == once
    assert all(word.isalpha() for word in once)


@given(
    st.lists(st.sampled_from(all_words()), min_size=1, max_size=9),
    st.sampled_from([" ", ", ", "-", "\n", "\u00a0", " — ", "\r\n\r\n", " . "]),
    st.sampled_from([str.upper, str.title, str.lower, fold, lambda w: unicodedata.normalize("NFD", w)]),
)
def test_normalise_forgives(chosen: list[str], blank: str, style: Callable[[str], str]) -> None:
    numbered = blank.join(f"{n}. {style(word)}" for n, word in zip(count(1), chosen, strict=False))
    assert normalise(numbered) == normalise(blank.join(map(style, chosen))) == [fold(word) for word in chosen]


def test_canonical_form_is_that_of_the_list_whatever_was_typed(phrase: str) -> None:
    typed = "\n".join(f"{n}. {fold(word).upper()}" for n, word in enumerate(phrase.split(), 1))
    assert check(typed, PEPPER) == check(phrase, PEPPER)


# Being refused


def test_an_unknown_word_is_named_with_the_one_it_looks_like(phrase: str) -> None:
    words = phrase.split()
    words[3] = "chevql"
    said = refusal(" ".join(words))
    assert said == "Mot 4 inconnu : « chevql ». Voulez-vous dire « cheval » ?"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("chevai", "cheval"),
        ("cheavl", "cheval"),
        ("abeile", "abeille"),
        ("heriisson", "hérisson"),
        ("coeurr", "cœur"),
    ],
)
def test_closest(typed: str, meant: str) -> None:
    assert closest(typed)[0] == meant


@pytest.mark.slow
@given(st.sampled_from(all_words()), st.integers(0, 9), st.sampled_from("aeirstéu"), st.integers(0, 2))
def test_one_letter_changed_added_or_dropped_is_named_with_a_guess(
    word: str, where: int, letter: str, slip: int
) -> None:
    at = where % len(word)
    typed = word[:at] + (letter if slip < 2 else "") + word[at + (slip != 1) :]
    if fold(typed) in map(fold, all_words()):
        return
    said = refusal(typed)
    assert said.startswith(f"Mot 1 inconnu : « {fold(typed)} ». Voulez-vous dire « ")


def test_of_several_words_as_near_up_to_three_are_named(phrase: str) -> None:
    rest = phrase.split()[1:]
    for typed, said in (
        ("moulij", "Voulez-vous dire « moulin » ?"),
        ("fabne", "Voulez-vous dire « fable » ou « faune » ?"),
        ("poure", "Voulez-vous dire « "),
    ):
        assert said in refusal(" ".join([typed, *rest]))
    assert len(closest("poure")) == 3
    assert all(module._distance("poure", fold(word)) == 1 for word in closest("poure"))


@given(st.sampled_from(all_words()), st.integers(0, 9), st.sampled_from("aeirst"))
def test_the_word_that_was_meant_is_named_unless_three_others_are_as_near(
    word: str, at: int, letter: str
) -> None:
    folded = fold(word)
    typed = folded[: at % len(folded)] + letter + folded[at % len(folded) :]
    named = closest(typed)
    assert 1 <= len(named) <= 3
    assert word in named or len(named) == 3 or typed in map(fold, named)


def test_a_word_like_no_other_gets_no_guess(phrase: str) -> None:
    assert closest("xqzwkjvx") == []
    assert refusal("xqzwkjvx " + phrase) == "Mot 1 inconnu : « xqzwkjvx »."
    assert closest("a" * 300) == []


def test_a_missing_word_is_counted(phrase: str) -> None:
    words = phrase.split()
    assert refusal(" ".join(words[:7])) == "Il manque un mot : j’en compte 7 sur 8."
    assert refusal(" ".join(words[:3])) == "Il manque des mots : j’en compte 3 sur 8."
    assert refusal(" 1. ") == "Écrivez les 8 mots de votre carnet."


def test_wrong_checksum_and_wrong_order_are_refused(phrase: str) -> None:
    words = phrase.split()
    other = next(word for word in all_words() if word != words[7])
    assert "ne vont pas ensemble" in refusal(" ".join([*words[:7], other]))
    assert "ne vont pas ensemble" in refusal(" ".join([words[1], words[0], *words[2:]]))


def test_a_home_made_phrase_has_one_chance_in_the_list() -> None:
    draw = Random(3)
    made = [" ".join(draw.choices(all_words(), k=8)) for _ in range(300)]
    assert sum(_passes(phrase) for phrase in made) <= 1


def _passes(phrase: str) -> bool:
    try:
        check(phrase, PEPPER)
    except PhraseError:
        return False
    return True


def test_a_flood_is_refused_before_it_is_read() -> None:
    assert "trop long" in refusal("a " * 5_000_000)


# The memorised word, and silence


def test_memorised_word_opens_another_carnet_and_is_never_refused(phrase: str) -> None:
    plain = check(phrase, PEPPER)
    beach = check(phrase + " Plage Bleue", PEPPER)
    assert len({plain, beach, check(phrase + " xqzwk", PEPPER), check(phrase + " 1984", PEPPER)}) == 4
    assert beach == check(phrase.upper() + ", 9. plage-bleue", PEPPER)
    assert beach.canonical == phrase + " plagebleue"


def test_punctuation_at_the_end_is_no_memorised_word(phrase: str) -> None:
    assert check(phrase + " .\n", PEPPER) == check(phrase, PEPPER)


def test_a_phrase_never_shows_itself(phrase: str) -> None:
    held = check(phrase, PEPPER)
    assert phrase.split(maxsplit=1)[0] not in f"{held!r} {held} {[held]}"
    assert isinstance(held, Phrase)


def test_a_refused_phrase_is_not_quoted_whole(phrase: str) -> None:
    words = phrase.split()
    said = refusal(" ".join([*words[:7], "xqzwkjvx"]))
    assert not any(word in said for word in words[:7])
