"""What a page asks of the database: a list of statements, to be counted or explained."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from tests.world import World


@contextmanager
def statements(world: World) -> Iterator[list[tuple[str, Any]]]:
    """(SQL, values) of every statement run meanwhile, transactions and the front cache’s probe aside."""
    seen: list[tuple[str, Any]] = []

    def note(_conn: Any, _cursor: Any, sql: str, values: Any, _context: Any, _many: bool) -> None:
        if "site_version" not in sql and sql.lstrip().upper().startswith(
            ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
        ):
            seen.append((sql, values))

    event.listen(world.house.db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(world.house.db.engine, "before_cursor_execute", note)
