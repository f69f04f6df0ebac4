"""The staff's doors: a mailed link, a lost telephone, open sessions; and somebody who knocks too often."""

import json
import re
from typing import Any

import pyotp
import pytest

from forum.core.crypto import unlock
from forum.core.models import Outbox
from forum.core.outbox import deliver
from forum.core.viewer import Viewer
from forum.identity.staff import actions
from forum.identity.staff.doors.actions import make_codes
from forum.identity.staff.models import Staff, StaffLink, StaffLog, StaffRecovery
from tests.browser_lite import Browser, Page, words
from tests.identity.test_doors import NAME, added, expired
from tests.world import World

OLGA, PASSWORD = "olga@example.org", "un long mot de passe"
ASK = "Envoyer un lien"


def with_password(world: World, email: str = OLGA) -> tuple[pyotp.TOTP, list[str]]:
    with world.house.db.write() as tx:
        person = actions.by_email(tx, email)
        assert person is not None
        uri = actions.set_password(tx, world.house.keys, person, PASSWORD, 8, 1)
        codes = list(make_codes(tx, world.house.keys, person))
    return pyotp.TOTP(actions.secret_of(uri)), codes


def knock(world: World, browser: Browser, code: str, password: str = PASSWORD, email: str = OLGA) -> Page:
    browser.get("/equipe/ouverture")
    return browser.send("Entrer", email=email, password=password, code=code)


def choose(world: World, browser: Browser, password: str = PASSWORD, **proof: str) -> Page:
    """A new password, and the first code of its second factor."""
    browser.get("/equipe/mot-de-passe")
    page = browser.send("Choisir ce mot de passe", password=password, **proof)
    assert page.status == 200, page.words
    return browser.send("C’est ce code", code=now_code(world, shown_secret(page)))


def shown_secret(page: Page) -> pyotp.TOTP:
    return pyotp.TOTP(words(page.all("code")[0]))


def now_code(world: World, totp: pyotp.TOTP) -> str:
    return totp.at(world.clock().epoch)


def mails(world: World) -> list[dict[str, str]]:
    return [json.loads(unlock(world.house.keys.mail, row.sealed)) for row in world.rows(Outbox)]


def mailed(world: World) -> str:
    (link,) = re.findall(r"\S+/equipe/lien/\S+", " ".join(m["body"] for m in mails(world)))
    return str(link)


def log(world: World) -> list[str]:
    return sorted(row.action for row in world.rows(StaffLog))


# -- by a mailed link


def test_a_link_comes_by_mail_and_lets_in_once(world: World) -> None:
    browser = world.browser()
    browser.get("/equipe/ouverture")
    page = browser.send(ASK, mail_to=" Olga@Example.org ")
    assert page.status == 200
    assert "un courriel y part à l’instant" in page.words
    link = mailed(world)
    assert link not in page.text
    assert browser.get(link).status == 200
    assert world.rows(StaffLog) == []
    other = world.browser()
    other.get(link)
    assert browser.send("Entrer").title == "Votre équipe"
    assert other.send("Entrer").status == 409
    assert log(world) == ["account.entered.mail_link"]


def test_an_address_of_nobody_is_answered_alike_and_gets_nothing(world: World) -> None:
    pages = []
    for to in (OLGA, "personne@example.org"):
        browser = world.browser()
        browser.get("/equipe/ouverture")
        pages.append(browser.send(ASK, mail_to=to))
        assert len(world.rows(Outbox)) == len(pages)  # the same work for both
    assert pages[0].text == pages[1].text
    assert len(world.rows(StaffLink)) == 1
    sent: list[Any] = []
    deliver(world.house.db, world.house.keys, world.settings, world.clock(), sent.append)
    assert [message["To"] for message in sent] == [OLGA]
    assert world.rows(Outbox) == []


def test_a_text_waits_while_the_link_comes_and_leaves_with_it(world: World) -> None:
    browser = expired(world)
    page = browser.send(ASK, mail_to=OLGA)
    assert page.status == 200
    page = browser.send("Entrer avec ce lien", link=mailed(world))
    assert (page.status, added(world)) == (200, [NAME])


def test_a_link_is_past_after_a_quarter_of_an_hour(world: World) -> None:
    browser = world.browser()
    browser.get("/equipe/ouverture")
    browser.send(ASK, mail_to=OLGA)
    link = mailed(world)
    browser.get(link)
    world.clock.forward(15 * 60 + 1)
    page = browser.send("Entrer")
    assert (page.status, "n’est plus, valable" in page.words) == (409, True)


@pytest.mark.parametrize("typed", ["", "olga", "@", "\0", "x" * 300])
def test_no_address_is_asked_again(world: World, typed: str) -> None:
    browser = world.browser()
    browser.get("/equipe/ouverture")
    page = browser.send(ASK, mail_to=typed)
    assert page.status == 422
    assert "adresse complète" in page.error("mail_to")
    assert world.rows(Outbox) == []


def test_five_mails_at_most_and_the_sixth_is_answered_alike(world: World) -> None:
    browser = world.browser()
    for _ in range(7):
        browser.get("/equipe/ouverture")
        assert browser.send(ASK, mail_to=OLGA).status == 200
    assert len(mails(world)) == 5
    for _ in range(13):
        browser.get("/equipe/ouverture")
        browser.send(ASK, mail_to="personne@example.org")
    browser.get("/equipe/ouverture")
    assert browser.send(ASK, mail_to=OLGA).status == 429
    world.clock.forward(900)
    browser.get("/equipe/ouverture")
    assert browser.send(ASK, mail_to=OLGA).status == 200


def test_a_mailbox_is_no_second_factor(world: World) -> None:
    totp, _codes = with_password(world)
    browser = expired(world)
    browser.send(ASK, mail_to=OLGA)
    link = mailed(world)
    page = browser.send("Entrer avec ce lien", link=link)
    assert (page.status, added(world)) == (422, [])
    assert "code à six chiffres" in page.error("link_code")
    page = browser.send("Entrer avec ce lien", link=link, link_code="000000")
    assert "ne va pas" in page.error("link_code")
    other = world.browser()
    other.get(link)
    assert other.send("Entrer").status == 422
    page = browser.send("Entrer avec ce lien", link=link, link_code=now_code(world, totp))
    assert (page.status, added(world)) == (200, [NAME])
    other.get(link)
    assert other.send("Entrer").status == 409


def test_codes_beside_a_link_are_not_tried_without_end(world: World) -> None:
    totp, _codes = with_password(world)
    browser = world.browser()
    browser.get("/equipe/ouverture")
    browser.send(ASK, mail_to=OLGA)
    browser.get(mailed(world))
    browser.send("Entrer")
    for _ in range(6):
        browser.send("Entrer", link_code="000000")
    page = browser.send("Entrer", link_code=now_code(world, totp))
    assert "Trop d’essais" in page.error("link_code")


# -- a lost telephone


def test_ten_codes_are_shown_once_with_the_second_factor(world: World) -> None:
    browser = world.browser(world.olga)
    page = choose(world, browser)
    codes = [words(e) for e in page.all("code") if words(e).count("-") == 2]
    assert len(set(codes)) == 10
    stored = repr([row.code_mac for row in world.rows(StaffRecovery)])
    for path in world.settings.data_dir.rglob("*"):
        assert not path.is_file() or codes[0].replace("-", "").encode() not in path.read_bytes()
    assert codes[0].replace("-", "") not in stored
    assert not any(code in browser.get("/equipe/secours").text for code in codes)
    assert "Il vous reste 10 codes" in browser.page.words
    fresh = world.browser()
    assert knock(world, fresh, codes[3].upper().replace("-", " ")).title == "Votre équipe"
    assert knock(world, world.browser(), codes[3]).status == 422
    assert "Il vous reste 9 codes" in fresh.get("/equipe/secours").words


def test_new_codes_end_the_old_ones(world: World) -> None:
    _totp, old = with_password(world)
    browser = world.browser(world.olga)
    browser.get("/equipe/secours")
    page = browser.send("Faire dix codes", proof=PASSWORD)
    new = [words(e) for e in page.all("code")]
    assert knock(world, world.browser(), old[0]).status == 422
    assert knock(world, world.browser(), new[0]).status == 200
    assert "account.codes" in log(world)


def test_codes_are_their_owner_s_alone(world: World) -> None:
    _totp, codes = with_password(world)
    with_password(world, "maud@example.org")
    assert knock(world, world.browser(), codes[0], email="maud@example.org").status == 422
    assert knock(world, world.browser(), codes[0]).status == 200


@pytest.mark.parametrize(("who", "status"), [(None, 401), ("alice", 403)])
def test_pages_of_an_account_are_for_accounts(world: World, who: str | None, status: int) -> None:
    browser = world.browser(getattr(world, who) if who else None)
    for path in ("/equipe/secours", "/equipe/sessions", "/equipe/mot-de-passe"):
        assert browser.get(path).status == status


def test_no_codes_without_a_second_factor(world: World) -> None:
    browser = world.browser(world.olga)
    browser.get("/equipe/secours")
    assert browser.send("Faire dix codes").status == 403
    assert world.rows(StaffRecovery) == []


# -- open sessions


def test_open_sessions_are_seen_and_the_others_closed(world: World) -> None:
    totp, _codes = with_password(world)
    first, second = world.browser(), world.browser()
    knock(world, first, now_code(world, totp))
    world.clock.forward(90)
    knock(world, second, now_code(world, totp))
    maud, alice = world.browser(world.maud), world.browser(world.alice)
    second.get("/equipe")
    page = second.follow("Mes sessions ouvertes")
    lines = [words(e) for e in page.all("li") if "Entrée" in words(e)]
    assert len(lines) == 2
    assert "par mot de passe, à 09:06 ; vue pour la dernière fois à 09:06" in lines[0]
    assert "C’est celle-ci" in lines[0]
    assert "à 09:05" in lines[1]
    page = second.send("Fermer les autres")
    assert "C’est celle-ci" in page.words
    assert "Fermer les autres" not in page.words
    assert first.get("/equipe").status == 401
    assert [b.get(p).status for b, p in ((second, "/equipe"), (maud, "/equipe"), (alice, "/carnet"))] == [
        200
    ] * 3
    assert "account.sessions" in log(world)


def test_a_new_password_ends_the_other_sessions(world: World) -> None:
    here, there = world.browser(world.olga), world.browser(world.olga)
    choose(world, here)
    assert there.get("/equipe").status == 401
    assert here.get("/equipe").status == 200


@pytest.mark.parametrize("who", ["olga", "alice"])
def test_a_cookie_replayed_after_leaving_is_refused(world: World, who: str) -> None:
    home = "/equipe" if who == "olga" else "/carnet"
    browser = world.browser(getattr(world, who))
    token = browser.client.cookies["s"]
    browser.get(home)
    browser.send("Sortir" if who == "olga" else "Fermer le carnet")
    thief = world.browser()
    thief.client.cookies.set("s", token)
    page = thief.get(home)
    assert page.status == 401 or page.url == "/carnet/ouverture"
    assert thief.post("/equipe/secours" if who == "olga" else "/carnet/fermeture").status != 403


# -- somebody who knocks too often


def test_wrong_keys_are_slowed_and_nobody_is_locked_out(world: World) -> None:
    totp, _codes = with_password(world)
    known = world.browser()
    assert knock(world, known, now_code(world, totp)).status == 200
    known.get("/equipe")
    known.send("Sortir")
    enemy = world.browser()
    for _ in range(6):
        assert knock(world, enemy, "000000", "au hasard").status == 422
    page = knock(world, enemy, "000000", "au hasard")
    assert page.status == 429
    assert "Attendez 5 secondes" in page.error("email")
    world.clock.forward(60)
    for _ in range(40):
        knock(world, enemy, "000000", "au hasard")
        world.clock.forward(120)
    knock(world, enemy, "000000", "au hasard")
    assert knock(world, world.browser(), now_code(world, totp)).status == 429  # a door nobody knows
    assert knock(world, known, now_code(world, totp)).title == "Votre équipe"
    stranger = world.browser()
    stranger.get("/equipe/ouverture")
    stranger.send(ASK, mail_to=OLGA)
    stranger.get(mailed(world))
    stranger.send("Entrer")
    world.clock.forward(30)
    assert stranger.send("Entrer", link_code=now_code(world, totp)).title == "Votre équipe"


def test_the_right_key_forgives_the_wrong_ones(world: World) -> None:
    totp, _codes = with_password(world)
    for _ in range(4):
        browser = world.browser()
        for _ in range(4):
            assert knock(world, browser, "1", "faux").status == 422
        world.clock.forward(60)
        assert knock(world, browser, now_code(world, totp)).status == 200


def test_one_address_does_not_try_one_password_on_everybody(world: World) -> None:
    browser = world.browser()
    for number in range(21):
        assert knock(world, browser, "1", email=f"n{number}@example.org").status == 422
    assert knock(world, browser, "1", email="n99@example.org").status == 429


def test_the_mark_of_a_known_browser_names_nobody_and_opens_nothing(world: World) -> None:
    totp, _codes = with_password(world)
    known = world.browser()
    knock(world, known, now_code(world, totp))
    mark = known.client.cookies["d"]
    olga = world.rows(Staff, Staff.email == OLGA)[0]
    assert str(olga.id) not in mark
    thief = world.browser()
    thief.client.cookies.set("d", mark)
    assert thief.get("/equipe").status == 401
    for _ in range(11):
        assert knock(world, thief, "1", "faux").status == 422
    assert knock(world, thief, "1", "faux").status == 429
    forged = world.browser()
    forged.client.cookies.set("d", mark.partition(".")[0] + "." + "0" * 64)
    for _ in range(6):
        knock(world, forged, "1", "faux")
    assert knock(world, forged, "1", "faux").status == 429


def test_a_text_survives_a_door_that_makes_one_wait(world: World) -> None:
    with_password(world)
    browser = expired(world)
    for _ in range(7):
        page = browser.send("Entrer", email=OLGA, password="faux", code="1")
    assert page.status == 429
    assert added(world) == []
    browser.send(ASK, mail_to="maud@example.org")
    browser.send("Entrer avec ce lien", link=_link(world))
    assert added(world) == [NAME]


def _link(world: World) -> str:
    with world.house.db.write() as tx:
        return actions.make_link(tx, world.rows(Staff, Staff.email == OLGA)[0], world.clock())


def test_an_unknown_account_costs_what_a_known_one_does(world: World, monkeypatch: Any) -> None:
    with_password(world)
    seen: list[Any] = []
    slow = world.house.slow_hash

    async def counted(secret: bytes, salt: bytes, cost: Any = None) -> bytes:
        seen.append(cost)
        return await slow(secret, salt, cost)

    monkeypatch.setattr(world.house, "slow_hash", counted)
    for email in (OLGA, "personne@example.org", "maud@example.org"):
        assert knock(world, world.browser(), "1", "faux", email).status == 422
    assert seen == [(8, 1)] * 3


def test_entering_is_written_once_a_day(world: World) -> None:
    for viewer in (world.olga, world.olga):
        assert isinstance(viewer, Viewer)
        browser = world.browser()
        browser.get(f"/equipe/lien/{_link(world)}")
        browser.send("Entrer")
    assert log(world) == ["account.entered.mail_link"]
