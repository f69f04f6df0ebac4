"""Where transactions begin and end, and nowhere else.

SQLite: `BEGIN IMMEDIATE` for whoever will write (a deferred BEGIN that upgrades fails at once with "database is
locked"), WAL, synchronous=FULL. PostgreSQL: the driver's own transactions.
"""

import sqlite3
import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, TypeVar, cast

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Connection,
    Delete,
    Insert,
    Integer,
    MetaData,
    TextClause,
    Update,
    create_engine,
    event,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session, SQLModel

SQLModel.metadata.naming_convention = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
).naming_convention
# Tables do not validate (SQLModel), so what pydantic would build to validate them is built for none that is never asked.
SQLModel.model_config["defer_build"] = True

# INTEGER PRIMARY KEY is SQLite's rowid; BIGINT would be a second, separate index.
BigId = BigInteger().with_variant(Integer, "sqlite")


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    """A CHECK that a text column holds one of the values: enumerations are stored by value."""
    quoted = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({quoted})", name=column)


# In `__table_args__` of what no public page is made of. What is written there moves nothing that everybody reads: the kept
# pages would else tell, by being made afresh, the second at which somebody who is to be published later has acted.
UNSEEN: dict[str, Any] = {"info": {"unseen": True}}


class Database:
    """An engine and its two kinds of session: `read()` and `write()`."""

    def __init__(self, url: str, pool_size: int = 20) -> None:
        self.url = url
        self.sqlite = make_url(url).get_backend_name() == "sqlite"
        self.engine = create_engine(
            url, pool_size=pool_size, max_overflow=10, pool_use_lifo=True, **_options(self.sqlite)
        )
        if self.sqlite:
            _prepare_sqlite(self.engine)
        _count_versions(self.engine)
        self._writer = self.engine.execution_options(write=True)
        self._probe = _Probe(self)
        self._kept = Kept(self)
        self._standing = _Standing(self)

    def session(self, *, write: bool) -> Session:
        """A session whose transaction begins at its first statement; the caller commits or closes."""
        session = Session(self._writer if write else self.engine, expire_on_commit=False, autoflush=True)
        if not write and self.sqlite:  # asking PostgreSQL for its version costs as much as asking for the row
            session.info["kept"] = self._kept
        return session

    @contextmanager
    def read(self) -> Iterator[Session]:
        with self.session(write=False) as session:
            yield session

    def reading(self, version: int = -1) -> AbstractContextManager[Session]:
        """As `read()`, by a session that stays open: on SQLite, opening one costs as much as asking for a list.

        `version`: what it was just before, if whoever reads has asked. Then PostgreSQL keeps what it found as well.
        """
        return self._standing.one(version) if self.sqlite else self._since(version)

    @contextmanager
    def _since(self, version: int) -> Iterator[Session]:
        with self.read() as session:
            if version >= 0:
                session.info.update(kept=self._kept, version=version)
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        with self.session(write=True) as session:
            yield session
            session.commit()

    def version(self) -> int:
        """A number that changes whenever anybody, in any process, has changed what is public (a few µs on SQLite)."""
        return self._probe.read()

    def close(self) -> None:
        self._probe.close()
        self._standing.close()
        self.engine.dispose()


T = TypeVar("T")


class Kept:
    """What was read and stays true until somebody commits: few and small things that every page asks for."""

    LIMIT = 500

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: dict[Hashable, tuple[int, Any]] = {}

    def get(self, key: Hashable, read: Callable[[Session], T], version: int = -1) -> T:
        # The version is taken before a transaction of our own begins: what is kept may be stale, never wrongly fresh.
        version = self._db.version() if version < 0 else version
        known = self._known.get(key)
        if known is not None and known[0] == version:
            return cast(T, known[1])
        with self._db.read() as tx:
            value = read(tx)
        if len(self._known) >= self.LIMIT:
            self._known.clear()
        self._known[key] = (version, value)
        return value


def once(tx: Session, key: Hashable, read: Callable[[Session], T]) -> T:
    """`read(tx)`, or what the last page found if nobody has committed since. Only pages: a writer reads for itself.

    What is kept belongs to no session and to all readers: plain values, or rows that nobody changes.
    """
    kept: Kept | None = tx.info.get("kept")
    return kept.get(key, read, tx.info.get("version", -1)) if kept is not None else read(tx)


class _Standing:
    """Reading sessions that stay open, as many as ever read at once. At rest they hold no transaction, row or lock."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._free: list[tuple[Session, sqlite3.Connection]] = []

    @contextmanager
    def one(self, version: int) -> Iterator[Session]:
        session, driver = self._free.pop() if self._free else self._open()
        session.info["version"] = self._db.version() if version < 0 else version  # asked once a page
        driver.execute("BEGIN")
        try:
            yield session
        except BaseException:
            session.close()  # after a fault nobody knows what state it is in: the next page opens another
            raise
        driver.rollback()
        if session.identity_map:
            session.expunge_all()
        self._free.append((session, driver))

    def _open(self) -> tuple[Session, sqlite3.Connection]:
        session = self._db.session(write=False)
        driver = cast(sqlite3.Connection, session.connection().connection.dbapi_connection)
        driver.rollback()
        session.info["driver"] = driver  # its own for as long as it stands: `fetch` need not ask for it
        return session, driver

    def close(self) -> None:
        while self._free:
            self._free.pop()[0].close()


def _options(sqlite: bool) -> dict[str, Any]:
    if sqlite:
        return {
            "hide_parameters": True,
            "connect_args": {"check_same_thread": False, "timeout": 15},
        }
    return {"hide_parameters": True, "pool_pre_ping": True}


def _prepare_sqlite(engine: Any) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        write = connection.get_execution_options().get("write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    @event.listens_for(engine, "checkin")
    def checkin(connection: Any, _record: ConnectionPoolEntry) -> None:
        # A COMMIT that failed leaves the transaction open: the next borrower would inherit it.
        if connection is not None and connection.in_transaction:
            connection.rollback()


def _count_versions(engine: Any) -> None:
    """Raise the version in the transaction of whoever changes what is public, and in no other (see `UNSEEN`)."""

    @event.listens_for(engine, "begin")
    @event.listens_for(engine, "rollback")
    def nothing_yet(connection: Connection) -> None:
        if not connection.invalidated:
            connection.info["public"] = False

    @event.listens_for(engine, "before_execute")
    def look(connection: Connection, statement: Any, *_values: Any) -> None:
        if not connection.info.get("public") and _changes_pages(statement):
            connection.info["public"] = True

    @event.listens_for(engine, "commit")
    def bump(connection: Connection) -> None:
        if connection.invalidated or not connection.info.get("public"):
            return  # what broke is told by the commit itself
        connection.info["public"] = False
        connection.exec_driver_sql("UPDATE site_version SET n = n + 1")


def _changes_pages(statement: Any) -> bool:
    """Plain words of SQL, whose table is not known, count as public: a page made for nothing is better than a stale one."""
    if isinstance(statement, Insert | Update | Delete):
        return not getattr(statement.table, "info", {}).get("unseen")
    return isinstance(statement, TextClause) and statement.text.lstrip()[:6].upper() not in (
        "SELECT",
        "PRAGMA",
    )


class _Probe:
    """Reads the version on a connection of its own, which never writes."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def read(self) -> int:
        with self._lock:
            return self._sqlite() if self._db.sqlite else self._postgres()

    def _sqlite(self) -> int:
        if self._connection is None:
            path = make_url(self._db.url).database or ":memory:"
            self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        return int(self._connection.execute("SELECT n FROM site_version").fetchone()[0])

    def _postgres(self) -> int:
        with self._db.engine.connect() as connection:
            return int(connection.execute(text("SELECT n FROM site_version")).scalar_one())

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None
