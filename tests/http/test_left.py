"""What was on a page that somebody left fast does not come back; whoever writes it again is not held up."""

import pytest

from forum.collectives.models import Pending
from tests.browser_lite import Browser, controls
from tests.world import ORIGIN, World

NEW, SENT = "/c/lorne/doleances/nouvelle", "/c/lorne/doleances"
PHONE = "Le standard du service, 03 29 12 34 56, ne répond jamais."
PRESSED = {"sec_fetch_mode": "navigate", "sec_fetch_user": "?1"}
BACK = {"sec_fetch_mode": "navigate"}
Form = dict[str, str]


def refused(browser: Browser, body: str) -> Form:
    """What the browser keeps: the form that led to the page of a refusal."""
    page = browser.page if browser.page.all("textarea", name="body") else browser.get(NEW)
    kept = {name: values[-1] for name, values in controls(page.form("Envoyer")).items() if values}
    form = {**kept, "body": body, "territory": "nord", "since": "toujours"}
    assert browser.post(SENT, form, origin=ORIGIN, **PRESSED).status == 422
    assert body in browser.page.words
    return form


def leave(browser: Browser) -> None:
    handed = [e.get("value", "") for e in browser.page.all("input", form="quit")]
    assert (
        browser.client.post("/quitter", data={"_trail": handed}, headers={"origin": ORIGIN}).status_code
        == 200
    )


@pytest.fixture
def browser(world: World) -> Browser:
    made = world.browser()
    made.get(NEW)
    return made


def test_what_a_browser_sends_again_after_leaving_comes_without_its_text(browser: Browser) -> None:
    form = refused(browser, PHONE)
    leave(browser)
    for how in (BACK, PRESSED):  # "back", then a reload, which says it was pressed
        page = browser.post(SENT, form, origin=ORIGIN, **how)
        assert (page.status, page.title) == (410, "Une page quittée")
        assert "ne répond jamais" not in page.text


def test_every_text_on_the_way_is_left_not_only_the_last(browser: Browser) -> None:
    first = refused(browser, PHONE)
    second = refused(browser, f"{PHONE} Personne.")
    leave(browser)
    for form in (second, first):
        assert browser.post(SENT, form, origin=ORIGIN, **BACK).status == 410


def test_a_text_on_its_way_through_the_making_of_a_carnet_is_left_at_each_page(browser: Browser) -> None:
    page = browser.send(
        "Envoyer", body=PHONE.replace("03 29 12 34 56", "le matin"), territory="nord", since="mai"
    )
    kept = {name: values[-1] for name, values in controls(page.form("Faire mon carnet")).items() if values}
    browser.send("Faire mon carnet")
    browser.send("Je les ai notés")
    leave(browser)
    for url in ("/carnet/nouveau", "/carnet/saisie"):
        assert browser.post(url, kept, origin=ORIGIN, **BACK).status == 410


def test_whoever_writes_the_same_again_is_not_held_up(world: World, browser: Browser) -> None:
    form = refused(browser, PHONE)
    leave(browser)
    for how in (PRESSED, {"sec_fetch_mode": "cors"}):
        assert PHONE in browser.post(SENT, form, origin=ORIGIN, **how).words
    assert world.rows(Pending) == []


def test_going_back_without_having_left_loses_nothing(browser: Browser) -> None:
    form = refused(browser, PHONE)
    assert PHONE in browser.post(SENT, form, origin=ORIGIN, **BACK).words


def test_leaving_never_asks_for_a_right_mark(browser: Browser) -> None:
    for trail in ("", "x", "0" * 32, "é" * 5000, ".".join(["a" * 32] * 500)):
        assert (
            browser.client.post("/quitter", data={"_trail": trail}, headers={"origin": ORIGIN}).status_code
            == 200
        )


def test_a_form_of_buttons_is_nobody_s_own_and_leaves_no_mark(browser: Browser) -> None:
    page = browser.post(SENT, {"territory": "nord", "body": ""}, origin=ORIGIN)
    assert page.status == 422
    assert page.all("input", form="quit") == []
