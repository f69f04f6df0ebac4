"""A collective's team: named and dismissed from a page, and all that any of them does is read by the others."""

import json
import threading
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from forum.collectives.models import Collective
from forum.collectives.rules import PERMISSIONS, may
from forum.core.crypto import unlock
from forum.core.errors import Forbidden
from forum.core.models import Outbox
from forum.core.viewer import Viewer
from forum.identity.staff import actions as staff
from forum.identity.staff.models import Staff, StaffLink, StaffLog, StaffRole
from tests.browser_lite import Page
from tests.world import World

TEAM = "/c/lorne/equipe"
NINA: dict[str, str] = {"email": "Nina@Example.org", "name": "Nina", "role": "organiser"}


def name(world: World, who: Viewer | None = None, **typed: str) -> Page:
    browser = world.browser(who or world.olga)
    browser.get(TEAM)
    return browser.send("Donner ce rôle", **{**NINA, **typed})


def roles(world: World, email: str) -> list[str]:
    ids = [s.id for s in world.rows(Staff) if s.email == email]
    return sorted(r.role for r in world.rows(StaffRole) if r.staff_id in ids)


def logged(world: World) -> list[tuple[str, str, str]]:
    return sorted((r.staff_name, r.action, r.subject) for r in world.rows(StaffLog))


def mails(world: World) -> list[dict[str, str]]:
    return [json.loads(unlock(world.house.keys.mail, row.sealed)) for row in world.rows(Outbox)]


# -- the table of rights


def test_a_host_has_no_right_inside_a_collective(world: World) -> None:
    only_read = {act for act in PERMISSIONS if may({"host", "visitor"}, act)}
    assert only_read == {"read"}
    harold = world.browser(world.harold)
    for path in ("", "/journal"):
        assert harold.get(TEAM + path).status == 403
    assert harold.get("/c/lorne/reglages").status == 403


def test_a_host_named_inside_is_what_they_were_named(world: World) -> None:
    name(world, email="harold@example.org", role="moderator")
    harold = world.browser(world.harold)
    assert harold.get(f"{TEAM}/journal").status == 200
    assert harold.get("/c/lorne/reglages").status == 403


def test_host_is_a_role_of_the_instance_and_the_others_of_a_collective(world: World) -> None:
    for place, role in ((world.collective.id, "host"), (None, "organiser")):
        with pytest.raises(IntegrityError), world.house.db.write() as tx:
            tx.add(StaffRole(staff_id=world.olga.staff_id, collective_id=place, role=role))
            tx.flush()


# -- naming


def test_an_organiser_names_somebody_who_gets_the_way_in_by_mail_alone(world: World) -> None:
    page = name(world)
    assert page.status == 200
    assert roles(world, "nina@example.org") == ["organiser"]
    assert ("Olga", "role.given.organiser", "Nina") in logged(world)
    (mail,) = mails(world)
    assert mail["to"] == "nina@example.org"
    (link,) = [line for line in mail["body"].splitlines() if "/equipe/lien/" in line]
    assert link not in page.text
    assert "/equipe/lien/" not in page.text
    nina = world.browser()
    nina.get(link)
    nina.send("Entrer")
    assert nina.get("/c/lorne/reglages").status == 200


def test_somebody_with_a_door_of_their_own_gets_news_and_no_link(world: World) -> None:
    with world.house.db.write() as tx:
        person = staff.create(tx, world.clock(), "nina@example.org", "Nina de Paris")
        staff.set_password(tx, world.house.keys, person, "un mot de passe long", 8, 1)
    name(world)
    assert world.rows(StaffLink) == []
    assert "/equipe/lien/" not in mails(world)[0]["body"]
    assert [s.name for s in world.rows(Staff) if s.email == "nina@example.org"] == ["Nina de Paris"]


def test_the_same_name_twice_changes_nothing(world: World) -> None:
    name(world)
    before = logged(world), len(mails(world))
    name(world)
    assert (logged(world), len(mails(world))) == before


@pytest.mark.parametrize(
    ("field", "typed"),
    [("email", "nina"), ("email", ""), ("name", ""), ("name", "x" * 121), ("role", "host")],
)
def test_a_bad_form_comes_back(world: World, field: str, typed: str) -> None:
    page = name(world, None, **{field: typed})
    assert page.status == 422
    assert "Un point à corriger" in page.words
    assert field == "role" or page.error(field)
    assert roles(world, "nina@example.org") == []


@pytest.mark.parametrize("who", ["maud", "harold", "alice", None])
def test_only_those_who_organise_make_the_team(world: World, who: str | None) -> None:
    browser = world.browser(getattr(world, who) if who else None)
    page = browser.get(TEAM)
    assert page.status == (200 if who == "maud" else 403 if who else 401)
    assert "Donner ce rôle" not in page.words
    if who != "maud":
        assert "maud@example.org" not in page.text
    before = world.rows(StaffRole)
    token = browser.client.cookies.get("s") or ""
    from forum.http.security import csrf_token

    mark = {"_csrf": csrf_token(world.house, token)}
    assert browser.post(TEAM, {**NINA, **mark}).status in (401, 403)
    path = f"{TEAM}/{world.olga.staff_id}/organiser/retrait"
    assert browser.post(path, mark).status in (401, 403)
    assert world.rows(StaffRole) == before


# -- dismissing


def test_a_role_is_taken_back_and_so_is_what_it_opened(world: World) -> None:
    olga, maud = world.browser(world.olga), world.browser(world.maud)
    assert maud.get("/c/lorne/moderation").status == 200
    page = olga.get(TEAM)
    page = olga.send("Retirer ce rôle modération, Maud")
    assert "Ce rôle est retiré." in page.text.replace("\u202f", " ")
    assert maud.get(f"{TEAM}/journal").status == 403
    assert ("Olga", "role.taken.moderator", "Maud") in logged(world)


def test_the_last_organiser_stays(world: World) -> None:
    olga = world.browser(world.olga)
    olga.get(TEAM)
    page = olga.send("Retirer ce rôle organisation, Olga")
    assert page.status == 403
    assert "nommez-en une autre" in page.words
    assert roles(world, "olga@example.org") == ["organiser"]
    name(world)
    olga.get(TEAM)
    page = olga.send("Retirer ce rôle organisation, Olga")
    assert (page.status, page.url) == (200, "/equipe")
    assert olga.get(TEAM).status == 403


def test_who_is_not_of_this_team_or_not_that_here(world: World) -> None:
    other = world.other_collective("autre")
    with world.house.db.write() as tx:
        stranger = staff.create(tx, world.clock(), "nina@example.org", "Nina")
        staff.give_role(tx, stranger, other.id, "organiser")
    olga = world.browser(world.olga)
    olga.get(TEAM)
    form = olga.page.form("Retirer ce rôle")
    mark = {"_csrf": next(i.get("value", "") for i in form.iter("input") if i.get("name") == "_csrf")}
    for person, role, status in (
        (stranger.id, "organiser", 404),
        ("inconnue", "organiser", 404),
        (world.maud.staff_id, "organiser", 409),
        (world.maud.staff_id, "host", 409),
        (world.maud.staff_id, "roi", 409),
    ):
        assert olga.post(f"{TEAM}/{person}/{role}/retrait", mark).status == status
    assert roles(world, "nina@example.org") == ["organiser"]


def test_two_organisers_who_leave_at_the_same_moment_do_not_both_leave(world: World) -> None:
    name(world)
    (nina,) = [s for s in world.rows(Staff) if s.name == "Nina"]
    olga = next(s for s in world.rows(Staff) if s.name == "Olga")
    start, refused = threading.Barrier(2), []

    def leave(person: Staff) -> None:
        start.wait(5)
        try:
            with world.house.db.write() as tx:
                staff.take_role(tx, person, world.collective.id, "organiser")
        except Forbidden:
            refused.append(person.name)

    for _round in range(5):
        threads = [threading.Thread(target=leave, args=(person,)) for person in (nina, olga)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(15)
        left = [r for r in world.rows(StaffRole) if r.role == "organiser"]
        assert len(left) == 1
        with world.house.db.write() as tx:
            for person in (nina, olga):
                staff.give_role(tx, person, world.collective.id, "organiser")
    assert len(refused) == 5


def test_the_second_of_two_waits_for_the_first(world: World) -> None:
    """Where rows are locked one by one, both would else count the other."""
    name(world)
    (nina,) = [s for s in world.rows(Staff) if s.name == "Nina"]
    olga = next(s for s in world.rows(Staff) if s.name == "Olga")
    outcome: list[Any] = []

    def second() -> None:
        try:
            with world.house.db.write() as tx:
                staff.take_role(tx, nina, world.collective.id, "organiser")
            outcome.append("left")
        except Forbidden:
            outcome.append("refused")

    thread = threading.Thread(target=second)
    with world.house.db.write() as tx:
        staff.take_role(tx, olga, world.collective.id, "organiser")
        thread.start()
        thread.join(0.2)
        assert outcome == []
    thread.join(15)
    assert outcome == ["refused"]


# -- the log


def test_the_log_tells_the_team_who_what_and_which_day(world: World) -> None:
    name(world)
    page = world.browser(world.maud).get(f"{TEAM}/journal")
    assert "2 mars 2026" in page.words
    assert "Olga a donné un rôle d’organisation : Nina" in page.words
    for hour in ("09:05", "9 h 05", "9:05"):
        assert hour not in page.words


def test_the_log_of_one_collective_is_not_another_s(world: World) -> None:
    world.other_collective("autre")
    name(world)
    assert world.browser(world.olga).get("/c/autre/equipe/journal").status == 403
    assert world.browser().get(f"{TEAM}/journal").status == 401
    assert world.browser(world.alice).get(f"{TEAM}/journal").status == 403


def test_a_long_log_has_pages_and_odd_ones_are_the_first(world: World) -> None:
    with world.house.db.write() as tx:
        for number in range(130):
            staff.log(tx, world.olga, world.collective.id, "objective.added", f"n° {number}", world.clock())
    browser = world.browser(world.olga)
    first = browser.get(f"{TEAM}/journal")
    assert first.words.count("objectif officiel") == 100
    assert browser.follow("Plus ancien").words.count("objectif officiel") == 30
    for odd in ("-1", "x", "9" * 40, "²"):
        assert browser.get(f"{TEAM}/journal?apres={odd}").words.count("objectif officiel") == 100


def test_a_closed_circle_is_opened_by_somebody_who_knows_what_that_shows(world: World) -> None:
    with world.house.db.write() as tx:
        circle = tx.exec(select(Collective).where(Collective.slug == "lorne")).one()
        circle.reading = "members"
        tx.add(circle)
    browser = world.browser(world.olga)
    browser.get("/c/lorne/reglages")
    page = browser.send("Enregistrer les réglages", reading="everyone", purpose="Une autre raison d’être.")
    assert page.status == 422
    assert "cochez que vous savez" in page.error("opened")
    assert "Une autre raison d’être." in page.text
    assert world.browser().get("/c/lorne").status == 404
    assert browser.send("Enregistrer les réglages", opened="1").url == "/c/lorne"
    assert world.browser().get("/c/lorne").status == 200
    browser.get("/c/lorne/reglages")
    assert "Si j’ouvre la lecture" not in browser.page.words
    assert (
        browser.send("Enregistrer les réglages", reading="members").url == "/c/lorne"
    )  # closing asks nothing
