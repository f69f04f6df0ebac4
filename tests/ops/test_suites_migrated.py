"""What followed before the suites had laws, ways of putting off and claims: it says nothing of them, and nothing is lost."""

import pytest
from sqlalchemy import text

from forum.core import migrate
from forum.core.db import Database
from tests.conftest import ENGINES
from tests.ops.conftest import Place
from tests.ops.test_merging_migrated import ROWS, fill

MINE, BEFORE = "0025", "0024"


@pytest.mark.parametrize("engine", ENGINES)
def test_what_was_followed_stays_and_the_new_tables_are_empty(empty_place: Place, engine: str) -> None:
    db = Database(empty_place(engine))
    migrate.upgrade(db, BEFORE)
    fill(db, "collective", ROWS["collective"][0])
    mine = {"id": 31, "ref": "inst", "collective_id": 11, "name": "Préfecture", "kind": "État", "address": ""}
    fill(db, "institution", mine)
    migrate.upgrade(db, MINE)
    tables = (
        "done_claim",
        "claim_contest",
        "subscription",
        "subscription_paper",
        "suivi_news",
        "institution_date",
    )
    with db.engine.connect() as connection:
        rows = connection.execute(text("SELECT name, profile FROM institution")).all()
        counts = [connection.execute(text(f"SELECT count(*) FROM {name}")).scalar() for name in tables]
        for column in ("agreed", "agreed_source"):
            assert connection.execute(text(f"SELECT {column} FROM delivery")).all() == []
        assert connection.execute(text("SELECT stalling FROM reply")).all() == []
    assert [tuple(row) for row in rows] == [("Préfecture", "")]
    assert counts == [0] * len(tables)
    db.close()
