"""A signature counted before there were receipts goes through, without one; nothing is signed in its name meanwhile."""

from typing import Any

import pytest
from sqlalchemy import text

from forum.core import migrate
from forum.core.db import Database
from tests.conftest import ENGINES
from tests.ops.conftest import Place
from tests.ops.test_merging_migrated import ROWS, fill

MINE, BEFORE = "0024", "0023"
OFFICE: dict[str, Any] = {
    "id": 31,
    "collective_id": 11,
    "ref": "cd",
    "name": "Conseil",
    "kind": "",
    "url": "",
}
PETITION: dict[str, Any] = {
    **{
        "id": 41,
        "code": "abcd2345",
        "collective_id": 11,
        "institution_id": 31,
        "title": "Titre",
        "body": "Texte",
    },
    **{
        "body_html": "",
        "addressee": "",
        "organisation": "",
        "sha256": "0" * 64,
        "state": "open",
        "hidden": False,
    },
    **{"opens": "2026-03-02", "closes": "2026-03-20", "goal": 0, "public_key": b"p", "private_sealed": b"s"},
}
SIGNATURE: dict[str, Any] = {
    **{"petition_id": 41, "leaf": 0, "nul": b"n" * 32, "tier": "email", "college": "ally", "territory": ""},
    **{"sealed": b"x", "salt": b"s" * 16, "withdrawal": b"w" * 32, "day": "2026-03-03"},
}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_signature_goes_through_and_its_log_can_be_signed(empty_place: Place, engine: str) -> None:
    db = Database(empty_place(engine))
    migrate.upgrade(db, BEFORE)
    fill(db, "collective", ROWS["collective"][0])
    columns = [
        row[0] for row in db.engine.connect().execute(text("SELECT * FROM institution")).cursor.description
    ]
    fill(db, "institution", {name: OFFICE.get(name, "") for name in columns})
    fill(db, "petition", PETITION)
    fill(db, "signature", SIGNATURE)
    migrate.upgrade(db, MINE)
    with db.engine.connect() as connection:
        kept = connection.execute(text("SELECT leaf, salt, content FROM signature")).one()
        assert (kept.leaf, bytes(kept.salt), kept.content) == (0, b"s" * 16, None)
        assert connection.execute(text("SELECT count(*) FROM log_checkpoint")).scalar() == 0
    point = {"petition_id": 41, "size": 1, "count": 1, "root": b"r", "public": b"k", "signature": b"s"}
    fill(db, "log_checkpoint", point)
    with pytest.raises(Exception, match=r"(?i)unique"):
        fill(db, "log_checkpoint", point)
    with pytest.raises(Exception, match=r"(?i)foreign"):
        fill(db, "log_stamp", {"petition_id": 41, "size": 2, "reply": b"x"})
    db.close()
