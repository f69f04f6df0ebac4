"""A house for the tests: real SQLite and PostgreSQL, a clock that is set by hand, Alice, Bob, Charlie and the staff."""

import gc
import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from forum import rooms
from forum.core import db as database
from forum.core.db import Database
from forum.core.migrate import upgrade
from forum.core.settings import Settings, load
from tests.answerable import watch
from tests.journeys import known
from tests.world import Kept, World

# Each test makes and drops a house: collecting at the usual pace took a tenth of the run.
gc.set_threshold(200_000, 20, 20)

# Thousands of small databases, each of which waits for the disk at every commit: in memory they are as durable as a test is.
MEMORY = Path("/dev/shm")  # pytest makes its own folder there, for its own user alone
ENOUGH = 4 << 30
if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

POSTGRES = os.environ.get("FORUM_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")
CHEAP = {
    "argon2_memory_kib": 8,
    "argon2_time": 1,
    "embedded_worker": False,
    "cache_seconds": 0.0,
    "threads": 4,
    "mail_files": True,
}


def _share_compiled_sql() -> None:
    """Each test opens a database of its own, and each engine would compile every statement again: half a page's work."""
    made: dict[str, Any] = {}
    create = vars(database)["create_engine"]

    def engine(url: str, **options: Any) -> Engine:
        opened: Engine = create(url, **options)
        first = made.setdefault(opened.dialect.name, opened)
        opened.dialect, opened._compiled_cache = first.dialect, first._compiled_cache
        return opened

    vars(database)["create_engine"] = engine


_share_compiled_sql()

# A server knows a table when its room is first asked; tests walk all of them.
rooms.tables()


# A property is true or false, however busy the machine is.
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")


def postgres_there() -> bool:
    engine = create_engine(POSTGRES, connect_args={"connect_timeout": 2})
    try:
        with engine.connect():
            return True
    except OperationalError:
        return False
    finally:
        engine.dispose()


ENGINES = ["sqlite", *(["postgresql"] if postgres_there() else [])]


@pytest.fixture(scope="session", params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


class SqliteTemplate:
    """A migrated, empty database, copied for each test; and one with people in it, once there is one."""

    kept: Kept | None = None

    def __init__(self, folder: Path) -> None:
        self.file = folder / "template.sqlite3"
        db = Database(f"sqlite:///{self.file}")
        upgrade(db)
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()

    def fresh(self, folder: Path) -> str:
        target = folder / "forum.sqlite3"
        target.write_bytes(self.file.read_bytes())
        return f"sqlite:///{target}"

    def clear(self) -> None:
        """The folder goes with the test."""

    def drop(self) -> None:
        """So does the template."""


class PostgresTemplate:
    """One database a worker, emptied after each test: creating one costs 400 ms, emptying it 15."""

    kept = None

    def __init__(self) -> None:
        self.name = f"pv_test_{uuid.uuid4().hex[:12]}"
        self.url = POSTGRES.rsplit("/", 1)[0] + "/" + self.name
        self._admin(f"CREATE DATABASE {self.name}")
        self._admin(f"ALTER DATABASE {self.name} SET synchronous_commit = off")
        db = Database(self.url)
        upgrade(db)
        db.close()
        self.engine = create_engine(self.url, poolclass=NullPool)
        names = [t.name for t in reversed(rooms.tables().sorted_tables) if t.name != "site_version"]
        self.emptying = "; ".join(f"DELETE FROM {name}" for name in ["text_search", *names])

    def fresh(self, _folder: Path) -> str:
        return self.url

    def clear(self) -> None:
        with self.engine.begin() as connection:
            connection.exec_driver_sql(self.emptying)

    def drop(self) -> None:
        self._admin(f"DROP DATABASE {self.name} WITH (FORCE)")

    def _admin(self, statement: str) -> None:
        admin = create_engine(POSTGRES, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with admin.connect() as connection:
            connection.exec_driver_sql(statement)


Template = SqliteTemplate | PostgresTemplate


@pytest.fixture(scope="session")
def template(engine_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    made: Template = (
        SqliteTemplate(tmp_path_factory.mktemp("template")) if engine_name == "sqlite" else PostgresTemplate()
    )
    yield made
    made.drop()


@pytest.fixture
def settings(template: Template, tmp_path: Path) -> Iterator[Settings]:
    yield load({}, data_dir=tmp_path, database_url=template.fresh(tmp_path), **CHEAP)
    template.clear()


@pytest.fixture
def world(settings: Settings, template: Template) -> Iterator[World]:
    """A collective that everyone may read, and people in it."""
    made = World(settings, template.kept)
    if isinstance(template, SqliteTemplate) and template.kept is None:
        template.kept = made.keep()
    yield made
    made.close()


@pytest.fixture(scope="session", autouse=True)
def answerable() -> Iterator[None]:
    """In every test of every room: what somebody of the staff writes by a page is in the staff's log, or nothing is."""
    yield from watch()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What runs on PostgreSQL is a part of its own: the quick part says in a minute and a half whether SQLite holds."""
    for item in items:
        spec = getattr(item, "callspec", None)
        if spec is not None and "postgresql" in (spec.params.get("engine_name"), spec.params.get("engine")):
            item.add_marker("postgres")
        elif f"{item.path.relative_to(item.config.rootpath)}::{item.name.partition('[')[0]}" in known():
            item.add_marker("journey")


def pytest_collection_finish() -> None:
    """What the modules hold stays for the whole run: no collection need walk it again."""
    gc.collect()
    gc.freeze()


def pytest_report_header() -> list[str]:
    return [
        f"bases : {', '.join(ENGINES)}"
        + ("" if len(ENGINES) > 1 else " (PostgreSQL absent : laissé de côté)")
    ]
