"""The rows of a list that crowds read: a query put into words once, then given to SQLite's driver as it is.

The same rows through SQLAlchemy cost three times as much, most of it in asking each time what is already known: which
words, which columns, which types. PostgreSQL, and queries whose words depend on their values (`IN`), go the ordinary way.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Date, Select, text
from sqlalchemy.dialects import sqlite
from sqlmodel import Session


@dataclass(frozen=True)
class _Words:
    """SQL, the names of its marks in order, what the query itself gives, and which columns hold days."""

    sql: str
    names: Sequence[str]
    given: Mapping[str, Any]
    days: Sequence[int]


def rows(tx: Session, query: Select[Any], values: Mapping[str, Any]) -> list[Sequence[Any]]:
    """What `query` finds for `values`, in plain tuples. `query` must be one that is kept, not made for this call."""
    driver = _driver(tx)
    words = _words(query) if driver is not None else None
    if words is None:
        return [tuple(row) for row in tx.connection().execute(query, values)]
    marks = {**words.given, **values}
    found = driver.execute(words.sql, [_told(marks[name]) for name in words.names]).fetchall()
    return [_with_days(row, words.days) for row in found] if words.days else found


def asked(
    tx: Session, on_sqlite: str, on_postgres: str, values: Mapping[str, Any]
) -> Sequence[Sequence[Any]]:
    """What SQL finds for `values`. A list of values is one value: JSON for SQLite, an array for PostgreSQL."""
    driver = _driver(tx)
    if driver is None:
        return tx.connection().execute(text(on_postgres), values).all()
    told = {name: json.dumps(one) if isinstance(one, list) else one for name, one in values.items()}
    found: list[Sequence[Any]] = driver.execute(on_sqlite, told).fetchall()
    return found


def _driver(tx: Session) -> Any:
    """SQLite's own connection under `tx`, which a standing session has at hand; None where it is not SQLite."""
    if "driver" in tx.info:
        return tx.info["driver"]
    connection = tx.connection()
    return connection.connection.dbapi_connection if connection.dialect.name == "sqlite" else None


@lru_cache(maxsize=256)
def _words(query: Select[Any]) -> _Words | None:
    compiled = query.compile(dialect=sqlite.dialect())
    if any(mark.expanding for mark in compiled.binds.values()):
        return None
    days = [at for at, column in enumerate(query.selected_columns) if isinstance(column.type, Date)]
    given = {name: mark.value for name, mark in compiled.binds.items() if not mark.required}
    return _Words(compiled.string, compiled.positiontup or (), given, days)


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _with_days(row: Sequence[Any], days: Sequence[int]) -> Sequence[Any]:
    values = list(row)
    for at in days:
        values[at] = _day(values[at])
    return values


_day = lru_cache(maxsize=4096)(date.fromisoformat)
