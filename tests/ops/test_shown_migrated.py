"""Signatures that were there before places were counted are counted by place, and told where they are k at least."""

import pytest
from sqlalchemy import text

from forum.core import migrate
from forum.core.db import Database
from tests.conftest import ENGINES
from tests.ops.conftest import Place
from tests.ops.test_merging_migrated import ROWS, fill

MINE, BEFORE = "0027", "0026"


def petition(n: int) -> dict[str, object]:
    words = {"code": f"petition{n}", "title": "Deux postes", "body": "b", "body_html": "b", "addressee": ""}
    days = {"organisation": "", "sha256": "", "state": "open", "opens": "2026-03-02", "closes": "2026-05-02"}
    keys = {"hidden": False, "goal": 10, "public_key": b"p", "private_sealed": b"s"}
    return {"id": n, "collective_id": 11, "institution_id": 31, **words, **days, **keys}


def signature(of: int, leaf: int, territory: str) -> dict[str, object]:
    row = {"petition_id": of, "leaf": leaf, "nul": bytes([of, leaf] * 16), "tier": "email", "college": "ally"}
    return {
        **row,
        "territory": territory,
        "sealed": b"s",
        "salt": b"s",
        "withdrawal": b"",
        "day": "2026-03-03",
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_signatures_are_counted_by_place(empty_place: Place, engine: str) -> None:
    db = Database(empty_place(engine))
    migrate.upgrade(db, BEFORE)
    fill(db, "collective", ROWS["collective"][0])
    mine = {"id": 31, "ref": "inst", "collective_id": 11, "name": "Préfecture", "kind": "", "address": ""}
    fill(db, "institution", {**mine, "profile": ""})
    for n, places in ((1, ["33"] * 9 + ["", "75"]), (2, ["33"] * 9)):
        fill(db, "petition", petition(n))
        for leaf, territory in enumerate(places):
            fill(db, "signature", signature(n, leaf, territory))
    migrate.upgrade(db, MINE)
    with db.engine.connect() as connection:
        rows = connection.execute(text("SELECT petition_id, territory, n, told FROM signature_place")).all()
        for empty in ("petition_picture", "petition_news"):
            assert connection.execute(text(f"SELECT count(*) FROM {empty}")).scalar() == 0
    assert sorted(map(tuple, rows)) == [(1, "", 1, 1), (1, "33", 9, 9), (1, "75", 1, 1), (2, "33", 9, 0)]
    db.close()
