"""The pages of a workshop, of what is typed of it and of its cards: readable by all."""

from playwright.sync_api import Page

from tests.browser.conftest import Site, faults
from tests.workshops.room import Room


def test_every_page_is_readable_by_all(site: Site) -> None:
    room = Room(site.world)
    room.send(room.said(0, 0), room.said(1, 1, "rule"), room.said(2, 2, "principle"))
    site.world.slot()
    fatou, holder = site.person(room.fatou), site.person()
    for who, name, url in (
        (fatou, "ateliers", "/c/lorne/ateliers"), (fatou, "nouveau", "/c/lorne/ateliers/nouveau"),
        (fatou, "atelier", room.url), (fatou, "parole", "/c/lorne/ateliers/parole"),
        (holder, "compte-rendu", f"{room.url}/compte-rendu"), (holder, "carte", "/carte/parole"),
    ):  # fmt: skip
        who.goto(url)
        look(who, name)
    holder.fill("[name=code]", room.code(0))
    holder.click("#read")
    look(holder, "carte-lue")
    holder.get_by_role("button", name="Changer").click()
    look(holder, "changer")
    fatou.goto(f"{room.url}/paroles")
    look(fatou, "paroles")
    for name, said in room.said(0, 3, body="Le guichet ferme à midi.").items():
        field = fatou.locator(f"[name={name}]")
        field.select_option(said) if name.split("-")[0] in ("what", "college", "consent") else field.fill(
            said
        )
    fatou.click("#onward")
    for name in ("qui", "frequence", "service", "sources"):
        fatou.get_by_role("heading", name="Compléter avec la personne").wait_for()
        look(fatou, f"etape-{name}")
        fatou.click("#keep")
    fatou.get_by_role("heading", name="Relire, et donner la carte").wait_for()
    look(fatou, "etape-fin")


def look(page: Page, name: str) -> None:
    page.locator("h1").wait_for()
    assert faults(page, f"atelier-{name}") == []
