"""Votes of before papers went with their count: what was counted keeps its figures alone, what is open keeps its papers."""

from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from forum.cli.common import stand
from forum.core import migrate
from forum.core.db import Database
from forum.core.settings import load
from tests.conftest import CHEAP, ENGINES
from tests.ops.conftest import Place
from tests.ops.test_ballots_migrated import BALLOT, PAPER
from tests.ops.test_merging_migrated import ROWS, fill

MINE = next(name for name in migrate.revisions() if name == "0033")
BEFORE = migrate.revisions()[migrate.revisions().index(MINE) - 1]
STATES = {51: "open", 52: "counted", 53: "closed"}


def voted(db: Database) -> None:
    """A vote in each state, with one paper."""
    fill(db, "collective", ROWS["collective"][0])
    fill(db, "text", ROWS["text"][0] | {"id": 21, "collective_id": 11})
    for ident, state in STATES.items():
        own = {"id": ident, "ref": f"v{ident}", "version": ident, "first_version": ident, "state": state}
        fill(db, "ballot", BALLOT | own | {"result": '{"concerned": {"adopted": 1}}'})
        nul = f"un bulletin à oublier {ident}".ljust(31).encode()
        fill(db, "ballot_paper", PAPER | {"id": ident + 10, "ballot_id": ident, "version": ident, "nul": nul})


@pytest.mark.parametrize("engine", ENGINES)
def test_papers_of_counted_votes_go_and_those_of_an_open_one_stay(empty_place: Place, engine: str) -> None:
    db = Database(empty_place(engine))
    migrate.upgrade(db, BEFORE)
    voted(db)
    migrate.upgrade(db, MINE)
    with db.engine.connect() as connection:
        papers = connection.execute(text("SELECT ballot_id, choice FROM ballot_paper")).all()
        told = connection.execute(text("SELECT state, result FROM ballot ORDER BY id")).all()
    assert [tuple(paper) for paper in papers] == [(51, "for")]
    assert [row.state for row in told] == ["open", "counted", "closed"]
    assert all("adopted" in str(row.result) for row in told)
    db.close()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_cahier_keeps_the_vote_of_its_day(empty_place: Place, engine: str) -> None:
    """A demand voted on twice: before a first cahier, and between it and a second one. A third is older than any vote."""
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
    fill(db, "institution", office)
    for ident in (21, 22):
        fill(db, "text", ROWS["text"][0] | {"id": ident, "ref": f"t{ident}", "collective_id": 11})
        demand = {
            "text_id": ident,
            "kind": "condition",
            "institution_id": 31,
            "state": "shared",
            "carried_by": "",
        }
        fill(db, "demand", demand)
    for n, ended in ((1, "2026-03-05"), (2, "2026-05-05")):
        own = {
            "id": 50 + n,
            "ref": f"v{n}",
            "version": n,
            "first_version": n,
            "state": "closed",
            "ended": ended,
        }
        fill(db, "ballot", BALLOT | own)
    cahier = {"collective_id": 11, "title": "C", "introduction": "", "introduction_html": "", "hidden": False}
    for n, day in ((1, "2026-04-01"), (2, "2026-06-01"), (3, "2026-01-01")):
        fill(db, "platform", {**cahier, "id": n, "ref": f"c{n}", "day": day})
        fill(db, "platform_item", {"platform_id": n, "text_id": 21, "position": 1})
    fill(db, "platform_item", {"platform_id": 1, "text_id": 22, "position": 2})
    migrate.upgrade(db, MINE)
    with db.engine.connect() as connection:
        rows = connection.execute(
            text("SELECT text_id, vote FROM platform_item ORDER BY platform_id, position")
        )
        votes = [tuple(row) for row in rows]
    assert votes == [(21, "v1"), (22, ""), (21, "v2"), (21, "v2")]
    db.close()


@pytest.mark.parametrize("engine", ENGINES)
def test_a_start_that_brings_the_base_up_leaves_no_byte_of_them(
    empty_place: Place, engine: str, tmp_path: Path
) -> None:
    url = empty_place(engine)
    db = Database(url)
    migrate.upgrade(db, BEFORE)
    voted(db)
    assert b"oublier 53" in stored(db)
    db.close()
    stand(load({}, data_dir=tmp_path / "var", database_url=url, **CHEAP), backup=False)
    db = Database(url)
    left = stored(db)
    assert b"oublier 51" in left
    assert b"oublier 52" not in left and b"oublier 53" not in left
    db.close()


def stored(db: Database) -> bytes:
    """Every byte that the papers are in."""
    if db.sqlite:
        base = Path(str(make_url(db.url).database))
        return b"".join(path.read_bytes() for path in base.parent.glob(f"{base.name}*") if path.is_file())
    with db.engine.connect() as connection:
        connection.execute(text("CHECKPOINT"))
        whole = text("SELECT pg_read_binary_file(pg_relation_filepath('ballot_paper'))")
        return bytes(connection.execute(whole).scalar_one())
