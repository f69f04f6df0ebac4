"""What was noted as handed over before reminders had a kind of their own stays handed over."""

import pytest
from sqlalchemy import text

from forum.core import migrate
from forum.core.db import Database
from tests.conftest import ENGINES
from tests.ops.conftest import Place
from tests.ops.test_merging_migrated import ROWS, fill

MINE, BEFORE = "0032", "0031"


@pytest.mark.parametrize("engine", ENGINES)
def test_what_was_handed_over_is_no_reminder(empty_place: Place, engine: str) -> None:
    db = Database(empty_place(engine))
    migrate.upgrade(db, BEFORE)
    fill(db, "collective", ROWS["collective"][0])
    office = {
        "id": 31,
        "ref": "inst",
        "collective_id": 11,
        "name": "Préfecture",
        "kind": "État",
        "address": "",
    }
    fill(db, "institution", {**office, "profile": ""})
    fill(db, "platform", {
        "id": 41, "ref": "cahier", "collective_id": 11, "title": "Nos demandes", "introduction": "",
        "introduction_html": "", "hidden": False, "day": "2026-02-01",
    })  # fmt: skip
    fill(db, "followup", {
        "id": 51, "ref": "suites", "collective_id": 11, "institution_id": 31, "kind": "platform",
        "platform_id": 41, "day": "2026-02-01",
    })  # fmt: skip
    fill(db, "delivery", {
        "id": 61, "ref": "remise", "followup_id": 51, "recipient": "La préfète", "how": "En main propre",
        "agreed_source": "", "day": "2026-02-20",
    })  # fmt: skip
    migrate.upgrade(db, MINE)
    with db.engine.connect() as connection:
        rows = connection.execute(text("SELECT ref, recipient, how, reminder FROM delivery")).all()
    assert [(*row[:3], bool(row[3])) for row in rows] == [("remise", "La préfète", "En main propre", False)]
    db.close()
