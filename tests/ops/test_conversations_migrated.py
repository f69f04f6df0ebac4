"""A collective from before maps of opinions goes through, and can ask; one paper a person."""

from typing import Any

import pytest
from sqlalchemy import text

from forum.core import migrate
from forum.core.db import Database
from tests.conftest import ENGINES
from tests.ops.conftest import Place
from tests.ops.test_merging_migrated import ROWS, fill

MINE, BEFORE = "0018", "0017"
ASKED: dict[str, Any] = {
    **{"id": 61, "ref": "que", "collective_id": 11, "title": "Quoi ?", "question": "Comment ?", "k": 10},
    **{"keep_days": 30, "opens": "2026-03-02", "closes": "2026-03-20", "ended": None, "erased": None},
    **{"reason": "", "source": "", "state": "open", "turn": 0, "hidden": False},
}
PHRASE: dict[str, Any] = {
    **{"id": 62, "ref": "dire", "conversation_id": 61, "position": 1, "body": "Une.", "text_id": None},
    **{"version": 0, "out": False},
}
PAPER: dict[str, Any] = {
    **{"id": 71, "conversation_id": 61, "nul": b"p" * 32, "college": "concerned", "answers": "{}"},
    **{"told": "{}", "fresh": True, "gone": False},
}
DRAWN: dict[str, Any] = {
    **{"conversation_id": 61, "turn": 1, "day": "2026-03-03", "phrases": "[]", "told": "{}"},
    **{"weights": "{}", "memory": "{}", "kept": "{}"},
}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_collective_goes_through_and_can_draw_a_map(empty_place: Place, engine: str) -> None:
    db = Database(empty_place(engine))
    migrate.upgrade(db, BEFORE)
    fill(db, "collective", ROWS["collective"][0])
    migrate.upgrade(db, MINE)
    with db.engine.connect() as connection:
        (kept,) = connection.execute(text("SELECT id, slug FROM collective")).mappings()
    assert dict(kept) == {name: ROWS["collective"][0][name] for name in ("id", "slug")}
    for table, row in (
        ("conversation", ASKED),
        ("conversation_phrase", PHRASE),
        ("conversation_paper", PAPER),
        ("conversation_map", DRAWN),
    ):
        fill(db, table, row)
    for table, row in (("conversation_phrase", {**PHRASE, "ref": "x"}), ("conversation_paper", PAPER)):
        with pytest.raises(Exception, match=r"(?i)unique"):
            fill(db, table, {**row, "id": 99})
    db.close()
