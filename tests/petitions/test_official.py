"""A petition that also takes an official path: organisers say so, and its page says that signatures here are apart."""

import pytest
from sqlmodel import Session

from forum.identity.staff.models import StaffLog
from forum.petitions.official.models import PetitionPath
from forum.registers.paths.actions import take
from forum.registers.paths.queries import shipped
from tests.petitions.scene import Scene
from tests.world import World

PLAIN = "ne compte pas pour le seuil officiel"


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def choose(scene: Scene, **typed: str) -> str:
    browser = scene.world.browser(scene.world.olga)
    browser.get(f"{scene.team}/voie")
    return browser.send("Enregistrer", **typed).words


def public(scene: Scene) -> str:
    return scene.world.browser().get(scene.url).words.replace("\u202f", " ").replace("\xa0", " ")


def test_a_share_of_electors_is_told_as_a_number(scene: Scene) -> None:
    assert PLAIN not in public(scene)
    choose(scene, key="commune", electors="12 345", url="https://mairie.exemple.fr/petition")
    words = public(scene)
    assert PLAIN in words and "1 235, soit 1/10 des électeurs inscrits" in words
    page = scene.world.browser().get(scene.url)
    (link,) = [a for a in page.all("a") if a.get("href") == "https://mairie.exemple.fr/petition"]
    assert "noreferrer" in link.get("rel", "")
    assert "petition.path" in [row.action for row in scene.world.rows(StaffLog)]


def test_without_the_number_of_electors_only_the_share_is_told(scene: Scene) -> None:
    choose(scene, key="departement-region")
    assert "1/20 des électeurs inscrits" in public(scene) and "Signer là-bas" not in public(scene)


def test_it_is_changed_and_taken_away(scene: Scene) -> None:
    choose(scene, key="commune", electors="500")
    choose(scene, key="cese", electors="500")
    assert "150 000 personnes" in public(scene)
    assert [(row.key, row.electors) for row in scene.world.rows(PetitionPath)] == [("cese", 0)]
    assert "Aucune voie officielle" in choose(scene, key="")
    assert scene.world.rows(PetitionPath) == [] and PLAIN not in public(scene)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"key": "inconnue"}, "Cette voie n’est pas dans la liste."),
        ({"key": "commune", "electors": "beaucoup"}, "ombre"),
        ({"key": "commune", "electors": "-3"}, "ombre"),
        ({"key": "commune", "url": "javascript:alert(1)"}, "http"),
    ],
)
def test_a_wrong_answer_is_given_back_and_nothing_is_kept(
    scene: Scene, typed: dict[str, str], said: str
) -> None:
    browser = scene.world.browser(scene.world.olga)
    browser.get(f"{scene.team}/voie")
    page = browser.send("Enregistrer", **typed)
    assert page.status == 422 and said in page.words
    assert scene.world.rows(PetitionPath) == []


def test_only_organisers_choose(scene: Scene) -> None:
    for who in (None, scene.world.alice, scene.world.charlie, scene.world.maud):
        browser = scene.world.browser(who)
        assert browser.get(f"{scene.team}/voie").status in (401, 403, 404)
        assert browser.post(f"{scene.team}/voie", {"key": "cese"}).status in (401, 403, 404)
    assert scene.world.rows(PetitionPath) == []


def test_a_path_that_the_host_took_out_is_told_no_more(scene: Scene) -> None:
    choose(scene, key="cese")

    def without(tx: Session) -> None:
        take(tx, [path for path in shipped() if path.key != "cese"])

    with scene.world.house.db.write() as tx:
        without(tx)
    assert PLAIN not in public(scene)
    assert scene.world.browser(scene.world.olga).get(f"{scene.team}/voie").status == 200
