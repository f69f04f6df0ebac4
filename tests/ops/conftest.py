"""Empty places to restore into, and the command `forum` called in this process."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool
from typer.testing import CliRunner, Result

from forum.cli import app
from tests.conftest import ENGINES, POSTGRES

Place = Callable[[str], str]


@pytest.fixture
def empty_place(tmp_path: Path) -> Iterator[Place]:
    """`empty_place("postgresql")`: the address of a database without a single table."""
    made: list[str] = []
    admin = create_engine(POSTGRES, isolation_level="AUTOCOMMIT", poolclass=NullPool)

    def make(engine: str) -> str:
        if engine not in ENGINES:
            pytest.skip(f"pas de {engine} ici")
        name = f"pv_empty_{uuid.uuid4().hex[:12]}"
        if engine == "sqlite":
            return f"sqlite:///{tmp_path / name}.sqlite3"
        with admin.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        made.append(name)
        return POSTGRES.rsplit("/", 1)[0] + "/" + name

    yield make
    for name in made:
        with admin.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


@dataclass
class Forum:
    """`forum("doctor")` runs the command with its own data folder and cheap hashes."""

    env: dict[str, str]

    def __call__(self, *words: str, typed: str = "", **env: str) -> Result:
        changed = {f"FORUM_{name.upper()}": value for name, value in env.items()}
        return CliRunner().invoke(app, words, input=typed, env={**self.env, **changed})

    def line(self, *words: str, **env: str) -> str:
        """The one clear line of a refusal: exit 1, nothing else said."""
        result = self(*words, **env)
        assert result.exit_code == 1, (result.output, result.exception)
        assert isinstance(result.exception, SystemExit), result.exception
        lines = result.output.strip().splitlines()
        assert len(lines) == 1, lines
        assert lines[0].startswith("forum : ")
        return lines[0]


CHEAP = {"FORUM_ARGON2_MEMORY_KIB": "8", "FORUM_ARGON2_TIME": "1", "COLUMNS": "200"}
FOUND = ["init", "--slug", "lorne", "--name", "Lorne", "--purpose", "Dire.", "--slot", "60"]


@pytest.fixture
def forum(tmp_path: Path) -> Forum:
    """A command on a machine where it never ran."""
    return Forum({"FORUM_DATA_DIR": str(tmp_path / "var"), **CHEAP})


@pytest.fixture(scope="session")
def founded_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("founded")
    places = folder / "lieux.txt"
    places.write_text("nord | Lorne Nord\nLorne Sud\n", encoding="utf-8")
    result = Forum({"FORUM_DATA_DIR": str(folder / "var"), **CHEAP})(*FOUND, "--territories", str(places))
    assert result.exit_code == 0, result.output
    assert "/c/lorne" in result.output
    return folder


@pytest.fixture
def founded(forum: Forum, founded_once: Path, tmp_path: Path) -> Forum:
    """An instance with one collective, copied rather than made again."""
    shutil.copytree(founded_once, tmp_path, dirs_exist_ok=True)
    return forum
