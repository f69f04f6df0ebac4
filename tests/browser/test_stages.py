"""Completing a grievance: on a phone, with JavaScript and without; accessible in light and dark."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Site, faults

FORM = {"body": "Les visites sont supprimées. Les mères restent seules.", "since": "depuis mars"}


def begin(page: Page) -> None:
    page.goto("/c/lorne/doleances/nouvelle")
    for name, said in FORM.items():
        page.fill(f"[name={name}]", said)
    page.select_option("[name=territory]", "nord")
    page.click("#send")
    page.wait_for_selector("#keep")


@pytest.mark.parametrize("scripts", [True, False], ids=["js", "sans-js"])
def test_three_minutes_on_a_phone(site: Site, scripts: bool) -> None:
    """Sent first, completed after: eight touches and three lines to type, each page small."""
    page = site.person(site.world.alice, width=360, javascript=scripts)
    begin(page)
    page.fill("[name=concerned]", "Des bébés de moins de trois mois")
    page.click("#keep")
    page.select_option("[name=often]", "Chaque semaine")
    page.click("#keep")
    page.fill("[name=service]", "PMI")
    page.click("#keep")
    page.fill("[name=source_label]", "Rapport 2024, page 12")
    page.click("#keep")
    page.wait_for_url("**/carnet")
    site.world.slot()
    reader = site.person(width=360, javascript=False)
    reader.goto("/c/lorne/doleances")
    with reader.expect_navigation():
        reader.get_by_role("link", name="Les visites sont supprimées").click()
    for said in ("Chaque semaine", "PMI", "Rapport 2024, page 12"):
        assert reader.get_by_text(said).count() == 1


def test_each_question_is_readable_by_all(site: Site) -> None:
    page = site.person(site.world.alice)
    begin(page)
    for label in ("Qui cela touche", "À quelle fréquence", "Dans quel service", "Avec quelles sources"):
        following = page.locator("nav ol a", has_text=label)
        if following.count():
            following.click()
            page.locator("#main [aria-current=step]", has_text=label).wait_for()
        assert faults(page, f"completer-{label[:4].strip()}") == []
