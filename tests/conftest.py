"""A house for the tests: real SQLite and PostgreSQL, a clock that is set by hand, Alice, Bob, Charlie and the staff."""

import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import OperationalError

from forum.core.db import Database
from forum.core.migrate import upgrade
from forum.core.settings import Settings, load
from tests.world import World

POSTGRES = os.environ.get("FORUM_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")
CHEAP = {
    "argon2_memory_kib": 8,
    "argon2_time": 1,
    "embedded_worker": False,
    "cache_seconds": 0.0,
    "threads": 4,
}


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


@dataclass
class Template:
    """A migrated, empty database, copied for each test."""

    folder: Path
    name: str
    admin: Engine | None

    def fresh(self, folder: Path) -> str:
        if self.admin is None:
            target = folder / "forum.sqlite3"
            target.write_bytes((self.folder / "template.sqlite3").read_bytes())
            return f"sqlite:///{target}"
        name = f"pv_{uuid.uuid4().hex[:16]}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {self.name}")
        return POSTGRES.rsplit("/", 1)[0] + "/" + name

    def drop(self, url: str) -> None:
        if self.admin is not None:
            self._run(f"DROP DATABASE IF EXISTS {url.rsplit('/', 1)[1]} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        assert self.admin is not None
        with self.admin.connect() as connection:
            connection.execute(text(statement))


@pytest.fixture(scope="session")
def template(engine_name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    folder = tmp_path_factory.mktemp("template")
    if engine_name == "sqlite":
        db = Database(f"sqlite:///{folder / 'template.sqlite3'}")
        upgrade(db)
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.close()
        yield Template(folder, "", None)
        return
    admin = create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
    made = Template(folder, f"pv_template_{uuid.uuid4().hex[:12]}", admin)
    made._run(f"CREATE DATABASE {made.name}")
    db = Database(POSTGRES.rsplit("/", 1)[0] + "/" + made.name)
    upgrade(db)
    db.close()
    yield made
    made._run(f"DROP DATABASE {made.name} WITH (FORCE)")
    admin.dispose()


@pytest.fixture
def settings(template: Template, tmp_path: Path) -> Iterator[Settings]:
    url = template.fresh(tmp_path)
    yield load({}, data_dir=tmp_path, database_url=url, **CHEAP)
    template.drop(url)


@pytest.fixture
def world(settings: Settings) -> Iterator[World]:
    """A collective that everyone may read, and people in it."""
    made = World(settings)
    yield made
    made.close()


def pytest_report_header() -> list[str]:
    return [
        f"bases : {', '.join(ENGINES)}"
        + ("" if len(ENGINES) > 1 else " (PostgreSQL absent : laissé de côté)")
    ]
