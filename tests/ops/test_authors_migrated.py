"""A text and a vote made before there were several authors are as they were after, and can have several."""

from typing import Any

import pytest
from sqlalchemy import text

from forum.core import migrate
from forum.core.db import Database
from tests.conftest import ENGINES
from tests.ops.conftest import Place
from tests.ops.test_amendment_vote_migrated import PROPOSAL
from tests.ops.test_merging_migrated import ROWS, fill

MINE = "0014"
BEFORE = "0012"
VOTE: dict[str, Any] = {
    **{"id": 61, "amendment_id": 51, "opens": "2026-03-20", "closes": "2026-03-27", "quorum_percent": 10},
    **{"threshold_percent": 50, "state": "open", "result": "{}"},
}
VOICE: dict[str, Any] = {
    **{"text_id": 31, "nul": b"a" * 32, "box": b"b", "voice": "galet vif", "college": "concerned"},
    "day": "2026-03-20",
}


@pytest.mark.parametrize("engine", ENGINES)
def test_texts_and_votes_go_through_and_take_authors(empty_place: Place, engine: str) -> None:
    db = Database(empty_place(engine))
    migrate.upgrade(db, BEFORE)
    for table in ("collective", "text"):
        for row in ROWS[table]:
            fill(db, table, row)
    fill(db, "amendment", PROPOSAL)
    fill(db, "amendment_vote", VOTE)
    paper = {"id": 71, "vote_id": 61, "nul": b"p" * 32, "college": "concerned", "choice": "for"}
    fill(db, "amendment_paper", paper)
    migrate.upgrade(db, MINE)
    with db.engine.connect() as connection:
        (vote,) = connection.execute(text("SELECT id, state, disagreed FROM amendment_vote")).mappings()
        (kept,) = connection.execute(text("SELECT id, choice FROM amendment_paper")).mappings()
        assert connection.execute(text("SELECT count(*) FROM text")).scalar_one() == len(ROWS["text"])
    assert (vote["id"], vote["state"], bool(vote["disagreed"])) == (61, "open", False)
    assert dict(kept) == {"id": 71, "choice": "for"}
    fill(db, "text_author", {"id": 81, "stepped_back": False, **VOICE})
    fill(db, "author_offer", {"id": 82, **VOICE})
    fill(db, "author_invitation", {"id": 83, "text_id": 31, "code_hash": b"h" * 32, "until": "2026-04-03"})
    answer = {"id": 84, "ref": "rep", "amendment_id": 51, "verdict": "accepted", "reason": "Oui."}
    voice = {name: value for name, value in VOICE.items() if name != "text_id"}
    fill(db, "author_answer", {**answer, "counted": False, "hidden": False, **voice})
    with pytest.raises(Exception, match=r"(?i)unique"):
        fill(db, "text_author", {"id": 85, "stepped_back": False, **VOICE})
    db.close()
