"""Workshops, batches of cards and texts from before statements were taken are as they were after."""

from typing import Any

import pytest
from sqlalchemy import text

from forum.core import migrate
from forum.core.db import Database
from tests.conftest import ENGINES
from tests.ops.conftest import Place
from tests.ops.test_merging_migrated import ROWS, fill

MINE = "0008"
REVISIONS = list(migrate.revisions())
BEFORE = sorted(REVISIONS)[sorted(REVISIONS).index(MINE) - 1]
WORKSHOP: dict[str, Any] = {
    **{"id": 81, "ref": "atelier", "collective_id": 11, "place": "Salle", "theme": "Visites"},
    "day": "2026-03-02",
}
BATCH: dict[str, Any] = {
    **{"id": 91, "ref": "lot", "digest": b"d" * 32, "collective_id": 11, "college": "concerned", "made": 2},
    **{"withdrawn": False, "day": "2026-03-02"},
}
CODE: dict[str, Any] = {"hash": b"h" * 32, "batch_id": 91, "claim": None, "given": False, "slot": 0}


@pytest.mark.parametrize("engine", ENGINES)
def test_what_was_there_goes_through(empty_place: Place, engine: str) -> None:
    db = Database(empty_place(engine))
    migrate.upgrade(db, BEFORE)
    for table in ("collective", "territory", "text"):
        for row in ROWS[table]:
            fill(db, table, row)
    for table, row in (("workshop", WORKSHOP), ("code_batch", BATCH), ("paper_code", CODE)):
        fill(db, table, row)
    migrate.upgrade(db, MINE)
    fill(db, "spoken", {"text_id": 31, "workshop": "atelier", "consent": "aloud"})
    with db.engine.connect() as connection:
        (workshop,) = connection.execute(text("SELECT * FROM workshop")).mappings()
        (batch,) = connection.execute(text("SELECT * FROM code_batch")).mappings()
        (code,) = connection.execute(text("SELECT * FROM paper_code")).mappings()
        texts = connection.execute(text("SELECT count(*) FROM text")).scalar_one()
    assert (workshop["theme"], workshop["territory"]) == ("Visites", None)
    assert (batch["made"], batch["tier"]) == (2, "code"), "cards that were given stay what they were"
    assert bytes(code["hash"]) == CODE["hash"]
    assert texts == len(ROWS["text"])
    db.close()
