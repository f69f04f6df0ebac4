"""Letters that waited before ranks had none: they go first, as what somebody waits for."""

import pytest
from sqlalchemy import text

from forum.core import migrate
from forum.core.db import Database
from tests.conftest import ENGINES
from tests.ops.conftest import Place
from tests.ops.test_merging_migrated import fill

MINE, BEFORE = "0021", "0020"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_letter_that_waited_is_waited_for(empty_place: Place, engine: str) -> None:
    db = Database(empty_place(engine))
    migrate.upgrade(db, BEFORE)
    fill(db, "outbox", {"id": 7, "sealed": b"x", "state": "waiting", "attempts": 1, "lease": 0})
    migrate.upgrade(db, MINE)
    with db.engine.connect() as connection:
        rows = connection.execute(text("SELECT id, rank FROM outbox")).all()
        assert connection.execute(text("SELECT count(*) FROM mail_pace")).scalar_one() == 0
    assert [tuple(row) for row in rows] == [(7, 0)]
    db.close()
