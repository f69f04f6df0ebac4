"""Somebody of the staff ends their own account: everything that lets them in goes, the log keeps what they did."""

import pytest

from forum.http.security import csrf_token
from forum.identity.staff import actions as staff
from forum.identity.staff.models import Staff, StaffLink, StaffLog, StaffRole
from tests.identity.test_staff_doors import PASSWORD, with_password
from tests.world import World

PAGE = "/equipe/depart"


def test_the_account_goes_with_all_its_doors_and_the_log_keeps_the_name(world: World) -> None:
    with world.house.db.write() as tx:
        maud = staff.by_id(tx, world.maud.staff_id)
        staff.make_link(tx, maud, world.clock())
        staff.log(tx, world.maud, world.collective.id, "moderation.hide", "abc", world.clock())
    browser = world.browser(world.maud)
    browser.get("/equipe")
    page = browser.follow("Supprimer mon compte")
    assert "Reste : votre nom au journal" in page.words
    assert browser.send("Supprimer mon compte", email="Maud@example.org ").url == "/"
    assert "maud@example.org" not in [row.email for row in world.rows(Staff)]
    assert world.rows(StaffLink) == []
    assert world.rows(StaffRole, StaffRole.staff_id == world.maud.staff_id) == []
    assert sorted(row.action for row in world.rows(StaffLog)) == ["moderation.hide", "staff.left"]
    assert browser.client.get("/c/lorne/moderation").status_code == 401


def test_another_open_session_of_theirs_opens_nothing_any_more(world: World) -> None:
    other = world.browser(world.maud)
    browser = world.browser(world.maud)
    browser.get(PAGE)
    browser.send("Supprimer mon compte", email="maud@example.org")
    assert other.get("/c/lorne/moderation").status == 403
    assert other.get("/equipe").status == 401


@pytest.mark.parametrize("typed", ["", "olga@example.org", "x" * 400])
def test_it_is_asked_for_by_writing_one_s_address(world: World, typed: str) -> None:
    browser = world.browser(world.maud)
    browser.get(PAGE)
    page = browser.send("Supprimer mon compte", email=typed)
    assert page.status == 422
    assert page.error("email")
    assert len(world.rows(Staff)) == 3


def test_a_session_left_open_ends_no_account(world: World) -> None:
    with_password(world, "maud@example.org")
    browser = world.browser(world.maud)
    for proof in ("", "au hasard"):
        browser.get(PAGE)
        page = browser.send("Supprimer mon compte", email="maud@example.org", proof=proof)
        assert page.status == 422
        assert page.error("proof")
        assert page.one("input", name="email").get("value") == "maud@example.org"
    assert len(world.rows(Staff)) == 3
    assert browser.send("Supprimer mon compte", email="maud@example.org", proof=PASSWORD).url == "/"
    assert len(world.rows(Staff)) == 2


def test_who_has_no_door_yet_leaves_soon_after_coming_in(world: World) -> None:
    browser = world.browser(world.maud)
    world.clock.forward(16 * 60)
    assert "plus d’un quart d’heure" in browser.get(PAGE).words
    assert "Supprimer mon compte" not in [button.text for button in browser.page.all("button")]
    mark = {"email": "maud@example.org", "_csrf": csrf_token(world.house, browser.client.cookies["s"])}
    assert browser.post(PAGE, mark).status == 403
    assert len(world.rows(Staff)) == 3


def test_the_last_organiser_names_another_first(world: World) -> None:
    browser = world.browser(world.olga)
    browser.get(PAGE)
    assert browser.send("Supprimer mon compte", email="olga@example.org").status == 403
    assert len(world.rows(Staff)) == 3


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("alice", 403)])
def test_members_and_strangers_have_no_such_account(world: World, who: str | None, status: int) -> None:
    browser = world.browser(getattr(world, who) if who else None)
    assert browser.get(PAGE).status == status
    assert world.browser().post(PAGE, {"email": "maud@example.org"}).status == 401
