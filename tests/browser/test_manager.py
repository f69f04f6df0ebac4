"""A password manager where no script runs: a page of its own, with one masked line, which leaves nothing at "back"."""

from playwright.sync_api import Page

from forum.identity.carnets import new_phrase
from tests.browser.conftest import Site, wider_than_screen

ONE_LINE = "#main input[type='password'][name='words']"


def masked(site: Site) -> Page:
    page = site.person(width=360, javascript=False)
    page.goto("/carnet/ouverture")
    page.get_by_role("link", name="gestionnaire de mots de passe").click()
    page.wait_for_url("**/carnet/ouverture?masque=1")
    return page


def test_without_scripts_a_manager_finds_one_masked_line_and_a_name(site: Site) -> None:
    page = masked(site)
    assert page.locator("#main [name='words']").count() == page.locator(ONE_LINE).count() == 1
    assert page.locator(ONE_LINE).get_attribute("autocomplete") == "current-password"
    name = page.locator("#main input[autocomplete='username']")
    assert (name.input_value(), name.get_attribute("name")) == ("carnet", None)
    assert wider_than_screen(page) <= 0


def test_it_opens_the_carnet_and_nothing_stands_there_at_back(site: Site) -> None:
    page, phrase = masked(site), new_phrase(site.world.house)
    page.locator(ONE_LINE).fill(phrase)
    page.locator("#open").click()
    page.wait_for_url("**/carnet")
    page.go_back()
    page.locator(ONE_LINE).wait_for()
    assert page.locator(ONE_LINE).input_value() == ""


def test_words_with_a_slip_are_named_and_shown_nowhere(site: Site) -> None:
    page, phrase = masked(site), new_phrase(site.world.house)
    page.locator(ONE_LINE).fill(phrase.rpartition(" ")[0] + " zzzzzz")
    page.locator("#open").click()
    page.locator("#errors").wait_for()
    assert page.locator(ONE_LINE).input_value() == ""
    assert " ".join(phrase.split()[:3]) not in page.content()


def test_with_scripts_there_is_one_page(site: Site) -> None:
    page = site.person()
    page.goto("/carnet/ouverture")
    assert page.get_by_role("link", name="gestionnaire de mots de passe").count() == 0
