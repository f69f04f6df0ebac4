"""Versions that were there before their reasons were kept are there whole, and give none."""

import pytest
from sqlalchemy import text

from forum.core import migrate
from forum.core.db import Database
from tests.conftest import ENGINES
from tests.ops.conftest import Place
from tests.ops.test_merging_migrated import ROWS, fill

MINE, BEFORE = "0035", "0034"
VERSION = {
    **{"id": 51, "text_id": 31, "number": 1, "fields": '{"body": "Des mots."}', "html": "{}", "spans": "{}"},
    **{"hash": "a" * 64, "voice": "hêtre calme", "day": "2026-03-02"},
}


@pytest.mark.parametrize("engine", ENGINES)
def test_versions_stay_as_they_were(empty_place: Place, engine: str) -> None:
    db = Database(empty_place(engine))
    migrate.upgrade(db, BEFORE)
    fill(db, "collective", ROWS["collective"][0])
    fill(db, "text", ROWS["text"][0])
    fill(db, "version", VERSION)
    before = _row(db)
    migrate.upgrade(db, MINE)
    assert _row(db) == {**before, "reason": ""}
    db.close()


def _row(db: Database) -> dict[str, object]:
    with db.engine.connect() as connection:
        return dict(connection.execute(text("SELECT * FROM version")).mappings().one())
