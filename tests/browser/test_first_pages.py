"""Every page of the first rooms: no sideways scroll, no violation, valid, in both themes and at both widths."""

from tests.browser.conftest import Site, faults

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


def test_pages_are_readable_by_all(site: Site) -> None:
    page, alice = site.person(), site.person(site.world.alice)
    visits = [(page, name, url) for name, url in {**PAGES, "doleance": grievance(site)}.items()]
    for who, name, url in [*visits, (alice, "mon-carnet", "/carnet")]:
        who.goto(url)
        assert faults(who, name) == []
