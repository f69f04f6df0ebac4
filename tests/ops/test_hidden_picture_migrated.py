"""Images joined before one could be hidden alone are as they were after, and shown."""

from typing import Any

import pytest
from sqlalchemy import text

from forum.core import migrate
from forum.core.db import Database
from tests.conftest import ENGINES
from tests.ops.conftest import Place
from tests.ops.test_merging_migrated import ROWS, fill

MINE = "0007"
BEFORE = f"{int(MINE) - 1:04}"
IMAGE: dict[str, Any] = {
    **{
        "id": 61,
        "text_id": 31,
        "kind": "image",
        "label": "Le panneau",
        "url": "",
        "publisher": "",
        "dated": "",
    },
    "picture": "img",
}
PICTURE = {"id": 71, "ref": "img", "evidence_id": 61, "data": b"webp"}


@pytest.mark.parametrize("engine", ENGINES)
def test_images_go_through_and_are_shown(empty_place: Place, engine: str) -> None:
    db = Database(empty_place(engine))
    migrate.upgrade(db, BEFORE)
    for table in ("collective", "territory", "text"):
        for row in ROWS[table]:
            fill(db, table, row)
    fill(db, "evidence", IMAGE)
    fill(db, "picture", PICTURE)
    migrate.upgrade(db, MINE)
    with db.engine.connect() as connection:
        (evidence,) = connection.execute(text("SELECT * FROM evidence")).mappings()
        (picture,) = connection.execute(text("SELECT * FROM picture")).mappings()
    assert dict(evidence) == {**IMAGE, "hidden": False}
    assert bytes(picture["data"]) == b"webp", "rewriting its table must not take the picture with it"
    db.close()
