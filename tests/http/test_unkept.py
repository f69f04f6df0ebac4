"""Pages that one enters by a code in their address are kept by no browser, with or without a session."""

import pytest

from forum.addresses import ADDRESSES
from tests.test_every_route import url
from tests.texts.authoring import come, link
from tests.texts.test_amendments import publish
from tests.world import World

# What they name is public: a petition, what came of it.
PUBLIC = ("/p/{code}", "/c/{slug}/petitions/{code}", "/c/{slug}/suites/{code}")
CODED = sorted(
    path
    for method, path, *_where in ADDRESSES
    if method.startswith("GET") and path.endswith(("{code}", "{token}")) and path not in PUBLIC
)


def test_the_addresses_that_let_somebody_in_are_known() -> None:
    assert "/c/{slug}/co-ecrire/{code}" in CODED and "/institution/{code}" in CODED


@pytest.mark.parametrize("path", CODED)
def test_no_browser_keeps_the_page_of_a_code_even_a_wrong_one(world: World, path: str) -> None:
    assert world.browser().get(url(path)).headers["cache-control"] == "no-store"


def test_nor_that_of_a_link_that_waits_was_answered_or_has_served(world: World) -> None:
    address = link(world, world.alice, publish(world))
    for step in (lambda: None, lambda: come(world, world.bob, address), world.slot):
        step()
        page = world.browser().get(address)
        assert page.headers["cache-control"] == "no-store", page.status
    assert page.status == 409


def test_a_page_for_everybody_may_still_be_kept(world: World) -> None:
    for path in ("/", "/c/lorne", "/c/lorne/doleances", "/p/inconnu"):
        assert world.browser().get(path).headers["cache-control"] == "no-cache", path
