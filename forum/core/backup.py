"""The whole database as JSON lines, the same for both engines, encrypted to a key that is not on this machine (age).

Only the database is in it: never a key file. One read transaction gives a consistent snapshot; what can be built
again (the search index) is left out. Nothing is ever written in clear, not even for a moment, and nothing is held
whole: a forum with many images is kept, and put back, in the memory of a few of them.
"""

import base64
import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import IO, Any

from sqlalchemy import Connection, LargeBinary, MetaData, Table, delete, func, insert, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from forum.core import envelope, migrate
from forum.core.db import Database
from forum.core.envelope import BackupError, to_recipient

FORMAT = "porte-voix-1"
DERIVED = re.compile(
    r"^(text_fts.*|text_search|text_place|root_count|root_text|site_version|alembic_version)$"
)
BATCH = 500
FEW = 8  # rows that may hold an image
HEAVY = 1024 * 1024  # bytes of lines: what is put back at once
Rebuild = Callable[[Session], None]


def write(db: Database, recipient: str, today: date, out: IO[bytes]) -> None:
    """The database, compressed and sealed to an age public key. Without one it is in clear, which is only for the copy
    that an upgrade keeps beside the database.
    """
    pieces = envelope.compressed(_line(record) for record in records(db, today))
    if recipient:
        envelope.seal(pieces, recipient, out)
    else:
        out.writelines(pieces)


def _line(record: Any) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def is_recipient(text: str) -> bool:
    try:
        to_recipient(text)
    except BackupError:
        return False
    return True


def records(db: Database, today: date) -> Iterator[Any]:
    """A header, then for each table its name, its columns and its rows, then an end: a cut file is noticed."""
    with _snapshot(db) as connection:
        yield {"format": FORMAT, "revision": migrate.current(db), "day": today.isoformat()}
        total = 0
        for table in tables(connection):
            yield {"table": table.name, "columns": table.columns.keys()}
            every = select(table).order_by(*table.primary_key).execution_options(yield_per=_few(table))
            for row in connection.execute(every):
                yield [_plain(value) for value in row]
                total += 1
        yield {"end": total}


def _few(table: Table) -> int:
    return FEW if "data" in table.columns and isinstance(table.columns["data"].type, LargeBinary) else BATCH


def _snapshot(db: Database) -> Connection:
    engine = db.engine if db.sqlite else db.engine.execution_options(isolation_level="REPEATABLE READ")
    return engine.connect()


def tables(connection: Connection) -> list[Table]:
    """What the database holds, parents first: read from it, so that a backup of an older version restores too."""
    found = MetaData()
    found.reflect(connection, only=lambda name, _meta: not DERIVED.match(name))
    return found.sorted_tables


def _plain(value: Any) -> Any:
    if isinstance(value, (bytes, memoryview)):
        return {"b": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    return {"j": value} if isinstance(value, (dict, list)) else value


def _lively(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, content),) = value.items()
    if kind == "b":
        return base64.b64decode(content)
    return date.fromisoformat(content) if kind == "d" else content


def restore(db: Database, file: IO[bytes], identity: str, rebuild: Rebuild) -> int:
    """Put a backup into an empty database, at its own revision, then bring it up to ours. Returns how many rows.

    It is read twice: to the very end before anything is touched, then into one transaction.
    """
    checked = _Checked()
    envelope.lines(file, identity, checked.take)
    revision, count = checked.end()
    if not is_empty(db):
        raise BackupError("la base n’est pas vide : une sauvegarde ne se restaure que dans un endroit vide.")
    migrate.upgrade(db, revision)
    writer = db.engine.execution_options(write=True)
    try:
        with writer.begin() as connection:
            filling = _Filling(connection)
            envelope.lines(file, identity, filling.take)
            filling.end(count)
    except SQLAlchemyError as error:
        raise BackupError(
            f"la restauration s’est arrêtée, rien n’a été gardé ({type(error).__name__})."
        ) from None
    migrate.upgrade(db)
    with db.write() as tx:
        rebuild(tx)
    return count


class _Checked:
    """The header and the number of rows, and that nothing is missing."""

    def __init__(self) -> None:
        self.revision, self.rows = "", 0
        self.last: Any = None

    def take(self, line: bytes) -> None:
        try:
            self.last = json.loads(line)
        except ValueError:
            raise _foreign() from None
        if not self.revision:
            self.revision = _revision(self.last)
        self.rows += isinstance(self.last, list)

    def end(self) -> tuple[str, int]:
        if not self.revision:
            raise _foreign()
        if self.last != {"end": self.rows}:
            raise BackupError("cette sauvegarde est incomplète.")
        return self.revision, self.rows


def _foreign() -> BackupError:
    return BackupError("ce fichier n’est pas une sauvegarde de Porte-voix.")


def _revision(header: Any) -> str:
    if not isinstance(header, dict) or not {"format", "revision"} <= header.keys():
        raise _foreign()
    if header["format"] != FORMAT:
        raise BackupError("ce fichier n’est pas une sauvegarde de Porte-voix, ou d’un autre format.")
    if header["revision"] not in migrate.revisions():
        raise BackupError("cette sauvegarde vient d’une version plus récente : mettez le programme à jour.")
    return str(header["revision"])


def is_empty(db: Database) -> bool:
    """No table of ours, or nothing in them but what a migration writes."""
    with db.engine.connect() as connection:
        counts = (select(func.count()).select_from(table) for table in tables(connection))
        return all(connection.execute(count).scalar() == 0 for count in counts)


class _Filling:
    """Rows on their way into their tables, a few megabytes at once."""

    def __init__(self, connection: Connection) -> None:
        self.connection, self.count = connection, 0
        self.known = {table.name: table for table in tables(connection)}
        for filled in reversed(self.known.values()):
            connection.execute(delete(filled))
        self.rows: list[dict[str, Any]] = []
        self.weight, self.columns = 0, list[str]()
        self.table: Table | None = None

    def take(self, line: bytes) -> None:
        record = json.loads(line)
        if isinstance(record, list):
            self.rows.append(dict(zip(self.columns, map(_lively, record), strict=True)))
            self.weight += len(line)
            self.count += 1
        if isinstance(record, dict) or len(self.rows) >= BATCH or self.weight >= HEAVY:
            self._put()
        if isinstance(record, dict) and "table" in record:
            self.table = self.known[record["table"]]
            self.columns = record["columns"]

    def _put(self) -> None:
        if self.table is not None and self.rows:
            self.connection.execute(insert(self.table), self.rows)
        self.rows, self.weight = [], 0

    def end(self, count: int) -> None:
        self._put()
        if self.count != count:  # the file is not the one that was read before
            raise envelope.damaged()
