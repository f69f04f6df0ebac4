"""Official paths come to a house that had petitions: none of them has one, and the house's own table serves."""

import pytest
from sqlalchemy import text

from forum.core import migrate
from forum.core.db import Database
from tests.conftest import ENGINES
from tests.ops.conftest import Place
from tests.ops.test_merging_migrated import ROWS, fill

MINE, BEFORE = "0020", "0019"


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_is_chosen_for_anybody(empty_place: Place, engine: str) -> None:
    db = Database(empty_place(engine))
    migrate.upgrade(db, BEFORE)
    fill(db, "collective", ROWS["collective"][0])
    migrate.upgrade(db, MINE)
    with db.engine.connect() as connection:
        counts = [
            connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            for table in ("official_path", "petition_path")
        ]
        assert connection.execute(text("SELECT count(*) FROM collective")).scalar_one() == 1
    assert counts == [0, 0]
    db.close()
