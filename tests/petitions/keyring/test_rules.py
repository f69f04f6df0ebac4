"""Sheets that are typed back, doubles on a list, locks: what must hold of any key, any name, any slip."""

import secrets
from datetime import date
from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.core.crypto import key_pair, lock, seal
from forum.core.errors import Closed, Invalid
from forum.identity.words import PhraseError, all_words, retired_words
from forum.petitions.keyring import rules
from forum.petitions.keyring.doubles.rules import Signer, doubles, name_key, signers, tally
from forum.petitions.keyring.shares import rules as shares
from forum.petitions.keyring.shares.rules import LINES, PER_LINE, joined, read, sheets

CODE = "abcd2345"
DAY = date(2026, 3, 2)
PRIVATE, PUBLIC = key_pair(bytes(range(32)))
MADE = sheets(PRIVATE, CODE, 2, Random(4).randbytes)


def plain(said: str) -> str:
    return said.replace("\u202f", " ").replace("\u00a0", " ")


def typed(lines: list[list[str]]) -> str:
    return "\n".join(f"{n}. {' '.join(line)}" for n, line in enumerate(lines, 1))


# -- sheets


@given(seed=st.binary(min_size=32, max_size=32), chance=st.integers(0, 2**32))
@settings(max_examples=12, deadline=None)
def test_any_two_sheets_give_any_key_back_and_no_word_wounds(seed: bytes, chance: int) -> None:
    private, public = key_pair(seed)
    made = sheets(private, CODE, 1, Random(chance).randbytes)
    for one, two in combinations(made, 2):
        second, first = (read(typed(made[n]), CODE, [1]) for n in (two, one))
        assert joined(second, first, {1: public}) == private
    words = {word for lines in made.values() for line in lines for word in line}
    assert words <= set(all_words()) - retired_words()


def test_a_sheet_is_four_lines_of_six_words_however_they_are_typed() -> None:
    assert {len(lines) for lines in MADE.values()} == {LINES}
    assert {len(line) for lines in MADE.values() for line in lines} == {PER_LINE}
    flat = ", ".join(word.upper() for line in MADE[1] for word in line)
    assert read(flat, CODE, [1, 2]) == read(typed(MADE[1]), CODE, [2])
    assert read(flat, CODE, [2]).sheet == 1


@given(line=st.integers(0, LINES - 1), place=st.integers(0, PER_LINE - 1), other=st.integers(0, 7775))
@settings(max_examples=40, deadline=None)
def test_another_word_is_found_at_its_line(line: int, place: int, other: int) -> None:
    wrong = [list(one) for one in MADE[2]]
    if wrong[line][place] == all_words()[other]:
        return
    wrong[line][place] = all_words()[other]
    part = shares._bytes(wrong[line][:-1])
    if part is not None and shares._check(part, CODE, 2, 2, line + 1) == wrong[line][-1]:
        return  # one chance in 7,776, as decision 0014 says
    with pytest.raises(PhraseError, match=rf"ligne {line + 1} n’est pas juste"):
        read(typed(wrong), CODE, [2])


def test_two_words_swapped_are_found_too() -> None:
    wrong = [list(one) for one in MADE[3]]
    wrong[1][2], wrong[1][3] = wrong[1][3], wrong[1][2]
    wrong[3][0], wrong[3][1] = wrong[3][1], wrong[3][0]
    with pytest.raises(PhraseError, match=r"2, 4"):
        read(typed(wrong), CODE, [2])


def test_a_misspelt_word_is_named_with_its_line_and_what_it_may_be() -> None:
    wrong = [list(one) for one in MADE[1]]
    wrong[2][1] = wrong[2][1] + "zz"
    with pytest.raises(PhraseError, match=r"Ligne 3\. Mot 2 inconnu") as refused:
        read(typed(wrong), CODE, [2])
    assert wrong[2][1] in str(refused.value) and f"« {MADE[1][2][1]} »" in plain(str(refused.value))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "24 mots"),
        ("  \n", "24 mots"),
        (" ".join(MADE[1][0]), "J’en compte 6"),
        (typed(MADE[1]) + " abri", "J’en compte 25"),
        ("x" * 1201, "trop long"),
        ("12 34 ٣ — ;", "J’en compte 0"),
    ],
)
def test_what_is_no_sheet_says_what_is_missing(text: str, said: str) -> None:
    with pytest.raises(PhraseError, match=said):
        read(text, CODE, [2])


@given(st.text(max_size=1300))
@settings(max_examples=60, deadline=None)
def test_whatever_is_typed_is_answered(text: str) -> None:
    with pytest.raises(PhraseError):
        read(text, CODE, [1, 2])


def test_a_sheet_of_another_petition_or_of_an_older_key_is_known_as_such() -> None:
    for code, numbers in (("efgh2345", [2]), (CODE, [1, 3])):
        with pytest.raises(PhraseError, match="autre pétition, ou d’avant un changement"):
            read(typed(MADE[1]), code, numbers)


def test_sheets_that_do_not_go_together_say_why() -> None:
    one, two = (read(typed(MADE[n]), CODE, [2]) for n in (1, 2))
    with pytest.raises(PhraseError, match="deux fois la feuille 1"):
        joined(one, one, {2: PUBLIC})
    again = read(typed(sheets(PRIVATE, CODE, 2, secrets.token_bytes)[2]), CODE, [2])
    with pytest.raises(PhraseError, match="deux impressions"):
        joined(one, again, {2: PUBLIC})
    older = read(typed(sheets(PRIVATE, CODE, 1, secrets.token_bytes)[2]), CODE, [1, 2])
    with pytest.raises(PhraseError, match="deux clés"):
        joined(one, older, {1: PUBLIC, 2: PUBLIC})
    assert joined(one, two, {2: PUBLIC}) == PRIVATE


# -- who stands twice


def signer(name: str, place: str = "", email: str = "", tier: str = "email") -> Signer:
    return Signer(name, email, place, False, tier, "ally", "", DAY)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Léa Martin", "MARTIN Lea"),
        ("Jean-Pierre de La Tour", "Latour"),
        ("Éloïse D’Arc", "arc  eloise"),
        ("Anne-Marie du Bois", "Bois Anne Marie"),
        ("Zoé Œuvrard", "OEUVRARD, Zoe"),
        ("Noël‑Le Guen", "le guen noël"),
        ("Ludwig van Beethoven", "Beethoven Ludwig"),
        ("Le Du", "du LE"),
    ],
)
def test_one_name_written_in_two_ways(one: str, two: str) -> None:
    assert (name_key(one) == name_key(two)) == (two != "Latour")


WORDS = ("Léa", "Zoé", "de", "la", "d’", "Martin", "Ben", "Saïd", "Ñuñez", "Œil", "van")


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5))
def test_the_order_accents_capitals_and_hyphens_of_a_name_change_nothing(words: list[str]) -> None:
    key = name_key(" ".join(words))
    for other in (
        " ".join(reversed(words)),
        "-".join(words),
        " ".join(words).upper(),
        "  ".join(words).lower(),
    ):
        assert name_key(other) == key


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_name_has_a_key_and_never_raises(one: str, two: str) -> None:
    assert name_key(f"{one} {two}") == name_key(f"{two} {one}")
    people = [signer(one, "Lorne", "a@x.fr"), signer(two, "Lorne", "a@x.fr")]
    assert set(doubles(people)) in (set(), {0, 1})


def test_names_alone_are_not_enough_nor_is_an_address_nor_a_first_name_in_a_town() -> None:
    apart = [
        signer("Léa Martin", "Lorne"), signer("Lea Martin", "Orval"), signer("Léa Martin"),  # homonyms
        signer("Ali Benali", email="famille@x.fr"), signer("Inès Benali", email="famille@x.fr"),  # a household
        signer("Zoé", "Lorne"), signer("zoe", "Lorne"),
        signer("", "Lorne", "a@x.fr"), signer("", "Lorne", "a@x.fr"),
    ]  # fmt: skip
    assert doubles(apart) == {}


def test_paper_and_line_are_put_together_step_by_step_and_counted_apart() -> None:
    people = [
        signer("Martin Léa", "LORNE", tier="paper"),
        signer("Ali Benali", "Lorne"),
        signer("Léa Martin", "Lorne ", "lea@x.fr"),
        signer("Lea MARTIN", "", "LEA@x.fr", tier="vouched"),
    ]
    groups = doubles(people)
    assert groups == {0: 1, 2: 1, 3: 1}  # the third stands by an address that only the second has
    found = tally(people, groups)
    assert sorted(found.tiers) == [("email", 2, 1), ("paper", 1, 1), ("vouched", 1, 1)]
    assert (found.total, found.twice, found.people) == (4, 3, 2)


@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from("xy"), st.sampled_from("12 ")), max_size=12)
)
def test_groups_do_not_depend_on_the_order_of_the_list(drawn: list[tuple[str, str, str]]) -> None:
    people = [signer(f"{name} Nom", place, email.strip()) for name, place, email in drawn]
    turned = people[::-1]
    one, two = doubles(people), doubles(turned)
    as_sets = {frozenset(at for at in one if one[at] == n) for n in one.values()}
    back = {frozenset(len(people) - 1 - at for at in two if two[at] == n) for n in two.values()}
    assert as_sets == back
    assert all(len(group) > 1 for group in as_sets)


# -- boxes and phrases


def test_a_box_is_read_by_the_key_that_opens_it_whatever_its_row_says() -> None:
    other, other_public = key_pair()
    box = seal(other_public, b'{"name": "Ana"}')
    for number in (1, 2, 7):
        assert rules.person({1: PRIVATE, 2: other}, number, box) == {"name": "Ana"}
    assert rules.person({1: PRIVATE}, 1, box) is None
    assert rules.person({1: PRIVATE}, 1, seal(PUBLIC, b"pas du JSON")) is None
    assert rules.person({1: PRIVATE}, 1, seal(PUBLIC, b"[]")) is None
    assert rules.person({1: PRIVATE}, 1, b"court") is None


def test_a_damaged_box_is_a_line_and_a_key_that_went_is_told() -> None:
    row = (b"abime", 1, "email", "ally", "", DAY)
    assert [one.name for one in signers([row], {1: PRIVATE})] == ["(illisible)"]
    with pytest.raises(Closed, match="vient de changer"):
        signers([row], {2: PRIVATE})


def test_a_phrase_opens_what_its_holder_has_and_no_other_phrase_does() -> None:
    under = (bytes(16), (8, 1))
    keys = {"une": b"1" * 32, "deux": b"2" * 32}
    own, own_public = key_pair()
    first = rules.Held(1, PUBLIC, rules.lock_private(PRIVATE, keys["une"], *under), {1: b""})
    second = rules.Held(
        2, own_public, rules.lock_private(own, keys["deux"], *under), {1: seal(own_public, PRIVATE)}
    )
    waiting = rules.Held(3, own_public, rules.lock_private(own, b"3" * 32, *under), {})
    bunch = rules.Bunch(1, {1: PUBLIC}, [first, second, waiting])
    assert bunch.locks() == [under]
    for name, held in (("une", first), ("deux", second)):
        found = rules.opened(bunch, {under: keys[name]})
        assert (found.holder, found.privates) == (held, {1: PRIVATE})
        assert PRIVATE.hex() not in repr(found) and repr(PRIVATE) not in repr(found)
    for wrong in (b"3" * 32, b"4" * 32):
        with pytest.raises(Invalid):
            rules.opened(bunch, {under: wrong})
    assert lock(b"k" * 32, b"x") != lock(b"k" * 32, b"x")
