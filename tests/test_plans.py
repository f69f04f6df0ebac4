"""How SQLite means to answer the hot lists, with 2,000 grievances: by an index, in order, never by walking a table."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session

from bench.seed import add_grievances
from forum.collectives.models import Collective
from forum.core.settings import load
from forum.registers.models import Institution
from forum.texts.search import rebuild
from tests import rows
from tests.conftest import CHEAP, SqliteTemplate
from tests.world import World

BIG = ("text", "version", "grievance", "echo", "text_place", "amendment", "evidence")
LIST = "/c/lorne/doleances"
BOARD = "/c/lorne/suites"
FOLLOWED = ("institution", "followup", "petition", "platform", "delivery", "reply", "commitment", "text")
MANY = 2_000


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """On SQLite whatever the engine of the run: PostgreSQL chooses its plans by its statistics."""
    folder = tmp_path_factory.mktemp("plans")
    url = SqliteTemplate(folder).fresh(folder)
    world = World(load({}, data_dir=folder, database_url=url, **CHEAP))
    with world.house.db.write() as tx:
        add_grievances(tx, world.collective, MANY)
        add_follow_ups(tx, world.collective)
        rebuild(tx)
    yield world
    world.close()


def add_follow_ups(tx: Session, collective: Collective) -> None:
    """Two hundred petitions to five institutions, each handed over and answered by a promise."""
    offices = [
        rows.keep(tx, Institution(collective_id=collective.id, name=f"Institution {n}", ref=f"to-{n}"))
        for n in range(5)
    ]
    for n in range(200):
        day = rows.DAY - timedelta(n // 7)
        made = rows.petition(tx, collective, offices[n % 5], title=f"Pétition {n}", opens=day)
        rows.commitment(tx, made, f"Promesse {n}", rows.DAY)


def plans(world: World, url: str) -> list[tuple[str, str]]:
    """(statement, a step of its plan) for every question that the page asks.

    The driver itself tells them, with their values: some rows are fetched without SQLAlchemy.
    """
    asked: list[str] = []
    engine = world.house.db.engine

    def told(connection: Any, _record: Any) -> None:
        connection.set_trace_callback(asked.append)

    world.house.db._standing.close()
    engine.dispose()
    event.listen(engine, "connect", told)
    assert world.browser().get(url).status == 200
    event.remove(engine, "connect", told)
    questions = [sql for sql in asked if sql.lstrip().upper().startswith("SELECT")]
    world.house.db._standing.close()
    engine.dispose()
    with engine.connect() as connection:
        return [
            (sql, str(step[3]))
            for sql in questions
            for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")
        ]


@pytest.mark.parametrize(
    "asked", ["", "?college=concerned", "?apres=2025-06-01.4611686018427387904", "?q=fratrie"]
)
def test_hot_lists_are_read_by_an_index_and_in_order(full: World, asked: str) -> None:
    steps = plans(full, LIST + asked)
    assert any("ix_text_collective_id_kind_day_id" in step or "rowid=?" in step for _, step in steps)
    check(steps, BIG)


@pytest.mark.parametrize("asked", ["", "?apres=to-2.2026-02-20.4611686018427387904"])
def test_the_board_of_what_followed_is_read_by_indexes_and_in_order(full: World, asked: str) -> None:
    steps = plans(full, BOARD + asked)
    assert any("ix_institution_collective_id_name_id" in step for _, step in steps)
    assert any("ix_followup_institution_id_day_id" in step for _, step in steps)
    check(steps, FOLLOWED)


def check(steps: list[tuple[str, str]], big: tuple[str, ...]) -> None:
    for statement, step in steps:
        walked = step.startswith("SCAN ") and step.split()[1] in big
        assert not walked, f"{step}: {statement}"
        assert "TEMP B-TREE" not in step, f"{step}: {statement}"
