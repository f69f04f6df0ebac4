"""What was found by looking at the whole house from outside, as three people would: each once, so that it stays."""

import pyotp
import pytest

from forum.collectives.models import Grant
from forum.identity.staff import actions
from forum.petitions.models import Petition
from forum.texts.search import search
from tests import rows
from tests.challenges.world import grievance
from tests.petitions.scene import Scene
from tests.world import World

LONG = "Nous demandons trois postes, écrits un soir, entre deux gardes."
WANTED = {"title": "Trois postes", "body": LONG, "opens": "2026-03-02", "closes": "2026-06-01"}


def organiser_s_code(world: World) -> str:
    with world.house.db.write() as tx:
        olga = actions.by_email(tx, "olga@example.org")
        assert olga is not None
        uri = actions.set_password(tx, world.house.keys, olga, "un long mot de passe", 8, 1)
    totp = pyotp.parse_uri(uri)
    assert isinstance(totp, pyotp.TOTP)
    return totp.at(world.clock().epoch)


def test_an_organiser_whose_session_ended_loses_no_text(world: World) -> None:
    browser = world.browser(world.olga)
    browser.get("/c/lorne/petitions/nouvelle")
    world.clock.forward(5 * 3600)
    code = organiser_s_code(world)
    page = browser.send("Enregistrer le brouillon", **WANTED, _passphrase="cinq mots que je garde")
    assert page.status == 401
    assert LONG in page.words
    assert "cinq mots que je garde" not in page.text
    wrong = browser.send("Entrer", email="olga@example.org", password="non", code=code)
    assert wrong.status == 422
    typed = {"email": "olga@example.org", "password": "un long mot de passe"}
    page = browser.send("Entrer", **typed, code=code)
    assert page.status == 422  # the phrase was not carried, and must be typed again; nothing else
    assert (page.one("textarea", name="body").text or "").strip() == LONG
    assert world.rows(Petition) == []


@pytest.mark.parametrize(("reading", "header"), [("everyone", None), ("unlisted", "noindex")])
def test_no_page_of_an_unlisted_collective_is_for_search_engines(
    world: World, reading: str, header: str | None
) -> None:
    place = world.other_collective("discret", reading=reading)
    ref = grievance(world, collective=place)
    for path in ("", "/doleances", f"/doleances/{ref}", f"/textes/{ref}/versions", "/participation"):
        assert world.browser().get(f"/c/discret{path}").headers.get("x-robots-tag") == header, path


def test_a_large_neighbour_does_not_empty_one_s_search(world: World) -> None:
    mine = grievance(world, body="Quota de visites absurde")
    other = world.other_collective("grand")
    for n in range(4):
        grievance(world, body=f"Quota de visites, quota {n}", collective=other)
    with world.house.db.read() as tx:
        found = search(tx, world.collective.id, "quota visites", 1)
        assert len(found) == 1
        assert len(search(tx, other.id, "quota", 9)) == 4
    assert mine in world.browser().get("/c/lorne/doleances?q=quotas").text


def test_the_home_page_and_who_is_missing_give_no_small_college_by_subtraction(world: World) -> None:
    with world.house.db.write() as tx:
        for n in range(30):
            college = "concerned" if n < 15 else "ally"
            rows.keep(
                tx,
                Grant(collective_id=world.collective.id, nul=bytes([n]) * 32, college=college, tier="link"),
            )
    world.slot()
    home = world.browser().get("/c/lorne").words
    assert "moins de 10" in home
    assert "16" not in home  # told by whole steps of k: two readings do not show one person
    missing = world.browser().get("/c/lorne/participation").words
    assert "Entoutmasqué" in missing.replace(" ", "")
    assert "32" not in missing


def test_a_search_without_answer_does_not_say_that_nobody_wrote(world: World) -> None:
    grievance(world)
    page = world.browser().get("/c/lorne/doleances?q=xylophone")
    assert "Rien ne répond à cette recherche" in page.words
    assert "première doléance" not in page.words


def test_a_petition_can_be_reported_to_the_moderators(world: World) -> None:
    scene = Scene(world)
    link = world.browser().get(scene.url).link("Signaler cette pétition")
    assert link == f"/c/lorne/moderation/signalements/nouveau?objet={scene.code}"


def test_an_address_copied_in_capitals_from_a_sheet_is_found(world: World) -> None:
    scene = Scene(world)
    page = world.browser().get(f"/p/{scene.code.upper()}")
    assert (page.status, page.url) == (200, scene.url)
    assert world.browser().get("/p/INCONNU").status == 404
