"""What may be wrong at start: one clear line, exit ≠ 0, nothing changed."""

import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.ops.conftest import Forum


def revision(path: Path, number: str = "") -> str:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        if number:
            connection.execute("UPDATE alembic_version SET version_num = ?", (number,))
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


@pytest.fixture
def base(founded: Forum) -> Path:
    """The database of an instance that has run once."""
    return Path(founded.env["FORUM_DATA_DIR"]) / "forum.sqlite3"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("port", "abc", "FORUM_PORT : écrivez un nombre entier"),
        ("port", "0", "FORUM_PORT : le nombre est trop petit"),
        ("base_url", "porte-voix.fr", "FORUM_BASE_URL : doit commencer par https://"),
        ("embedded_worker", "peut-être", "FORUM_EMBEDDED_WORKER : écrivez true ou false"),
        ("colour", "red", "réglage inconnu : FORUM_COLOUR"),
        ("smtp_password_file", "/nulle/part", "FORUM_SMTP_PASSWORD_FILE : fichier illisible"),
        ("database_url", "mysql://ici", "FORUM_DATABASE_URL doit commencer par"),
        ("database_url", "n’importe quoi", "FORUM_DATABASE_URL doit commencer par"),
        ("database_url", "sqlite:////nulle/part/x.sqlite3", "unable to open database file"),
        ("database_url", "postgresql+psycopg://postgres@127.0.0.1:9/x", "ne répond pas"),
        ("data_dir", "/etc/passwd/ici", "on ne peut pas écrire dans le dossier"),
        ("host", "192.0.2.1", "on ne peut pas écouter sur 192.0.2.1"),
    ],
)
def test_a_wrong_setting_is_one_line(forum: Forum, name: str, value: str, says: str) -> None:
    free = {"port": _free_port(), name: value}
    assert says in forum.line("serve", **free)


def _free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def test_a_taken_port_is_said_before_anything_is_made(forum: Forum) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert f"le port {port} est déjà pris" in forum.line("serve", "--demo", port=port)
    assert not Path(forum.env["FORUM_DATA_DIR"]).exists()


def test_a_newer_database_is_left_as_it_is(forum: Forum, base: Path) -> None:
    revision(base, "9999")
    before = _dump(base)
    for command in ("serve", "migrate", "worker"):
        assert "version plus récente (9999)" in forum.line(command, port=_free_port())
    assert _dump(base) == before


def _dump(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("SELECT group_concat(sql) FROM sqlite_master").fetchone()) + revision(
            path
        )


def test_another_pepper_stops_the_start(forum: Forum, base: Path) -> None:
    assert forum("admin", "list").exit_code == 0
    pepper = base.parent / "keys" / "pepper.key"
    kept = pepper.read_text()
    pepper.write_text(kept[:20])
    for command in ("serve", "admin"):
        assert "est abîmé" in forum.line(command, *["list"][: command == "admin"], port=_free_port())
    assert "n’est pas la clé de cette base" in forum("doctor").output
    for wrong in ("00" * 32 + "\n", None):
        pepper.unlink()
        if wrong:
            pepper.write_text(wrong)
        assert "tous les carnets seraient perdus" in forum.line("serve", port=_free_port())
    pepper.write_text(kept)
    assert forum("admin", "list").exit_code == 0


def test_the_demo_never_listens_beyond_this_machine(forum: Forum) -> None:
    beyond = {"host": "0.0.0.0", "port": _free_port()}
    assert "forum demo remove" in forum.line("serve", "--demo", **beyond)
    assert not Path(forum.env["FORUM_DATA_DIR"]).exists()


def test_help_lists_every_command_with_one_line(forum: Forum) -> None:
    text = forum("--help").output
    for command in (
        "serve", "worker", "publish", "migrate", "init", "backup", "restore", "doctor", "admin", "keys", "demo",
        "import",
    ):  # fmt: skip
        (line,) = [line for line in text.splitlines() if line.startswith(f"  {command} ")]
        assert line.split(maxsplit=1)[1].endswith("."), line
    for group in ("admin", "keys", "demo", "import"):
        inside = forum(group, "--help").output.split("Commandes :\n")[1].strip().splitlines()
        assert all(line.split(maxsplit=1)[1].endswith(".") for line in inside), inside
