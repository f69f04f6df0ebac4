"""What a thief carries away: rows in the order in which they lie, and every byte of the database beside them."""

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.pool import NullPool

from tests.attack import sqlite_file
from tests.world import World

Row = dict[str, Any]
RELATIONS = """
SELECT c.oid, c.relname, coalesce(t.relname, c.relname) FROM pg_class c
LEFT JOIN pg_class t ON t.reltoastrelid = c.oid
WHERE c.relkind IN ('r', 'i', 't', 'm') AND 'public'::regnamespace IN (c.relnamespace, t.relnamespace)
"""
# A cluster's WAL is shared with its other databases: only what was written meanwhile, and no more than this.
MOST_WAL = 12


@dataclass
class Dump:
    """`tables`: rows as they lie, each with `_file` (its place) and on PostgreSQL `_xmin`. `raw`: bytes, by name."""

    engine: str
    tables: dict[str, list[Row]] = field(default_factory=dict)
    raw: dict[str, bytes] = field(default_factory=dict)
    together: list[set[str]] = field(default_factory=list)  # tables written by one transaction
    arrival: dict[int, int] = field(
        default_factory=dict
    )  # SQLite: rowid → the first commit of the WAL that has it

    def rows(self, table: str) -> list[Row]:
        return self.tables.get(table, [])


class Commits:
    """A row written in a savepoint bears a number of its own; the commit records of the WAL say whose it was.

    The cluster's WAL is gone too soon to be read after weeks, so the numbers are noted as they are given.
    """

    def __init__(self, engine: Engine) -> None:
        self.tops: list[int] = []
        event.listen(engine, "commit", self._note)

    def _note(self, connection: Connection) -> None:
        found = connection.exec_driver_sql("SELECT pg_current_xact_id_if_assigned()::text").scalar_one()
        if found:
            self.tops.append(int(found))

    def top(self, xmin: int) -> int:
        """One writer at a time here: what comes between two transactions belongs to the first."""
        return max((top for top in self.tops if top <= xmin), default=xmin)


def take(world: World, folder: Path, commits: Commits | None) -> Dump:
    if commits is None:
        return _of_sqlite(Path(str(make_url(world.settings.url).database)), folder)
    return _of_postgres(world.settings.url, commits)


def _of_sqlite(source: Path, folder: Path) -> Dump:
    folder.mkdir(parents=True, exist_ok=True)
    copy, dump = folder / "copy.sqlite3", Dump("sqlite")
    for suffix in ("", "-wal"):
        path = source.with_name(source.name + suffix)
        dump.raw["base" + suffix] = path.read_bytes() if path.exists() else b""
        if path.exists():
            shutil.copyfile(path, copy.with_name(copy.name + suffix))
    with sqlite3.connect(copy) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    file = sqlite_file.File(copy.read_bytes())
    roots = sqlite_file.roots(copy)
    _rows_of_sqlite(copy, file, roots, dump)
    owner = {row["_rowid"]: name for name, rows in dump.tables.items() for row in rows if "_rowid" in row}
    for pages in sqlite_file.commits(dump.raw["base-wal"], file.size):
        rowids = [rowid for page in pages for rowid, _at in sqlite_file.leaf(page)]
        for rowid in rowids:
            dump.arrival.setdefault(rowid, len(dump.together))
        dump.together.append({owner[rowid] for rowid in rowids if rowid in owner})
    return dump


def _rows_of_sqlite(path: Path, file: sqlite_file.File, roots: dict[str, int], dump: Dump) -> None:
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    for name, root in roots.items():
        try:
            found = connection.execute(f"SELECT rowid AS _rowid, * FROM {name}").fetchall()
        except sqlite3.OperationalError:  # WITHOUT ROWID: its key is its order
            found = connection.execute(f"SELECT * FROM {name}").fetchall()
        rows = [dict(row) for row in found]
        lying = file.places(root) if rows and "_rowid" in rows[0] else {}
        for at, row in enumerate(rows):
            page, offset = lying.get(row.get("_rowid", 0), (0, at))
            row["_file"], row["_key"], row["_xmin"] = page * 65536 + offset, at, 0
        dump.tables[name] = rows
    connection.close()


def _of_postgres(url: str, commits: Commits) -> Dump:
    dump = Dump("postgresql")
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CHECKPOINT"))
        relations = connection.execute(text(RELATIONS)).all()
        for oid, name, table in relations:
            whole = connection.execute(
                text("SELECT pg_read_binary_file(pg_relation_filepath(:oid))"), {"oid": oid}
            )
            dump.raw[f"{table}/{name}"] = bytes(whole.scalar_one())
        names = connection.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        ).scalars()
        for name in list(names):
            rows = connection.execute(
                text(f'SELECT ctid::text AS _ctid, xmin::text::bigint AS _xmin, * FROM "{name}"')
            ).mappings()
            dump.tables[name] = [_placed(dict(row)) for row in rows]
        dump.together = _shared(dump, commits)
    engine.dispose()
    return dump


def _placed(row: Row) -> Row:
    block, _, line = str(row["_ctid"]).strip("()").partition(",")
    row["_file"] = int(block) * 1000 + int(line)
    row["_key"] = row["_file"]
    return row


def _shared(dump: Dump, commits: Commits) -> list[set[str]]:
    """Which tables hold rows of one same transaction."""
    tops = {
        xmin: commits.top(xmin) for xmin in {row["_xmin"] for rows in dump.tables.values() for row in rows}
    }
    by_xid: dict[int, set[str]] = {}
    for name, rows in dump.tables.items():
        for row in rows:
            by_xid.setdefault(tops[row["_xmin"]], set()).add(name)
    return list(by_xid.values())


def wal_of_postgres(url: str, since: str) -> Iterator[bytes]:
    """The latest WAL files of the cluster, from the position `since` on."""
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        first = connection.execute(text("SELECT pg_walfile_name(:at)"), {"at": since}).scalar_one()
        names = connection.execute(
            text("SELECT name FROM pg_ls_waldir() WHERE name >= :first AND length(name) = 24 ORDER BY name"),
            {"first": first},
        ).scalars()
        for name in list(names)[:MOST_WAL]:
            whole = connection.execute(text("SELECT pg_read_binary_file('pg_wal/' || :name)"), {"name": name})
            yield bytes(whole.scalar_one())
    engine.dispose()


def wal_position(url: str) -> str:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        found = str(connection.execute(text("SELECT pg_current_wal_lsn()")).scalar_one())
    engine.dispose()
    return found
