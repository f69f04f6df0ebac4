"""What was cited before sources were things of their own becomes sources; one address is one, an image keeps its picture."""

from typing import Any

import pytest
from sqlalchemy import text

from forum.core import migrate
from forum.core.db import Database
from forum.texts.sources.rules import key_of
from tests.conftest import ENGINES
from tests.ops.conftest import Place
from tests.ops.test_merging_migrated import ROWS, fill

MINE = "0010"
BEFORE = f"{int(MINE) - 1:04}"
EMPTY = {"url": "", "publisher": "", "dated": "", "picture": "", "hidden": False}
CITED: list[dict[str, Any]] = [
    {**EMPTY, "id": 61, "text_id": 31, "kind": "link", "label": "Rapport", "url": "https://exemple.fr/r"},
    {**EMPTY, "id": 62, "text_id": 32, "kind": "text", "label": "Le même", "url": "http://exemple.fr/r/"},
    {**EMPTY, "id": 63, "text_id": 32, "kind": "figure", "label": "12 postes vacants", "publisher": "Drees"},
    {**EMPTY, "id": 64, "text_id": 32, "kind": "image", "label": "Le panneau", "picture": "img"},
]
PICTURE = {"id": 71, "ref": "img", "evidence_id": 64, "data": b"webp"}


@pytest.mark.parametrize("engine", ENGINES)
def test_what_was_cited_becomes_sources(empty_place: Place, engine: str) -> None:
    db = Database(empty_place(engine))
    migrate.upgrade(db, BEFORE)
    for table in ("collective", "territory", "text"):
        for row in ROWS[table]:
            fill(db, table, row)
    for row in CITED:
        fill(db, "evidence", row)
    fill(db, "picture", PICTURE)
    migrate.upgrade(db, MINE)
    with db.engine.connect() as connection:
        cited = list(connection.execute(text("SELECT * FROM evidence ORDER BY id")).mappings())
        sources = {row["ref"]: row for row in connection.execute(text("SELECT * FROM source")).mappings()}
        assert connection.execute(text("SELECT count(*) FROM picture")).scalar_one() == 1
    assert [{name: row[name] for name in was} for row, was in zip(cited, CITED, strict=True)] == CITED
    refs = [row["source"] for row in cited]
    assert refs[0] == refs[1] and len(set(refs)) == len(sources) == 3
    for one in cited:
        words = (one["kind"], one["label"], one["url"], one["publisher"], one["dated"])
        assert sources[one["source"]]["key"] == (key_of(*words) or one["source"])
        assert sources[one["source"]]["collective_id"] == 11
    db.close()
