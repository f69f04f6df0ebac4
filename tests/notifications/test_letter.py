"""The weekly letter: a list apart, asked for twice, left with one press, sent once."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from nacl.bindings import crypto_secretbox, crypto_secretbox_open
from sqlalchemy import text
from sqlmodel import select

from forum.collectives.models import Collective
from forum.core import bounces
from forum.core.clock import at
from forum.core.crypto import unlock
from forum.core.models import InstanceFact, Outbox
from forum.core.outbox import deliver
from forum.maintenance.actions import maintain
from forum.maintenance.rotation import RESEAL
from forum.notifications.letter.actions import opened, reseal
from forum.notifications.letter.jobs import send_letters
from forum.notifications.letter.models import LetterAddress
from forum.notifications.letter.rules import MOST_WAITING, last_day
from tests import rows
from tests.browser_lite import Page
from tests.counting import statements
from tests.world import World

URL = "/c/lorne/lettre"
CAMILLE = "camille.durand@example.org"


def sent(world: World) -> list[EmailMessage]:
    """What leaves for somebody, in the order it comes."""
    found: list[EmailMessage] = []
    deliver(world.house.db, world.house.keys, world.settings, world.clock(), found.append)
    return found


def ask(world: World, address: str = CAMILLE, button: str = "Recevoir la lettre", who: Any = None) -> Page:
    browser = world.browser(who)
    browser.get(URL)
    return browser.send(button, mail_to=address)


def link(message: EmailMessage) -> str:
    found = re.search(r"/lettre/\w+", message.get_content())
    assert found, message.get_content()
    return found[0]


def confirmed(world: World, address: str = CAMILLE) -> str:
    ask(world, address)
    (message,) = sent(world)
    browser = world.browser()
    browser.get(link(message))
    assert "la lettre viendra" in browser.send("Recevoir la lettre").words
    return link(message)


def news(world: World) -> None:
    day = world.clock().today
    with world.house.db.write() as tx:
        office = rows.institution(tx, world.collective)
        demand = rows.demand(tx, world.collective, office, "Des visites à domicile", state="ballot")
        rows.ballot(tx, demand, None, opens=day - timedelta(3), closes=day + timedelta(9))
        made = rows.grievance(tx, world.collective, rows.territory(world), "Plus de visites")
        rows.event(tx, world.collective, "grievance.published", made.ref, made.title, day)
        masked = rows.grievance(tx, world.collective, rows.territory(world), "Un nom propre", hidden=True)
        rows.event(tx, world.collective, "grievance.published", masked.ref, masked.title, day)
        old = rows.grievance(tx, world.collective, rows.territory(world), "Il y a longtemps")
        rows.event(tx, world.collective, "grievance.published", old.ref, old.title, day - timedelta(20))


def weekly(world: World, day: str = "2026-03-12") -> list[EmailMessage]:
    """The instance has seen a Thursday, then comes to another."""
    send_letters(world.house)
    world.clock.now = at(f"{day}T09:30")
    send_letters(world.house)
    return sent(world)


def test_asking_sends_a_link_and_only_its_button_confirms(world: World) -> None:
    page = ask(world)
    assert page.status == 200
    assert "C’est noté" in page.words
    (message,) = sent(world)
    assert message["To"] == CAMILLE
    (row,) = world.rows(LetterAddress)
    assert row.until is not None
    browser = world.browser()
    for _again in range(2):  # scanners open every link
        assert browser.get(link(message)).status == 200
    assert world.rows(LetterAddress)[0].until == row.until
    browser.send("Recevoir la lettre")
    assert world.rows(LetterAddress)[0].until is None
    browser.get(link(message))
    assert browser.send("Recevoir la lettre").status == 200  # pressed twice


def test_the_list_is_sealed_and_leads_to_nobody(world: World) -> None:
    ask(world, who=world.alice)
    ask(world, "x@example.org", who=world.bob)
    with world.house.db.read() as tx:
        everything = "".join(
            repr([tuple(row) for row in tx.connection().execute(text(f"SELECT * FROM {table}"))])
            for table in ("letter_address", "outbox", "event", "pending", "staff_log")
        )
    assert "camille" not in everything.lower()
    first, second = world.rows(LetterAddress)
    assert len(first.sealed) == len(second.sealed)
    assert {opened(world.house.keys.mail, r.sealed)[0] for r in (first, second)} == {CAMILLE, "x@example.org"}
    columns = set(LetterAddress.__table__.columns.keys())  # type: ignore[attr-defined]
    assert columns == {"id", "collective_id", "nul", "mark", "sealed", "until"}
    assert {key.column.table.name for key in LetterAddress.__table__.foreign_keys} == {"collective"}  # type: ignore[attr-defined]


def test_a_known_address_is_answered_as_a_new_one(world: World) -> None:
    new = ask(world)
    sent(world)
    again = ask(world, CAMILLE.upper())
    assert [m["To"].casefold() for m in sent(world)] == [CAMILLE]  # the first link is over, this one goes
    confirmed_link = link_of_the_row(world)
    world.browser().post(confirmed_link, {"do": "in"})
    known = ask(world)
    assert new.words == again.words == known.words
    assert len(world.rows(LetterAddress)) == 1
    waiting = world.rows(Outbox)
    assert len(waiting) == 1  # as many rows as for a new one, to nobody
    assert b'"to": ""' in unlock(world.house.keys.mail, waiting[0].sealed)
    assert sent(world) == []


def link_of_the_row(world: World) -> str:
    (row,) = world.rows(LetterAddress)
    return f"/lettre/{opened(world.house.keys.mail, row.sealed)[1]}"


@pytest.mark.parametrize(
    "typed",
    ["", "camille", "camille@", "@example.org", "a b@example.org", "x" * 300 + "@a.fr", "a@b\r\nBcc: c@d.fr"],
)
def test_a_bad_address_is_given_back(world: World, typed: str) -> None:
    page = ask(world, typed)
    assert page.status == 422
    assert page.error("mail_to")
    assert world.rows(LetterAddress) == []
    assert world.rows(Outbox) == []


def test_floods_write_nothing_more(world: World) -> None:
    for _n in range(5):
        assert ask(world).status == 200
    assert len(sent(world)) == 3  # a day, to one address
    for n in range(20):
        page = ask(world, f"a{n}@example.org")
    assert page.status == 429
    with world.house.db.write() as tx:
        for n in range(MOST_WAITING):
            day = world.clock().today + timedelta(1)
            mine = {"collective_id": world.collective.id, "sealed": b"x", "until": day}
            tx.add(LetterAddress(nul=b"n" * 28 + n.to_bytes(4), mark=b"m" * 28 + n.to_bytes(4), **mine))
    world.clock.forward(3600)
    before = len(world.rows(LetterAddress))
    assert ask(world, "z@example.org").status == 200
    assert len(world.rows(LetterAddress)) == before


def test_a_link_that_is_over_or_unknown(world: World) -> None:
    ask(world)
    (message,) = sent(world)
    world.clock.forward(3 * 86_400)
    for url in (link(message), "/lettre/inconnu"):
        browser = world.browser()
        shown = browser.get(url)
        assert shown.status == 200
        assert browser.send("Recevoir la lettre").status == 409
        browser.get(url)
        assert "cette adresse est effacée" in browser.send("Ne plus la recevoir").words
    assert world.rows(LetterAddress) == []


def test_nothing_pressed_changes_nothing(world: World) -> None:
    url = confirmed(world)
    for body in ({}, {"do": "x"}, {"List-Unsubscribe": "no"}):
        assert world.browser().post(url, body).status == 400
    assert len(world.rows(LetterAddress)) == 1


def test_the_letter_leaves_once_with_what_is_public_and_its_way_out(world: World) -> None:
    url = confirmed(world)
    ask(world, "pas-confirmee@example.org")
    sent(world)
    world.clock.now = at("2026-03-10T12:00")
    news(world)
    (letter,) = weekly(world)
    body = letter.get_content()
    assert letter["To"] == CAMILLE
    assert "Vote ouvert" in body and "Des visites à domicile" in body and "Plus de visites" in body
    assert "Un nom propre" not in body and "Il y a longtemps" not in body
    assert f"{world.settings.public_url}/quart-d-heure" in body
    assert letter["List-Unsubscribe"] == f"<{world.settings.public_url}{url}>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.get_content_type() == "text/plain"
    assert set(re.findall(r"https?://\S+", body)) == {
        u.split("?")[0] for u in re.findall(r"https?://\S+", body)
    }
    for hours in (1, 30):
        world.clock.forward(hours * 3600)
        send_letters(world.house)
    assert sent(world) == []


def test_one_press_takes_it_off_without_a_cookie_nor_a_mark(world: World) -> None:
    url = confirmed(world)
    client = world.browser().client
    answer = client.post(url, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert world.rows(LetterAddress) == []
    assert client.post(url, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    news(world)
    assert weekly(world) == []


def test_also_from_the_page_and_by_nobody_else(world: World) -> None:
    confirmed(world)
    known = ask(world, CAMILLE, "Ne plus la recevoir")
    (message,) = sent(world)
    unknown = ask(world, "autre@example.org", "Ne plus la recevoir")
    assert sent(world) == []
    assert known.words == unknown.words
    assert len(world.rows(LetterAddress)) == 1  # not before the link
    browser = world.browser()
    browser.get(link(message))
    browser.send("Ne plus la recevoir")
    assert world.rows(LetterAddress) == []


def test_only_where_everyone_may_read(world: World) -> None:
    secret = world.other_collective("secret", reading="members")
    member = world.carnet("Ines", "concerned", secret)
    for who in (None, member, world.alice, world.olga):
        assert world.browser(who).get("/c/secret/lettre").status == 404
        assert world.browser(who).post("/c/secret/lettre", {"mail_to": CAMILLE}).status in (403, 404)
    world.other_collective("discret", reading="unlisted")
    page = world.browser().get("/c/discret/lettre")
    assert (page.status, page.headers["x-robots-tag"]) == (200, "noindex")
    assert world.browser().get("/c/lorne").link("La lettre de la semaine") == URL
    assert "La lettre de la semaine" not in world.browser(member).get("/c/secret").words


def test_a_collective_that_closes_sends_nothing_and_forgets(world: World) -> None:
    url = confirmed(world)
    news(world)
    with world.house.db.write() as tx:
        place = tx.exec(select(Collective).where(Collective.slug == "lorne")).one()
        place.reading = "members"
        tx.add(place)
    assert weekly(world) == []
    assert world.browser().post(url, {"do": "in"}).status == 409
    maintain(world.house)
    assert world.rows(LetterAddress) == []


def test_the_night_forgets_what_nobody_confirmed(world: World) -> None:
    ask(world, "autre@example.org")
    sent(world)
    confirmed(world)
    maintain(world.house)
    assert len(world.rows(LetterAddress)) == 2
    world.clock.forward(3 * 86_400)
    maintain(world.house)
    (left,) = world.rows(LetterAddress)
    assert left.until is None


def test_a_row_that_no_key_opens_keeps_nobody_waiting(world: World) -> None:
    confirmed(world)
    with world.house.db.write() as tx:
        mine = {"collective_id": world.collective.id, "sealed": b"s" * 200}
        tx.add(LetterAddress(nul=b"n" * 32, mark=b"m" * 32, **mine))
    world.clock.now = at("2026-03-10T12:00")
    news(world)
    assert [letter["To"] for letter in weekly(world)] == [CAMILLE]


def test_an_empty_week_and_an_instance_that_begins_send_nothing(world: World) -> None:
    confirmed(world)
    assert weekly(world) == []
    assert [f.value for f in world.rows(InstanceFact) if f.name == "letter"] == ["2026-03-12"]


def test_a_killed_worker_sends_all_of_it_or_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from forum.notifications.letter import jobs

    confirmed(world)
    world.clock.now = at("2026-03-10T12:00")
    news(world)
    send_letters(world.house)
    world.clock.now = at("2026-03-12T10:00")

    def killed(*_all: Any, **_named: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "put_all", killed)
        with pytest.raises(KeyboardInterrupt):
            send_letters(world.house)
    assert sent(world) == []
    jobs._SENT.clear()
    assert send_letters(world.house) == 1
    jobs._SENT.clear()
    assert send_letters(world.house) == 0
    assert len(sent(world)) == 1


def test_another_mail_key_keeps_the_list_and_its_links(world: World) -> None:
    url = confirmed(world)
    new = b"k" * 32
    with world.house.db.write() as tx:
        assert RESEAL["mail"](tx, world.house.keys.mail, new) == 0
    with world.house.db.write() as tx:
        assert reseal(tx, world.house.keys.mail, new) == 0  # killed just after, and done again
        assert reseal(tx, b"z" * 32, b"y" * 32) == 1
    (row,) = world.rows(LetterAddress)
    assert f"/lettre/{opened(new, row.sealed)[1]}" == url


@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-03-12T08:59", date(2026, 3, 5)),
        ("2026-03-12T09:00", date(2026, 3, 12)),
        ("2026-03-13T00:00", date(2026, 3, 12)),
        ("2026-03-18T23:00", date(2026, 3, 12)),
    ],
)
def test_the_day_of_letters(now: str, day: date) -> None:
    assert last_day(at(now).local) == day


def test_the_page_of_protection_tells_of_the_list(world: World) -> None:
    words = world.browser().get("/protection").words
    assert "La lettre de la semaine a sa liste d’adresses" in words


def test_a_mailbox_that_is_gone_leaves_every_list(world: World) -> None:
    """By a report that answers one of our letters; nobody takes somebody else off by writing one."""
    confirmed(world)
    confirmed(world, "sacha@example.org")
    key = world.house.keys.mail

    def report(came_to: str) -> bytes:
        return (
            f"To: {came_to}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; boundary=b\r\n\r\n"
            "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relais\r\n\r\n"
            f"Final-Recipient: rfc822; {CAMILLE}\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
        ).encode()

    for came_to, believed, left in (
        ("retours+0123456789abcdef0123@lorne.org", False, 2),
        (bounces.return_address("retours@lorne.org", key, "sacha@example.org"), False, 2),
        (bounces.return_address("retours@lorne.org", key, CAMILLE), True, 1),
    ):
        with world.house.db.write() as tx:
            assert bounces.take(tx, world.house.keys, report(came_to)) is believed
        assert len(world.rows(LetterAddress)) == left


@dataclass
class Work:
    """What a request had done: the shape of its statements, and how often something was sealed or opened."""

    statements: list[str] = field(default_factory=list)
    seals: int = 0
    opens: int = 0


def work_of(world: World, monkeypatch: pytest.MonkeyPatch, do: str, address: str) -> Work:
    """A press on the form, and no more: the page is read before."""
    browser, work = world.browser(), Work()
    browser.get(URL)
    encrypt, decrypt = crypto_secretbox, crypto_secretbox_open

    def sealing(*given: Any) -> Any:
        work.seals += 1
        return encrypt(*given)

    def opening(*given: Any) -> Any:
        work.opens += 1
        return decrypt(*given)

    with monkeypatch.context() as patch:
        patch.setattr("forum.core.crypto.crypto_secretbox", sealing)
        patch.setattr("forum.core.crypto.crypto_secretbox_open", opening)
        with statements(world) as seen:
            assert browser.send(do, mail_to=address).status == 200
    work.statements = [sql for sql, _values in seen]
    return work


@pytest.mark.parametrize("do", ["Recevoir la lettre", "Ne plus la recevoir"])
def test_asking_does_the_same_work_whatever_is_known_of_the_address(
    world: World, monkeypatch: pytest.MonkeyPatch, do: str
) -> None:
    """Time follows work: an address that gets the letter, one that waits for its button, one that nobody knows, and one that
    comes when too many wait."""
    confirmed(world)
    ask(world, "attend@example.org")
    world.clock.forward(1)
    work_of(world, monkeypatch, do, "premiere@example.org")  # what a first request loads is no address's
    found = {
        name: work_of(world, monkeypatch, do, name)
        for name in (CAMILLE, "attend@example.org", "nouvelle@example.org")
    }
    with world.house.db.write() as tx:
        for n in range(MOST_WAITING):
            day = world.clock().today + timedelta(1)
            mine = {"collective_id": world.collective.id, "sealed": b"x", "until": day}
            tx.add(LetterAddress(nul=b"n" * 28 + n.to_bytes(4), mark=b"m" * 28 + n.to_bytes(4), **mine))
    found["trop"] = work_of(world, monkeypatch, do, "trop@example.org")
    first = found[CAMILLE]
    assert any("letter_address" in one for one in first.statements)
    assert first.seals >= 2  # a row, and a mail
    assert [found[name] for name in found] == [first] * 4
    rows = [opened(world.house.keys.mail, row.sealed)[0] for row in world.rows(LetterAddress)]
    assert rows.count(CAMILLE) == 1 and "trop@example.org" not in rows
