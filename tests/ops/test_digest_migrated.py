"""An instance with people goes through: ways are counted at its next slot, and nothing tells who came since the last."""

import pytest
from sqlalchemy import text

from forum.core import migrate
from forum.core.db import Database
from tests.conftest import ENGINES
from tests.ops.conftest import Place
from tests.ops.test_merging_migrated import ROWS, fill

MINE, BEFORE = "0016", "0015"


@pytest.mark.parametrize("engine", ENGINES)
def test_grants_go_through_and_a_collective_can_be_compared(empty_place: Place, engine: str) -> None:
    db = Database(empty_place(engine))
    migrate.upgrade(db, BEFORE)
    fill(db, "collective", ROWS["collective"][0])
    grant = {"id": 5, "collective_id": 11, "nul": b"n" * 32, "college": "concerned", "tier": "code"}
    fill(db, "college_grant", grant)
    migrate.upgrade(db, MINE)
    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT tier FROM college_grant")).scalars().all() == ["code"]
        assert connection.execute(text("SELECT count(*) FROM tier_count")).scalar() == 0
    fill(db, "tier_count", {"collective_id": 11, "college": "concerned", "tier": "code", "n": 1})
    line = {"id": 7, "collective_id": 11, "college": "ally", "territory": "", "n": 30}
    fill(db, "participation_reference", {**line, "source": "Insee", "dated": "2024"})
    with pytest.raises(Exception, match=r"(?i)unique"):
        fill(db, "participation_reference", {**line, "id": 8, "source": "Insee", "dated": "2025"})
    db.close()
