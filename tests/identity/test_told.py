"""Whoever's way in changes gets a letter, whichever door it is and whoever did it; and nobody shuts themselves out."""

from collections.abc import Callable

import pytest

from forum.identity.staff import actions as staff
from forum.identity.staff.doors import oidc_actions
from forum.identity.staff.models import Staff, StaffPasskey
from forum.identity.staff.told import changes
from tests.answerable import Unanswered
from tests.identity import test_oidc as oidc
from tests.identity import test_passkeys as passkeys
from tests.identity.authenticator import Authenticator
from tests.identity.test_staff_doors import OLGA, PASSWORD, choose, knock, mails, with_password
from tests.world import World

world, issuers = passkeys.world, oidc.issuers
by_provider = oidc.world
SUBJECT = "Votre entrée dans l’équipe a changé"


def password(world: World) -> list[str]:
    """Returns what must not be in the letter."""
    page = choose(world, world.browser(world.olga))
    return [PASSWORD, *(code.text or "" for code in page.all("code"))]


def codes(world: World) -> list[str]:
    totp, old = with_password(world)
    browser = world.browser()
    knock(world, browser, totp.at(world.clock().epoch))
    browser.get("/equipe/secours")
    page = browser.send("Faire dix codes", proof=PASSWORD)
    return [PASSWORD, *old, *(code.text or "" for code in page.all("code"))]


def key_added(world: World) -> list[str]:
    passkeys.with_key(world)
    return [passkeys.PHONE]


def key_removed(world: World) -> list[str]:
    first = passkeys.with_key(world)
    passkeys.make_second(world)
    browser = world.browser()
    passkeys.enter(browser, first)
    (row,) = world.rows(StaffPasskey, StaffPasskey.name == passkeys.PHONE)
    browser.get(f"{passkeys.KEYS}/{row.ref}/retrait")
    browser.send("Retirer cette clé")
    return [passkeys.PHONE, row.ref]


@pytest.mark.parametrize(
    ("act", "change", "letters"),
    [
        (password, "password", 1),
        (codes, "codes", 1),
        (key_added, "passkey.added", 1),
        (key_removed, "passkey.removed", 3),
    ],
)
def test_a_change_at_the_door_is_told_and_nothing_secret_with_it(
    world: World, act: Callable[[World], list[str]], change: str, letters: int
) -> None:
    secrets = act(world)
    sent = mails(world)
    assert len(sent) == letters
    (letter,) = [mail for mail in sent if changes()[change] in mail["body"]]
    assert (letter["to"], letter["subject"]) == (OLGA, SUBJECT)
    assert "http://testserver/equipe\n" in letter["body"]
    assert secrets and not [secret for secret in secrets if not secret or secret in letter["body"]]


def test_a_refused_change_is_not_told(world: World) -> None:
    browser = world.browser(world.olga)
    browser.get("/equipe/mot-de-passe")
    assert browser.send("Choisir ce mot de passe", password="court").status == 422
    browser.send("Créer la clé", credential=Authenticator().create(passkeys.asks(browser)) + "x")
    assert mails(world) == []


def test_a_provider_that_opens_a_known_account_is_told_once(by_provider: World) -> None:
    with by_provider.house.db.write() as tx:
        nina = staff.create(tx, by_provider.clock(), "nina@union.example", "Nina")
        staff.give_role(tx, nina, by_provider.collective.id, "moderator")
    provider = by_provider.settings.providers[0]
    claims = {"sub": "n", "email": "nina@union.example", "email_verified": True}
    for _ in range(2):
        with by_provider.house.db.write() as tx:
            assert oidc_actions.arrive(tx, by_provider.house, provider, claims, by_provider.clock())
    (letter,) = mails(by_provider)
    assert (letter["to"], changes()["provider"] in letter["body"]) == ("nina@union.example", True)


def test_an_account_that_a_provider_makes_has_nobody_to_tell(by_provider: World) -> None:
    claims = {"sub": "n", "email": "neuf@union.example", "email_verified": True, "groups": ["moderateurs"]}
    with by_provider.house.db.write() as tx:
        assert oidc_actions.arrive(
            tx, by_provider.house, by_provider.settings.providers[0], claims, by_provider.clock()
        )
    assert mails(by_provider) == []


def test_a_door_that_changes_without_a_letter_is_not_written(world: World) -> None:
    """The watch over all the tests sees it, whichever door it is."""
    for row in (_key(world), None):
        with pytest.raises(Unanswered), world.house.db.write() as tx:
            tx.info["viewer"] = world.olga
            if row is not None:
                tx.add(row)
            else:
                staff.by_id(tx, world.olga.staff_id or 0).password_hash = "autre"
    assert world.rows(StaffPasskey) == []


def _key(world: World) -> StaffPasskey:
    day, key = world.clock().today, Authenticator()
    assert world.olga.staff_id
    return StaffPasskey(
        credential_id=key.ident, staff_id=world.olga.staff_id, name="x", public_key=b"k", day=day
    )


def test_the_last_host_stays_until_there_is_another(world: World) -> None:
    browser = world.browser(world.harold)
    browser.get("/equipe/depart")
    page = browser.send("Supprimer mon compte", email="harold@example.org")
    assert (page.status, "la dernière personne qui héberge" in page.words) == (403, True)
    with world.house.db.write() as tx:
        staff.give_role(tx, staff.by_id(tx, world.maud.staff_id or 0), None, "host")
        harold = staff.by_id(tx, world.harold.staff_id or 0)
        staff.give_role(tx, harold, world.collective.id, "facilitator")  # a team whose log can say so
    browser.get("/equipe/depart")
    assert browser.send("Supprimer mon compte", email="harold@example.org").url == "/"
    assert len(world.rows(Staff)) == 2
