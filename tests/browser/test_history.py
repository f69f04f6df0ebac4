"""The profile's own history, read from its file once the browser is closed, as whoever sits there next could."""

import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from forum.texts.models import Document
from tests.browser.conftest import CHROMIUM, FLAGS, Site
from tests.core import images
from tests.moderation.sample import grievance


@pytest.mark.parametrize("javascript", [True, False])
def test_the_history_does_not_say_whose_text_it_is(
    site: Site, playwright: Playwright, tmp_path: Path, javascript: bool
) -> None:
    world = site.world
    ref = grievance(world)
    picture = tmp_path / "a.jpg"
    picture.write_bytes(images.talkative_jpeg())
    profile = tmp_path / "profile"
    context = playwright.chromium.launch_persistent_context(
        str(profile), executable_path=CHROMIUM, args=FLAGS, base_url=site.url, java_script_enabled=javascript
    )
    token = world.house.sessions.open(world.alice, world.clock(), own_device=True)
    context.add_cookies([{"name": "s", "value": token, "url": site.url, "httpOnly": True}])
    page = context.new_page()
    page.goto("/c/lorne/doleances/nouvelle")
    page.fill("[name=body]", "Le bus ne passe plus.")
    page.fill("[name=since]", "mars")
    page.select_option("[name=territory]", "nord")
    page.get_by_text("Dire plus (si vous voulez)").click()
    page.locator("[name=picture]").first.check()
    page.get_by_role("button", name="Envoyer").click()
    page.set_input_files("[name=picture]", picture)
    page.fill("[name=alt]", "L’arrêt, vide.")
    page.click("#join")
    page.get_by_text("L’image est prête").first.wait_for()
    page.goto("/carnet")
    page.locator("a[href*='/carnet/effacement/']").first.click()
    page.get_by_role("heading", name="Effacer ce qui est à vous").wait_for()
    page.goto("/carnet")
    page.click("#close")
    page.get_by_text("garde les adresses et les heures").first.wait_for()
    context.close()
    world.slot()
    with sqlite3.connect(profile / "Default" / "History") as history:
        kept = history.execute("SELECT url, title FROM urls").fetchall()
    assert {"/carnet", "/carnet/fermeture"} <= {url.removeprefix(site.url) for url, _title in kept}
    refs = {row.ref for row in world.rows(Document)}
    assert ref in refs and len(refs) == 2
    assert [row for row in kept for word in (*refs, "chambre", "bus") if word in " ".join(row)] == []
