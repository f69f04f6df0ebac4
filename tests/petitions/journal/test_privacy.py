"""Whoever takes the database, the keys and what was made public: nothing of it says who signed, or ties a mail to a leaf."""

import re

import pytest

from forum.core.crypto import mac, sha256
from forum.core.models import Outbox
from forum.petitions.journal.models import Checkpoint, LogKey, LogNode, LogStamp
from forum.petitions.models import LogLeaf, PendingSignature, Signature
from forum.petitions.nullifiers import email_nul
from tests.petitions.journal.test_pages import log, mailed, take_back, text
from tests.petitions.scene import Scene
from tests.world import World

ADDRESS = "canari-unique-7731@example.org"


@pytest.fixture
def scene(world: World) -> Scene:
    return Scene(world)


def stored(world: World) -> set[bytes]:
    """Every value of every row that the log and signing keep."""
    rows = [
        row
        for table in (Signature, PendingSignature, LogLeaf, Checkpoint, LogNode, LogKey, LogStamp, Outbox)
        for row in world.rows(table)
    ]
    values = [value for row in rows for value in row.model_dump().values()]
    return {v if isinstance(v, bytes) else str(v).encode() for v in values}


def guesses(world: World, address: str) -> set[bytes]:
    """What pepper and the other keys of the house make of an address, `k_petition` apart: it goes at the closing."""
    keys = [
        b"",
        *(getattr(world.house.keys, name) for name in ("pepper", "forms", "staff", "mail", "journal")),
    ]
    made = {sha256(address), address.encode()}
    for key in keys:
        made |= {mac(key, address), mac(key, ADDRESS.casefold()), email_nul(key, address)}
    return made


def test_pepper_and_database_do_not_say_whether_somebody_signed(scene: Scene) -> None:
    world = scene.world
    mailed(scene, ADDRESS)
    there = stored(world)
    assert not guesses(world, ADDRESS) & there
    assert not any(ADDRESS.encode() in value for value in there)
    nul = email_nul(world.house.keys.petition(scene.code), ADDRESS)
    assert (
        nul in there
    )  # the one key that would: outside database and backups, and destroyed with the petition
    world.house.keys.forget_petition(scene.code)
    assert email_nul(world.house.keys.petition(scene.code), ADDRESS) not in there


def test_after_the_mail_has_left_nothing_ties_its_address_to_a_leaf(scene: Scene) -> None:
    """A receipt is found by what its holder brings; what is kept of that is a hash that leads nowhere."""
    world = scene.world
    mail = mailed(scene, ADDRESS)
    token, shown = (mail[way].rsplit("/", 1)[1] for way in ("retrait", "recu"))
    before = stored(world)
    for _ in range(2):
        text(scene, mail["recu"])
        text(scene, f"{mail['recu']}/fichier")
    assert stored(world) == before
    there = b"".join(before)
    for secret in (token, shown, sha256(token).hex(), ADDRESS):
        assert secret.encode() not in there and sha256(secret) not in before
    assert bytes.fromhex(shown) not in before


def test_a_receipt_and_the_public_log_say_nothing_of_who_holds_it(scene: Scene) -> None:
    world = scene.world
    mail = mailed(scene, ADDRESS)
    public = log(scene) + text(scene, f"{mail['recu']}/fichier") + text(scene, f"{scene.url}/journal/point")
    row = world.rows(Signature)[0]
    hidden = (row.nul, row.withdrawal, row.sealed, sha256(ADDRESS), world.house.keys.journal)
    assert [value for value in hidden if value.hex() in public] == []
    assert row.salt.hex() not in log(scene)


def test_taken_back_neither_salt_nor_content_is_left(scene: Scene) -> None:
    world = scene.world
    mail = mailed(scene, ADDRESS)
    row = world.rows(Signature)[0]
    take_back(scene, mail["retrait"])
    left = stored(world)
    assert not {row.salt, row.content, row.nul, row.withdrawal, row.sealed} & left


def test_two_signatures_of_one_slot_are_told_apart_by_nothing_public(scene: Scene) -> None:
    """One point a slot, whatever came first in it; no hour stands anywhere."""
    world = scene.world
    for n in range(4):
        scene.sign_with_carnet(world.carnet(f"p{n}", "concerned"))
        world.clock.forward(1)
    scene.slot()
    said = log(scene)
    assert said.count("checkpoint") == 1
    assert not re.search(r"\d\d:\d\d|20\d\d-\d\d", said)
