"""Paper, in a real browser: a sheet typed on a phone without JavaScript, and its pages looked at."""

from tests.browser.conftest import Site, faults
from tests.petitions.paper.desk import Desk


def test_a_sheet_is_typed_on_a_phone_without_javascript(site: Site) -> None:
    desk = Desk(site.world)
    desk.print(1)
    page = site.person(desk.fatou, width=360, javascript=False)
    page.goto(desk.base)
    page.get_by_label("Numéro de la feuille").fill(desk.shown(1).lower())
    page.get_by_role("button", name="Ouvrir la feuille").click()
    page.get_by_label("Où, ou par qui").select_option("meeting")
    page.get_by_label("Nom ligne 1", exact=True).fill("Léa Canari")
    for _ in range(4):  # quality, commune, e-mail, the two boxes: then the next line
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "illegible-1"
    for _ in range(2):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "name-2"
    page.keyboard.type("Samir Merle")
    page.get_by_role("button", name="Enregistrer la feuille").click()
    page.get_by_text("Feuille").first.wait_for()
    assert desk.sheet().state in ("counted", "entered")


def test_its_pages_are_sound(site: Site) -> None:
    desk = Desk(site.world)
    desk.print(3, 12)
    desk.type(desk.fatou, 1, drawn=True)
    desk.again(desk.gil, 1, desk.names() | {"name-2": "Samir Merlu"})
    desk.type(desk.fatou, 2, drawn=True)
    found = []
    person = site.person(site.world.olga)
    for name, address in (
        ("papier", desk.base),
        ("papier-saisie", f"{desk.base}/3/saisie"),
        ("papier-accord", f"{desk.base}/1/accord"),
        ("papier-feuille", f"{desk.base}/2"),
        ("papier-aide", f"/c/lorne/petitions/{desk.code}/aide"),
        ("papier-recu", "/recu"),
    ):
        person.goto(address)
        found += faults(person, name)
    person.goto(f"/c/lorne/petitions/{desk.code}/aide")
    person.get_by_label("Son prénom et son nom").fill("Rose Geai")
    person.locator("input[name=quality][value=concerned]").check()
    person.locator("input[name=consent][value=aloud]").check()
    person.get_by_role("button", name="Signer avec elle").click()
    person.get_by_text("Le reçu ne dit ni").wait_for()
    found += faults(person, "papier-remis")
    assert found == []
