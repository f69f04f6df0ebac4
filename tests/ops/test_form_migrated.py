"""What was signed before names were told apart goes through without a tag; nobody has refused a mail."""

import pytest
from sqlalchemy import text

from forum.core import migrate
from forum.core.db import Database
from tests.conftest import ENGINES
from tests.ops.conftest import Place
from tests.ops.test_journal_migrated import OFFICE, PETITION, SIGNATURE
from tests.ops.test_merging_migrated import ROWS, fill

MINE, BEFORE = "0026", "0025"
WAITING = {
    **{"id": 7, "petition_id": 41, "nul": b"m" * 32, "tier": "email", "college": "ally", "territory": ""},
    **{"sealed": b"x", "confirmed": False, "token_hash": b"t", "withdrawal": b"w", "until": 9},
}


@pytest.mark.parametrize("engine", ENGINES)
def test_signatures_go_through_without_a_tag(empty_place: Place, engine: str) -> None:
    db = Database(empty_place(engine))
    migrate.upgrade(db, BEFORE)
    fill(db, "collective", ROWS["collective"][0])
    with db.engine.connect() as connection:
        columns = [row[0] for row in connection.execute(text("SELECT * FROM institution")).cursor.description]
    fill(db, "institution", {name: OFFICE.get(name, "") for name in columns})
    fill(db, "petition", PETITION)
    fill(db, "signature", SIGNATURE)
    fill(db, "pending_signature", WAITING)
    migrate.upgrade(db, MINE)
    with db.engine.connect() as connection:
        for table, nul in (("signature", b"n" * 32), ("pending_signature", b"m" * 32)):
            kept = connection.execute(text(f"SELECT nul, tag FROM {table}")).one()
            assert (bytes(kept.nul), kept.tag) == (nul, "")
        waiting = connection.execute(text("SELECT host, wave FROM pending_signature")).one()
        assert tuple(waiting) == ("", 0)
        for table in ("signature_refusal", "employer_domain", "wave"):
            assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0
    db.close()
