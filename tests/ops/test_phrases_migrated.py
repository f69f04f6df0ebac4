"""A map from before members' phrases goes through: nothing of it is hidden, and it takes proposals, one a nullifier."""

from typing import Any

import pytest
from sqlalchemy import text

from forum.core import migrate
from forum.core.db import Database
from tests.conftest import ENGINES
from tests.ops.conftest import Place
from tests.ops.test_conversations_migrated import ASKED, DRAWN, PHRASE
from tests.ops.test_merging_migrated import ROWS, fill

MINE, BEFORE = "0022", "0021"
PROPOSED: dict[str, Any] = {
    **{
        "id": 81,
        "ref": "neuve",
        "conversation_id": 61,
        "scope": "phrase2:que",
        "nul": b"p" * 32,
        "box": b"b",
    },
    **{"body": "Une autre.", "state": "proposed", "phrase_id": None, "day": "2026-03-03"},
}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_map_goes_through_and_takes_proposals(empty_place: Place, engine: str) -> None:
    db = Database(empty_place(engine))
    migrate.upgrade(db, BEFORE)
    known = (("collective", ROWS["collective"][0]), ("conversation", ASKED))
    for table, row in (*known, ("conversation_phrase", PHRASE), ("conversation_map", DRAWN)):
        fill(db, table, row)
    migrate.upgrade(db, MINE)
    with db.engine.connect() as connection:
        (phrase,) = connection.execute(text("SELECT body, hidden FROM conversation_phrase")).all()
        (drawn,) = connection.execute(text("SELECT turn, out FROM conversation_map")).all()
    assert (phrase[0], bool(phrase[1])) == ("Une.", False)
    assert (drawn[0], drawn[1] if isinstance(drawn[1], list) else drawn[1].strip()) in ((1, []), (1, "[]"))
    fill(db, "conversation_proposal", PROPOSED)
    with pytest.raises(Exception, match=r"(?i)unique"):
        fill(db, "conversation_proposal", {**PROPOSED, "id": 99, "ref": "x"})
    db.close()
