"""Lots: the list is frozen before the seed can exist, nobody here chooses the seed, and anybody can draw again."""

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.clock import at
from forum.core.models import Event
from forum.deliberation.draws import rules
from forum.deliberation.draws.models import Lot
from forum.deliberation.draws.rules import drawn, fingerprint, listed, seed_of, ticket
from tests.browser_lite import Page
from tests.world import World

URL = "/c/lorne/tirages"
GROUPS = "Groupe du nord\nGroupe du sud\nÉquipe de la halte"
SOURCE = "Le Loto du samedi 28 mars 2026, les cinq numéros en ordre croissant, puis le numéro Chance."


def freezing(world: World, **typed: str) -> Page:
    browser = world.browser(world.olga)
    browser.get(f"{URL}/nouveau")
    filled = {"title": "L’ordre de parole", "listing": GROUPS, "source": SOURCE, "due": "2026-03-28"}
    return browser.send("Figer la liste", **{**filled, **typed})


def frozen(world: World, **typed: str) -> Lot:
    page = freezing(world, **typed)
    assert page.status == 200, page.words[:400]
    lot: Lot = world.rows(Lot)[0]
    return lot


def seeding(world: World, lot: Lot, seed: str) -> Page:
    browser = world.browser(world.olga)
    browser.get(f"{URL}/{lot.ref}")
    return browser.send("Tirer", seed=seed)


# -- the arithmetic ------------------------------------------------------------

# The test vector of docs/decisions/0010: made with printf and sha256sum, not with this code.
VECTOR = (
    "b1dfd5297a33cce00bc44be5aac4ae115b1d6540b11b5ae5cf1fd8a0213aa8e5",
    ["Groupe du sud", "Groupe du nord", "Équipe de la halte"],
)


def test_the_vector_that_is_published() -> None:
    lines = listed(GROUPS)
    assert (fingerprint(lines), drawn(lines, "3-12-25-31-44-7")) == VECTOR


def test_a_shell_draws_the_same() -> None:
    lines = listed(GROUPS)
    said = "\n".join(lines)
    mark = subprocess.run(["sha256sum"], input=said.encode(), capture_output=True, check=True).stdout.split()[
        0
    ]
    assert mark.decode() == fingerprint(lines)
    word = f"{mark.decode()}|7|{lines[0]}"
    made = subprocess.run(["sha256sum"], input=word.encode(), capture_output=True, check=True).stdout.split()[
        0
    ]
    assert made.decode() == ticket(fingerprint(lines), "7", lines[0])


@pytest.mark.parametrize(
    ("typed", "seed"),
    [
        ("3, 12, 25, 31, 44 / 7", "3-12-25-31-44-7"),
        (" 3-12-25 – 31 – 44 - 7 ", "3-12-25-31-44-7"),
        ("8D3F…A0", "8d3f-a0"),
        ("Numéro Chance : 7", "numero-chance-7"),
        ("???", ""),
    ],
)
def test_a_seed_is_one_however_it_is_typed(typed: str, seed: str) -> None:
    assert seed_of(typed) == seed


lines_ = st.lists(st.text("abcdéè '|0123", min_size=1, max_size=6), min_size=2, max_size=12)


@given(lines_, st.text("0123456789-", min_size=1, max_size=12))
def test_everything_comes_out_once_and_the_same_again(typed: list[str], seed: str) -> None:
    lines = list(dict.fromkeys(listed("\n".join(typed))))
    assert sorted(drawn(lines, seed)) == sorted(lines)
    assert drawn(lines, seed) == drawn(lines, seed)


def test_chance_favours_no_place_in_the_list() -> None:
    firsts = [drawn(rules.numbers(5), str(seed))[0] for seed in range(2000)]
    assert all(330 < firsts.count(str(number)) < 470 for number in range(1, 6))


# -- the pages -----------------------------------------------------------------


def test_a_list_is_frozen_then_a_seed_from_outside_draws_it(world: World) -> None:
    lot = frozen(world, picked="1")
    lines = listed(GROUPS)
    assert (lot.hash, lot.seed) == (fingerprint(lines), "")
    page = world.browser().get(f"{URL}/{lot.ref}")
    assert lot.hash in page.words
    assert "Ce qui est sorti" not in page.words
    assert not world.browser(world.olga).get(f"{URL}/{lot.ref}").all("input", name="seed")
    assert world.act(world.olga, f"{URL}/{lot.ref}/graine", seed="7") == 409
    world.clock.now = at("2026-03-28T21:00")
    page = seeding(world, lot, "3, 12, 25, 31, 44 et le 7")
    seed = "3-12-25-31-44-et-le-7"
    first = drawn(lines, seed)[0]
    assert f"Ce qui est sorti {first}" in page.words
    shown = world.browser().get(f"{URL}/{lot.ref}")
    assert seed in shown.words
    assert ticket(lot.hash, seed, first) in shown.words
    assert f"printf '%s' '{lot.hash}|{seed}|{first}' | sha256sum" in shown.words
    assert {"lot.frozen", "lot.drawn"} <= {event.kind for event in world.rows(Event)}
    assert world.act(world.olga, f"{URL}/{lot.ref}/graine", seed="8") == 409
    assert world.rows(Lot)[0].seed == seed


def test_numbers_are_drawn_without_a_list_of_people(world: World) -> None:
    lot = frozen(world, listing="", upto="30", picked="5")
    assert lot.listing.splitlines() == rules.numbers(30)
    world.clock.now = at("2026-03-28T21:00")
    page = seeding(world, lot, "7")
    said = page.words[page.words.index("Ce qui est sorti") : page.words.index("La graine")]
    assert said.split()[-1] == "".join(drawn(rules.numbers(30), "7")[:5])


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("upto", {"upto": "30"}, "l’un des deux"),
        ("upto", {"listing": ""}, "l’un des deux"),
        ("upto", {"listing": "", "upto": "1001"}, "d’au plus 1"),
        ("listing", {"listing": "Un seul"}, "de 2 à 1000"),
        ("listing", {"listing": "Un\nDeux\n Un "}, "deux fois"),
        ("listing", {"listing": "Un\n" + "é" * 201}, "trop longue"),
        ("picked", {"picked": "3"}, "moins qu’il n’y en a"),
        ("due", {"due": "2026-03-02"}, "à venir"),
        ("due", {"due": "2029-03-02"}, "un an"),
        ("due", {"due": "demain"}, "date complète"),
        ("source", {"source": ""}, "nécessaire"),
        ("title", {"title": ""}, "nécessaire"),
    ],
)
def test_lots_that_cannot_be(world: World, field: str, typed: dict[str, str], said: str) -> None:
    page = freezing(world, **typed)
    assert page.status == 422
    assert said in page.error(field)
    assert (page.one("textarea", name="source").text or "") == typed.get("source", SOURCE)
    assert world.rows(Lot) == []


def test_the_guard_reads_a_list(world: World) -> None:
    assert freezing(world, listing="Mme Durand, 06 12 34 56 78\nM. Martin").status == 422
    assert world.rows(Lot) == []


def test_a_seed_that_says_nothing_is_refused(world: World) -> None:
    lot = frozen(world)
    world.clock.now = at("2026-03-28T21:00")
    page = seeding(world, lot, "?!")
    assert "des chiffres, ou des lettres" in page.error("seed")
    assert world.rows(Lot)[0].seed == ""


def test_only_an_organiser_freezes_and_draws(world: World) -> None:
    lot = frozen(world)
    world.clock.now = at("2026-03-28T21:00")
    for who in (world.alice, world.charlie, world.maud):
        assert world.browser(who).get(f"{URL}/nouveau").status == 403
        assert world.act(who, URL, title="Autre", upto="3", source=SOURCE, due="2026-04-28") == 403
        assert world.act(who, f"{URL}/{lot.ref}/graine", seed="7") == 403
    assert world.browser().get(f"{URL}/inconnu").status == 404
    world.other_collective("autre")
    assert world.browser().get(f"/c/autre/tirages/{lot.ref}").status == 404
    assert "L’ordre de parole" in world.browser().get(URL).words


def test_a_hidden_lot_is_read_by_those_who_moderate(world: World) -> None:
    lot = frozen(world)
    with world.house.db.write() as tx:
        tx.get_one(Lot, lot.id).hidden = True
    assert world.browser().get(f"{URL}/{lot.ref}").status == 410
    assert "L’ordre de parole" not in world.browser().get(URL).words
    assert lot.hash in world.browser(world.maud).get(f"{URL}/{lot.ref}").words
