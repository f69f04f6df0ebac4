"""Which commune, in a real browser: asked on a phone without JavaScript and with it, and the page looked at."""

from pathlib import Path

import pytest

from forum.petitions.models import PendingSignature
from tests.browser.conftest import Site, faults
from tests.browser.test_valid_html import validated
from tests.petitions.scene import Scene
from tests.petitions.towns.test_pages import TYPED, of_departments


@pytest.mark.parametrize("javascript", [False, True])
def test_namesakes_are_asked_on_a_phone(site: Site, *, javascript: bool) -> None:
    scene = of_departments(site.world)
    page = site.person(None, width=360, javascript=javascript)
    page.goto(scene.url)
    page.get_by_label("Prénom et nom").fill("Léa Canari")
    page.get_by_label("Adresse électronique").fill("lea@example.org")
    page.locator("input[name=quality][value=concerned]").check()
    page.get_by_label("Commune").fill("st denis")
    page.locator("#sign-send").click()
    page.get_by_role("heading", name="Quelle commune").wait_for()
    assert faults(page, f"commune-{javascript}", scripts=javascript) == []
    page.locator("#sign-send").click()
    page.get_by_text("Dites laquelle").first.wait_for()
    page.get_by_text("Saint-Denis (La Réunion)").click()
    page.locator("#sign-send").click()
    page.wait_for_url("**/courriel")
    assert [row.territory for row in site.world.rows(PendingSignature)] == ["974"]


def test_its_pages_are_valid(site: Site, tmp_path: Path) -> None:
    scene: Scene = of_departments(site.world)
    browser = site.world.browser()
    for name, commune in (
        ("plusieurs", "st denis"),
        ("aucune", "Bruges (Belgique)"),
        ("presque", "Marseile"),
    ):
        browser.get(scene.url)
        page = browser.send("Signer", **TYPED, commune=commune)
        (tmp_path / f"{name}.html").write_text(page.text, encoding="utf-8")
    (tmp_path / "formulaire.html").write_text(browser.get(scene.url).text, encoding="utf-8")
    assert validated(tmp_path) == ""
