"""What was argued before arguments could be rebutted stays, of the first rank; the table of texts takes the new kinds."""

from typing import Any

import pytest
from sqlalchemy import text

from forum.core import migrate
from forum.core.db import Database
from tests.conftest import ENGINES
from tests.ops.conftest import Place
from tests.ops.test_merging_migrated import ROWS, fill

MINE = next(name for name in migrate.revisions() if name == "0013")
BEFORE = migrate.revisions()[migrate.revisions().index(MINE) - 1]
SAID: dict[str, Any] = {
    **ROWS["text"][1],
    "id": 33,
    "ref": "arg",
    "kind": "argument",
    "thread": "ref0",
    "hidden": False,
}
ARGUMENT = {"text_id": 33, "thread": "ref0", "question": "", "side": "for"}


@pytest.mark.parametrize("engine", ENGINES)
def test_arguments_stay_and_new_kinds_are_taken(empty_place: Place, engine: str) -> None:
    db = Database(empty_place(engine))
    migrate.upgrade(db, BEFORE)
    for table in ("collective", "text"):
        for row in ROWS[table]:
            fill(db, table, row)
    fill(db, "text", SAID)
    fill(db, "argument", ARGUMENT)
    answer = {**SAID, "id": 34, "ref": "ans", "kind": "answer", "college": "institution"}
    with pytest.raises(Exception, match=r"(?i)check"):
        fill(db, "text", answer)
    migrate.upgrade(db, MINE)
    with db.engine.connect() as connection:
        (kept,) = connection.execute(text("SELECT * FROM argument")).mappings()
        texts = (
            connection.execute(text("SELECT id, ref, title, hidden FROM text ORDER BY id")).mappings().all()
        )
    assert dict(kept) == {**ARGUMENT, "answers": ""}
    assert [(row["id"], row["ref"], bool(row["hidden"])) for row in texts] == [
        (31, "ref0", False), (32, "ref1", True), (33, "arg", False),
    ]  # fmt: skip
    fill(db, "text", answer)
    for wrong in ({"kind": "autre"}, {"college": "autre"}):
        with pytest.raises(Exception, match=r"(?i)check"):
            fill(db, "text", {**answer, "id": 35, "ref": "faux", **wrong})
    db.close()


@pytest.mark.parametrize("engine", [e for e in ENGINES if e == "sqlite"])
def test_sqlite_finds_its_tables_whole(empty_place: Place, engine: str) -> None:
    """The sentence is changed where SQLite keeps it: the file must read as if it had always been so."""
    db = Database(empty_place(engine))
    migrate.upgrade(db)
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        assert connection.exec_driver_sql("PRAGMA writable_schema").scalar_one() == 0
        found = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'text'").scalar_one()
    assert found.count("'answer'") == found.count("'institution'") == 1
    db.close()
