"""A collective's page shows what is alive in it: open votes and petitions, then the last news; nothing that is hidden."""

from datetime import timedelta

import pytest

from tests import rows
from tests.world import World

URL = "/c/lorne"
DAY = rows.DAY


def lines(page_words: str, heading: str) -> str:
    return page_words.partition(heading)[2]


@pytest.fixture
def lively(world: World) -> World:
    with world.house.db.write() as tx:
        office = rows.institution(tx, world.collective)
        voted = rows.demand(tx, world.collective, office, "Publier les postes vacants", state="ballot")
        rows.ballot(tx, voted, None, closes=DAY + timedelta(9))
        rows.petition(tx, world.collective, office, code="ouverte1", closes=DAY + timedelta(5))
        for code, options in (
            ("passee01", {"closes": DAY - timedelta(1), "title": "Pétition passée"}),
            ("masquee1", {"hidden": True, "title": "Pétition masquée"}),
            ("brouillo", {"state": "draft", "title": "Pétition en brouillon"}),
        ):
            rows.petition(tx, world.collective, office, code=code, **options)
        place = rows.territory(world)
        told = rows.grievance(
            tx,
            world.collective,
            place,
            "Trois semaines sans visite",
            fields={"body": "Rien.", "since": "mai", "concerned": "", "service": ""},
        )
        rows.event(tx, world.collective, "grievance.published", told.ref, told.title)
        rows.event(tx, world.collective, "grievance.published", told.ref, told.title)
        masked = rows.grievance(tx, world.collective, place, "Un texte masqué", hidden=True)
        rows.event(tx, world.collective, "grievance.published", masked.ref, masked.title)
    return world


def test_what_ends_first_comes_first_and_news_are_told_once(lively: World) -> None:
    page = lively.browser().get(URL)
    now = page.words.partition("En ce moment")[2].partition("Dernières nouvelles")[0]
    assert now.index("Une puéricultrice") < now.index("Publier les postes vacants")
    assert "jusqu’au 7 mars 2026" in now
    assert page.link("Une puéricultrice") == "/p/ouverte1"
    news = page.words.partition("Dernières nouvelles")[2]
    assert news.count("Trois semaines sans visite") == 1
    assert lively.browser().get(page.link("Trois semaines sans visite")).status == 200
    assert lively.browser().get(page.link("Publier les postes vacants")).status == 200


@pytest.mark.parametrize("absent", ["passée", "masqué", "brouillon"])
def test_what_is_over_hidden_or_not_yet_open_is_not_there(lively: World, absent: str) -> None:
    for viewer in (None, lively.alice, lively.charlie):
        page = lively.browser(viewer).get(URL)
        assert absent not in page.words.partition("En ce moment")[2].partition("La charte")[0]


def test_an_empty_collective_shows_its_charter_at_once(world: World) -> None:
    page = world.browser().get(URL)
    assert "En ce moment" not in page.words
    assert "Dernières nouvelles" not in page.words
    assert page.one("details", class_="charter").get("open") is not None


def test_the_team_is_told_that_it_does_not_vote(lively: World) -> None:
    browser = lively.browser(lively.olga)
    page = browser.get(browser.get(URL).link("Publier les postes vacants"))
    assert "L’équipe ne vote pas" in page.words
    assert not page.all("input", name="choice")
    browser = lively.browser(lively.alice)
    assert browser.get(page.url).all("input", name="choice")
