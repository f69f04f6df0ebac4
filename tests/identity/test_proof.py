"""Before one's own doors change: what is asked for, and that nothing changes before the first right code."""

import pyotp
import pytest

from forum.identity.staff import actions
from forum.identity.staff.models import Staff, StaffLink, StaffLog, StaffRecovery
from tests.browser_lite import Browser, Page, words
from tests.identity.test_doors import link
from tests.identity.test_staff_doors import (
    ASK,
    OLGA,
    PASSWORD,
    choose,
    knock,
    mailed,
    now_code,
    shown_secret,
    with_password,
)
from tests.world import World

NEW = "cinq mots tout à fait autres"
PAGE = "/equipe/mot-de-passe"
CHOOSE = "Choisir ce mot de passe"


def olga(world: World) -> Staff:
    found: Staff = world.rows(Staff, Staff.email == OLGA)[0]
    return found


def way_in(world: World) -> tuple[str, bytes, int]:
    row = olga(world)
    return row.password_hash, row.totp_sealed, row.totp_last


def signed_in(world: World) -> tuple[Browser, pyotp.TOTP, list[str]]:
    """Olga, who came in by her password a moment ago."""
    totp, codes = with_password(world)
    browser = world.browser()
    assert knock(world, browser, now_code(world, totp)).status == 200
    world.clock.forward(60)
    return browser, totp, codes


# -- nothing before the first right code


def test_nothing_changes_before_a_first_right_code(world: World) -> None:
    browser = world.browser(world.olga)
    browser.get(PAGE)
    page = browser.send(CHOOSE, password=PASSWORD)
    right = now_code(world, shown_secret(page))
    assert way_in(world) == ("", b"", 0)
    wrong = "000000" if right != "000000" else "111111"
    page = browser.send("C’est ce code", code=wrong)
    assert page.status == 422
    assert "rien n’a changé" in page.error("code")
    assert shown_secret(page).secret == shown_secret(browser.page).secret
    assert (way_in(world), world.rows(StaffRecovery), world.rows(StaffLog)) == (("", b"", 0), [], [])
    page = browser.send("C’est ce code", code=right)
    assert (page.status, len(page.all("code"))) == (200, 10)
    assert [row.action for row in world.rows(StaffLog)] == ["account.password"]
    assert knock(world, world.browser(), right).status == 422  # a code is good once, the first as well
    world.clock.forward(30)
    assert knock(world, world.browser(), now_code(world, shown_secret_of(world))).status == 200


def shown_secret_of(world: World) -> pyotp.TOTP:
    from forum.core.crypto import unlock

    return pyotp.TOTP(unlock(world.house.keys.staff, olga(world).totp_sealed).decode())


def test_a_second_factor_that_was_never_typed_leaves_the_old_one_at_work(world: World) -> None:
    browser, totp, codes = signed_in(world)
    browser.get(PAGE)
    browser.send(CHOOSE, proof=PASSWORD, password=NEW)
    world.clock.forward(60)
    assert knock(world, world.browser(), now_code(world, totp)).status == 200
    assert knock(world, world.browser(), codes[0]).status == 200


def test_what_was_chosen_is_good_once_in_a_quarter_of_an_hour_and_in_its_own_session(world: World) -> None:
    browser = world.browser(world.olga)
    browser.get(PAGE)
    page = browser.send(CHOOSE, password=PASSWORD)
    totp, box = shown_secret(page), page.one("input", name="_box").get("value", "")
    assert PASSWORD not in page.text
    for other in (world.browser(world.olga), world.browser(world.maud)):
        other.get("/equipe")
        assert late(send_box(other, box, now_code(world, totp)))
    world.clock.forward(15 * 60 + 1)
    assert late(send_box(browser, box, now_code(world, totp)))
    assert late(send_box(browser, "n’importe quoi", now_code(world, totp)))
    assert way_in(world) == ("", b"", 0)
    world.clock.forward(-60)
    assert send_box(browser, box, now_code(world, totp)).status == 200
    armed = way_in(world)
    assert late(send_box(browser, box, now_code(world, totp)))
    assert way_in(world) == armed


def send_box(browser: Browser, box: str, code: str) -> Page:
    mark = browser.page.all("input", name="_csrf")[0].get("value", "")
    return browser.post(
        f"{PAGE}/code", {"_box": box, "code": code, "_csrf": mark}, origin="http://testserver"
    )


def late(page: Page) -> bool:
    return page.status == 422 and "choisissez de nouveau" in page.words


# -- who asks


@pytest.mark.parametrize("typed", ["", "au hasard", NEW])
def test_a_session_left_open_is_not_enough_for_a_new_password(world: World, typed: str) -> None:
    browser, _totp, codes = signed_in(world)
    before = way_in(world)
    browser.get(PAGE)
    page = browser.send(CHOOSE, proof=typed, password=NEW)
    assert page.status == 422
    assert "pas votre mot de passe actuel" in page.error("proof")
    assert way_in(world) == before
    page = browser.send(CHOOSE, proof=codes[0], password=NEW)
    assert page.status == 422  # the telephone left on the same desk is not enough either
    assert len(world.rows(StaffRecovery)) == 10
    browser.get("/equipe/secours")
    assert browser.send("Faire dix codes", proof=typed).status == 422
    assert len(world.rows(StaffRecovery)) == 10
    assert knock(world, world.browser(), codes[0]).status == 200


def test_the_old_password_opens_the_way_to_a_new_one(world: World) -> None:
    browser, _totp, codes = signed_in(world)
    assert choose(world, browser, NEW, proof=PASSWORD).status == 200
    world.clock.forward(30)
    assert knock(world, world.browser(), codes[0], NEW).status == 422
    assert knock(world, world.browser(), now_code(world, shown_secret_of(world)), NEW).status == 200
    assert knock(world, world.browser(), now_code(world, shown_secret_of(world))).status == 422


def test_a_short_password_costs_no_recovery_code(world: World) -> None:
    browser, codes = by_mail(world)
    browser.get(PAGE)
    page = browser.send(CHOOSE, proof=codes[1], password="court")
    assert "12 signes" in page.error("password")
    assert len(world.rows(StaffRecovery)) == 9


def by_mail(world: World) -> tuple[Browser, list[str]]:
    """Olga forgot her password: a link, and a code of those on paper."""
    _totp, codes = with_password(world)
    browser = world.browser()
    browser.get("/equipe/ouverture")
    browser.send(ASK, mail_to=OLGA)
    browser.get(mailed(world))
    browser.send("Entrer")
    assert browser.send("Entrer", link_code=codes[0]).title == "Votre équipe"
    return browser, codes


def test_a_forgotten_password_is_changed_with_the_mailbox_and_the_second_factor(world: World) -> None:
    browser, codes = by_mail(world)
    assert "Oublié" in browser.get(PAGE).words
    assert browser.send(CHOOSE, proof=codes[0], password=NEW).status == 422  # spent at the door
    assert browser.send(CHOOSE, proof=codes[1], password=NEW).status == 200
    code = now_code(world, shown_secret(browser.page))
    assert browser.send("C’est ce code", code=code).status == 200


def test_a_link_of_the_host_helps_who_lost_everything_for_a_quarter_of_an_hour(world: World) -> None:
    with_password(world)
    browser = world.browser()
    browser.get(link(world))
    browser.send("Entrer")
    assert "par un lien" in browser.get("/equipe/sessions").words
    assert browser.get(PAGE).all("input", name="proof") == []
    world.clock.forward(15 * 60 + 1)
    assert browser.post(PAGE, {"password": NEW, "_csrf": mark(browser)}).status == 422
    late_page = browser.get(PAGE)
    assert len(late_page.all("input", name="proof")) == 1
    fresh = world.browser()
    fresh.get(link(world))
    fresh.send("Entrer")
    assert choose(world, fresh, NEW).status == 200


def mark(browser: Browser) -> str:
    return browser.page.all("input", name="_csrf")[0].get("value", "")


def test_who_has_no_door_yet_chooses_one_soon_after_coming_in(world: World) -> None:
    browser = world.browser(world.olga)
    browser.get(PAGE)
    given = mark(browser)
    world.clock.forward(15 * 60 + 1)
    page = browser.post(PAGE, {"password": NEW, "_csrf": given})
    assert (page.status, "entrez de nouveau" in page.words) == (403, True)
    page = browser.get(PAGE)
    assert "entrez de nouveau" in page.words
    assert page.all("input", name="password") == []


def test_proofs_are_slowed_like_a_door(world: World) -> None:
    browser, _totp, _codes = signed_in(world)
    browser.get(PAGE)
    for _ in range(6):
        browser.send(CHOOSE, proof="au hasard", password=NEW)
    page = browser.send(CHOOSE, proof=PASSWORD, password=NEW)
    assert "Trop d’essais" in page.error("proof")
    world.clock.forward(10)
    assert browser.send(CHOOSE, proof=PASSWORD, password=NEW).status == 200


def test_links_on_their_way_end_when_a_door_is_made(world: World) -> None:
    """They would let in without the second factor that is there now."""
    browser = world.browser()
    old = link(world)
    browser.get(link(world))
    browser.send("Entrer")
    choose(world, browser)
    assert world.rows(StaffLink) == []
    thief = world.browser()
    thief.get(old)
    assert thief.send("Entrer").status == 409


# -- what is typed comes back nowhere


def test_no_page_of_the_staff_gives_a_secret_back(world: World) -> None:
    browser, _totp, _codes = signed_in(world)
    stranger = world.browser()
    canary = "canari-zibeline-fontaine"
    for name in ("password", "code"):
        typed = {"email": OLGA, "password": "faux", "code": "1", name: canary}
        stranger.get("/equipe/ouverture")
        assert canary not in stranger.send("Entrer", **typed).text
    stranger.get("/equipe/ouverture")
    assert canary not in stranger.send("Entrer avec ce lien", link=f"http://x/{canary}").text
    typed = {"proof": canary, "password": canary, "code": canary, "link_code": canary, "answer": canary}
    for path in (PAGE, f"{PAGE}/code", "/equipe/secours", "/equipe/depart", "/equipe/lien/inconnu"):
        browser.get(PAGE)
        for given in ("", mark(browser)):  # a page that grew old is refused, and gives nothing back either
            page = browser.post(path, {**typed, "_csrf": given})
            assert page.status in (403, 409, 422), path
            assert canary not in page.text, path
    words_of_it = words(stranger.page.one("body"))
    assert PASSWORD not in words_of_it


def test_a_busy_house_gives_no_password_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from forum.core.errors import Busy

    async def busy(*_args: object) -> bytes:
        raise Busy

    browser, _totp, _codes = signed_in(world)
    monkeypatch.setattr(type(world.house), "slow_hash", busy)
    browser.get(PAGE)
    page = browser.send(CHOOSE, proof=PASSWORD, password=NEW)
    assert page.status == 503
    assert NEW not in page.text
    assert PASSWORD not in page.text


def test_a_code_of_the_machine_is_asked_before_the_terminal_arms_it(world: World) -> None:
    """What `forum admin add --password` stands on: half a minute before and after, and never what is not a code."""
    secret, now = actions.new_secret(), world.clock()
    step = now.epoch // 30
    totp = pyotp.TOTP(secret)
    assert actions.step_of(secret, totp.at(now.epoch), now) == step
    assert actions.step_of(secret, totp.at(now.epoch - 30), now) == step - 1
    assert actions.step_of(secret, totp.at(now.epoch - 90), now) == 0
    assert actions.step_of(secret, "", now) == 0
