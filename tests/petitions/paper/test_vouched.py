"""A facilitator signs for somebody who stands there; the person leaves with a code, and does with it what they want."""

import json
import re

import pytest

from forum.core.crypto import argon2id, unseal
from forum.identity.staff.models import StaffLog
from forum.petitions import actions
from forum.petitions.models import PendingSignature, Signature
from forum.petitions.paper.slips.rules import code_of
from tests.browser_lite import Page
from tests.petitions.paper.desk import Desk
from tests.petitions.scene import PHRASE, SALT
from tests.world import World

SAID = {"name": "Rose Geai", "quality": "concerned", "commune": "lorne-nord", "consent": "aloud"}


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def vouch(desk: Desk, **typed: str) -> Page:
    browser = desk.world.browser(desk.fatou)
    browser.get(f"/c/lorne/petitions/{desk.code}/aide")
    return browser.send("Signer avec elle", **(SAID | typed))


def code_on(page: Page) -> str:
    found = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}", page.words)
    assert found, page.words[:400]
    return found[0]


def with_code(desk: Desk, code: str) -> Page:
    browser = desk.world.browser()
    browser.get("/recu")
    return browser.send("Continuer", code=code)


def test_signed_counted_apart_seen_and_taken_back_with_the_slip_alone(desk: Desk) -> None:
    world = desk.world
    page = vouch(desk)
    code = code_on(page)
    assert page.headers["cache-control"] == "no-store"
    assert desk.slot() == 1
    (row,) = world.rows(Signature)
    assert (row.tier, row.college, row.territory) == ("vouched", "concerned", "nord")
    private = actions.unlock_private(desk.petition.private_sealed, argon2id(PHRASE.encode(), SALT, 8, 1))
    box = json.loads(unseal(private, row.sealed))
    assert (box["name"], box["commune"], box["consent"], box["email"]) == (
        "Rose Geai",
        "lorne-nord",
        "aloud",
        "",
    )
    acts = [(a.staff_name, a.subject) for a in world.rows(StaffLog) if a.action == "signature.vouched"]
    assert acts == [("Fatou", desk.petition.title)]
    held = with_code(desk, code.lower().replace("-", " "))
    browser = world.browser()
    assert (
        "elle est comptée" in browser.get(held.link("Voir le reçu")).words.lower()
        or browser.page.status == 200
    )
    assert desk.petition.title not in browser.page.text
    browser.get("/recu")
    browser.send("Continuer", code=code)
    assert browser.send("Je retire ma signature").status == 200
    world.slot()
    assert world.rows(Signature) == []
    assert with_code(desk, code).status == 422


def test_sent_twice_is_signed_once_with_the_same_slip(desk: Desk) -> None:
    browser = desk.world.browser(desk.fatou)
    form = browser.get(f"/c/lorne/petitions/{desk.code}/aide")
    codes = []
    for _ in range(2):
        browser.page = form
        codes.append(code_on(browser.send("Signer avec elle", **SAID)))
    assert codes[0] == codes[1]
    assert len(desk.world.rows(PendingSignature)) == 1
    assert len([a for a in desk.world.rows(StaffLog) if a.action == "signature.vouched"]) == 1
    assert desk.slot() == 1
    browser.page = form
    assert code_on(browser.send("Signer avec elle", **SAID)) == codes[0] and desk.slot() == 0


def test_so_many_a_day_for_one_hand(desk: Desk) -> None:
    house = desk.world.house
    house.settings = house.settings.model_copy(update={"vouched_daily": 2})
    assert [vouch(desk).status for _ in range(3)] == [200, 200, 429]
    assert len(desk.world.rows(PendingSignature)) == 2
    desk.fatou = desk.gil
    assert vouch(desk).status == 200  # another hand
    desk.world.clock.forward(24 * 3600)
    assert vouch(desk).status == 200


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 130}, "name"),
        ({"name": "A\u202eB"}, "name"),
        ({"quality": ""}, "quality"),
        ({"commune": "y" * 90}, "commune"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_stays(desk: Desk, typed: dict[str, str], field: str) -> None:
    page = vouch(desk, **typed)
    assert page.status == 422 and field in page.text
    if field != "name":
        assert page.one("input", name="name").get("value") == "Rose Geai"
    assert desk.world.rows(PendingSignature) == []


def test_without_a_yes_nothing_is_signed(desk: Desk) -> None:
    assert vouch(desk, consent="").status == 422
    assert desk.world.rows(PendingSignature) == []


def test_who_may_and_when(desk: Desk) -> None:
    world, address = desk.world, f"/c/lorne/petitions/{desk.code}/aide"
    for who in (None, world.alice, world.charlie, world.maud):
        assert world.browser(who).get(address).status in (401, 403)
    assert world.act(world.maud, address, **SAID, seed="x" * 40) == 403
    with world.house.db.write() as tx:
        actions.close(tx, tx.merge(desk.petition), world.clock())
    assert world.browser(desk.fatou).get(address).status == 409
    assert world.act(desk.fatou, address, **SAID, seed="x" * 40) == 409
    assert world.rows(PendingSignature) == []


def test_a_wrong_code_opens_nothing(desk: Desk) -> None:
    assert "15 signes" in with_code(desk, "abc").error("code")
    assert "n’est plus" in with_code(desk, code_of("une graine", 3)).error("code")


def test_slips_are_printed_from_what_is_posted(desk: Desk) -> None:
    browser = desk.world.browser(desk.fatou)
    browser.get(f"/c/lorne/petitions/{desk.code}/aide")
    page = browser.send("Signer avec elle", **SAID)
    answer = browser.send("Imprimer")
    assert answer.headers["content-type"] == "application/pdf"
    path = f"/c/lorne/petitions/{desk.code}/aide/recus.pdf"
    assert desk.world.act(desk.fatou, path, codes="rien") == 400
    assert desk.world.act(desk.fatou, path) == 400
    assert desk.world.act(desk.world.maud, path, codes=code_on(page)) == 403


def test_a_line_of_a_sheet_has_its_slip_if_it_is_asked(desk: Desk) -> None:
    desk.print(1)
    page = desk.type(desk.fatou, 1, desk.names() | {"slip-2": "1"}, drawn=True)
    assert "Ligne 2 :" in page.words and "tirée au sort" in page.words
    code = code_on(page)
    assert page.words.count(code) == 1
    assert "Revenez dans quelques jours" in with_code(desk, code).words
    desk.again(desk.gil, 1)
    desk.slot()
    assert desk.petition.title in with_code(desk, code).words
