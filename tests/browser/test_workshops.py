"""A workshop from card to claim: the facilitator with JavaScript, who spoke without, on a phone, with a paper in hand."""

import re

import pytest
from playwright.sync_api import Page

from forum.texts.models import Document
from forum.texts.voices import wrote
from tests.browser.conftest import Site, axe_violations, shoot, wider_than_screen
from tests.workshops.room import Room

FIRST = "Les visites ont cessé. On reste seules avec le bébé."
SECOND = "La règle des quinze jours nous remet dehors."


def fill(page: Page, n: int, body: str, mark: str, what: str = "grievance", consent: str = "aloud") -> None:
    page.select_option(f"[name=what-{n}]", what)
    page.fill(f"[name=body-{n}]", body)
    page.fill(f"[name=since-{n}]", "depuis mars")
    page.fill(f"[name=mark-{n}]", mark)
    page.select_option(f"[name=consent-{n}]", consent)


def prepare(page: Page) -> None:
    page.goto("/c/lorne/ateliers/nouveau")
    page.fill("[name=place]", "Salle de quartier")
    page.select_option("[name=territory]", "nord")
    page.fill("[name=theme]", "Les visites de PMI")
    page.fill("[name=day]", "2026-03-20")
    page.click("#prepare")
    page.locator("#cards").wait_for()


def test_from_card_to_claim(site: Site) -> None:
    room = Room(site.world)
    fatou = site.person(room.fatou)
    prepare(fatou)
    with fatou.expect_download() as printed:
        fatou.click("#cards")
    assert printed.value.path().read_bytes().startswith(b"%PDF")

    fatou.get_by_role("link", name="Noter ce qui a été dit").click()
    fill(fatou, 0, FIRST, room.mark(0))
    fill(fatou, 1, SECOND, room.mark(1), "rule", "")
    fatou.click("#send")
    fatou.get_by_text("1 parole prise").wait_for()
    assert fatou.locator("[name=body-0]").input_value() == SECOND
    fatou.select_option("[name=consent-0]", "hand")
    fatou.click("#send")
    fatou.locator("#cards").wait_for()
    site.world.slot()

    fatima = site.person(width=360, javascript=False)
    fatima.goto("/carte/parole")
    fatima.fill("[name=code]", room.code(0).lower().replace("-", " "))
    fatima.click("#read")
    fatima.get_by_role("button", name="Changer").click()
    fatima.fill("[name=body]", FIRST.replace("cessé", "cessé en mars"))
    fatima.click("#keep")
    site.world.slot()
    fatima.goto("/c/lorne/doleances")
    fatima.get_by_role("link", name=re.compile("Les visites ont cessé")).first.click()
    assert fatima.get_by_text("cessé en mars").count() >= 1
    fatima.get_by_role("link", name="Recueillie en atelier").click()
    assert fatima.get_by_text(SECOND).count() == 1

    bob = site.person(site.world.bob, width=360, javascript=False)
    bob.goto("/carte/parole")
    bob.fill("[name=code]", room.code(1))
    bob.click("#read")
    bob.get_by_role("button", name="Mettre dans mon carnet").click()
    site.world.slot()
    bob.goto("/carnet")
    assert bob.get_by_role("link", name=re.compile("La règle des quinze jours")).count() >= 1
    mine = [d for d in site.world.rows(Document) if wrote(site.world.bob, d, d.nul)]
    assert [d.kind for d in mine] == ["mechanism"]

    fatima.goto("/carte/parole")
    fatima.fill("[name=code]", room.code(0))
    fatima.click("#read")
    fatima.get_by_role("button", name="Retirer").click()
    site.world.slot()
    assert [d.kind for d in site.world.rows(Document)] == ["mechanism"]


@pytest.mark.parametrize("dark", [False, True], ids=["clair", "sombre"])
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_readable_by_all(site: Site, width: int, dark: bool) -> None:
    room = Room(site.world)
    room.send(room.said(0, 0), room.said(1, 1, "rule"), room.said(2, 2, "principle"))
    site.world.slot()
    fatou = site.person(room.fatou, width=width, dark=dark)
    holder = site.person(width=width, dark=dark)
    pages = [
        *((fatou, name, url) for name, url in (
            ("ateliers", "/c/lorne/ateliers"), ("nouveau", "/c/lorne/ateliers/nouveau"), ("atelier", room.url),
            ("paroles", f"{room.url}/paroles"), ("parole", "/c/lorne/ateliers/parole"),
        )),
        (holder, "compte-rendu", f"{room.url}/compte-rendu"), (holder, "carte", "/carte/parole"),
    ]  # fmt: skip
    for who, name, url in pages:
        who.goto(url)
        _look(who, f"atelier-{name}", width, dark)
    holder.fill("[name=code]", room.code(0))
    holder.click("#read")
    _look(holder, "atelier-carte-lue", width, dark)
    holder.get_by_role("button", name="Changer").click()
    _look(holder, "atelier-changer", width, dark)


def _look(page: Page, name: str, width: int, dark: bool) -> None:
    page.locator("h1").wait_for()
    if not dark:
        shoot(page, f"{name}-{width}")
    assert wider_than_screen(page) == 0, name
    assert axe_violations(page) == [], name
