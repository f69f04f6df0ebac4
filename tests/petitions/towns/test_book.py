"""A commune is found however it is written; what could be two is asked; what is none is never guessed."""

import gzip
import re
from datetime import date
from hashlib import sha256
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.exports.carrying.names import opened
from forum.petitions.keyring.doubles.rules import Signer, doubles
from forum.petitions.shown.rules import departments
from forum.petitions.towns.queries import book, find
from forum.petitions.towns.rules import (
    KEEP,
    Found,
    Question,
    Said,
    Town,
    department_names,
    fold,
    read,
    settled,
)

TOWNS = list(book())
LABELS = {one.label for one in TOWNS}


def labels(typed: str) -> list[str]:
    return [one.label for one in find(typed).towns]


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("lille", "Lille (Nord)"),
        ("  LILLE ", "Lille (Nord)"),
        ("59000", "Lille (Nord)"),
        ("59000 Lille", "Lille (Nord)"),
        ("Lille 59000", "Lille (Nord)"),
        ("59033 LILLE CEDEX", "Lille (Nord)"),
        ("Lille, Nord", "Lille (Nord)"),
        ("Lille, France", "Lille (Nord)"),
        ("St-Denis 93", "Saint-Denis (Seine-Saint-Denis)"),
        ("93 saint denis", "Saint-Denis (Seine-Saint-Denis)"),
        ("st. denis (réunion)", "Saint-Denis (La Réunion)"),
        ("Saint Denis La Réunion", "Saint-Denis (La Réunion)"),
        ("Ste Geneviève des Bois 91", "Sainte-Geneviève-des-Bois (Essonne)"),
        ("havre", "Le Havre (Seine-Maritime)"),
        ("Le Mans", "Le Mans (Sarthe)"),
        ("L’Haÿ les Roses", "L’Haÿ-les-Roses (Val-de-Marne)"),
        ("l'hay-les-roses", "L’Haÿ-les-Roses (Val-de-Marne)"),
        ("Villeneuve d’Ascq", "Villeneuve-d’Ascq (Nord)"),
        ("chalon s/ saone", "Chalon-sur-Saône (Saône-et-Loire)"),
        ("lys les lannoy", "Lys-lez-Lannoy (Nord)"),
        ("Crevecoeur le grand", "Crèvecœur-le-Grand (Oise)"),
        ("ajaccio 20", "Ajaccio (Corse-du-Sud)"),
        ("Bastia 2B", "Bastia (Haute-Corse)"),
        ("Paris", "Paris (Paris)"),
        ("paris 11ème", "Paris 11e Arrondissement (Paris)"),
        ("Lyon 3", "Lyon 3e Arrondissement (Rhône)"),
        ("marseille 1er arrondissement", "Marseille 1er Arrondissement (Bouches-du-Rhône)"),
        ("75011", "Paris 11e Arrondissement (Paris)"),
        ("Lomme", "Lomme (Nord)"),
        ("fort de france", "Fort-de-France (Martinique)"),
        ("Mamoudzou", "Mamoudzou (Mayotte)"),
        ("Papeete", "Papeete (Polynésie française)"),
        ("Ｌｉｌｌｅ", "Lille (Nord)"),
    ],
)
def test_a_commune_is_found_however_it_is_written(typed: str, label: str) -> None:
    found = find(typed)
    assert found.sure and labels(typed) == [label]


def test_namesakes_are_all_told_the_largest_first() -> None:
    found = find("saint denis")
    assert found.known and not found.sure
    assert {one.department for one in found.towns} == {"93", "974", "11", "30"}
    assert {one.department for one in found.towns[:2]} == {"93", "974"}
    assert labels("rochelle") == labels("la rochelle") != []


def test_a_village_with_the_short_name_of_a_town_is_not_taken_for_it() -> None:
    assert labels("Aix") == ["Aix-en-Provence (Bouches-du-Rhône)", "Aix-les-Bains (Savoie)", "Aix (Corrèze)"]
    assert labels("Asnières")[0] == "Asnières-sur-Seine (Hauts-de-Seine)"
    assert find("Asnières 27").sure


def test_what_is_nearly_written_is_proposed_and_never_taken() -> None:
    for typed, label in (("Marseile", "Marseille (Bouches-du-Rhône)"), ("Lile 59", "Lille (Nord)")):
        found = find(typed)
        assert label in labels(typed) and not found.known and not found.sure


@pytest.mark.parametrize(
    "typed",
    ["", "x", "Bruges (Belgique)", "Москва", "القاهرة", "🙂", "-" * 80, "z" * 80, "99999", "0", "٧٥٠١١"],
)
def test_what_is_no_commune_is_none(typed: str) -> None:
    assert find(typed) == Found()


def test_a_whole_postal_area_is_told() -> None:
    found = find("51300")
    assert len(found.towns) > 40 and all("51300" in one.postal for one in found.towns)
    assert find("51300 Vitry-le-François").sure


def test_the_list_is_whole_sorted_and_the_one_that_is_told_of() -> None:
    raw = gzip.decompress(files("forum.petitions.towns").joinpath("communes.tsv.gz").read_bytes())
    told = files("forum.petitions.towns").joinpath("README.md").read_text("utf-8")
    assert sha256(raw).hexdigest() in told
    assert f"{len(TOWNS):,} lines" in told
    keys = [fold(one.name) for one in TOWNS]
    assert keys == sorted(keys)
    assert {*departments()} <= {one.department for one in TOWNS} <= {*department_names()}
    assert len({(one.ref, one.name) for one in TOWNS}) == len(TOWNS)
    assert all(re.fullmatch(r"(\d\d|2[AB])\d{3}", one.code) for one in TOWNS)
    assert max(len(one.label) for one in TOWNS) <= 80


NAMES_OF_TWO = {"Montaigu (Vendée)"}  # the new commune is « Montaigu-Vendée »


@given(st.sampled_from(TOWNS))
def test_what_is_sealed_is_found_again_as_itself(town: Town) -> None:
    found = find(town.label)
    assert found.sure
    assert found.towns[0].label == town.label or town.label in NAMES_OF_TWO


@given(
    st.sampled_from(TOWNS), st.sampled_from([str.upper, str.lower, str.title, lambda s: s.replace("-", " ")])
)
def test_every_commune_is_among_those_of_its_name(town: Town, written: object) -> None:
    typed = written(town.name).replace("Saint", "St")  # type: ignore[operator]
    assert town.label in labels(typed)


@settings(max_examples=60)
@given(st.text(max_size=120) | st.text("aeinrst ls-’0123456789()", max_size=80))
def test_any_text_has_an_answer_and_only_of_the_list(typed: str) -> None:
    found = find(typed)
    assert {one.label for one in found.towns} <= LABELS
    assert len(found.towns) <= 100
    assert len({one.ref for one in found.towns}) == len(found.towns)


# -- what is settled --------------------------------------------------------


def test_one_that_is_sure_is_sealed_with_its_name_and_department() -> None:
    assert settled(find, "lille", "", "") == Said("Lille (Nord)", "Lille", "59")
    assert settled(find, "", KEEP, "") == Said()


def test_an_answer_holds_for_what_was_asked_and_for_that_alone() -> None:
    question = settled(find, "saint denis", "", "")
    assert isinstance(question, Question)
    (reunion,) = [one for one in question.found.towns if one.department == "974"]
    answer = settled(find, "saint denis", reunion.ref, "saint denis")
    assert answer == Said("Saint-Denis (La Réunion)", "Saint-Denis", "974")
    assert settled(find, "saint denis", KEEP, "saint denis") == Said("saint denis", "saint denis")
    assert isinstance(settled(find, "saint denis", reunion.ref, "autre chose"), Question)
    assert isinstance(settled(find, "Genève", KEEP, "saint denis"), Question)
    assert isinstance(settled(find, "saint denis", "59350", "saint denis"), Question)  # no such answer
    assert settled(find, "Lille", reunion.ref, "saint denis") == Said("Lille (Nord)", "Lille", "59")


def test_on_paper_nothing_is_guessed() -> None:
    assert read(find("saint denis"), "saint denis") == Said("saint denis", "saint denis")
    assert read(find("lile"), "lile") == Said("lile", "lile")
    assert read(find("st denis 93"), "st denis 93").department == "93"


# -- on the list of names ---------------------------------------------------


def signer(commune: str, tier: str = "email") -> Signer:
    return Signer("Léa Canari", "", commune, False, tier, "ally", "59", date(2026, 3, 2), commune=commune)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Lille (Nord)", "lille", True),
        ("L’Haÿ-les-Roses (Val-de-Marne)", "l'hay les roses", True),
        ("Lille (Nord)", "Lens (Pas-de-Calais)", False),
        ("Москва", "москва ", True),
        ("Москва", "Київ", False),
    ],
)
def test_who_stands_twice_is_found_however_the_town_is_written(one: str, other: str, *, same: bool) -> None:
    assert bool(doubles([signer(one), signer(other, "paper")])) is same


@pytest.mark.parametrize(
    ("place", "commune", "said"),
    [
        ("Nord", "Lille (Nord)", "allié·es, Lille (Nord)"),
        ("Nord", "Lille", "allié·es, Nord, Lille"),
        ("La Réunion", "Lille (Nord)", "allié·es, La Réunion, Lille (Nord)"),
        ("Nord", "", "allié·es, Nord"),
    ],
)
def test_the_institution_reads_a_department_once(place: str, commune: str, said: str) -> None:
    (one,) = opened([signer(commune)], {"59": place}, {"ally": "allié·es"})
    assert one.to_hand_over.said == said
