"""Petitions of before the machine stand where what followed them says; names are kept a month from the upgrade."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from forum.core import migrate
from forum.core.clock import now as machine_now
from forum.core.db import Database
from tests.conftest import ENGINES
from tests.ops.conftest import Place
from tests.ops.test_merging_migrated import ROWS, fill

MINE = next(name for name in migrate.revisions() if name == "0029")
BEFORE = migrate.revisions()[migrate.revisions().index(MINE) - 1]
OFFICE = {"id": 31, "ref": "inst", "collective_id": 11, "name": "Préfecture", "kind": "État", "address": ""}
PETITION: dict[str, Any] = {
    **{"collective_id": 11, "institution_id": 31, "title": "Postes", "body": "b", "body_html": "b"},
    **{"addressee": "", "organisation": "", "sha256": "", "hidden": False, "opens": "2026-01-02"},
    **{"closes": "2026-02-02", "goal": 0, "public_key": b"k", "private_sealed": b"s"},
}
STATES = ("draft", "open", "closed", "delivered", "delivered", "delivered", "delivered")
LABELS = {4: "silence", 5: "refusal", 6: "commitment"}


def _suites(db: Database, n: int) -> None:
    """One that was handed over, with the silence, the refusal or the promise that `LABELS` tells of."""
    follow = {"id": 50 + n, "ref": f"p{n}", "collective_id": 11, "institution_id": 31, "kind": "petition"}
    fill(db, "followup", {**follow, "petition_id": n, "day": "2026-01-02"})
    handed = {"id": 60 + n, "ref": f"d{n}", "followup_id": 50 + n, "recipient": "r", "how": ""}
    for more, day in ((0, "2026-02-10"), (100, "2026-03-01")):  # a reminder is a second one: the first counts
        fill(db, "delivery", {**handed, "id": 60 + n + more, "ref": f"d{n + more}", "day": day})
    if label := LABELS.get(n):
        said = {
            "id": 70 + n,
            "ref": f"r{n}",
            "delivery_id": 60 + n,
            "label": label,
            "text": "t",
            "source": "",
        }
        fill(db, "reply", {**said, "day": "2026-02-20"})
    if n == 6:
        promise = {
            "id": 80,
            "ref": "c",
            "reply_id": 76,
            "criterion": "",
            "owner": "o",
            "what": "w",
            "evidence": "",
        }
        none = dict.fromkeys(
            ("kept_professional", "broken_professional", "kept_concerned", "broken_concerned"), 0
        )
        fill(db, "commitment", {**promise, **none, "source": "", "due": "2026-05-01", "day": "2026-02-20"})


@pytest.mark.parametrize("engine", ENGINES)
def test_each_stands_where_its_suites_say(empty_place: Place, engine: str) -> None:
    db = Database(empty_place(engine))
    migrate.upgrade(db, BEFORE)
    fill(db, "collective", ROWS["collective"][0])
    fill(db, "institution", OFFICE)
    for n, state in enumerate(STATES):
        fill(db, "petition", {**PETITION, "id": n, "code": f"p{n}", "state": state})
        if state == "delivered":
            _suites(db, n)
    migrate.upgrade(db, MINE)
    with db.engine.connect() as connection:
        states = connection.execute(text("SELECT state FROM petition ORDER BY id")).scalars().all()
        query = "SELECT delivered, answered, followed, ended, kept_days, kept_from, seen, reason FROM petition_life"
        lives = [tuple(row) for row in connection.execute(text(f"{query} ORDER BY petition_id"))]
    assert states == ["draft", "open", "closed", "delivered", "delivered", "answered", "followed"]
    days = [tuple(None if day is None else str(day) for day in life[:4]) for life in lives]
    none, handed, said = (None,) * 4, "2026-02-10", "2026-02-20"
    assert days[:3] == [none] * 3
    assert days[3:] == [(handed, None, None, None)] * 2 + [
        (handed, said, None, None),
        (handed, said, said, None),
    ]
    assert {(life[4], life[7]) for life in lives} == {(30, "")}
    upgraded = [date.fromisoformat(str(life[5])) for life in lives if life[5]]
    assert len(upgraded) == 4
    assert all(abs(machine_now().today - day) <= timedelta(1) for day in upgraded)
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE petition SET state = 'settled' WHERE id = 6"))
    with pytest.raises(Exception, match=r"(?i)check"), db.engine.begin() as connection:
        connection.execute(text("UPDATE petition SET state = 'oubliée' WHERE id = 6"))
    db.close()
