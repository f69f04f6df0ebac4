"""A double click by staff: the browser drops the first answer, so the second must not read as a refusal."""

from typing import Any

import pytest

from forum.core.viewer import Viewer
from forum.deliberation.models import Ballot
from forum.http.pages import _room
from forum.http.routing import Direct, Late
from forum.http.security import csrf_token
from forum.moderation.models import Decision
from forum.petitions.models import Erratum
from forum.routers import routers
from tests.browser_lite import Browser
from tests.demands.scene import demand
from tests.moderation.sample import GROUND, REASON, grievance
from tests.petitions.scene import Scene
from tests.world import ORIGIN, World

VOTE = {"version": "1", "quorum": "50", "threshold": "50", "closes": "2026-03-20"}
DECISION = {"measure": "hide", "ground": GROUND, "reason": REASON}


def press(browser: Browser, world: World, url: str, **typed: str) -> int:
    """The form goes, and its answer is never read."""
    values = {**typed, "_csrf": csrf_token(world.house, browser.client.cookies["s"])}
    return browser.client.post(
        url, data=values, headers={"origin": ORIGIN}, follow_redirects=False
    ).status_code


def again(browser: Browser, world: World, url: str, **typed: str) -> None:
    """The second click: one page, that says what was done and refuses nothing."""
    values = {**typed, "_csrf": csrf_token(world.house, browser.client.cookies["s"])}
    page = browser.post(url, values, origin=ORIGIN)
    assert page.status == 200
    assert page.title == "C’est fait"
    assert "une seule fois" in page.words
    assert "Ce n’est pas passé" not in page.text
    assert "changé d’état" not in page.words
    assert browser.get(page.link("Continuer")).status == 200


def acts(world: World, name: str) -> tuple[Viewer, str, dict[str, str], Any]:
    if name == "vote":
        return world.olga, f"/c/lorne/revendications/{demand(world)}/vote", VOTE, Ballot
    if name == "decision":
        return world.maud, f"/c/lorne/moderation/objets/{grievance(world)}/decisions", DECISION, Decision
    scene = Scene(world)
    return world.olga, f"{scene.team}/errata", {"text": "Lire « dix » et non « deux »."}, Erratum


@pytest.mark.parametrize("name", ["vote", "decision", "erratum"])
def test_pressing_twice_is_acting_once_and_says_so_once(world: World, name: str) -> None:
    who, url, typed, model = acts(world, name)
    browser = world.browser(who)
    assert press(browser, world, url, **typed) == 303
    again(browser, world, url, **typed)
    assert len(world.rows(model)) == 1


def test_another_form_is_another_act_and_so_is_the_same_once_its_answer_was_read(world: World) -> None:
    scene = Scene(world)
    browser, url = world.browser(world.olga), f"{scene.team}/errata"
    assert press(browser, world, url, text="Lire « dix ».") == 303
    assert press(browser, world, url, text="Lire « onze ».") == 303
    browser.get(scene.team + "/equipe")
    assert press(browser, world, url, text="Lire « onze ».") == 303
    assert len(world.rows(Erratum)) == 3


def test_the_sentence_of_an_act_shows_no_mark(world: World) -> None:
    scene = Scene(world)
    browser = world.browser(world.olga)
    press(browser, world, f"{scene.team}/errata", text="Lire « dix ».")
    page = browser.get(f"{scene.team}/equipe")
    assert "L’erratum est visible sous le texte." in page.words
    assert "\x1f" not in page.text


def test_somebody_else_s_same_form_is_their_own_act(world: World) -> None:
    ref = grievance(world)
    url = f"/c/lorne/moderation/objets/{ref}/decisions"
    assert press(world.browser(world.maud), world, url, **DECISION) == 303
    assert press(world.browser(world.maud), world, url, **DECISION) == 409


def test_one_is_led_on_to_a_page_that_exists() -> None:
    routes = [r for router in routers() for r in router.routes if isinstance(r, Late | Direct)]
    known = {r.path for r in routes if "GET" in (r.methods or ())}
    acted = {r.path for r in routes if "POST" in (r.methods or ()) and r.path.startswith("/c/")}
    assert acted
    assert {_room(path) for path in acted} <= known
