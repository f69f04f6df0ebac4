"""What the browser's history keeps is addresses and titles: none of them says who wrote which public text."""

import itertools
from typing import Any
from urllib.parse import urljoin

import pytest

from forum.core.viewer import Viewer
from forum.http.aliases import PADDED
from forum.http.sessions import LIFETIME
from forum.texts.models import Amendment, Document, Picture
from tests.moderation.sample import grievance, proposal
from tests.test_every_route import GETS, PLAIN, url
from tests.texts.test_pictures import JPEG, SEEN, joining
from tests.world import World

KINDS = ("text", "amendment", "echo")


@pytest.fixture
def scene(world: World) -> dict[str, str]:
    """A public text of Alice's with an image, and a change that Bob proposes to it."""
    world.carnet("Dan", "professional")
    ref = grievance(world)
    browser = world.browser(world.alice)
    browser.get(joining(world, world.alice, ref))
    browser.attach("Joindre l’image", "picture", JPEG, alt=SEEN)
    world.slot()
    change = proposal(world, ref, world.bob, "Plus doux.")
    return {"ref": ref, "amendment": change, "picture": world.rows(Picture)[0].ref}


def peer(world: World) -> Viewer:
    """Somebody of Alice's own college, who wrote nothing."""
    return world.carnet("Dan", "")


def public(world: World) -> set[str]:
    return {row.ref for table in (Document, Amendment, Picture) for row in world.rows(table)}


def opens(world: World, who: Viewer, address: str) -> bool:
    return world.browser(who).client.get(address).status_code < 400


@pytest.mark.slow
def test_no_address_with_a_public_reference_opens_for_its_author_alone(
    world: World, scene: dict[str, str]
) -> None:
    ways = [{"what": kind, "key": ref} for kind, ref in itertools.product(KINDS, sorted(public(world)))]
    ways += [dict.fromkeys(("word", "picture", "objection", "code"), ref) for ref in sorted(public(world))]
    others = (peer(world), world.maud, world.olga)
    opened = set()
    for path, more in itertools.product((p for p in GETS if "{" in p and p not in PLAIN), [{}, *ways]):
        address = url(path, **{**scene, **more})
        for author in (world.alice, world.bob):
            if any(ref in address for ref in public(world)) and opens(world, author, address):
                opened.add(address)
                assert any(opens(world, other, address) for other in others), address
    assert len(opened) >= 4, "the text, its versions, the change and the image at least"


def test_nor_does_a_form_that_only_the_author_is_given(world: World, scene: dict[str, str]) -> None:
    """A refused form leaves its address in the history as a page does."""
    text, change = f"/c/lorne/doleances/{scene['ref']}", scene["amendment"]
    for address in ("/carnet", text, f"/c/lorne/textes/{scene['ref']}/amendements/{change}"):
        own = _actions(world, world.alice, address) - _actions(world, peer(world), address)
        assert not [action for action in own for ref in public(world) if ref in action], address
    assert _actions(world, world.alice, f"/c/lorne/textes/{scene['ref']}/amendements/{change}") > _actions(
        world, peer(world), f"/c/lorne/textes/{scene['ref']}/amendements/{change}"
    )


def _actions(world: World, who: Viewer, address: str) -> set[str]:
    return {str(form.get("action")) for form in world.browser(who).get(address).all("form")}


def test_every_page_of_a_carnet_s_own_keeps_its_references_to_itself(
    world: World, scene: dict[str, str]
) -> None:
    links = {a.get("href", "") for a in world.browser(world.alice).get("/carnet").all("a")}
    own = {
        urljoin("/carnet", link) for link in links if not opens(world, peer(world), urljoin("/carnet", link))
    }
    assert own, "the page that erases one text at least"
    assert not [address for address in own for ref in public(world) if ref in address]
    page = world.browser(world.alice).get(next(address for address in own if "/effacement/" in address))
    assert page.title == "Effacer ce qui est à vous"
    assert page.one("title").text == world.browser(world.alice).get("/carnet/effacement").one(
        "title"
    ).text.replace("Tout effacer", "Effacer ce qui est à vous")  # type: ignore[union-attr]


def test_an_alias_is_new_each_time_opens_for_one_carnet_and_dies(world: World, scene: dict[str, str]) -> None:
    first, again = (joining(world, world.alice, scene["ref"]) for _turn in range(2))
    assert first != again, "two histories are not to be joined by an address"
    assert len(first) == len(joining(world, world.alice, "x")), "its length says nothing"
    assert opens(world, world.alice, first)
    page = world.browser(world.bob).get(first)
    assert (page.status, page.link("Mon carnet")) == (410, "/carnet")
    assert "une adresse qui ne sert plus" in page.title.lower()
    world.clock.forward(LIFETIME)
    assert opens(world, world.alice, first), "a session that was reopened finds it again"
    world.clock.forward(1)
    assert world.browser(world.alice).get(first).status == 410


@pytest.mark.parametrize("word", ["x", "é", "A" * 4 * PADDED, "%00", "=", "-_-_"])
def test_a_forged_alias_is_refused_in_french(world: World, word: str) -> None:
    for who, statuses in ((world.alice, {410, 404}), (None, {401, 404})):
        answer: Any = world.browser(who).client.get(f"/c/lorne/images-a-joindre/{word}")
        assert answer.status_code in statuses, word
