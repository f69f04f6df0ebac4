"""The demo as people see it: every kind of page, both widths, both themes, the team's pages too; valid, light, readable."""

import re
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
from playwright.sync_api import Browser

from forum.core.settings import load
from forum.core.viewer import Viewer
from forum.demo.load import load_demo
from forum.identity.staff.models import Staff
from tests.browser.conftest import Site, faults
from tests.browser.test_valid_html import CHECKS, validated
from tests.conftest import CHEAP, SqliteTemplate
from tests.world import World

C = "/c/val-de-lorne"
LISTS = {
    "accueil": "/",
    "collectif": C,
    "doleances": f"{C}/doleances",
    "doleances-recherche": f"{C}/doleances?q=visite",
    "nommer": f"{C}/doleances/nouvelle",
    "contestations": f"{C}/contestations",
    "contester": f"{C}/contestations/nouvelle",
    "mecanismes": f"{C}/mecanismes",
    "revendications": f"{C}/revendications",
    "revendiquer": f"{C}/revendications/nouvelle",
    "cahiers": f"{C}/cahiers",
    "petitions": f"{C}/petitions",
    "carte": f"{C}/carte",
    "causes": f"{C}/mecanismes/carte",
    "suites": f"{C}/suites",
    "participation": f"{C}/participation",
    "journal": f"{C}/moderation/journal",
    "institutions": f"{C}/institutions",
    "objectifs": f"{C}/objectifs",
    "quart-d-heure": "/quart-d-heure",
    "lettre": f"{C}/lettre",
    "lettre-lien": "/lettre/inconnu",
    "protection": "/protection",
    "mentions-legales": "/mentions-legales",
    "donnees-personnelles": "/donnees-personnelles",
    "accessibilite": "/accessibilite",
    "contact": "/contact",
}
DEEP = {
    "doleance": ("doleances", "visite à domicile"),
    "contestation": ("contestations", ""),
    "mecanisme": ("mecanismes", ""),
    "revendication": ("revendications", ""),
    "cahier": ("cahiers", ""),
    "suites-petition": ("suites", ""),
}
TEAM = {
    "equipe": "/equipe",
    "reglages": f"{C}/reglages",
    "invitations": f"{C}/invitations",
    "moderation": f"{C}/moderation",
    "petition-nouvelle": f"{C}/petitions/nouvelle",
    "cahier-nouveau": f"{C}/cahiers/nouveau",
    "ateliers": f"{C}/ateliers",
    "reference": f"{C}/participation/reference",
}
OF_PETITION = ("chiffres", "nouvelles", "integrer", "encart")
REF = re.compile(r"^[2-9a-hjkmnp-tv-z]{8,10}$")
FIRST_VIEW, NEXT_VIEW = 14_000, 6_000


class DemoWorld(World):
    """The demo instead of the tests' collective; whoever organises and moderates there."""

    def __init__(self, folder: Path, url: str) -> None:
        self.settings = load({}, data_dir=folder, database_url=url, **CHEAP)
        self._prepare()
        load_demo(self.house, self.clock())
        roles = {
            row.name.split()[0]: Viewer(staff_id=row.id, staff_name=row.name) for row in self.rows(Staff)
        }
        self.olga, self.maud = roles["Camille"], roles["Sacha"]


@pytest.fixture(scope="module")
def demo(
    chromium: Browser, empty_database: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("demo")
    made = Site(DemoWorld(folder, empty_database.fresh(folder)), chromium)
    yield made
    made.close()


def addresses(site: Site) -> dict[str, str]:
    """The lists, then one deep page of each kind, found by following the lists."""
    found, browser = dict(LISTS), site.world.browser()
    for name, (room, words) in DEEP.items():
        page = browser.get(f"{C}/{room}")
        links = [a.get("href", "") for a in page.all("a") if words in " ".join("".join(a.itertext()).split())]
        found[name] = next(url for url in links if REF.match(url.removeprefix(f"{C}/{room}/")))
    petitions = [a.get("href", "") for a in browser.get(f"{C}/petitions").all("a")]
    found["petition"] = next(url for url in petitions if url.startswith("/p/"))
    found |= {f"petition-{one}": f"{found['petition']}/{one}" for one in OF_PETITION}
    return found


def test_every_page_is_readable_by_all(demo: Site) -> None:
    found: list[str] = []
    visitor, organiser, moderator = (demo.person(who) for who in (None, demo.world.olga, demo.world.maud))
    visits = [(visitor, addresses(demo)), (organiser, {k: v for k, v in TEAM.items() if k != "moderation"})]
    for who, pages in [*visits, (moderator, {"moderation": TEAM["moderation"]})]:
        for name, url in pages.items():
            answer = who.goto(url)
            assert answer is not None and answer.status == 200, f"{url}: {answer and answer.status}"
            found += faults(who, f"demo-{name}")
    assert found == []


def test_every_page_is_valid_and_light(demo: Site, tmp_path: Path) -> None:
    css = len(brotli.compress((CHECKS.parent / "static" / "site.css").read_bytes(), quality=5))
    for viewer, pages in ((None, addresses(demo)), (demo.world.olga, TEAM), (demo.world.maud, TEAM)):
        browser = demo.world.browser(viewer)
        for name, url in pages.items():
            text = browser.get(url).text
            (tmp_path / f"{viewer is None}-{name}.html").write_text(text, encoding="utf-8")
            weight = len(brotli.compress(text.encode(), quality=5))
            assert weight <= NEXT_VIEW, f"{name}: {weight}"
            assert weight + css <= FIRST_VIEW, f"{name}: {weight + css}"
    assert validated(tmp_path) == ""
