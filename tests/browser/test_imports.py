"""A leaflet brought on a phone, with scripts and without: read, corrected, made into drafts."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page

from forum.texts.models import Document
from tests.browser.conftest import Site, axe_violations, shoot, wider_than_screen
from tests.browser.test_valid_html import VALIDATOR, validated
from tests.demands.imports.documents import as_docx
from tests.demands.imports.test_screen import ADDRESS, LEAFLET, bring, opened, pasted
from tests.demands.scene import URL
from tests.world import World

NAMED = LEAFLET + "\nNous exigeons que Mme Haddad, au 06 12 34 56 78, soit reçue.\n"


def at_ease(page: Page, name: str, axe: bool) -> None:
    shoot(page, name)
    assert wider_than_screen(page) <= 0, name
    if axe:
        assert axe_violations(page) == [], name


@pytest.mark.parametrize("javascript", [True, False], ids=["avec scripts", "sans script"])
def test_a_leaflet_becomes_drafts_on_a_phone(site: Site, tmp_path: Path, javascript: bool) -> None:
    brought = tmp_path / "tract de Jeanne.docx"
    brought.write_bytes(as_docx(NAMED))
    said = "js" if javascript else "sans"
    page = site.person(site.world.olga, width=360, javascript=javascript, dark=not javascript)
    page.goto(URL)
    page.get_by_role("link", name="Importer un tract").click()
    page.wait_for_selector("h1:has-text('Importer')")
    at_ease(page, f"import-{said}-1", javascript)
    page.set_input_files("input[name=document]", brought)
    page.get_by_role("button", name="Lire ce texte").click()
    page.wait_for_selector("#f-title-0")
    at_ease(page, f"import-{said}-2", javascript)
    page.fill("#f-title-0", "Rouvrir la permanence")
    page.get_by_text("laissées, et pourquoi").click()
    page.get_by_label("Depuis dix ans les postes disparaissent.").check()
    page.get_by_role("button", name="Relire celles que j’ai cochées").click()
    page.wait_for_selector("textarea[name^=title-x]")
    page.locator("#send").click()
    page.wait_for_selector("#f-guard")
    at_ease(page, f"import-{said}-3", javascript)
    page.get_by_role("button", name="Tout remplacer").click()
    page.wait_for_selector("text=C’est remplacé")
    page.locator("#send").click()
    page.wait_for_selector("text=brouillons sont faits")
    at_ease(page, f"import-{said}-4", javascript)
    page.get_by_role("link", name="Rouvrir la permanence").click()
    page.wait_for_selector("h1:has-text('Rouvrir la permanence')")
    assert "A.S.E. de Roche-Verte" in page.inner_text("main")
    assert len(site.world.rows(Document, Document.kind == "demand")) == 4


@pytest.mark.parametrize(("width", "dark"), [(360, True), (1280, False)])
def test_pages_are_readable_by_all(site: Site, width: int, dark: bool) -> None:
    page = site.person(site.world.olga, width=width, dark=dark)
    page.goto(ADDRESS)
    page.fill("textarea[name=pasted]", NAMED)
    at_ease(page, f"import-{width}-1", True)
    page.get_by_role("button", name="Lire ce texte").click()
    page.wait_for_selector("#f-title-0")
    for summary in page.locator("main details > summary").all():
        summary.click()
    at_ease(page, f"import-{width}-2", True)


def test_pages_are_valid(world_pages: dict[str, str], tmp_path: Path) -> None:
    if not VALIDATOR.exists() or shutil.which("node") is None:
        pytest.skip("html-validate absent : `npm ci --prefix checks`")
    for name, text in world_pages.items():
        (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
    assert validated(tmp_path) == ""


@pytest.fixture
def world_pages(site: Site) -> dict[str, str]:
    world: World = site.world
    olga, read = pasted(world, NAMED)
    seen = olga.send("Faire les brouillons", **{"title-0": ""})
    guarded = olga.send("Faire les brouillons", **{"title-0": "Rouvrir"})
    made = olga.send("Garder tel quel et publier")
    again = opened(world)
    return {
        "start": again.page.text, "wrong": bring(again, "").text, "read": read.text, "seen": seen.text,
        "guarded": guarded.text, "made": made.text, "there": pasted(world, NAMED)[1].text,
    }  # fmt: skip
