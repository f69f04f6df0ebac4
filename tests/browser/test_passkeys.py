"""A passkey in a real browser, by its own virtual authenticator: made, shown, refused, and what the pages say meanwhile."""

from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page

from forum.http.sessions import LIFETIME
from forum.identity.staff.models import StaffPasskey
from forum.registers.models import Institution
from tests.browser.conftest import Site, axe_violations, shoot, wider_than_screen

NAME = "Mon téléphone"
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def here(site: Site) -> Site:
    """Where browsers take a key without https: by the name of this machine."""
    site.url = site.url.replace("127.0.0.1", "localhost")
    site.world.house.settings = site.world.settings.model_copy(update={"base_url": site.url})
    return site


class Device:
    """What a telephone does with a finger on it."""

    def __init__(self, page: Page) -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        self.ident = str(self._send("addVirtualAuthenticator", options=DEVICE)["authenticatorId"])

    def _send(self, what: str, **told: Any) -> dict[str, Any]:
        return dict(self.session.send(f"WebAuthn.{what}", told))

    def knows_the_finger(self, yes: bool) -> None:
        self._send("setUserVerified", authenticatorId=self.ident, isUserVerified=yes)

    @property
    def keys(self) -> list[dict[str, Any]]:
        return list(self._send("getCredentials", authenticatorId=self.ident)["credentials"])


def faults(page: Page) -> list[str]:
    """What the browser complains of: a policy broken, a script that failed."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def make(page: Page, name: str = NAME) -> None:
    page.goto("/equipe/cles")
    page.locator("[name=name]").fill(name)
    page.locator("#add").click()
    page.locator("#passkey").click()


def test_a_key_is_made_opens_the_door_and_sends_the_text_that_waited(here: Site) -> None:
    page = here.person(here.world.olga, width=360)
    device, heard = Device(page), faults(page)
    make(page)
    page.get_by_text("Dix codes de secours").wait_for()
    (row,) = here.world.rows(StaffPasskey)
    (key,) = device.keys
    assert (row.name, key["rpId"], key["isResidentCredential"]) == (NAME, "localhost", True)
    page.goto("/equipe")
    page.locator("#leave").click()
    page.goto("/equipe/ouverture")
    page.get_by_role("link", name="Entrer avec une clé d’accès").click()
    page.locator("#passkey").click()
    page.get_by_role("heading", name="Votre équipe").wait_for()
    assert here.world.rows(StaffPasskey)[0].sign_count == device.keys[0]["signCount"] > 1
    page.goto("/c/lorne/institutions")
    page.locator("[name=name]").first.fill("Caisse de la Lorne")
    here.world.clock.forward(LIFETIME + 1)
    page.locator("#add").click()
    page.locator("#by-key").click()
    page.locator("#passkey").click()
    page.wait_for_url("**/c/lorne/institutions")
    page.get_by_text("Caisse de la Lorne").first.wait_for()
    assert [found.name for found in here.world.rows(Institution)] == ["Caisse de la Lorne"]
    assert [said for said in heard if "401" not in said] == []


def test_what_the_browser_refuses_is_said_in_words_and_can_be_tried_again(here: Site) -> None:
    page = here.person(here.world.olga)
    device = Device(page)
    make(page)
    page.get_by_text("Dix codes de secours").wait_for()
    token = here.world.house.sessions.open(here.world.olga, here.world.clock(), door="passkey")
    page.context.add_cookies([{"name": "s", "value": token, "url": here.url}])
    make(page, "La même")
    page.get_by_text("a déjà une clé pour ce compte").wait_for()
    stranger = here.person()
    wrong = Device(stranger)
    stranger.goto("/equipe/cle-d-acces")
    stranger.locator("#passkey").click()
    stranger.get_by_text("Rien n’a été fait").wait_for()
    assert wrong.keys == []
    page.goto("/equipe/cle-d-acces")
    device.knows_the_finger(False)
    page.locator("#passkey").click()
    page.get_by_text("Rien n’a été fait").wait_for()
    device.knows_the_finger(True)
    page.locator("#passkey").click()
    page.get_by_role("heading", name="Votre équipe").wait_for()
    assert len(here.world.rows(StaffPasskey)) == 1


def test_without_scripts_or_without_keys_the_page_says_so(here: Site) -> None:
    plain = here.person(javascript=False)
    plain.goto("/equipe/cle-d-acces")
    assert plain.get_by_text("a besoin de JavaScript").is_visible()
    assert not plain.locator("#passkey").is_visible()
    assert plain.get_by_role("link", name="Entrer autrement").is_visible()
    unable = here.person()
    unable.add_init_script("delete window.PublicKeyCredential")
    unable.goto("/equipe/cle-d-acces")
    unable.get_by_text("ne sait pas se servir d’une clé").wait_for()
    assert not unable.get_by_text("a besoin de JavaScript").is_visible()
    assert not unable.locator("#passkey").is_visible()


@pytest.mark.parametrize(("width", "dark"), [(360, False), (360, True), (1280, False), (1280, True)])
def test_the_pages_of_keys_are_whole_on_every_screen(here: Site, width: int, dark: bool) -> None:
    page = here.person(here.world.olga, width=width, dark=dark)
    Device(page)
    suffix = f"{width}-{'nuit' if dark else 'jour'}"
    page.goto("/equipe/cle-d-acces")
    page.locator("#passkey").wait_for()
    look(page, f"cle-entree-{suffix}")
    page.goto("/equipe/cles")
    look(page, f"cles-vide-{suffix}")
    page.locator("[name=name]").fill(NAME)
    page.locator("#add").click()
    page.locator("#passkey").wait_for()
    look(page, f"cle-nouvelle-{suffix}")
    page.locator("#passkey").click()
    page.get_by_text("Dix codes de secours").wait_for()
    for path, name in (("/equipe/cles", "cles"), ("/equipe", "equipe"), ("/equipe/ouverture", "portes")):
        page.goto(path)
        look(page, f"{name}-{suffix}")
    page.goto("/equipe/cles")
    page.get_by_role("link", name="Retirer").click()
    look(page, f"cle-retrait-{suffix}")
    page.goto("/equipe/mot-de-passe")
    look(page, f"mot-de-passe-{suffix}")


def look(page: Page, picture: str) -> None:
    shoot(page, picture)
    assert wider_than_screen(page) <= 0, picture
    assert axe_violations(page) == [], picture
