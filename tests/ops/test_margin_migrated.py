"""What waited before its margin was remembered goes through, and is read by moderators with its slot only."""

from typing import Any

import pytest
from sqlalchemy import text

from forum.core import migrate
from forum.core.db import Database
from tests.conftest import ENGINES
from tests.ops.conftest import Place
from tests.ops.test_merging_migrated import ROWS, fill

MINE = "0012"
BEFORE = f"{int(MINE) - 1:04}"
WAITING: dict[str, Any] = {
    **{"id": 81, "ref": "att", "collective_id": 11, "kind": "grievance", "label": "voice", "scope": "att"},
    **{
        "nul": b"n" * 32,
        "once": "o",
        "college": "open",
        "box": b"b" * 32,
        "payload": "{}",
        "title": "Le bus",
    },
    **{"state": "waiting", "message": "", "slot": 1772460000},
}


@pytest.mark.parametrize("engine", ENGINES)
def test_what_waits_goes_through(empty_place: Place, engine: str) -> None:
    db = Database(empty_place(engine))
    migrate.upgrade(db, BEFORE)
    fill(db, "collective", ROWS["collective"][0])
    fill(db, "pending", WAITING)
    migrate.upgrade(db, MINE)
    with db.engine.connect() as connection:
        (row,) = connection.execute(text("SELECT * FROM pending")).mappings()
    found = {key: bytes(value) if isinstance(value, memoryview) else value for key, value in row.items()}
    assert found == {**WAITING, "margin": 0}
    db.close()
