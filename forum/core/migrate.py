"""Where the database stands against our migrations, and bringing it up. Alembic is imported only when needed."""

import re
from typing import Any, Literal

from sqlalchemy import JSON, inspect, text

from forum.core.assets import asset_dir
from forum.core.db import Database

Standing = Literal["new", "current", "older", "newer"]
_ONE_AT_A_TIME = 0x706F727465  # « porte »
OUTSIDE_ALEMBIC = re.compile(r"^(text_fts.*|text_search)$")


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Full-text tables are made by hand in migrations: Alembic cannot describe them."""
    return kind != "table" or OUTSIDE_ALEMBIC.match(name or "") is None


def differs(
    _context: Any, _in_database: Any, of_models: Any, found: str | None, _default: Any, wanted: str | None
) -> bool | None:
    """Defaults, for Alembic: None leaves it to compare them itself, which PostgreSQL cannot do for JSON."""
    if not isinstance(of_models.type, JSON):
        return None
    plain = [(said or "").partition("::")[0].strip("'") for said in (found, wanted)]
    return plain[0] != plain[1]


def revisions() -> list[str]:
    """Our revisions, oldest first: files are named `0001_words.py`, and numbers are the order."""
    folder = asset_dir("migrations") / "versions"
    return sorted(path.name[:4] for path in folder.glob("[0-9][0-9][0-9][0-9]_*.py"))


def current(db: Database) -> str:
    """The revision the database says it is at, "" for an empty database."""
    with db.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return ""
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def standing(db: Database) -> Standing:
    known, here = revisions(), current(db)
    if not here:
        return "new"
    if here not in known:
        return "newer"
    return "current" if here == known[-1] else "older"


def upgrade(db: Database, to: str = "head") -> None:
    """Run the missing migrations in one transaction."""
    from alembic import command

    writer = db.engine.execution_options(write=True)
    with writer.begin() as connection:
        # Two machines that start together migrate one after the other; SQLite's BEGIN IMMEDIATE does it alone.
        if not db.sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
        command.upgrade(_config(connection), to)


def _config(connection: Any) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(asset_dir("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
