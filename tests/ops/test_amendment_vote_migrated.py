"""A proposal made before one could vote on it is as it was after, and can go to a vote."""

from typing import Any

import pytest
from sqlalchemy import text

from forum.core import migrate
from forum.core.db import Database
from tests.conftest import ENGINES
from tests.ops.conftest import Place
from tests.ops.test_merging_migrated import ROWS, fill

MINE = "0009"
BEFORE = f"{int(MINE) - 1:04}"
PROPOSAL: dict[str, Any] = {
    **{
        "id": 51,
        "ref": "chg",
        "text_id": 31,
        "base": 1,
        "operations": "[]",
        "reason": "Le nombre.",
        "state": "open",
    },
    **{
        "decision": "",
        "version": 0,
        "college": "concerned",
        "voice": "orme vif",
        "nul": b"n" * 32,
        "box": b"",
    },
    **{"hidden": False, "day": "2026-03-02"},
}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_proposal_goes_through_and_can_go_to_a_vote(empty_place: Place, engine: str) -> None:
    db = Database(empty_place(engine))
    migrate.upgrade(db, BEFORE)
    for table in ("collective", "text"):
        for row in ROWS[table]:
            fill(db, table, row)
    fill(db, "amendment", PROPOSAL)
    migrate.upgrade(db, MINE)
    with db.engine.connect() as connection:
        (kept,) = connection.execute(text("SELECT id, ref, reason, state FROM amendment")).mappings()
    assert dict(kept) == {key: PROPOSAL[key] for key in ("id", "ref", "reason", "state")}
    vote = {"id": 61, "amendment_id": 51, "opens": "2026-03-20", "closes": "2026-03-27", "quorum_percent": 10}
    fill(db, "amendment_vote", {**vote, "threshold_percent": 50, "state": "open", "result": "{}"})
    paper = {"id": 71, "vote_id": 61, "nul": b"p" * 32, "college": "concerned", "choice": "for"}
    fill(db, "amendment_paper", paper)
    with pytest.raises(Exception, match=r"(?i)unique"):
        fill(db, "amendment_paper", {**paper, "id": 72})
    db.close()
