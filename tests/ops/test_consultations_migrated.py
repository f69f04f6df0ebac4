"""A demand written before one could ask about several goes through, and can be asked about; one paper a person."""

from typing import Any

import pytest
from sqlalchemy import text

from forum.core import migrate
from forum.core.db import Database
from tests.conftest import ENGINES
from tests.ops.conftest import Place
from tests.ops.test_merging_migrated import ROWS, fill

MINE, BEFORE = "0015", "0014"
ASKED: dict[str, Any] = {
    **{"id": 61, "ref": "que", "collective_id": 11, "title": "Quoi ?", "question": "Que porter ?"},
    **{"way": "grades", "places": 0, "quorum_percent": 20, "opens": "2026-03-02", "closes": "2026-03-20"},
    **{"ended": None, "reason": "", "state": "open", "result": "{}", "hidden": False},
}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_collective_goes_through_and_can_ask(empty_place: Place, engine: str) -> None:
    db = Database(empty_place(engine))
    migrate.upgrade(db, BEFORE)
    fill(db, "collective", ROWS["collective"][0])
    migrate.upgrade(db, MINE)
    with db.engine.connect() as connection:
        (kept,) = connection.execute(text("SELECT id, slug FROM collective")).mappings()
    assert dict(kept) == {name: ROWS["collective"][0][name] for name in ("id", "slug")}
    fill(db, "consultation", ASKED)
    paper = {"id": 71, "consultation_id": 61, "nul": b"p" * 32, "college": "concerned", "answers": "{}"}
    fill(db, "consultation_paper", paper)
    with pytest.raises(Exception, match=r"(?i)unique"):
        fill(db, "consultation_paper", {**paper, "id": 72})
    db.close()
