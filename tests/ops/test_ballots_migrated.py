"""A vote that was open before papers stood for a version: its papers stand for the one that it was opened on."""

from typing import Any

import pytest
from sqlalchemy import text

from forum.core import migrate
from forum.core.db import Database
from tests.conftest import ENGINES
from tests.ops.conftest import Place
from tests.ops.test_merging_migrated import ROWS, fill

MINE, BEFORE = "0017", "0016"
BALLOT: dict[str, Any] = {
    **{"id": 51, "ref": "vote", "collective_id": 11, "text_id": 21, "version": 3, "hash": "f" * 64},
    **{"opens": "2026-03-02", "closes": "2026-03-20", "ended": None, "reason": "", "quorum_percent": 20},
    **{"threshold_percent": 50, "state": "open", "outcome": "", "result": "{}"},
}
PAPER = {"id": 61, "ballot_id": 51, "nul": b"p" * 32, "college": "concerned", "choice": "for"}
SAID: dict[str, Any] = {
    **{
        "id": 71,
        "ref": "objecte",
        "ballot_id": 51,
        "college": "concerned",
        "reason": "Non.",
        "answer": "Si.",
    },
    **{"box": b"", "hidden": False, "day": "2026-03-20"},
}


@pytest.mark.parametrize("engine", ENGINES)
def test_papers_stand_for_the_version_of_their_vote(empty_place: Place, engine: str) -> None:
    db = Database(empty_place(engine))
    migrate.upgrade(db, BEFORE)
    fill(db, "collective", ROWS["collective"][0])
    fill(db, "text", ROWS["text"][0] | {"id": 21, "collective_id": 11})
    for table, row in (("ballot", BALLOT), ("ballot_paper", PAPER), ("objection", SAID)):
        fill(db, table, row)
    migrate.upgrade(db, MINE)
    with db.engine.connect() as connection:
        (ballot,) = connection.execute(text("SELECT version, first_version, state FROM ballot")).all()
        (paper,) = connection.execute(text("SELECT version, choice FROM ballot_paper")).all()
        (said,) = connection.execute(text("SELECT version, answer, answered_by FROM objection")).all()
    assert (tuple(ballot), tuple(paper), tuple(said)) == ((3, 3, "open"), (3, "for"), (3, "Si.", ""))
    later = {**BALLOT, "id": 52, "ref": "apres", "version": 4, "first_version": 4, "apart": "{}"}
    fill(db, "ballot", {**later, "state": "counted"})
    with pytest.raises(Exception, match=r"(?i)check"):
        fill(db, "ballot", {**later, "id": 53, "ref": "faux", "state": "presque"})
    db.close()
