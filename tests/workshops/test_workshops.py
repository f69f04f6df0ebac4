"""The team prepares an hour in a room; nobody else sees it before something is public."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.collectives.models import Collective
from forum.core.viewer import Viewer
from forum.identity.staff import actions as staff
from forum.identity.staff.models import StaffLog
from forum.workshops.models import Workshop
from forum.workshops.rules import MINUTES, agenda, has_address
from tests.world import World

URL = "/c/lorne/ateliers"
GOOD = {
    "place": "Salle de quartier, Lorne Nord",
    "theme": "Les visites de PMI",
    "day": "2026-03-20",
    "territory": "nord",
}


def prepare(world: World, viewer: Viewer, **typed: str) -> str:
    browser = world.browser(viewer)
    browser.get(f"{URL}/nouveau")
    browser.send("Préparer le kit", **{**GOOD, **typed})
    return browser.page.url


def test_a_workshop_prints_an_hour_and_three_cards(world: World) -> None:
    url = prepare(world, world.olga)
    browser = world.browser(world.olga)
    page = browser.get(url)
    for words in (
        "Les visites de PMI",
        "20 mars 2026",
        "À quoi ça sert ?",
        "Qui cela aide-t-il concrètement ?",
    ):
        assert words in page.words
    assert "Comment en assure-t-on la pérennité ?" in page.words
    assert len(page.all("section", class_="kit")) == 3
    assert page.one("link", media="print").get("href", "").startswith("/static/kit.css")
    assert browser.get(page.one("link", media="print").get("href", "")).status == 200
    assert "Les visites de PMI" in browser.get(URL).words
    assert not page.all("textarea")
    assert page.headers["cache-control"] == "no-store"


def test_what_the_team_does_is_logged(world: World) -> None:
    prepare(world, world.olga)
    assert [row.action for row in world.rows(StaffLog)] == ["workshop.prepared"]


def test_a_facilitator_prepares_and_a_moderator_only_reads(world: World) -> None:
    with world.house.db.write() as tx:
        made = staff.create(tx, world.clock(), "fatou@example.org", "Fatou")
        staff.give_role(tx, made, world.collective.id, "facilitator")
        fatou = Viewer(staff_id=made.id, staff_name="Fatou")
    url = prepare(world, fatou)
    reader = world.browser(world.maud)
    assert reader.get(url).status == 200
    assert reader.get(f"{URL}/nouveau").status == 403
    assert "nouveau" not in reader.get(URL).text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"place": ""}, "place"),
        ({"place": "12 bis rue des Lilas"}, "place"),
        ({"place": "x" * 121}, "place"),
        ({"theme": ""}, "theme"),
        ({"theme": "x" * 401}, "theme"),
        ({"theme": "a\x00b"}, "theme"),
        ({"day": "hier"}, "day"),
        ({"day": ""}, "day"),
        ({"day": "2026-03-01"}, "day"),
        ({"territory": ""}, "territory"),
        ({"territory": "ailleurs"}, "territory"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_lost(world: World, wrong: dict[str, str], field: str) -> None:
    browser = world.browser(world.olga)
    browser.get(f"{URL}/nouveau")
    page = browser.send("Préparer le kit", **{**GOOD, **wrong})
    assert page.status == 422
    assert page.error(field)
    assert page.one("input", name="day").get("value") == {**GOOD, **wrong}["day"]
    assert world.rows(Workshop) == []


def test_the_guard_reads_it_too(world: World) -> None:
    browser = world.browser(world.olga)
    browser.get(f"{URL}/nouveau")
    page = browser.send("Préparer le kit", **{**GOOD, "theme": "Appelez le 06 12 34 56 78"})
    assert page.status == 422
    assert world.rows(Workshop) == []


@pytest.mark.parametrize("path", ["", "/nouveau", "/abcdefghjk"])
def test_outsiders(world: World, path: str) -> None:
    prepare(world, world.olga)
    assert world.browser().get(URL + path).status == 401
    for viewer in (world.alice, world.charlie, world.harold):
        assert world.browser(viewer).get(URL + path).status in (401, 403)
    world.other_collective("secret", reading="members")
    assert world.browser(world.olga).get(f"/c/secret/ateliers{path}").status == 404


def test_another_collective_s_workshop_is_not_found(world: World) -> None:
    ref = prepare(world, world.olga).rsplit("/", 1)[1]
    other: Collective = world.other_collective("ailleurs")
    with world.house.db.write() as tx:
        made = staff.by_email(tx, "olga@example.org")
        assert made is not None
        staff.give_role(tx, made, other.id, "organiser")
    assert world.browser(world.olga).get(f"/c/ailleurs/ateliers/{ref}").status == 404
    assert world.browser(world.olga).get(f"{URL}/inconnu").status == 404


def test_the_hour_is_an_hour() -> None:
    steps = agenda()
    assert sum(step.minutes for step in steps) == MINUTES
    assert [s.start for s in steps] == [sum(t.minutes for t in steps[:i]) for i in range(len(steps))]


@pytest.mark.parametrize(
    "text", ["3 rue Jean Jaurès", "au 14, avenue du Lac", "Lorne 93100", "7 place Carnot"]
)
def test_addresses(text: str) -> None:
    assert has_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "Salle de quartier",
        "la place du village",
        "PMI de Lorne Nord",
        "salle de cours du centre",
        "salle 12, étage 3",
    ],
)
def test_not_addresses(text: str) -> None:
    assert not has_address(text)


@given(st.text(max_size=200))
def test_any_place_is_read(text: str) -> None:
    assert has_address(text) in (True, False)
