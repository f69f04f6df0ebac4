"""Those who asked to be told stay on the list when it gets its index, on both engines."""

import pytest
from sqlalchemy import inspect, text

from forum.core import migrate
from forum.core.db import Database
from tests.conftest import ENGINES
from tests.ops.conftest import Place
from tests.ops.test_journal_migrated import OFFICE, PETITION
from tests.ops.test_merging_migrated import ROWS, fill

MINE, BEFORE = "0031", "0030"


@pytest.mark.parametrize("engine", ENGINES)
def test_the_list_stays_and_has_its_index(empty_place: Place, engine: str) -> None:
    db = Database(empty_place(engine))
    migrate.upgrade(db, BEFORE)
    fill(db, "collective", ROWS["collective"][0])
    with db.engine.connect() as connection:
        columns = [row[0] for row in connection.execute(text("SELECT * FROM institution")).cursor.description]
    fill(db, "institution", {name: OFFICE.get(name, "") for name in columns})
    fill(db, "petition", {name: value for name, value in PETITION.items() if name != "private_sealed"})
    row = {
        "id": 7,
        "petition_id": PETITION["id"],
        "nul": b"n" * 32,
        "mark": b"m" * 32,
        "sealed": b"s",
        "told": 3,
    }
    fill(db, "subscription", row)
    migrate.upgrade(db, MINE)
    with db.engine.connect() as connection:
        kept = connection.execute(text("SELECT id, petition_id, told FROM subscription")).one()
        found = [tuple(one["column_names"]) for one in inspect(connection).get_indexes("subscription")]
    assert tuple(kept) == (7, PETITION["id"], 3)
    assert ("petition_id", "told", "id") in found
    db.close()
