"""A consultation on a telephone, with and without JavaScript: large radios, and nothing wider than the screen."""

import gzip

import pytest

from tests.browser.conftest import Site, axe_violations, shoot, wider_than_screen
from tests.demands.asking import URL, asked, both, counted, demands

TITLES = [f"Un lieu d’accueil ouvert le soir dans la ville numéro {n}" for n in range(40)]


@pytest.mark.parametrize(("javascript", "dark"), [(True, True), (False, False)])
def test_a_consultation_is_answered_and_read_on_a_telephone(site: Site, javascript: bool, dark: bool) -> None:
    world = site.world
    refs = demands(world, TITLES)
    one = asked(world, refs, places="5", quorum="1")
    page = world.browser(world.bob).get(f"{URL}/{one.ref}")
    assert len(gzip.compress(page.text.encode(), 6)) <= 14_000
    bob = site.person(world.bob, width=360, javascript=javascript, dark=dark)
    bob.goto(f"{URL}/{one.ref}")
    assert wider_than_screen(bob) <= 0
    choice = bob.locator("label.choice", has_text="très bien").first
    box = choice.bounding_box()
    assert box is not None and min(box["width"], box["height"]) >= 44
    choice.click()
    bob.get_by_role("button", name="Envoyer mes réponses").click()
    bob.get_by_text("Vos réponses sont notées.").first.wait_for()
    shoot(bob, f"consultation-{javascript}-360")
    both(world, one, {ref: 5 - n % 6 for n, ref in enumerate(refs)})
    counted(world)
    reader = site.person(width=360, javascript=javascript, dark=dark)
    reader.goto(f"{URL}/{one.ref}")
    reader.get_by_role("heading", name="Le cahier de 5 places").wait_for()
    assert wider_than_screen(reader) <= 0
    if javascript:
        assert axe_violations(bob) == []
        assert axe_violations(reader) == []
