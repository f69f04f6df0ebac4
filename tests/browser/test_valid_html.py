"""Every page is valid HTML, as the server sends it."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.browser.conftest import Site
from tests.browser.test_first_pages import PAGES, grievance
from tests.workshops.room import Room

CHECKS = Path(__file__).parents[2] / "checks"
VALIDATOR = CHECKS / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"


def test_every_page_is_valid(site: Site, tmp_path: Path) -> None:
    pages = {**PAGES, "doleance": grievance(site)}
    for who, viewer in (("visiteur", None), ("alice", site.world.alice), ("olga", site.world.olga)):
        browser = site.world.browser(viewer)
        for name, url in {**pages, "mon-carnet": "/carnet"}.items():
            (tmp_path / f"{who}-{name}.html").write_text(browser.get(url).text, encoding="utf-8")
    assert validated(tmp_path) == ""


def validated(folder: Path) -> str:
    """What is wrong with the files of a folder, "" if nothing is."""
    if not VALIDATOR.exists() or shutil.which("node") is None:
        pytest.skip("html-validate absent : `npm ci --prefix checks`")
    run = subprocess.run(
        ["node", VALIDATOR, "--config", CHECKS / ".htmlvalidate.json", "--formatter", "text", folder],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return run.stdout[:4000] + run.stderr[:1000] if run.returncode else ""


def test_the_pages_of_a_workshop_are_valid(site: Site, tmp_path: Path) -> None:
    room = Room(site.world)
    texts = {
        "refusee": room.send(room.said(0, 0), room.said(1, 1, consent="", body="Appelez le 06 12 34 56 78."))
    }
    site.world.slot()
    fatou, holder = site.world.browser(room.fatou), room.holding(0)
    texts["carte"] = holder.page
    texts["changer"] = holder.send("Changer")
    fatou.get(f"{room.url}/paroles")
    texts["etape"] = fatou.send("Envoyer, puis compléter", **room.said(0, 3, body="Le guichet ferme à midi."))
    texts["etape-refusee"] = fatou.send("Garder", concerned="Mme Durand")
    texts["etape-fin"] = fatou.send("C’est assez, terminer")
    for url in (room.url, f"{room.url}/paroles", f"{room.url}/compte-rendu", "/c/lorne/ateliers/parole"):
        texts[url.replace("/", "-")] = fatou.get(url)
    alice = site.world.browser(site.world.alice)
    alice.get("/c/lorne/doleances/nouvelle")
    texts["completer"] = alice.send("Envoyer", body="La porte est fermée.", territory="nord", since="mai")
    for name, page in texts.items():
        (tmp_path / f"{name}.html").write_text(page.text, encoding="utf-8")
    assert validated(tmp_path) == ""
