"""Merges of grievances, their papers and marks go over whole to the table that demands share."""

from typing import Any

import pytest
from sqlalchemy import Connection, inspect, text

from forum.core import migrate
from forum.core.db import Database
from tests.conftest import ENGINES
from tests.ops.conftest import Place
from tests.ops.test_merging_migrated import ROWS, fill

MINE = next(name for name in migrate.revisions() if name == "0023")
BEFORE = f"{int(MINE) - 1:04}"
MERGE = (
    "INSERT INTO grievance_merge (id, ref, collective_id, absorbed_id, survivor_id, reason, state, absorbed_says,"
    " survivor_says, result, closes, until, links, confirmed, undone_by, undone_reason, thread, college, nul, box, hidden,"
    " day) VALUES (51, 'm', 11, 32, 31, 'Pareil.', 'merged', 'yes', 'yes', '{\"survivor\": {}}', '2026-03-16',"
    " '2026-04-01', '[[31, 32]]', '{\"concerned\": 2}', '', '', 'ref1', 'open', :nul, :nul, :no, '2026-03-02')"
)
PAPER = "INSERT INTO merge_paper (id, merge_id, side, nul, college, choice) VALUES (61, 51, 'absorbed', :nul, 'open', 'no')"


@pytest.mark.parametrize("engine", ENGINES)
def test_what_was_there_is_there_still_and_demands_fit_in(empty_place: Place, engine: str) -> None:
    db = Database(empty_place(engine))
    migrate.upgrade(db, BEFORE)
    for table, rows in ROWS.items():
        for row in rows:
            fill(db, table, row)
    nul = {"nul": b"n" * 32}
    with db.engine.execution_options(write=True).begin() as connection:
        connection.execute(text(MERGE), {**nul, "no": False})
        connection.execute(text(PAPER), nul)
        connection.execute(text("INSERT INTO merge_apart (echo_id, merge_id) VALUES (41, 51)"))
    before = _row(db, "SELECT * FROM grievance_merge")
    migrate.upgrade(db, MINE)
    after = _row(db, "SELECT * FROM text_merge")
    assert after.pop("objectives") in ("[]", [])
    assert after == before
    paper = _row(db, "SELECT * FROM merge_paper")
    assert (paper["id"], paper["merge_id"], bytes(paper["nul"]), paper["choice"]) == (61, 51, b"n" * 32, "no")
    assert _row(db, "SELECT * FROM merge_apart") == {"echo_id": 41, "merge_id": 51}
    with db.engine.execution_options(write=True).begin() as connection:
        connection.execute(text("UPDATE text_merge SET state = 'voting'"))
        connection.execute(text("UPDATE merge_paper SET side = 'aside'"))
        connection.execute(text("DELETE FROM echo"))
        assert connection.execute(text("SELECT count(*) FROM merge_apart")).scalar_one() == 0
        tables = ("grievance_merge", "merge_paper_before", "merge_apart_before")
        known = set(_tables(connection))
        assert not known & set(tables)
    db.close()


def _row(db: Database, query: str) -> dict[str, Any]:
    with db.engine.connect() as connection:
        return dict(connection.execute(text(query)).mappings().one())


def _tables(connection: Connection) -> list[str]:
    return list(inspect(connection).get_table_names())
