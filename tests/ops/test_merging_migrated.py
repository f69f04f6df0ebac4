"""What was written before two grievances could become one is as it was after, and can be merged."""

from typing import Any

import pytest
from sqlalchemy import text

from forum.core import migrate
from forum.core.db import Database
from tests.conftest import ENGINES
from tests.ops.conftest import Place

MINE = next(name for name in migrate.revisions() if name == "0003")
BEFORE = f"{int(MINE) - 1:04}"
ROWS: dict[str, list[dict[str, Any]]] = {
    "collective": [
        {
            **{
                "id": 11,
                "slug": "lorne",
                "name": "Lorne",
                "purpose": "Dire.",
                "charter": "",
                "charter_html": "",
            },
            **{"reading": "everyone", "joining": "open", "k": 10, "slot_minutes": 360, "demo": False},
            **{"name_professional": "p", "name_concerned": "c", "name_ally": "a", "day": "2026-03-02"},
        }
    ],
    "territory": [{"id": 21, "collective_id": 11, "code": "nord", "name": "Nord"}],
    "text": [
        {
            **{"id": 31 + n, "ref": f"ref{n}", "collective_id": 11, "kind": "grievance", "thread": f"ref{n}"},
            **{
                "number": 1,
                "title": f"Doléance {n}",
                "excerpt": "",
                "college": "open",
                "voice": "hêtre calme",
            },
            **{"nul": b"n" * 32, "box": b"b" * 32, "hidden": n == 1, "day": "2026-03-02"},
        }
        for n in range(2)
    ],
    "grievance": [
        {
            **{"text_id": 31 + n, "territory_id": 21, "echo_professional": n, "echo_concerned": 0},
            **{"echo_ally": 0, "echo_open": 0},
        }
        for n in range(2)
    ],
    "echo": [{"id": 41, "text_id": 32, "nul": b"e" * 32, "college": "professional", "day": "2026-03-02"}],
}


def contents(db: Database) -> dict[str, list[dict[str, Any]]]:
    with db.engine.connect() as connection:
        return {
            name: [dict(row) for row in connection.execute(text(f"SELECT * FROM {name}")).mappings()]
            for name in ROWS
        }


def fill(db: Database, table: str, row: dict[str, Any]) -> None:
    names = ", ".join(row)
    values = ", ".join(f":{name}" for name in row)
    with db.engine.execution_options(write=True).begin() as connection:
        connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), row)


@pytest.mark.parametrize("engine", ENGINES)
def test_texts_and_echoes_go_through_and_can_be_merged(empty_place: Place, engine: str) -> None:
    db = Database(empty_place(engine))
    migrate.upgrade(db, BEFORE)
    for table, rows in ROWS.items():
        for row in rows:
            fill(db, table, row)
    before = contents(db)
    migrate.upgrade(db, MINE)
    after = contents(db)
    assert [row.pop("elsewhere") for row in after["text"]] == [None, None]
    assert after == before
    with db.engine.execution_options(write=True).begin() as connection:
        connection.execute(
            text(
                "INSERT INTO grievance_merge (id, ref, collective_id, absorbed_id, survivor_id, reason, state,"
                " absorbed_says, survivor_says, result, closes, links, confirmed, undone_by, undone_reason, thread,"
                " college, nul, box, hidden, day) VALUES (51, 'm', 11, 32, 31, '', 'merged', 'yes', 'yes', '{}',"
                " '2026-03-16', '[]', '{}', '', '', 'ref1', 'open', :nul, :nul, :no, '2026-03-02')"
            ),
            {"nul": b"n" * 32, "no": False},
        )
        connection.execute(text("INSERT INTO merge_apart (echo_id, merge_id) VALUES (41, 51)"))
        connection.execute(text("DELETE FROM echo"))
        assert connection.execute(text("SELECT count(*) FROM merge_apart")).scalar_one() == 0
    db.close()
