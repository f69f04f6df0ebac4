"""A petition whose names one phrase opened is opened by the same phrase, and by the same key; its boxes say so."""

from typing import Any

import pytest
from sqlalchemy import text

from forum.core import migrate
from forum.core.crypto import argon2id, key_pair, seal
from forum.core.db import Database
from forum.petitions.keyring.queries import bunch_of
from forum.petitions.keyring.rules import lock_private, opened, person
from tests.conftest import ENGINES
from tests.ops.conftest import Place
from tests.ops.test_journal_migrated import OFFICE, PETITION, SIGNATURE
from tests.ops.test_merging_migrated import ROWS, fill

MINE, BEFORE = "0030", "0029"
SALT = bytes(range(16))


@pytest.mark.parametrize("engine", ENGINES)
def test_the_one_phrase_goes_on_opening_the_names(empty_place: Place, engine: str) -> None:
    db = Database(empty_place(engine))
    migrate.upgrade(db, BEFORE)
    fill(db, "collective", ROWS["collective"][0])
    with db.engine.connect() as connection:
        columns = [row[0] for row in connection.execute(text("SELECT * FROM institution")).cursor.description]
    fill(db, "institution", {name: OFFICE.get(name, "") for name in columns})
    private, public = key_pair()
    key = argon2id(b"une phrase d'avant", SALT, 8, 1)
    locked = lock_private(private, key, SALT, (8, 1))
    fill(db, "petition", {**PETITION, "public_key": public, "private_sealed": locked})
    other: dict[str, Any] = {"id": 42, "code": "efgh2345", "private_sealed": b"autre"}
    fill(db, "petition", {**PETITION, **other})
    box = seal(public, b'{"name": "Ana"}')
    fill(db, "signature", {**SIGNATURE, "sealed": box})
    migrate.upgrade(db, MINE)
    with db.read() as tx:
        bunch = bunch_of(tx, 41)
        row = tx.connection().execute(text("SELECT sealed, key_number FROM signature")).one()
        names = tx.connection().execute(text("SELECT name, staff_id FROM key_holder")).all()
        days = (
            tx.connection().execute(text("SELECT CAST(day AS VARCHAR(10)), printed FROM petition_key")).all()
        )
    assert [tuple(name) for name in names] == [("", None)] * 2
    assert [tuple(day) for day in days] == [("2026-03-02", None)] * 2
    found = opened(bunch, {(SALT, (8, 1)): key})
    assert found.direct and found.privates == {1: private}
    assert person(found.privates, row.key_number, bytes(row.sealed)) == {"name": "Ana"}
    with db.engine.connect() as connection, pytest.raises(Exception, match="private_sealed"):
        connection.execute(text("SELECT private_sealed FROM petition"))
    db.close()
