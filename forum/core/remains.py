"""What a batch leaves behind it: the order in which people came, and the words of what waited.

SQLite fills a page from its end, so that places in it tell who came first, and its WAL keeps what was deleted.
PostgreSQL keeps deleted rows until they are swept, and each row says which transaction wrote it: next to the grant of a
newcomer lies the first thing they sent. So at each slot small tables are written afresh, in the order of their random
keys and in one transaction, and what was deleted goes for good.
"""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Table, delete, insert, select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from forum.core.db import Database
from forum.core.storage import cut_log

LOOKS = 40  # two seconds
PATIENCE = "2s"  # readers must not wait behind us: what could not be done now is done at the next batch


def forget(db: Database, people: Sequence[Table], swept: Sequence[str] = ()) -> None:
    """`people`: tables whose order would tell who came when. `swept`: names of tables from which rows go."""
    for table in people:
        with suppress(OperationalError):
            _mix_sqlite(db, table) if db.sqlite else _mix_postgres(db, table)
    if db.sqlite:
        cut_log(db)  # not now if somebody is reading: the next batch will do
        return
    _wait_for_elders(db)
    for name in _ever_filled(db, [*(table.name for table in people), *swept]):
        with suppress(OperationalError):
            _cluster(db, name)


def stir(db: Database, tables: Sequence[Table]) -> bool:
    """The order of what came into small tables lately, gone before anybody takes the files; whether there was one.

    What was taken out of them goes too, the last row as well. Nobody is waited for: what could not be done now is done a
    minute later.
    """
    with suppress(OperationalError):
        found = [table for table in tables if _ordered(db, table)]
        for table in found:
            _mix_sqlite(db, table) if db.sqlite else _mix_postgres(db, table)
        if db.sqlite and _log_holds(db):
            cut_log(db)
        for table in [] if db.sqlite else tables:
            if _lost_rows(db, table.name) or table in found:
                _cluster(db, table.name)
        return bool(found)
    return False


def _ordered(db: Database, table: Table) -> bool:
    """SQLite's log tells an order as soon as it holds something; PostgreSQL as soon as two transactions wrote."""
    with db.engine.connect() as connection:
        if connection.execute(select(table).limit(1)).first() is None:
            return False
        if not db.sqlite:
            return (
                int(
                    connection.execute(
                        text(f'SELECT count(DISTINCT xmin::text) FROM "{table.name}"')
                    ).scalar_one()
                )
                > 1
            )
    return _log_holds(db)


def _log_holds(db: Database) -> bool:
    log = Path(f"{make_url(db.url).database}-wal")
    return log.exists() and log.stat().st_size > 0


_LOST: "WeakKeyDictionary[Database, dict[str, int]]" = WeakKeyDictionary()


def _lost_rows(db: Database, name: str) -> bool:
    """Whether rows were deleted from it since this was last asked, as PostgreSQL counts them; at a start, perhaps."""
    with db.engine.connect() as connection:
        count = text("SELECT pg_stat_get_tuples_deleted(CAST(:name AS regclass))")
        lost = int(connection.execute(count, {"name": name}).scalar_one())
    known = _LOST.setdefault(db, {})
    before, known[name] = known.get(name, 0), lost
    return lost != before


def _mix_sqlite(db: Database, table: Table) -> None:
    """Written again row for row, so what hangs on a row must stay: no cascade meanwhile (a picture waits with its act)."""
    with db.engine.connect().execution_options(write=True) as connection:
        driver = cast(Any, connection.connection.dbapi_connection)
        driver.execute("PRAGMA foreign_keys=OFF")  # does nothing inside a transaction: before it, and after
        try:
            with connection.begin():
                rows = connection.execute(select(table).order_by(*table.primary_key)).mappings().all()
                if rows:
                    connection.execute(delete(table))
                    connection.execute(insert(table), [dict(row) for row in rows])
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


def _mix_postgres(db: Database, table: Table) -> None:
    """The same transaction for all; their places are drawn again by `_cluster`."""
    key = next(iter(table.primary_key))
    with db.engine.begin() as connection:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE}'")
        connection.execute(update(table).values({key: key}))


def _wait_for_elders(db: Database) -> None:
    """A transaction older than the deletion, in any database of the server, would have what was deleted copied along."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        last = connection.exec_driver_sql("SELECT pg_current_xact_id()::text::bigint").scalar_one()
        for _ in range(LOOKS):
            if connection.execute(_OLDEST).scalar_one() >= last:
                return
            connection.exec_driver_sql("SELECT pg_sleep(0.05)")


_OLDEST = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")


def _ever_filled(db: Database, names: Sequence[str]) -> list[str]:
    size = text("SELECT pg_relation_size(CAST(:name AS regclass))")
    with db.engine.connect() as connection:
        return [name for name in names if connection.execute(size, {"name": name}).scalar_one()]


def _cluster(db: Database, name: str) -> None:
    """A new file in the order of the key, random in our tables; the old one, with what was deleted, is removed."""
    with db.engine.begin() as connection:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE}'")
        found = connection.execute(_KEY, {"name": name}).scalar_one()
        connection.exec_driver_sql(f'CLUSTER "{name}" USING "{found}"')


_KEY = text(
    "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = CAST(:name AS regclass) AND indisprimary"
)
