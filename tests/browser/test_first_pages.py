"""Every page of the first rooms: no sideways scroll, no violation, valid, in both themes and at both widths."""

import pytest

from tests.browser.conftest import Site, axe_violations, shoot, wider_than_screen

PAGES = {
    "accueil": "/",
    "collectif": "/c/lorne",
    "doleances": "/c/lorne/doleances",
    "nouvelle": "/c/lorne/doleances/nouvelle",
    "carnet": "/carnet/ouverture",
    "equipe": "/equipe/ouverture",
    "protection": "/protection",
    "inconnue": "/rien",
}


def grievance(site: Site) -> str:
    browser = site.world.browser(site.world.alice)
    browser.get("/c/lorne/doleances/nouvelle")
    browser.send(
        "Envoyer", body="Les visites à domicile de la PMI sont supprimées.\n\nLes mères restent seules.",
        territory="nord", since="depuis mars 2025", concerned="les femmes qui viennent d’accoucher",
    )  # fmt: skip
    site.world.slot()
    return f"/c/lorne/doleances/{browser_ref(site)}"


def browser_ref(site: Site) -> str:
    from forum.texts.models import Document

    return str(site.world.rows(Document)[0].ref)


@pytest.mark.parametrize("dark", [False, True], ids=["clair", "sombre"])
@pytest.mark.parametrize("width", [360, 1280])
def test_pages_are_readable_by_all(site: Site, width: int, dark: bool) -> None:
    theme = "sombre" if dark else "clair"
    page = site.person(width=width, dark=dark)
    alice = site.person(site.world.alice, width=width, dark=dark)
    visits = [(page, name, url) for name, url in {**PAGES, "doleance": grievance(site)}.items()]
    for who, name, url in [*visits, (alice, "mon-carnet", "/carnet")]:
        who.goto(url)
        shoot(who, f"{name}-{width}-{theme}")
        assert wider_than_screen(who) <= 0, name
        assert axe_violations(who) == [], name
