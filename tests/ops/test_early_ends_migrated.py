"""Votes that were open before an early end had a slot: none of them has one."""

import pytest
from sqlalchemy import text

from forum.core import migrate
from forum.core.db import Database
from tests.conftest import ENGINES
from tests.ops.conftest import Place
from tests.ops.test_ballots_migrated import BALLOT
from tests.ops.test_merging_migrated import ROWS, fill

MINE, BEFORE = "0019", "0018"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_vote_that_was_open_ends_on_its_day(empty_place: Place, engine: str) -> None:
    db = Database(empty_place(engine))
    migrate.upgrade(db, BEFORE)
    fill(db, "collective", ROWS["collective"][0])
    fill(db, "text", ROWS["text"][0] | {"id": 21, "collective_id": 11})
    fill(db, "ballot", BALLOT)
    migrate.upgrade(db, MINE)
    with db.engine.connect() as connection:
        rows = connection.execute(text("SELECT ref, state, ends FROM ballot")).all()
        asked = connection.execute(text("SELECT ends FROM consultation")).all()
    assert ([tuple(row) for row in rows], asked) == ([("vote", "open", 0)], [])
    db.close()
