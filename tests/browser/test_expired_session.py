"""An expired session costs no text: written, sent too late, signed in again, posted; for a carnet and for the staff."""

import pyotp
import pytest
from playwright.sync_api import Page

from forum.http.sessions import LIFETIME
from forum.identity.carnets import new_phrase
from forum.registers.models import Institution
from forum.texts.models import Document, Version
from tests.browser.conftest import Site, type_words

BODY = (
    "Les visites à domicile sont supprimées depuis mars.\n\n"
    "« Rappelez en septembre », dit le répondeur. Les mères restent seules, et nous aussi."
)
SINCE = "depuis mars 2025"
PASSWORD = "quatre mots sans rapport"
NAME = "Caisse d’allocations familiales de la Lorne"


def fill_grievance(page: Page) -> None:
    page.goto("/c/lorne/doleances/nouvelle")
    page.locator("[name=body]").fill(BODY)
    page.locator("[name=territory]").select_option("nord")
    page.locator("[name=since]").fill(SINCE)


def open_carnet(page: Page, phrase: str) -> None:
    type_words(page, phrase)
    page.locator("#open").click()


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "sans-js"])
def test_a_carnet_that_closed_while_one_wrote_loses_nothing(site: Site, javascript: bool) -> None:
    page = site.person(javascript=javascript, width=360)
    phrase = new_phrase(site.world.house)
    page.goto("/carnet/ouverture")
    open_carnet(page, phrase)
    page.wait_for_url("**/carnet")
    fill_grievance(page)
    site.world.clock.forward(LIFETIME + 1)
    page.locator("#send").click()
    page.get_by_text("n’est pas perdu").wait_for()
    assert page.get_by_text("dit le répondeur").count() == 1
    open_carnet(page, phrase)
    page.get_by_text("C’est noté").first.wait_for()
    site.world.slot()
    (version,) = site.world.rows(Version)
    assert version.fields["body"].replace("\r\n", "\n") == BODY
    assert version.fields["since"] == SINCE
    page.goto(f"/c/lorne/doleances/{site.world.rows(Document)[0].ref}")
    assert page.get_by_text("dit le répondeur").count() == 1
    assert page.get_by_text(SINCE).count() == 1


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "sans-js"])
def test_a_team_session_that_ended_while_one_wrote_loses_nothing(site: Site, javascript: bool) -> None:
    page = site.person(site.world.olga, javascript=javascript)
    page.goto("/equipe/mot-de-passe")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("#set").click()
    secret = page.locator("main code").first.inner_text().replace(" ", "")
    page.locator("[name=code]").fill(pyotp.TOTP(secret).at(site.world.clock().epoch))
    page.locator("#arm").click()
    page.get_by_text("Dix codes de secours").wait_for()
    page.goto("/c/lorne/institutions")
    page.locator("[name=name]").first.fill(NAME)
    site.world.clock.forward(LIFETIME + 1)
    page.locator("#add").click()
    page.get_by_text("Votre texte est gardé").wait_for()
    assert page.get_by_text(NAME).count() == 1
    page.locator("[name=email]").fill("olga@example.org")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=code]").fill(pyotp.TOTP(secret).at(site.world.clock().epoch))
    page.locator("#enter").click()
    page.wait_for_url("**/c/lorne/institutions")
    page.get_by_text(NAME).first.wait_for()
    assert [row.name for row in site.world.rows(Institution)] == [NAME]


def test_what_goes_again_is_shown_once_and_goes_at_one_press(site: Site) -> None:
    """The form that sends it again carries the text out of sight, beside the one to read."""
    page = site.person(site.world.alice)
    fill_grievance(page)
    page.evaluate("for (const mark of document.querySelectorAll('[name=_csrf]')) mark.value = 'past'")
    page.locator("#send").click()
    page.locator("#again").wait_for()
    assert page.locator("main textarea:visible").count() == 2  # the text, and since when
    page.locator("#again").click()
    page.get_by_text("C’est noté").first.wait_for()
    site.world.slot()
    assert len(site.world.rows(Version)) == 1
