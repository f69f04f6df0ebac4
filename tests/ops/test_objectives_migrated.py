"""Objectives get an address and may share a number between texts; what demands lean on goes through."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from forum.core import migrate
from forum.core.db import Database
from tests.conftest import ENGINES
from tests.ops.conftest import Place
from tests.ops.test_merging_migrated import ROWS, fill

MINE = "0011"
BEFORE = f"{int(MINE) - 1:04}"
OBJECTIVES: list[dict[str, Any]] = [
    {"id": 81 + n, "collective_id": 11, "code": f"1.{n}", "title": f"But {n}", "source": "Plan", "url": ""}
    for n in range(2)
]


@pytest.mark.parametrize("engine", ENGINES)
def test_objectives_and_what_leans_on_them_go_through(empty_place: Place, engine: str) -> None:
    db = Database(empty_place(engine))
    migrate.upgrade(db, BEFORE)
    fill(db, "collective", ROWS["collective"][0])
    fill(
        db,
        "institution",
        {"id": 91, "ref": "inst", "collective_id": 11, "name": "I", "kind": "", "address": ""},
    )
    fill(db, "text", {**ROWS["text"][0], "kind": "demand"})
    demand = {"text_id": 31, "kind": "principle", "institution_id": 91, "state": "draft", "carried_by": ""}
    fill(db, "demand", demand)
    for row in OBJECTIVES:
        fill(db, "objective", row)
    fill(db, "demand_objective", {"text_id": 31, "objective_id": 82})
    migrate.upgrade(db, MINE)
    with db.engine.connect() as connection:
        found = list(connection.execute(text("SELECT * FROM objective ORDER BY id")).mappings())
        links = connection.execute(text("SELECT text_id, objective_id FROM demand_objective")).all()
    assert [
        {name: row[name] for name in was} for row, was in zip(found, OBJECTIVES, strict=True)
    ] == OBJECTIVES
    assert len({row["ref"] for row in found}) == 2
    assert [(row["position"], bool(row["withdrawn"])) for row in found] == [(0, False)] * 2
    assert [tuple(link) for link in links] == [(31, 82)]
    more = {**OBJECTIVES[0], "position": 0, "withdrawn": False}
    fill(db, "objective", {**more, "id": 83, "ref": "other", "source": "Loi"})
    with pytest.raises(IntegrityError):
        fill(db, "objective", {**more, "id": 84, "ref": "again"})
    db.close()
