"""Buttons of which one is to be chosen: what is for text browsers alone is neither seen nor met with the keyboard."""

import pytest

from tests.browser.conftest import Site, shoot, wider_than_screen
from tests.demands.scene import demand, opened


@pytest.mark.parametrize("width", [360, 1280])
def test_a_vote_by_keyboard_meets_the_four_papers_and_nothing_else(site: Site, width: int) -> None:
    ref = demand(site.world)
    opened(site.world, ref)
    page = site.person(site.world.alice, width=width, dark=width == 360)
    page.goto(f"/c/lorne/revendications/{ref}/vote")
    assert page.locator(".unset").count() == 1
    assert not page.locator(".unset").is_visible()
    assert page.locator("[name=choice]:checked").count() == 0
    page.get_by_text("Contre", exact=True).click()
    seen = [page.locator("[name=choice]:checked").input_value()]
    for _press in range(4):
        page.keyboard.press("ArrowDown")
        seen.append(page.locator("[name=choice]:checked").input_value())
    assert seen == ["against", "abstain", "objection", "for", "against"]
    assert wider_than_screen(page) <= 0
    shoot(page, f"bulletin-{width}")
