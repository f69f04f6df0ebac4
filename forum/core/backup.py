"""The whole database as JSON lines, the same for both engines, encrypted to a key that is not on this machine (age).

Only the database is in it: never a key file. One read transaction gives a consistent snapshot; what can be built
again (the search index) is left out. Nothing is ever written in clear, not even for a moment.
"""

import base64
import gzip
import io
import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

import pyrage
from sqlalchemy import Connection, MetaData, Table, delete, func, insert, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from forum.core import migrate
from forum.core.db import Database

FORMAT = "porte-voix-1"
DERIVED = re.compile(
    r"^(text_fts.*|text_search|text_place|root_count|root_text|site_version|alembic_version)$"
)
_GZIP = b"\x1f\x8b"
BATCH = 500
Rebuild = Callable[[Session], None]


class BackupError(Exception):
    """One clear line for the host."""


def encrypted(db: Database, recipient: str, today: date) -> bytes:
    """The database, compressed and sealed to an age public key."""
    return sealed(packed(db, today), recipient)


def packed(db: Database, today: date) -> bytes:
    """In clear: only for the copy that an upgrade keeps beside the database, when no key is set."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", mtime=0) as file:
        for record in records(db, today):
            file.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    return out.getvalue()


def sealed(data: bytes, recipient: str) -> bytes:
    return pyrage.encrypt(data, [to_recipient(recipient)])  # type: ignore[no-any-return]


def to_recipient(text: str) -> Any:
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError:
        raise BackupError("FORUM_BACKUP_RECIPIENT n’est pas une clé publique age (age1…).") from None


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
            for row in connection.execute(select(table).order_by(*table.primary_key)).yield_per(BATCH):
                yield [_plain(value) for value in row]
                total += 1
        yield {"end": total}


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


def decrypted(data: bytes, identity: str) -> bytes:
    """The JSON lines of a backup, opened with the private half (AGE-SECRET-KEY-…); a copy in clear needs none."""
    if data.startswith(_GZIP):
        return _unpacked(data)
    if not identity:
        raise BackupError(
            "cette sauvegarde est chiffrée : donnez le fichier de la clé privée avec --identity."
        )
    key = next((line.strip() for line in identity.splitlines() if line.startswith("AGE-SECRET-KEY-")), "")
    try:
        return _unpacked(pyrage.decrypt(data, [pyrage.x25519.Identity.from_str(key)]))
    except pyrage.IdentityError:
        raise BackupError("ce fichier de clé ne contient pas de clé privée age (AGE-SECRET-KEY-…).") from None
    except pyrage.DecryptError:
        raise BackupError("cette clé n’ouvre pas cette sauvegarde, ou le fichier est abîmé.") from None


def _unpacked(data: bytes) -> bytes:
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error):
        raise BackupError("ce fichier est abîmé.") from None


def restore(db: Database, lines: bytes, rebuild: Rebuild) -> int:
    """Put a backup into an empty database, at its own revision, then bring it up to ours. Returns how many rows."""
    header, count = _checked(lines)
    if not is_empty(db):
        raise BackupError("la base n’est pas vide : une sauvegarde ne se restaure que dans un endroit vide.")
    migrate.upgrade(db, header["revision"])
    writer = db.engine.execution_options(write=True)
    try:
        with writer.begin() as connection:
            _fill(connection, _read(lines))
    except SQLAlchemyError as error:
        raise BackupError(
            f"la restauration s’est arrêtée, rien n’a été gardé ({type(error).__name__})."
        ) from None
    migrate.upgrade(db)
    with db.write() as tx:
        rebuild(tx)
    return count


def _read(lines: bytes) -> Iterator[Any]:
    return (json.loads(line) for line in io.BytesIO(lines))


def _checked(lines: bytes) -> tuple[dict[str, Any], int]:
    """The header and the number of rows, after reading to the very end, before anything is touched."""
    try:
        read = list(_read(lines))
        header, rows = read[0], sum(isinstance(record, list) for record in read)
        if header["format"] != FORMAT:
            raise BackupError("ce fichier n’est pas une sauvegarde de Porte-voix, ou d’un autre format.")
    except (ValueError, IndexError, KeyError, TypeError):
        raise BackupError("ce fichier n’est pas une sauvegarde de Porte-voix.") from None
    if header["revision"] not in migrate.revisions():
        raise BackupError("cette sauvegarde vient d’une version plus récente : mettez le programme à jour.")
    if read[-1] != {"end": rows}:
        raise BackupError("cette sauvegarde est incomplète.")
    return header, rows


def is_empty(db: Database) -> bool:
    """No table of ours, or nothing in them but what a migration writes."""
    with db.engine.connect() as connection:
        counts = (select(func.count()).select_from(table) for table in tables(connection))
        return all(connection.execute(count).scalar() == 0 for count in counts)


def _fill(connection: Connection, read: Iterable[Any]) -> None:
    known = {table.name: table for table in tables(connection)}
    for filled in reversed(known.values()):
        connection.execute(delete(filled))
    records = iter(read)
    next(records)
    table: Table | None = None
    columns: list[str] = []
    rows: list[dict[str, Any]] = []
    for record in records:
        if isinstance(record, list):
            rows.append(dict(zip(columns, map(_lively, record), strict=True)))
        if table is not None and rows and (len(rows) >= BATCH or isinstance(record, dict)):
            connection.execute(insert(table), rows)
            rows = []
        if isinstance(record, dict) and "table" in record:
            table, columns = known[record["table"]], record["columns"]
