import re
from collections import Counter
from hashlib import sha256
from importlib.resources import files

import pytest

from forum.identity.voices import _echoes, _for_recognised, complements, nouns, voice_name
from forum.identity.words import fold, retired_words

# Endings that agree in gender: « -ale » and « -elle » are feminine, « -al » and « -el » masculine…
GENDERED = re.compile(
    r"(é|ée|al|ale|el|elle|eux|euse|if|ive|ant|ante|ent|ente|ain|aine|ien|ienne|eur|ice|et|ète)$"
)
SAME_FOR_ALL = {"opale", "ovale", "propice"}

# Caught by a stem meant for another word, or a flower, a fruit, a bird once it stands in a name.
HARMLESS_IN_A_NAME = {"alerte", "cocotier", "cocotiers", "cognassier", "desert", "martin", "peche"}


def excluded() -> re.Pattern[str]:
    text = files("forum.identity").joinpath("data", "exclus.txt").read_text("utf-8")
    stems = " ".join(line for line in text.splitlines() if not line.startswith("#")).split()
    return re.compile("|".join(stem[:-1] + ".*" if stem.endswith("*") else stem for stem in stems))


def seed(number: int) -> bytes:
    return sha256(str(number).encode()).digest()


@pytest.mark.slow
def test_there_are_enough_names_that_two_voices_rarely_meet() -> None:
    """In each half, that of threads and that of recognised voices, and without those whose two words echo each other."""
    halves = Counter(
        _for_recognised(noun, complement)
        for noun in nouns()
        for complement in complements()
        if not _echoes(noun, complement)
    )
    assert halves[True] >= 250_000
    assert halves[False] >= 250_000


def test_no_voice_of_a_thread_ever_has_the_name_of_a_recognised_one() -> None:
    own = {voice_name(seed(number)) for number in range(2000)}
    shared = {voice_name(seed(number), recognised=True) for number in range(2000)}
    assert not own & shared
    assert len(own) > 1980 and len(shared) > 1980


@pytest.mark.parametrize("entries", [nouns(), complements()])
def test_no_entry_twice_or_with_stray_blanks(entries: tuple[str, ...]) -> None:
    assert len({fold(entry) for entry in entries}) == len(entries)
    assert all(entry == entry.strip() == " ".join(entry.split()) for entry in entries)


def test_adjectives_have_one_form_for_everyone() -> None:
    adjectives = [entry for entry in complements() if " " not in entry and "’" not in entry]
    assert len(adjectives) > 150
    assert [a for a in adjectives if GENDERED.search(a) and a not in SAME_FOR_ALL] == []


def test_nothing_that_wounds() -> None:
    barred = excluded()
    parts = {part for entry in (*nouns(), *complements()) for part in re.split(r"[ ’-]", fold(entry))}
    assert {part for part in parts if barred.fullmatch(part)} <= HARMLESS_IN_A_NAME


def test_de_and_la_elide_before_a_vowel() -> None:
    """« de la oliveraie »: a foreign hand shows, and a name is what others call somebody."""
    wrong = re.compile(r"(^| )(de|la|le|du|que) [aeiouyâàéèêëîïôöûùüœæh](?!au|êtr|aut|oul|ériss)")
    mute = [entry for entry in (*nouns(), *complements()) if wrong.search(entry)]
    assert mute == []


BELITTLE = {"simple", "minuscule", "modeste", "humble", "sage", "docile", "flexible", "disponible", "servile"}
DOUBT = {"imaginaire", "incroyable", "légendaire", "mythique", "romanesque", "énigmatique", "insolite"}
WOUND = {
    "refuge",
    "radeau",
    "pirogue",
    "nomade",
    "du voyage",
    "de papier",
    "à voile",
    "à rayures",
    "éphémère",
    "tremble",
}


def test_no_name_makes_small_or_doubts_whoever_speaks_or_recalls_what_they_fled() -> None:
    entries = {*nouns(), *complements()}
    assert entries & (BELITTLE | DOUBT | WOUND) == set()
    retired = {fold(word) for word in retired_words()}
    parts = {part for entry in entries for part in re.split(r"[ ’-]", fold(entry))}
    assert {part for part in parts if part in retired or part.removesuffix("s") in retired} == set()


def test_same_seed_same_name() -> None:
    assert voice_name(seed(1)) == voice_name(seed(1))
    assert voice_name(seed(1)) != voice_name(seed(2))


def test_name_reads_as_a_name() -> None:
    for number in range(300):
        noun, complement = voice_name(seed(number)).split(" ", 1)
        assert noun[0].isupper()
        assert noun[0].lower() + noun[1:] in nouns()
        assert complement in complements()


def test_a_taken_name_gives_way_to_another_and_stays_deterministic() -> None:
    first = voice_name(seed(7))
    second = voice_name(seed(7), {first})
    assert second != first
    assert second == voice_name(seed(7), {first})
    assert voice_name(seed(7), {first, second}) not in {first, second}


def test_a_crowded_thread_never_shows_one_name_twice() -> None:
    taken: set[str] = set()
    for number in range(3000):
        taken.add(voice_name(seed(number), taken))
    assert len(taken) == 3000


def test_names_are_spread() -> None:
    counts = Counter(voice_name(seed(number)).split(" ", 1)[0] for number in range(3000))
    assert max(counts.values()) < 30


def test_no_noun_echoes_its_complement() -> None:
    names = (voice_name(seed(number)) for number in range(2000))
    assert not any(fold(n.split(" ", 1)[0])[:4] in fold(n.split(" ", 1)[1]) for n in names)


def test_seed_of_another_length_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        voice_name(b"short")
