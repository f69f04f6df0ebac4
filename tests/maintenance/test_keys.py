"""Other keys for the old ones, killed in the middle or not; and what is left when the pepper is lost."""

import asyncio
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from sqlmodel import select

from forum.app import open_house
from forum.collectives.models import Grant, Pending, Sanction
from forum.core import keys, outbox, upgrade
from forum.core.crypto import unlock
from forum.core.errors import Invalid
from forum.core.models import InstanceFact, Outbox
from forum.core.viewer import Viewer
from forum.deliberation.models import Ballot, BallotPaper
from forum.http.house import House
from forum.identity import carnets
from forum.identity.cards import read
from forum.identity.carnets import new_phrase, open_carnet, recognise
from forum.identity.staff.actions import check_totp, set_password
from forum.identity.staff.models import Staff
from forum.maintenance import rotation
from forum.texts.actions import tell
from forum.texts.models import Document, Message
from tests import rows
from tests.world import World


@pytest.fixture
def sealed(world: World) -> Iterator[tuple[World, str]]:
    """A mail that waits and a second factor, sealed by today's keys."""
    house = world.house
    with house.db.write() as tx:
        outbox.enqueue(tx, house.keys.mail, "camille@example.org", "Sujet", "Corps")
        olga = tx.exec(select(Staff).where(Staff.email == "olga@example.org")).one()
        uri = set_password(tx, house.keys, olga, "quatre mots sans rapport", 8, 1)
    yield world, str(pyotp.parse_uri(uri).secret)


def rotate(world: World) -> dict[str, int]:
    folder = world.house.keys.folder
    return {name: rotation.rotate(world.house.db, folder, name) for name in rotation.RESEAL}


def check_opens(world: World, secret: str) -> None:
    """With the keys as a process that starts now reads them."""
    fresh = keys.load(world.house.keys.folder)
    (mail,) = world.rows(Outbox)
    assert json.loads(unlock(fresh.mail, mail.sealed))["to"] == "camille@example.org"
    now = world.clock()
    with world.house.db.write() as tx:
        olga = tx.exec(select(Staff).where(Staff.email == "olga@example.org")).one()
        assert check_totp(tx, fresh, olga, pyotp.TOTP(secret).at(now.epoch), now)
        olga.totp_last = 0


def test_what_the_old_keys_sealed_opens_with_the_new_ones_alone(sealed: tuple[World, str]) -> None:
    world, secret = sealed
    before = world.house.keys
    assert rotate(world) == {"forms": 0, "mail": 0, "staff": 0, "journal": 0}
    after = keys.load(before.folder)
    assert after.pepper == before.pepper
    changed = {(before.forms, after.forms), (before.mail, after.mail), (before.staff, after.staff)}
    assert all(old != new for old, new in changed)
    check_opens(world, secret)
    (mail,) = world.rows(Outbox)
    assert rotation._again(mail.sealed, before.mail, before.mail) is None, (
        "the old key opens nothing any more"
    )


@pytest.mark.parametrize("name", ["mail", "staff"])
@pytest.mark.parametrize("where", ["before", "after"])
def test_killed_in_the_middle_nothing_starts_and_doing_it_again_completes(
    sealed: tuple[World, str], name: str, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, secret = sealed
    folder = world.house.keys.folder

    def killed(*_args: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        if where == "before":
            patch.setitem(rotation.RESEAL, name, killed)
        else:
            patch.setattr(keys, "succeed", killed)
        rotation.rotate(world.house.db, folder, name)
    with pytest.raises(keys.DamagedKey, match="forum keys rotate"):
        keys.load(folder)
    assert rotation.rotate(world.house.db, folder, name) == 0
    assert keys.waiting(folder) == []
    check_opens(world, secret)


def test_what_no_key_opens_is_counted_and_left(sealed: tuple[World, str]) -> None:
    world, _secret = sealed
    with world.house.db.write() as tx:
        tx.add(Outbox(sealed=b"scelle par une cle perdue" * 3))
    assert rotate(world)["mail"] == 1
    kept = {bytes(mail.sealed)[:6] for mail in world.rows(Outbox)}
    assert b"scelle" in kept and len(kept) == 2


def test_the_printed_sheets_hold_every_key_but_those_that_must_die(world: World) -> None:
    folder = world.house.keys.folder
    world.house.keys.petition("abcd")
    files = {path.stem for path in folder.glob("*.key")}
    assert files - {"petition-abcd"} == set(keys.NAMES)
    before = upgrade.bundle_mark(folder)
    rotation.rotate(world.house.db, folder, "mail")
    assert before and upgrade.bundle_mark(folder) not in ("", before)
    (folder / "staff.key").unlink()
    assert upgrade.bundle_mark(folder) == ""


# -- the pepper lost ----------------------------------------------------------


def opened(house: House, phrase: str) -> Viewer:
    """As at the door, Argon2 included."""
    return asyncio.run(open_carnet(house, recognise(house, phrase)[0]))


def lived_in(world: World) -> tuple[str, Document]:
    """A real carnet, its public text, what waits, its attestation, a paper in an open ballot and one in a closed one."""
    phrase = new_phrase(world.house)
    viewer = opened(world.house, phrase)
    world.grant(viewer, "concerned")
    browser = world.browser(viewer)
    for body in ("Les visites sont supprimées.", "Et cela attend."):
        browser.get("/c/lorne/doleances/nouvelle")
        browser.send("Envoyer", body=body, territory="nord", since="mars")
        if body.startswith("Les"):
            world.slot()
            browser = world.browser(viewer)
    (document,) = world.rows(Document)
    with world.house.db.write() as tx:
        for state in ("open", "closed"):
            ballot = rows.keep(tx, _ballot(world, document, state))
            tx.add(
                BallotPaper(
                    ballot_id=ballot.id,
                    nul=viewer.nul("vote", ballot.ref),
                    college="concerned",
                    choice="for",
                    version=1,
                )
            )
        tell(tx, document.ref, document.box, "Sujet", "Un mot pour vous.", rows.DAY)
    return phrase, document


def _ballot(world: World, document: Document, state: str) -> Ballot:
    day = world.clock().today
    return Ballot(
        collective_id=world.collective.id,
        text_id=document.id,
        version=1,
        first_version=1,
        hash="0" * 64,
        opens=day,
        closes=day + timedelta(days=9),
        quorum_percent=10,
        state=state,
    )


def other_pepper(folder: Path) -> None:
    (folder / "pepper.key").write_text("5a" * 32 + "\n")


def test_without_its_pepper_nothing_starts_and_a_restored_one_opens_every_carnet(world: World) -> None:
    phrase, _document = lived_in(world)
    house, path = world.house, world.house.keys.folder / "pepper.key"
    upgrade.mark_keys(house.db, house.keys.pepper, house.settings)
    kept = path.read_text()
    path.unlink()
    with pytest.raises(upgrade.Refused, match="keys restore"):
        upgrade.check_keys(world.settings, house.db)
    other_pepper(path.parent)
    with pytest.raises(upgrade.Refused, match="tous les carnets seraient perdus"):
        upgrade.check_keys(world.settings, house.db)
    path.write_text(kept)
    upgrade.check_keys(world.settings, house.db)
    again = open_house(world.settings, world.clock)
    viewer = opened(again, phrase)
    browser = world.browser(viewer)
    page = browser.get("/carnet").words
    assert "Les visites sont supprimées" in page and "Un mot pour vous" in page
    again.close()


def test_without_its_pepper_a_carnet_opens_nothing_and_its_texts_stay(world: World) -> None:
    phrase, document = lived_in(world)
    upgrade.mark_keys(world.house.db, world.house.keys.pepper, world.settings)
    other_pepper(world.house.keys.folder)
    rotation.renounce(world.house.db)
    upgrade.check_keys(world.settings, world.house.db)
    lost = open_house(world.settings, world.clock)
    try:  # the checksum word is the pepper's: 7,775 times in 7,776 it is refused
        stranger = opened(lost, phrase)
    except Invalid as refused:
        assert "words" in refused.errors
    else:
        assert "Les visites" not in world.browser(stranger).get("/carnet").words
    lost.close()
    for table in (Grant, Sanction, Pending, Message):
        assert world.rows(table) == [], table
    (paper,) = world.rows(BallotPaper)
    (closed,) = world.rows(Ballot, Ballot.state == "closed")
    assert paper.ballot_id == closed.id, "what was counted stays counted"
    page = world.browser().get(f"/c/lorne/doleances/{document.ref}")
    assert "Les visites sont supprimées" in page.words
    assert world.rows(InstanceFact, InstanceFact.name == upgrade.MARK) == []


def test_even_the_right_words_make_another_key_under_another_pepper(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever would skip the checksum word gains nothing: the pepper is in the key itself."""
    right = world.house.keys.pepper
    phrase = new_phrase(world.house)
    mine = opened(world.house, phrase)
    other_pepper(world.house.keys.folder)
    lost = open_house(world.settings, world.clock)
    monkeypatch.setattr(carnets, "read", lambda typed, _pepper: read(typed, right))
    assert opened(lost, phrase).key not in (mine.key, b"")
    lost.close()
