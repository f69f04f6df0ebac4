"""What a petition's page says to everybody is read and rendered once, until somebody commits; nobody's own is in it."""

import pytest

from forum.collectives.models import Collective
from tests.counting import statements
from tests.petitions.scene import Scene
from tests.world import World


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def read(scene: Scene, asked: str) -> str:
    """Past the front cache: links that are shared carry something of their own behind « ? »."""
    page = scene.world.browser().get(f"{scene.url}?{asked}")
    assert page.status == 200
    return page.text


def test_the_second_reader_asks_nothing_of_the_database(scene: Scene) -> None:
    with statements(scene.world) as first:
        page = read(scene, "fbclid=1")
    with statements(scene.world) as second:
        assert read(scene, "fbclid=2") == page
    assert (len(first) > 10, second) == (True, [])


def test_what_was_read_is_read_again_after_a_commit(scene: Scene) -> None:
    world = scene.world
    scene.sign_and_confirm()
    before = read(scene, "n=1")
    scene.slot()
    after = read(scene, "n=2")
    assert "<strong>0</strong> signature" in before
    assert "<strong>1</strong> signature" in after
    with world.house.db.write() as tx:
        tx.get_one(Collective, scene.collective.id).name_ally = "voisin·es"
    assert "voisin·es" in read(scene, "n=3")


def test_the_day_and_the_language_make_other_pages(scene: Scene) -> None:
    french = read(scene, "n=1")
    browser = scene.world.browser()
    browser.client.cookies.set("lang", "en")
    english = browser.get(f"{scene.url}?n=2").text
    assert ("Prénom et nom" in french, "Prénom et nom" in english) == (True, False)
    scene.world.clock.forward(62 * 86_400)
    assert "Signer avec un carnet" in french
    assert "Signer avec un carnet" not in read(scene, "n=3")


def test_what_the_team_sees_is_in_nobody_else_s_page(scene: Scene) -> None:
    world = scene.world
    team = world.browser(world.olga).get(f"{scene.url}?n=1").text
    assert f"{scene.team}/equipe" in team
    assert f"{scene.team}/equipe" not in read(scene, "n=2")
    assert f"{scene.team}/equipe" not in world.browser(world.alice).get(f"{scene.url}?n=3").text
    assert f"{scene.team}/equipe" in world.browser(world.olga).get(f"{scene.url}?n=4").text


def test_what_somebody_typed_is_in_their_page_alone(scene: Scene) -> None:
    empty = read(scene, "n=1")
    refused = scene.sign("pas une adresse", name="Zoé Canari")
    assert refused.status == 422
    assert refused.error("email")
    assert "Zoé Canari" in refused.text
    assert read(scene, "n=2") == empty
    marks = {
        one.get("value")
        for one in scene.world.browser(scene.world.alice).get(f"{scene.url}?n=3").all("input", name="_csrf")
    }
    assert len(marks) == 1 and all(marks)  # their session's, put into what is everybody's
    assert not scene.world.browser().get(f"{scene.url}?n=4").all("input", name="_csrf")
