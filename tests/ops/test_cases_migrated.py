"""What was reported and decided before there were cases is in cases, on both engines."""

from typing import Any

import pytest
from sqlalchemy import text

from forum.core import migrate
from forum.core.db import Database
from tests.conftest import ENGINES
from tests.ops.conftest import Place
from tests.ops.test_merging_migrated import ROWS, fill

MINE = "0034"
BEFORE = migrate.revisions()[migrate.revisions().index(MINE) - 1]


def decision(ident: int, subject: str, measure: str, day: str) -> dict[str, Any]:
    return {
        "id": ident, "ref": f"d{ident}", "collective_id": 11, "subject": subject, "subject_kind": "grievance",
        "measure": measure, "ground": "Article 3", "reason": f"Motif {ident}.", "day": day,
    }  # fmt: skip


def report(ident: int, subject: str, reason: str, state: str, day: str, said: str = "") -> dict[str, Any]:
    return {
        "id": ident, "ref": f"r{ident}", "collective_id": 11, "subject": subject, "reason": reason, "explanation": said,
        "state": state, "day": day,
    }  # fmt: skip


DECISIONS = [
    decision(1, "ref0", "hide", "2026-03-02"),
    decision(2, "ref0", "restore", "2026-08-31"),
    decision(3, "ref0", "suspend", "2026-08-31"),
    decision(4, "waits", "refuse", "2026-03-02"),
]
REPORTS = [
    report(1, "ref0", "insult", "closed", "2026-03-01", "Le ton."),
    report(2, "ref0", "insult", "closed", "2026-03-01", "Le mot."),
    report(3, "ref1", "insult", "open", "2026-09-01", "Encore."),
    report(4, "ref1", "other", "open", "2026-09-02"),
]


@pytest.mark.parametrize("engine", ENGINES)
def test_decisions_and_reports_are_cases(empty_place: Place, engine: str) -> None:
    db = Database(empty_place(engine))
    migrate.upgrade(db, BEFORE)
    for table in ("collective", "territory", "text"):
        for row in ROWS[table]:
            fill(db, table, row)
    for row in DECISIONS:
        fill(db, "decision", row)
    for row in REPORTS:
        fill(db, "report", row)
    migrate.upgrade(db, MINE)
    cases = _rows(db, "SELECT * FROM moderation_case ORDER BY day, measure")
    assert sorted((c["subject"], c["measure"], c["state"], c["open_on"]) for c in cases) == [
        ("ref0", "hide", "published", None),
        ("ref0", "restore", "told", None),
        ("ref0", "suspend", "told", None),
        ("ref1", "", "received", "ref1"),
    ]
    by = {case["measure"]: case for case in cases}
    assert str(by["restore"]["until"]) == "2027-02-28"
    assert by[""]["subject_kind"] == "grievance"
    assert {c["previous"] for c in cases} <= {
        "",
        by["hide"]["ref"],
        by["restore"]["ref"],
        by["suspend"]["ref"],
    }
    said = {(s["decision"], s["reason"]) for s in _rows(db, "SELECT * FROM case_statement")}
    assert said == {("d1", "Motif 1."), ("d2", "Motif 2."), ("d3", "Motif 3.")}
    kept = _rows(db, "SELECT * FROM report ORDER BY reason, subject")
    assert [(r["subject"], r["reason"], r["count"], r["explanation"]) for r in kept] == [
        ("ref0", "insult", 2, "Le ton.\n\nLe mot."),
        ("ref1", "insult", 1, "Encore."),
        ("ref1", "other", 1, ""),
    ]
    steps = _rows(db, f"SELECT act FROM case_step WHERE case_id = {by['hide']['id']} ORDER BY number")
    assert [s["act"] for s in steps] == ["receive", "examine", "decide", "tell", "publish"]
    assert len(_rows(db, "SELECT * FROM decision")) == len(DECISIONS)
    fill(db, "decision", decision(9, "ref1", "remove", "2026-09-03"))  # the wider list is in force
    db.close()


def _rows(db: Database, query: str) -> list[dict[str, Any]]:
    with db.engine.connect() as connection:
        return [dict(row) for row in connection.execute(text(query)).mappings()]
