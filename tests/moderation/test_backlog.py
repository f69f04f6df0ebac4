"""Who moderates sees where the queue is and how much waits; who organises sees that it is looked after."""

import pytest

from forum.core.clock import at
from tests.browser_lite import Page, words
from tests.moderation.sample import HERE, grievance, hide, report
from tests.moderation.test_pending import PHONE, send
from tests.world import World

PAGES = ["/equipe", "/c/lorne"]
TOLD = "2 cas attendent, le plus ancien signalement a 3 jours."


def told(page: Page) -> str:
    found = [words(p) for p in page.all("p") if words(p).startswith("Modération")]
    assert len(found) == 1, page.words
    return found[0]


def full(world: World) -> str:
    """One text reported twice, three days ago, and one that the guard holds; its reference."""
    ref = grievance(world)
    report(world, ref)
    report(world, ref, explanation="Encore.")
    send(world, PHONE, relaxed=True)
    world.clock.now = at("2026-03-05")
    return ref


@pytest.mark.parametrize("url", PAGES)
def test_a_moderator_is_led_to_the_queue_and_told_how_much_waits(world: World, url: str) -> None:
    assert "rien n’attend" in told(world.browser(world.maud).get(url))
    full(world)
    browser = world.browser(world.maud)
    assert TOLD in told(browser.get(url))
    assert browser.page.link("Modération") == HERE
    assert browser.follow("Modération").status == 200


@pytest.mark.parametrize("url", PAGES)
def test_an_organiser_sees_that_something_waits_and_not_what(world: World, url: str) -> None:
    full(world)
    browser = world.browser(world.olga)
    said = told(browser.get(url))
    assert TOLD in said
    assert "aux personnes qui modèrent" in said
    assert [a.get("href") for a in browser.page.all("a") if a.get("href", "").endswith("/moderation")] == []
    assert browser.page.link("leurs décisions sont au journal") == f"{HERE}/journal"
    assert "03 29" not in browser.page.text


def test_nobody_else_is_told(world: World) -> None:
    full(world)
    for who in (None, world.alice, world.charlie, world.harold):
        assert "attend" not in world.browser(who).get("/c/lorne").words
    assert "cas attend" not in world.browser(world.harold).get("/equipe").words


def test_what_is_settled_or_of_elsewhere_is_not_counted(world: World) -> None:
    ref = full(world)
    hide(world, ref)
    assert "1 cas attend." in told(world.browser(world.maud).get("/equipe"))
    world.other_collective("ailleurs")
    assert "attend" not in world.browser(world.maud).get("/c/ailleurs").words
