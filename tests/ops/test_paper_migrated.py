"""Petitions from before numbered sheets: they stay, and have none."""

import pytest
from sqlalchemy import text

from forum.core import migrate
from forum.core.db import Database
from tests.conftest import ENGINES
from tests.ops.conftest import Place
from tests.ops.test_journal_migrated import PETITION, SIGNATURE
from tests.ops.test_merging_migrated import ROWS, fill

MINE, BEFORE = "0028", "0027"


@pytest.mark.parametrize("engine", ENGINES)
def test_petitions_stay_and_no_sheet_is_invented(empty_place: Place, engine: str) -> None:
    db = Database(empty_place(engine))
    migrate.upgrade(db, BEFORE)
    fill(db, "collective", ROWS["collective"][0])
    fill(
        db,
        "institution",
        {"id": 31, "ref": "cd", "collective_id": 11, "name": "Conseil", "kind": "", "address": ""},
    )
    fill(db, "petition", PETITION)
    fill(db, "signature", SIGNATURE)
    migrate.upgrade(db, MINE)
    with db.engine.connect() as connection:
        kept = connection.execute(text("SELECT p.code, s.tier FROM petition p, signature s")).all()
        new = [
            connection.execute(text(f"SELECT count(*) FROM paper_{t}")).scalar() for t in ("sheet", "line")
        ]
    assert ([tuple(row) for row in kept], new) == ([("abcd2345", "email")], [0, 0])
    db.close()
