"""Roots, lines of words that answer one another, what a line must be; what a text is worth beside another."""

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.texts.similar import rules
from forum.texts.similar.words import lexicon, planes
from forum.texts.similar.words.roots import roots, spelt, words

NONE = lexicon.lexicon("")
HOUSE = lexicon.lexicon(lexicon.default_synonyms())


def asked(typed: str, known: lexicon.Lexicon = NONE, held: dict[str, int] | None = None) -> rules.Plan:
    return rules.plan(lexicon.ideas(words(typed), known), rules.Weights(held or {}, 100))


def text(title: str, rest: str, known: lexicon.Lexicon = NONE) -> rules.Held:
    return rules.Held.of(title, rest).said_in(known)


@pytest.mark.parametrize(
    "alike",
    [
        "fermeture fermer fermé fermées FERMETURES",
        "éducatrice éducateur educateurs éducatif",
        "placement placer placés",
        "puéricultrice puériculture puericultrices",
        "l’enfant d'enfant enfants",
        "sœur soeurs",
        "dort dormir dorment dormait",
        "reçoit reçu recevoir réception",
        "attend attente attendu attendaient",
        "répond répondre réponse reponses",
        "refusent refuser refusons refusé",
        "changeons changent changer",
        "biberon biberons",
        "nounou nounous",
        "famille familial familiaux",
    ],
)
def test_words_of_one_family_have_one_root(alike: str) -> None:
    assert len(set(roots(alike))) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("lit", "lire"), ("maternelle", "mère"), ("parents", "parer"), ("maisons", "mais")]
)
def test_words_that_only_look_so_have_two(one: str, other: str) -> None:
    assert roots(one) != roots(other)


@pytest.mark.parametrize(
    "said", ["Il y a ce que l’on ne fait pas, et c’est tout.", "jlai pa fé, chui tjrs la pcq bcp"]
)
def test_words_that_say_nothing_have_none_even_in_a_hurry(said: str) -> None:
    assert [word for word in roots(said) if word != "fe"] == []


def test_a_phrase_answers_a_word_and_says_how_it_is_spelt() -> None:
    known = lexicon.lexicon("ASE, aide sociale à l'enfance\nnounou, assistante maternelle")
    held = text("Mon assistante maternelle", "Elle attend l’ASE.", known)
    question = asked("La nounou appelle l’aide sociale à l’enfance", known)
    found = {
        mine: known.lines[key].answer(held.sequence, held.every)
        for mine, key, _worth in rules.matches(question, held)
    }
    assert {known.spelt.get(phrase or (), phrase) for phrase in found.values()} == {
        "assistante maternelle",
        ("ase",),
    }


def test_a_phrase_does_not_go_from_a_title_to_its_text() -> None:
    known = lexicon.lexicon("nounou, assistante maternelle")
    assert text("Une assistante", "Maternelle", known).lines == ""


def test_one_word_answers_once() -> None:
    known = lexicon.lexicon("père, mère, parent")
    assert len(rules.matches(asked("Le père, la mère", known), text("", "Les parents", known))) == 1


def test_what_few_texts_hold_says_more_and_a_long_text_makes_up_for_its_length() -> None:
    weights = rules.Weights({"rar": 1, "frequent": 90}, 100)
    assert weights.of("rar") > 3 * weights.of("frequent")
    question = asked("rare")
    short, long = text("", "rare chose"), text("", "rare " + " ".join(f"mot{n}x" for n in range(60)))
    near, far = (rules.closeness(question, rules.matches(question, one), one) for one in (short, long))
    assert near > far > 0


def test_two_texts_of_the_same_words_are_close_and_of_other_words_less() -> None:
    known = lexicon.lexicon("nounou, assistante maternelle\nmalade, souffrant")
    question = asked("nounou malade absente crèche", known)
    worth = rules.worths(question)
    same, kin = (
        text("", "nounou malade absente crèche", known),
        text("", "assistante maternelle souffrant", known),
    )
    assert rules.part(worth, rules.matches(question, same)) == 1
    assert 0 < rules.part(worth, rules.matches(question, kin)) < 0.6


@pytest.mark.parametrize(
    ("lay", "trade"),
    [
        ("ma nounou", "l’assistante maternelle"),
        ("on m’a enlevé mes enfants", "le placement"),
        ("le tribunal", "le juge des enfants"),
        ("personne pour traduire", "un interprète"),
        ("la dame qui m’aide à la maison, aide à domicile", "la TISF"),
        ("mes dix-huit ans", "contrat jeune majeur"),
        ("il a disparu", "une fugue"),
        ("le psy", "la pédopsychiatrie"),
        ("mon boulot", "un emploi"),
        ("on craque", "épuisement professionnel"),
        ("mes papiers", "le titre de séjour"),
        ("le sein", "allaitement"),
    ],
)
def test_the_house_s_list_brings_together_what_is_lived_and_what_is_written(lay: str, trade: str) -> None:
    assert rules.matches(asked(lay, HOUSE), text("", trade, HOUSE))
    assert rules.matches(asked(trade, HOUSE), text("", lay, HOUSE))


NAMES = ("chat", "table", "fleuve", "nuage", "pomme", "route", "soleil", "tambour", "violon", "zinc")
FEW = st.lists(st.sampled_from(NAMES), max_size=8)


@given(FEW, FEW, FEW, st.lists(FEW.filter(lambda line: len(set(line)) > 1), max_size=3))
def test_a_line_of_words_never_lowers_a_text(
    typed: list[str], title: list[str], rest: list[str], lines: list[list[str]]
) -> None:
    """What shares rare words with the question is worth no less when the list grows."""
    known = lexicon.lexicon("\n".join(", ".join(line) for line in lines))
    before, after = (
        rules.closeness(question, rules.matches(question, held), held)
        for one in (NONE, known)
        for question in (asked(" ".join(typed), one),)
        for held in (text(" ".join(title), " ".join(rest), one),)
    )
    assert after >= before - 1e-9


@given(FEW, FEW, FEW, st.lists(FEW.filter(lambda line: len(set(line)) > 1), max_size=4))
def test_what_is_shared_is_what_a_reader_would_find_word_by_word(
    typed: list[str], title: list[str], rest: list[str], lines: list[list[str]]
) -> None:
    """The same words first, then one line a word and one word a line, both in the order of the question."""
    known = lexicon.lexicon("\n".join(", ".join(line) for line in lines))
    question, held = asked(" ".join(typed), known), text(" ".join(title), " ".join(rest), known)
    here = set(held.lines.split())
    same = [idea for idea, _worth, _lines in question.words if idea.root in held.every]
    here -= {key for idea in same for key in idea.lines}
    expected = [(idea.root, idea.root) for idea in same]
    for idea, _worth, mine in question.words:
        answer = next((key for key, _value in mine if key in here), None)
        if idea not in same and answer:
            here.remove(answer)
            expected.append((idea.root, answer))
    assert [match[:2] for match in rules.matches(question, held)] == expected
    assert rules.Held.sense_in(held.stored) == held.sense


def test_the_rarest_words_of_a_long_question_choose_the_texts_and_all_of_them_weigh() -> None:
    few, many = ([f"{start}{n}z" for n in range(rules.CHOOSING)] for start in ("rarz", "usez"))
    question = asked(" ".join([*many, *few]), NONE, dict.fromkeys(many, 90))
    assert {idea.root for idea, _worth, _lines in question.choosing} == set(few)
    assert len(rules.matches(question, text("", " ".join(many)))) == len(many)
    line = asked(" ".join([*many, "nounou"]), HOUSE, {**dict.fromkeys(many, 90), "nounou": 90})
    kept = {idea.word for idea, _worth, _lines in line.choosing}
    assert "nounou" in kept  # nobody here says another word of its line


@given(FEW, FEW, FEW)
def test_unrelated_lines_change_nothing(typed: list[str], title: list[str], rest: list[str]) -> None:
    known = lexicon.lexicon("girafe, lion\nmarteau, clou")
    held, other = (text(" ".join(title), " ".join(rest), one) for one in (NONE, known))
    assert rules.matches(asked(" ".join(typed)), held) == rules.matches(asked(" ".join(typed), known), other)


@given(st.lists(st.tuples(st.sets(st.integers(0, 70)), st.integers(1, planes.WEIGHTS)), max_size=12))
def test_sums_over_all_texts_are_those_of_each(weighed: list[tuple[set[int], int]]) -> None:
    sums = planes.summed([(sum(1 << place for place in held), weight) for held, weight in weighed])
    for place in range(71):
        told = sum((plane >> place & 1) << at for at, plane in enumerate(sums))
        assert told == sum(weight for held, weight in weighed if place in held)


@given(st.lists(st.integers(0, 200), min_size=1, max_size=60), st.integers(1, planes.EACH))
def test_the_best_are_kept_whatever_their_length(values: list[int], most: int) -> None:
    sums = [sum((value >> bit & 1) << place for place, value in enumerate(values)) for bit in range(8)]
    half = len(values) // 2
    both = [planes.Stretch(0, half, 1.0), planes.Stretch(half, len(values), 2.0)]
    found = planes.best(sums, both, most)
    worth = [value / (1.0 if place < half else 2.0) for place, value in enumerate(values)]
    expected = sorted((one for one in worth if one > 0), reverse=True)[:most]
    assert [worth[place] for place in found] == expected


@given(st.lists(st.integers(1, 400), min_size=1, max_size=40))
def test_every_place_is_searched_once_with_texts_about_as_long(sizes: list[int]) -> None:
    steps = sorted(rules.step(size) for size in sizes)
    starts = tuple((step, steps.index(step)) for step in sorted(set(steps)))
    found = rules.stretches(starts, len(steps))
    assert [place for one in found for place in range(one.start, one.end)] == list(range(len(steps)))
    for place, size in enumerate(sorted(sizes)):
        stretch = next(one for one in found if one.start <= place < one.end)
        assert 0.75 < stretch.divisor / rules.divisor(size) < 1.35


@given(st.sets(st.integers(0, 5_000)), st.integers(0, 3))
def test_places_are_read_as_they_were_written(places: set[int], more: int) -> None:
    total = max(places, default=0) + 1 + more * 3_000
    packed = planes.packed(array("I", sorted(places)), total)
    assert planes.unpacked(packed, len(places), total) == sum(1 << place for place in places)
    assert len(packed) <= total // 8 + 1 or len(packed) == 4 * len(places)


@given(st.text(max_size=300))
def test_no_text_breaks_it_and_what_is_stored_is_read_again(typed: str) -> None:
    held = text(typed, typed, HOUSE)
    assert rules.Held.read(held.stored) == held
    assert all(0 < len(root) <= 40 for root in held.every)
    found = words(typed)
    first = dict(reversed(found))
    assert {root: spelt(typed, {root})[root] for root, _word in found} == first


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("père, mère\nseul", "alone"),
        ("de, la", "empty"),
        (", ".join(f"mot{n}" for n in range(60)), "long"),
        ("a" * 61 + ", b", "wordy"),
        ("\n".join("père, mère" for _ in range(1_201)), "many"),
    ],
)
def test_a_line_that_could_not_help_is_named(lines: str, code: str) -> None:
    found = lexicon.slip(lines)
    assert found is not None
    assert found.code == code


def test_the_list_of_the_house_is_right() -> None:
    assert lexicon.slip(lexicon.default_synonyms()) is None
    assert len(HOUSE.lines) > 600


def test_a_line_keeps_its_name_when_others_change() -> None:
    one, other = lexicon.lexicon("père, mère\nlion, girafe"), lexicon.lexicon("chat, chien\nmère, père")
    assert len(one.lines.keys() & other.lines.keys()) == 1
    assert one.digest != other.digest
