"""With a card in hand, as a newcomer, on a computer that others use: what is filled in, and what stays behind."""

import re
import shutil
import subprocess
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from forum.collectives.codes import actions, rules
from forum.collectives.models import Grant
from forum.identity.carnets import new_phrase
from forum.identity.codes import make_code, shown
from forum.identity.words import all_words
from tests.browser.conftest import (
    CHROMIUM,
    FLAGS,
    Site,
    axe_violations,
    faults,
    type_words,
    wider_than_screen,
    words_shown,
)

CODES = [make_code(Random(n).randrange) for n in range(5)]
TEXT = "Trois mois d’attente pour une place en crèche d’urgence."
ELSEWHERE = "https://www.meteofrance.com/"


@pytest.fixture
def cards(site: Site) -> Site:
    batch = rules.batch_of("lorne", "concerned", CODES)
    with site.world.house.db.write() as tx:
        actions.load(tx, site.world.collective, site.world.olga, batch, site.world.clock())
    return site


class Count:
    """Somebody's pages and filled fields."""

    def __init__(self, page: Page) -> None:
        self.page, self.fields, self.pages = page, 0, 0

    def go(self, url: str) -> None:
        self.page.goto(url)
        self.pages += 1

    def fill(self, name: str, value: str) -> None:
        box = self.page.locator(f"#main [name='{name}']").first
        if box.evaluate("e => e.tagName") == "SELECT":
            box.select_option(value=value)
        else:
            box.fill(value)
        self.fields += 1

    def press(self, ident: str) -> None:
        self.page.locator(f"#{ident}").click()
        self.page.wait_for_load_state()
        self.pages += 1

    def words(self) -> str:
        return words_shown(self.page)


def test_a_newcomer_posts_in_four_pages_and_five_fields(site: Site) -> None:
    for scripts in (True, False):
        newcomer = Count(site.person(javascript=scripts))
        newcomer.go("/c/lorne/doleances/nouvelle")
        newcomer.fill("body", TEXT)
        newcomer.fill("territory", "nord")
        newcomer.fill("since", "depuis mai")
        newcomer.press("send")
        newcomer.page.locator("#make").wait_for()
        newcomer.press("make")
        phrase = newcomer.words()
        newcomer.press("noted")
        type_words(newcomer.page, phrase)
        newcomer.fields += 1
        assert newcomer.pages <= 4
        assert newcomer.fields <= 5
        newcomer.press("open")
        assert newcomer.page.get_by_text(TEXT).count() >= 1


@pytest.mark.parametrize("scripts", [True, False], ids=["js", "sans-js"])
@pytest.mark.parametrize("scanned", [True, False], ids=["photo", "frappe"])
def test_with_a_card_one_is_in_with_two_fields(cards: Site, scripts: bool, scanned: bool) -> None:
    person = Count(cards.person(javascript=scripts))
    if scanned:
        person.go(f"/carte/{CODES[0]}")
    else:
        person.go("/carte")
        person.fill("code", shown(CODES[0]))
    person.press("card")
    four = person.words()
    person.press("noted")
    field = person.page.locator("#main textarea[data-secret]")
    field.press("Control+End")
    field.press_sequentially(four)
    person.fields += 1
    person.press("open")
    assert person.fields <= 2
    assert re.search("compte désormais", person.page.locator("#main").inner_text())
    assert [g.tier for g in cards.world.rows(Grant)].count("code") == 1


def test_the_pages_of_cards_are_whole_on_every_screen(cards: Site) -> None:
    person, olga = Count(cards.person()), Count(cards.person(cards.world.olga))
    olga.go("/c/lorne/cartes")
    assert faults(olga.page, "cartes-equipe") == []
    person.go("/carnet/ouverture")
    assert faults(person.page, "carnet") == []
    person.go(f"/carte/{CODES[0]}")
    assert faults(person.page, "carte") == []
    person.press("card")
    assert faults(person.page, "carte-mots") == []
    person.press("noted")
    assert faults(person.page, "carte-saisie") == []


# What a password manager needs


def test_a_manager_finds_one_secret_and_a_name_beside_it(site: Site) -> None:
    page = site.person()
    page.goto("/carnet/ouverture")
    form = page.locator("form[action='/carnet/ouverture']")
    secret, seen = form.locator("[name='words']"), form.locator("textarea")
    assert form.locator("input[type='password']").count() == 1
    assert secret.get_attribute("autocomplete") == "current-password"
    assert (secret.is_visible(), seen.is_visible()) == (True, False)
    name = form.locator("input[autocomplete='username']")
    assert name.input_value() == "carnet"
    assert name.get_attribute("name") is None  # never sent
    page.get_by_text("Vos mots", exact=True).click()
    assert seen.evaluate("e => e === document.activeElement")
    seen.press_sequentially("abeille\ncanari")
    assert secret.input_value() == "abeille canari"
    assert secret.get_attribute("type") == "password"
    page.locator("#f-own_device").focus()
    assert seen.is_visible()
    form.evaluate("f => f.dispatchEvent(new Event('submit', {cancelable: true}))")
    assert not seen.is_visible()


def test_what_a_manager_fills_in_is_seen_by_whoever_looks_and_sent(site: Site) -> None:
    page, phrase = site.person(), new_phrase(site.world.house)
    page.goto("/carnet/ouverture")
    filled = "(e, words) => { e.value = words; e.dispatchEvent(new Event('input', {bubbles: true})); }"
    page.locator("#main [name='words']").evaluate(filled, phrase)
    page.locator("#main [name='words']").focus()
    assert page.locator("#main textarea[data-secret]").input_value() == phrase
    page.locator("#open").click()
    page.wait_for_url("**/carnet")


def test_chromium_asks_whether_to_keep_the_words(site: Site, playwright: Playwright, tmp_path: Path) -> None:
    """Its own account of what it decides; test browsers have the manager switched off otherwise."""
    context = playwright.chromium.launch_persistent_context(
        tmp_path, executable_path=CHROMIUM, args=[*FLAGS, "--password-store=basic"], base_url=site.url,
        ignore_default_args=["--enable-automation"], locale="fr-FR",
    )  # fmt: skip
    context.set_default_timeout(20_000)
    told, page = context.pages[0], context.new_page()
    told.goto("chrome://password-manager-internals/")
    page.goto("/carnet/ouverture")
    page.locator("#make").click()
    phrase = words_shown(page)
    page.locator("#noted").click()
    type_words(page, phrase)
    page.locator("#open").click()
    page.wait_for_url("**/carnet")
    told.get_by_text("Decision: ASK the user").wait_for()
    context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["js", "sans-js"])
def test_all_the_words_are_seen_at_once_on_a_small_telephone(site: Site, scripts: bool) -> None:
    page = site.person(width=360, javascript=scripts)
    longest = sorted(all_words(), key=len)[-8:]
    for url, ready in (("/carnet/ouverture", ""), ("/carnet/saisie", "#noted")):
        page.goto("/carnet/ouverture")
        for button in filter(None, ("#make" if ready else "", ready)):
            page.locator(button).click()
        type_words(page, " ".join(longest))
        seen = page.locator("#main textarea[data-secret]")
        assert seen.evaluate("e => e.scrollHeight <= e.clientHeight && e.scrollWidth <= e.clientWidth"), url
        assert wider_than_screen(page) <= 0
        if scripts:  # without them axe, which waits for timers, never answers
            assert axe_violations(page) == []


def test_the_words_typed_back_are_offered_whole(cards: Site) -> None:
    page = cards.person()
    page.goto(f"/carte/{CODES[0]}")
    page.locator("#card").click()
    page.locator("#noted").click()
    secret, seen = page.locator("#main [name='words']"), page.locator("#main textarea[data-secret]")
    assert secret.get_attribute("autocomplete") == "new-password"
    assert seen.is_visible()  # the code is there, to be seen
    assert secret.input_value().strip() == seen.input_value().strip() == shown(CODES[0])
    page.locator("form[action='/carnet/ouverture']").evaluate("f => f.dispatchEvent(new Event('submit'))")
    assert not seen.is_visible()


# On paper


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler absent")
def test_printing_the_page_prints_the_words_alone(cards: Site) -> None:
    page = cards.person()
    page.goto(f"/carte/{CODES[0]}")
    page.locator("#card").click()
    four = words_shown(page).split()
    printed = read(page.pdf())
    found = iter(printed)  # in this order; the sentences around may use one of them too
    assert all(word in found for word in four)
    assert set(printed) <= {*four, shown(CODES[0]), "1.", "2.", "3.", "4."}


def read(pdf: bytes) -> list[str]:
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode().split()


# On a computer that others use


def shared(site: Site, browser: Browser, scripts: bool) -> tuple[BrowserContext, Page, str]:
    """Somebody makes a carnet, opens it, and leaves words half typed on a page."""
    context = browser.new_context(base_url=site.url, java_script_enabled=scripts, locale="fr-FR")
    context.set_default_timeout(20_000)
    context.route(
        f"{ELSEWHERE}**",
        lambda route: route.fulfill(body="<h1>La météo</h1>", content_type="text/html; charset=utf-8"),
    )
    page = context.new_page()
    page.goto("/carnet/ouverture")
    page.locator("#make").click()
    phrase = words_shown(page)
    page.locator("#noted").click()
    type_words(page, phrase)
    page.locator("#open").click()
    page.wait_for_url("**/carnet")
    assert "fermez le carnet avant de partir" in page.locator("#main").inner_text()
    page.goto("/c/lorne/doleances/nouvelle")
    page.locator("#main [name='body']").fill(TEXT)
    return context, page, phrase


def nothing_left(context: BrowserContext, page: Page, phrase: str, back: int) -> None:
    """No cookie; nothing on any page that "back" leads to; nothing stored."""
    assert [c for c in context.cookies() if c["name"] in ("s", "__Host-s")] == []
    for _step in range(back):
        page.go_back()
        text = page.content() + " ".join(
            box.input_value() for box in page.locator("#main input, #main textarea").all()
        )
        assert "Mon carnet" not in text
        assert TEXT not in text
        assert sum(word in text for word in phrase.split()) < 3
    state = context.storage_state()
    assert [c["name"] for c in state["cookies"]] == []
    assert state["origins"] == []


@pytest.mark.parametrize("scripts", [True, False], ids=["js", "sans-js"])
def test_after_closing_nothing_is_left_behind(site: Site, keeping: Browser, scripts: bool) -> None:
    context, page, phrase = shared(site, keeping, scripts)
    page.goto("/carnet")
    page.locator("#close").click()
    page.get_by_text("C’est fermé").first.wait_for()
    nothing_left(context, page, phrase, 4)
    context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["js", "sans-js"])
def test_leaving_fast_leaves_nothing_behind(site: Site, keeping: Browser, scripts: bool) -> None:
    context, page, phrase = shared(site, keeping, scripts)
    token = next(c["value"] for c in context.cookies() if c["name"] == "s")
    page.get_by_role("button", name="Quitter vite").click()
    page.wait_for_url(ELSEWHERE)
    page.get_by_text("La météo").wait_for()
    assert site.world.house.sessions.read(token, site.world.clock()) is None
    nothing_left(context, page, phrase, 3)
    context.close()


def test_leaving_fast_from_a_page_that_grew_old_is_not_refused(site: Site, keeping: Browser) -> None:
    context, page, _phrase = shared(site, keeping, False)
    other = context.new_page()
    other.goto("/carnet")
    other.locator("#close").click()
    other.get_by_text("C’est fermé").first.wait_for()
    page.get_by_role("button", name="Quitter vite").click()
    page.get_by_text("La météo").wait_for()
    assert page.url == ELSEWHERE
    context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["js", "sans-js"])
@pytest.mark.parametrize("leaving", ["quitter", "ailleurs"])
def test_words_with_a_slip_are_there_to_mend_and_not_at_back(
    site: Site, keeping: Browser, scripts: bool, leaving: str
) -> None:
    """A browser sends a form again at "back": what it gives back then would be the next person's."""
    context, page, phrase = shared(site, keeping, scripts)
    page.goto("/carnet")
    page.locator("#close").click()
    page.goto("/carnet/ouverture")
    slip = " ".join([*phrase.split()[:7], "zzzzzz"])
    type_words(page, slip)
    page.locator("#open").click()
    page.get_by_text("Mot 8").first.wait_for()
    assert page.locator("#main [name='words']").input_value() == slip
    if leaving == "quitter":
        page.get_by_role("button", name="Quitter vite").click()
        page.get_by_text("La météo").wait_for()
    else:
        page.goto("/")
    nothing_left(context, page, phrase, 2)
    context.close()
