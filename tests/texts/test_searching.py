"""What a list says when a search finds nothing: the same on every list, and plainly when words are too common."""

import pytest

from forum.texts.search import Sought, rebuild
from tests import rows
from tests.world import World

LISTS = {
    "doleances": "grievance",
    "contestations": "challenge",
    "revendications": "demand",
    "mecanismes": "mechanism",
}
COMMON, NOTHING = "trop courants pour chercher", "Rien ne répond à cette recherche."


class Asked(Sought):
    def __init__(self, words: str) -> None:
        self.words = words


@pytest.mark.parametrize("words", ["de la", "Les", "à la", "qu’un", "d'", " en  PAR "])
def test_these_words_are_too_common(words: str) -> None:
    assert Asked(words).common


@pytest.mark.parametrize("words", ["", "  ", "???", "de la chambre", "PMI", "d’Aude"])
def test_these_are_not(words: str) -> None:
    assert not Asked(words).common


@pytest.mark.parametrize("path", LISTS)
def test_every_list_says_the_same_of_a_search_without_answer(world: World, path: str) -> None:
    browser, url = world.browser(), f"/c/lorne/{path}"
    page = browser.get(url)
    assert ("Rien ici pour l’instant." in page.words, NOTHING in page.words) == (True, False)
    page = browser.get(f"{url}?q=de+la")
    assert (COMMON in page.words, NOTHING in page.words, "Rien ici" in page.words) == (True, False, False)
    assert "« de la »" in page.words
    for query in ("q=introuvable", "q=%3F%3F", "apres=2020-01-01.5"):
        page = browser.get(f"{url}?{query}")
        assert (COMMON in page.words, NOTHING in page.words, "Rien ici" in page.words) == (False, True, False)
    label = next(link for link in page.all("a") if link.get("href") == url and "btn" in link.get("class", ""))
    assert "outes les" in "".join(label.itertext()) or "ous les" in "".join(label.itertext())


def test_what_is_typed_is_not_markup(world: World) -> None:
    page = world.browser().get("/c/lorne/doleances?q=de+%3Cla%3E")
    assert COMMON in page.words
    assert page.all("la") == []


def test_common_words_beside_another_still_find(world: World) -> None:
    with world.house.db.write() as tx:
        rows.grievance(tx, world.collective, rows.territory(world), "La chambre du fond")
        rebuild(tx)
    assert "La chambre du fond" in world.browser().get("/c/lorne/doleances?q=de+la+chambre").words
