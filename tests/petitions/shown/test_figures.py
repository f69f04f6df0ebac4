"""The figures of a petition: what comes next, days, colleges, places by steps, and the same words without the drawing."""

import gzip

import pytest

from forum.collectives.models import Collective
from forum.petitions.models import Petition, Signature, SignatureCount
from forum.petitions.shown.models import SignaturePlace
from tests.browser_lite import Page, words
from tests.petitions.scene import Scene
from tests.petitions.shown.crowd import come, of_france
from tests.petitions.test_withdrawal import mailed, take_back
from tests.world import World


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def figures(scene: Scene) -> Page:
    return scene.world.browser().get(f"{scene.url}/chiffres")


def places(page: Page) -> dict[str, str]:
    """The table of places, as it is read."""
    for table in page.all("table"):
        if "Par lieu" in words(table):
            return {words(r[0]): words(r[1]) for r in table.iter("tr") if r[0].tag == "td"}
    return {}


def kept(scene: Scene) -> dict[str, tuple[int, int]]:
    return {row.territory: (row.n, row.told) for row in scene.world.rows(SignaturePlace)}


def test_the_page_says_what_comes_next_and_leads_to_the_figures(scene: Scene) -> None:
    page = scene.world.browser().get(scene.url)
    assert "Prochaine étape : 50" in page.words and "Encore 50 signatures pour être 50." in page.words
    come(scene, {"nord": 49})
    page = scene.world.browser().get(scene.url)
    assert "Encore 1 signature pour être 50." in page.words
    (bar, *_bars) = page.all("svg", class_="bar")
    assert bar.get("aria-hidden") == "true" and next(iter(bar)).get("width") == "98%"
    come(scene, {"nord": 2})
    browser = scene.world.browser()
    browser.get(scene.url)
    page = browser.follow("Tous les chiffres")
    assert "Encore 49 signatures pour atteindre le but de l’équipe." in page.words
    assert "Dernière étape passée : 50." in page.words
    assert page.link("Signer") == f"{scene.url}#signer"


def test_an_official_number_is_a_milestone_that_counts_for_nothing_there(scene: Scene) -> None:
    browser = scene.world.browser(scene.world.olga)
    browser.get(f"{scene.team}/voie")
    browser.send("Enregistrer", key="commune", electors="400")
    words_ = figures(scene).words
    assert "Encore 40 signatures pour être autant qu’en demande la voie officielle" in words_
    assert "Celles d’ici n’y comptent pas." in words_


def test_closed_it_looks_for_nobody_any_more(scene: Scene) -> None:
    come(scene, {"nord": 12})
    with scene.world.house.db.write() as tx:
        row = tx.get(Petition, scene.petition.id)
        assert row
        row.state = "closed"
    said = figures(scene).words
    assert "Encore" not in said and "12 signatures sur 100 attendues" in said


def test_both_colleges_are_held_side_by_side_when_their_numbers_are_told(scene: Scene) -> None:
    come(scene, {"nord": 4})
    assert "égalité" not in figures(scene).words
    come(scene, {"nord": 8})
    come(scene, {"nord": 6}, "professional")
    assert "il manque 6 signatures : professionnel·les" in figures(scene).words
    come(scene, {"nord": 6}, "professional")
    assert "presque à égalité" in figures(scene).words
    assert words(figures(scene).all("table")[0]) == "JourTotal 2 mars 202624"  # what the curve shows


def test_a_map_and_a_table_say_the_same(scene: Scene) -> None:
    of_france(scene)
    come(scene, {"33": 34, "75": 12, "2A": 9, "": 7})
    page = figures(scene)
    assert places(page) == {"Gironde (33)": "30", "Paris (75)": "10"}
    levels = {words(g): g.get("class") for g in page.all("g")}
    assert len(levels) == 101
    told = {code: level for code, level in levels.items() if level != "m0"}
    assert told == {"33": "m3", "75": "m1"}
    assert levels["2A"] == levels["48"] == "m0"  # nine and nobody look alike
    (drawing,) = [svg for svg in page.all("svg") if svg.get("viewbox", "").startswith("0 0 324")]
    assert drawing.get("aria-hidden") == "true"
    assert len(gzip.compress(page.text.encode(), 6)) < 14_000


def test_places_that_are_no_departments_have_a_table_and_no_map(scene: Scene) -> None:
    come(scene, {"nord": 25, "sud": 15})
    page = figures(scene)
    assert places(page) == {"Lorne Nord": "20", "Lorne Sud": "10"} and not page.all("g")


def test_places_move_by_k_signatures_and_not_by_one(scene: Scene) -> None:
    come(scene, {"nord": 9})
    assert kept(scene) == {"nord": (9, 0)} and places(figures(scene)) == {}
    assert "Les lieux paraîtront quand assez de signatures viendront du même endroit." in figures(scene).words
    come(scene, {"nord": 1})
    assert places(figures(scene)) == {"Lorne Nord": "10"}
    come(scene, {"nord": 9})
    come(scene, {"nord": 0, "sud": 0})
    assert kept(scene) == {"nord": (19, 10)}
    come(scene, {"sud": 1})
    assert kept(scene) == {"nord": (19, 19), "sud": (1, 1)}
    assert places(figures(scene)) == {}  # by subtraction, one of them would be alone in the south
    come(scene, {"sud": 9})
    assert places(figures(scene)) == {}
    come(scene, {"sud": 1})
    assert places(figures(scene)) == {"Lorne Nord": "10", "Lorne Sud": "10"}


def test_what_is_taken_back_leaves_its_place_and_counts_agree(scene: Scene) -> None:
    come(scene, {"nord": 10})
    link = mailed(scene)
    assert kept(scene)[""] == (1, 0)
    take_back(scene.world, link)
    scene.world.slot()
    assert len(scene.world.rows(Signature)) == 10
    assert {place: n for place, (n, _told) in kept(scene).items()} == {"nord": 10, "": 0}
    assert sum(row.n for row in scene.world.rows(SignatureCount)) == 10


def test_members_only_figures_are_for_members(world: World) -> None:
    scene = Scene(world)
    with world.house.db.write() as tx:
        row = tx.get(Collective, scene.collective.id)
        assert row
        row.reading = "members"
    assert figures(scene).status == 404
    assert world.browser(world.alice).get(f"{scene.url}/chiffres").status == 200


def test_a_draft_has_no_figures_for_strangers(world: World) -> None:
    scene = Scene(world, opened=False)
    assert figures(scene).status == 404
    assert world.browser(world.olga).get(f"{scene.url}/chiffres").status == 200


def test_fewer_steps_where_the_collective_says_so(scene: Scene) -> None:
    with scene.world.house.db.write() as tx:
        row = tx.get(Collective, scene.collective.id)
        assert row
        row.k = 5
    come(scene, {"nord": 7})
    assert places(figures(scene)) == {"Lorne Nord": "5"}
