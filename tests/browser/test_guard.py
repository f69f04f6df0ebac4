"""What points at somebody, replaced by hand in a real browser, with JavaScript and without; the page is whole for axe."""

import pytest

from forum.collectives.models import Pending
from tests.browser.conftest import Site, faults, shoot

BODY = (
    "La petite Zénaïde dort à l’hôtel avec son frère. On rappelle le 06 12 34 56 78, on ne répond pas.\n\n"
    "Rien n’est prévu avant l’été.\n\nZénaïde a 7 ans et va à l’école Jules-Ferry de Guérande. Mme Durand le sait."
)


@pytest.mark.parametrize(
    ("javascript", "width", "dark"),
    [(True, 360, True), (False, 1280, True)],
)
def test_each_hit_is_replaced_by_one_press(site: Site, javascript: bool, width: int, dark: bool) -> None:
    page = site.person(site.world.alice, javascript=javascript, width=width, dark=dark)
    page.goto("/c/lorne/doleances/nouvelle")
    page.locator("[name=body]").fill(BODY)
    page.locator("[name=territory]").select_option("nord")
    page.locator("[name=since]").fill("depuis mai")
    page.locator("#send").click()
    page.locator("#f-guard mark").first.wait_for()
    assert faults(page, "guard", scripts=javascript) == []
    page.set_viewport_size({"width": width, "height": 800})
    page.locator("#f-guard button", has_text="Zénaïde").click()
    page.locator("#f-guard button", has_text="Zénaïde").wait_for(state="detached")
    assert page.locator("[name=body]").input_value() == BODY.replace("Zénaïde", "[enfant A]")
    # Enter in a field sends the form as its own button would; it replaces nothing.
    page.locator("[name=since]").press("Enter")
    page.locator("#f-guard mark").first.wait_for()
    assert "06 12 34 56 78" in page.locator("[name=body]").input_value()
    page.locator("#f-guard button", has_text="Tout remplacer").click()
    page.get_by_text("un voisin pourrait-il encore").first.wait_for()
    shoot(page, f"guard-done-{width}-{'dark' if dark else 'light'}")
    assert page.locator("[name=since]").input_value() == "depuis mai"
    page.locator("#send").click()
    page.get_by_text("C’est noté").first.wait_for()
    assert [row.state for row in site.world.rows(Pending)] == ["waiting"]
