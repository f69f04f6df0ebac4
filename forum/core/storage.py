"""What deleting leaves behind in the files of a database, and giving the room back. Readers are never stopped.

SQLite: VACUUM writes the whole database again, in one transaction that readers do not see before its end; the log is
then cut to nothing. PostgreSQL: VACUUM takes a lock that only another VACUUM or a migration waits for.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlalchemy import inspect, text
from sqlalchemy.engine import make_url
from sqlmodel import SQLModel

from forum.core.db import Database

PATIENCE = 15  # seconds: for the writer before us
READERS = (
    2  # seconds: writers wait while the log is cut, so a reader who lingers puts it off to another night
)
IN_MEMORY = 64 * 1024 * 1024  # bytes: above, the second copy that VACUUM makes goes to a file, not to memory
_ALONE = 0x656E74726574  # « entret »


def vacuum(db: Database) -> None:
    """Write again what is live, so that nothing is left of what was deleted but the room it gave back."""
    if db.sqlite:
        with closing(_driver(db, PATIENCE)) as connection:
            connection.execute("VACUUM")
        return
    ours = {*SQLModel.metadata.tables, "text_search", "alembic_version"}
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as plain:
        for name in sorted(ours.intersection(inspect(plain).get_table_names())):
            plain.execute(text(f'VACUUM (ANALYZE) "{name}"'))


def cut_log(db: Database) -> bool:
    """SQLite's log holds what was there before: bring it into the database and cut it. False: somebody still reads it."""
    if not db.sqlite:
        return True  # PostgreSQL recycles its own
    with closing(_driver(db, READERS)) as connection:
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return not busy


def _driver(db: Database, seconds: float) -> sqlite3.Connection:
    """A connection of its own: VACUUM wants no transaction, and its settings are not those of the others."""
    path = make_url(db.url).database or ""
    connection = sqlite3.connect(path, timeout=seconds, isolation_level=None)
    pages, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
    kept = "MEMORY" if pages * size <= IN_MEMORY else "FILE"
    for pragma in ("synchronous=FULL", "secure_delete=ON", f"temp_store={kept}"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


@contextmanager
def alone(db: Database) -> Iterator[bool]:
    """Whether nobody else, on any machine, is keeping house now. On SQLite there is one machine, and each step waits."""
    if db.sqlite:
        yield True
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        mine = bool(connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": _ALONE}).scalar())
        try:
            yield mine
        finally:
            if mine:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _ALONE})
