"""Tomorrow's release starts on today's database: a copy first, and the copy can be put back."""

import gzip
import shutil
import sqlite3
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pyrage
import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import delete, select

from forum.core import assets, migrate
from forum.core.clock import at
from forum.core.db import Database
from forum.core.settings import load
from forum.core.upgrade import keep_copy
from forum.identity.staff import actions as staff
from forum.identity.staff.models import Staff, StaffPasskey, StaffRecovery, StaffRole
from tests.conftest import CHEAP
from tests.ops.conftest import Forum, Place
from tests.ops.test_keep import IDENTITY, PUBLIC, contents, kept, lived_in, put_back
from tests.ops.test_start import revision
from tests.world import World

TODAY = migrate.revisions()[-1]
NEWER = f"{len(migrate.revisions()) + 1:04}"
MIGRATION = f"""
from alembic import op
revision, down_revision = "{NEWER}", "{TODAY}"
def upgrade():
    op.execute("CREATE TABLE tomorrow (id INTEGER)")
    op.execute("UPDATE collective SET purpose = purpose || ' Demain.'")
"""


@pytest.fixture
def tomorrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Our migrations and one more, which changes a table and a row; `monkeypatch.undo()` is going back to today."""
    folder = tmp_path / "migrations"
    shutil.copytree(assets.asset_dir("migrations"), folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / f"{NEWER}_tomorrow.py").write_text(MIGRATION)
    monkeypatch.setattr(migrate, "asset_dir", lambda name: folder if name == "migrations" else None)


@pytest.fixture
def base(founded: Forum) -> Path:
    return Path(founded.env["FORUM_DATA_DIR"]) / "forum.sqlite3"


def the_copy(data: Path) -> Path:
    (copy,) = (data / "backups").iterdir()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700
    return copy


def test_an_older_sqlite_database_is_copied_before_it_is_brought_up(
    founded: Forum, base: Path, tomorrow: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = founded("migrate")
    assert result.exit_code == 0, result.output
    assert revision(base) == NEWER
    copy = the_copy(base.parent)
    assert revision(copy) == TODAY
    assert str(copy) in result.output
    monkeypatch.undo()
    assert "plus récente" in founded.line("migrate")
    base.write_bytes(copy.read_bytes())
    for leftover in ("-wal", "-shm"):
        base.with_name(base.name + leftover).unlink(missing_ok=True)
    assert founded("admin", "list").exit_code == 0


def test_with_a_key_the_copy_of_sqlite_is_sealed_and_can_be_put_back(
    founded: Forum, base: Path, tomorrow: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert founded("migrate", backup_recipient=PUBLIC).exit_code == 0
    copy = the_copy(base.parent)
    assert copy.suffix == ".age"
    data = copy.read_bytes()
    assert data.startswith(b"age-encryption.org/v1") and b"SQLite format" not in data and b"Lorne" not in data
    monkeypatch.undo()
    key = tmp_path / "cle.txt"
    key.write_text(str(IDENTITY))
    restored = founded("restore", str(copy), "--identity", str(key), data_dir=str(tmp_path / "neuf"))
    assert restored.exit_code == 0, restored.output
    assert b"Lorne" in b"".join(path.read_bytes() for path in (tmp_path / "neuf").glob("forum.sqlite3*"))


def test_with_a_key_that_is_none_nothing_is_changed(founded: Forum, base: Path, tomorrow: None) -> None:
    assert "pas une clé publique" in founded.line("migrate", backup_recipient="nimporte")
    assert revision(base) == TODAY
    assert list((base.parent / "backups").iterdir()) == []


def test_nothing_is_copied_when_one_says_so_or_nothing_is_older(
    founded: Forum, base: Path, tomorrow: None
) -> None:
    assert founded("migrate", "--no-backup").exit_code == 0
    assert founded("migrate").exit_code == 0
    assert not (base.parent / "backups").exists()


def test_no_place_for_the_copy_stops_the_start_and_changes_nothing(
    founded: Forum, base: Path, tomorrow: None
) -> None:
    (base.parent / "backups").write_text("a file where the folder should be")
    for command in ("serve", "migrate"):
        assert "n’a pas pu être copiée" in founded.line(command, port="1")
    assert revision(base) == TODAY


@pytest.fixture
def lived(empty_place: Place, tmp_path: Path) -> Any:
    """A PostgreSQL instance with people, a grievance and something waiting."""
    settings = load({}, data_dir=tmp_path / "var", database_url=empty_place("postgresql"), **CHEAP)
    db = Database(settings.url)
    migrate.upgrade(db)
    db.close()
    world = World(settings)
    lived_in(world)
    yield world
    world.close()


@pytest.mark.slow
@pytest.mark.parametrize("recipient", ["", PUBLIC], ids=["clear", "sealed"])
def test_an_older_postgres_database_is_copied_and_the_copy_restores(
    forum: Forum, lived: World, recipient: str, empty_place: Place, tomorrow: None,
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:  # fmt: skip
    before = contents(lived.house.db)
    here = {"database_url": lived.settings.database_url, "backup_recipient": recipient}
    result = forum("migrate", **here)
    assert result.exit_code == 0, result.output
    after = contents(lived.house.db)
    assert migrate.current(lived.house.db) == NEWER
    assert "tomorrow" in after and after["grievance"] == before["grievance"]
    copy = the_copy(lived.settings.data_dir)
    assert str(copy) in result.output
    assert _opened_without_a_key(copy) is not bool(recipient)
    (tmp_path / "key.txt").write_text(str(IDENTITY))
    words = ["restore", str(copy), *(["--identity", str(tmp_path / "key.txt")] if recipient else [])]
    assert contents_restored(forum, words, empty_place("sqlite")) == after
    monkeypatch.undo()
    for engine in ("sqlite",) if recipient else ("postgresql", "sqlite"):
        assert contents_restored(forum, words, empty_place(engine)) == before


def _opened_without_a_key(copy: Path) -> bool:
    try:
        return "Les visites sont supprimées." in gzip.decompress(copy.read_bytes()).decode()
    except gzip.BadGzipFile:
        return False


def contents_restored(forum: Forum, words: list[str], url: str) -> Any:
    result = forum(*words, database_url=url)
    assert result.exit_code == 0, result.output
    db = Database(url)
    try:
        return contents(db)
    finally:
        db.close()


@pytest.mark.slow
def test_two_machines_that_start_together_migrate_once(empty_place: Place) -> None:
    url = empty_place("postgresql")
    first, second = Database(url), Database(url)
    done, go = threading.Event(), threading.Event()

    @event.listens_for(first.engine, "commit")
    def hold(_connection: Connection) -> None:
        done.set()
        go.wait(30)

    with ThreadPoolExecutor(2) as machines:
        one = machines.submit(migrate.upgrade, first)
        done.wait(30)
        other = machines.submit(migrate.upgrade, second)
        while not _somebody_waits(first) and not other.done():
            pass
        go.set()
        one.result(30)
        other.result(30)
    assert migrate.current(first) == TODAY
    first.close()
    second.close()


def _somebody_waits(db: Database) -> bool:
    """For a lock, in this database."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with db.engine.connect() as connection:
        return bool(connection.execute(text(waiting)).scalar())


def test_a_sealed_copy_asks_for_its_key_and_a_spoilt_one_says_so(
    world: World, empty_place: Place, forum: Forum, tmp_path: Path
) -> None:
    clear = kept(world.house.db, "")
    other = Database(empty_place("sqlite"))
    assert put_back(other, clear, "") > 0
    other.close()
    file = tmp_path / "copie"
    for data, says in (
        (pyrage.encrypt(clear, [IDENTITY.to_public()]), "--identity"),
        (clear[:-30], "abîmé"),
        (clear[:40] + b"\0" * 40 + clear[80:], "abîmé"),
    ):
        file.write_bytes(data)
        assert says in forum.line("restore", str(file))


def test_the_copy_is_whole_while_somebody_writes(founded: Forum, base: Path, tomorrow: None) -> None:
    with closing(sqlite3.connect(base, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE collective SET purpose = 'à moitié'")
        db = Database(f"sqlite:///{base}")
        copy = keep_copy(load({}, data_dir=base.parent), db, at("2026-03-02T09:05"))
        db.close()
        writer.execute("ROLLBACK")
    with closing(sqlite3.connect(copy)) as kept:
        assert kept.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert kept.execute("SELECT purpose FROM collective").fetchone() == ("Dire.",)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_passkeys_come_to_a_house_that_has_people(engine: str, empty_place: Place) -> None:
    """From the first house, with somebody in it, to the one where they may have keys: nobody and no role is lost."""
    db = Database(empty_place(engine))
    migrate.upgrade(db, "0003")
    with db.write() as tx:
        olga = staff.create(tx, at("2026-03-02"), "olga@example.org", "Olga")
        staff.give_role(tx, olga, None, "host")
        tx.add(StaffRecovery(code_mac=b"m", staff_id=olga.id))
    before = people(db)
    migrate.upgrade(db, "0004")
    assert people(db) == before != []
    with pytest.raises(IntegrityError), db.write() as tx:
        tx.add(passkey(b"x", 7))
    with db.write() as tx:
        tx.add(passkey(b"c" * 1023, olga.id))
    with db.write() as tx:
        tx.exec(delete(Staff))
    with db.read() as tx:
        assert tx.exec(select(StaffPasskey)).all() == []
    db.close()


def passkey(ident: bytes, whose: int) -> StaffPasskey:
    day, most = at("2026-03-02").today, 2**32 - 1
    return StaffPasskey(
        credential_id=ident, staff_id=whose, name="Clé", public_key=b"k", sign_count=most, day=day
    )


def people(db: Database) -> list[object]:
    with db.read() as tx:
        query = (
            select(Staff.email, StaffRole.role, StaffRecovery.code_mac).join(StaffRole).join(StaffRecovery)
        )
        return [tuple(row) for row in tx.exec(query).all()]
