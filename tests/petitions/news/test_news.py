"""News of a petition: by its organisers, public at once, told to those who asked, an address shown to nobody."""

import pytest

from forum.petitions.lifecycle.models import PetitionLife
from forum.petitions.news.models import PetitionNews
from forum.petitions.told.models import SuiviNews
from tests.petitions.scene import Scene
from tests.petitions.test_told import CANARY, asked, told
from tests.world import World

TITLE, BODY = "La préfète nous reçoit", "Mardi, avec **deux familles**."


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def write(scene: Scene, title: str = TITLE, body: str = BODY) -> str:
    browser = scene.world.browser(scene.world.olga)
    browser.get(scene.team + "/equipe")
    browser.follow("Publier des nouvelles")
    return browser.send("Publier la nouvelle", title=title, body=body).words


def test_news_are_on_the_page_at_once_and_in_a_letter_the_day_after(scene: Scene) -> None:
    asked(scene)
    said = write(scene)
    assert "La nouvelle est publiée." in said and CANARY not in said
    browser = scene.world.browser()
    assert TITLE in browser.get(scene.url).words and "deux familles" not in browser.get(scene.url).words
    page = browser.follow(TITLE)
    assert page.status == 200 and "Mardi, avec deux familles." in page.words
    assert [e.text for e in page.all("strong") if e.text == "deux familles"]
    ((to, _subject, letter),) = told(scene)
    assert to == CANARY and TITLE in letter and "Mardi" not in letter
    assert told(scene) == []


def test_the_same_form_twice_is_one_and_another_day_is_another(scene: Scene) -> None:
    for _ in range(2):
        write(scene)
    assert len(scene.world.rows(PetitionNews)) == len(scene.world.rows(SuiviNews)) == 1
    scene.world.clock.forward(86_400)
    write(scene)
    assert len(scene.world.rows(PetitionNews)) == 2


def test_it_is_taken_back_by_its_own_team_alone(scene: Scene) -> None:
    write(scene)
    (row,) = scene.world.rows(PetitionNews)
    other = Scene(scene.world)
    away = f"{other.team}/nouvelles/{row.ref}/retrait"
    for who, path, status in (
        (scene.world.alice, f"{scene.team}/nouvelles/{row.ref}/retrait", 403),
        (scene.world.olga, away, 404),
    ):
        assert scene.world.act(who, path) == status
    assert len(scene.world.rows(PetitionNews)) == 1
    browser = scene.world.browser(scene.world.olga)
    browser.get(f"{scene.team}/nouvelles")
    assert "La nouvelle est retirée." in browser.send("Retirer cette nouvelle").words
    assert scene.world.rows(PetitionNews) == []
    assert "Pas encore de nouvelle." in scene.world.browser().get(f"{scene.url}/nouvelles").words


def test_what_is_taken_back_the_same_day_leaves_in_no_letter_and_what_follows_does(scene: Scene) -> None:
    asked(scene)
    write(scene, title="Un nom de trop")
    (row,) = scene.world.rows(PetitionNews)
    assert scene.world.act(scene.world.olga, f"{scene.team}/nouvelles/{row.ref}/retrait") == 303
    assert "Un nom de trop" not in {news.title for news in scene.world.rows(SuiviNews)}
    assert told(scene) == []
    write(scene)
    ((_to, _subject, letter),) = told(scene)
    assert TITLE in letter


def test_news_are_a_sign_of_life(scene: Scene) -> None:
    write(scene)
    (life,) = scene.world.rows(PetitionLife)
    assert (life.seen, life.warned) == (scene.world.clock().today, None)


@pytest.mark.parametrize(
    ("title", "body", "field"), [("", BODY, "title"), (TITLE, "", "body"), ("x" * 121, BODY, "title")]
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    scene: Scene, title: str, body: str, field: str
) -> None:
    browser = scene.world.browser(scene.world.olga)
    browser.get(f"{scene.team}/nouvelles")
    page = browser.send("Publier la nouvelle", title=title, body=body)
    assert page.status == 422 and page.error(field)
    assert (page.one("textarea", name="body").text or "") == body
    assert page.one("input", name="title").get("value") == title
    assert scene.world.rows(PetitionNews) == []


def test_a_third_person_s_data_is_seen_before_it_is_public(scene: Scene) -> None:
    said = write(scene, body="Appelez la mère au 06 12 34 56 78.")
    assert "06 12 34 56 78" in said and scene.world.rows(PetitionNews) == []


def test_a_draft_has_no_news_and_members_only_news_stay_with_members(world: World) -> None:
    draft = Scene(world, opened=False)
    page = world.browser(world.olga).get(f"{draft.team}/nouvelles")
    assert not page.all("textarea") and "après l’ouverture" in page.words
    assert world.act(world.olga, f"{draft.team}/nouvelles", title=TITLE, body=BODY) == 409
    assert world.browser().get(f"{draft.url}/nouvelles").status == 404
    for who in (world.alice, world.maud):
        assert world.browser(who).get(f"{draft.team}/nouvelles").status == 403
