"""The migrations make exactly what the models say, on both engines."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlmodel import SQLModel

from forum.core.db import Database
from forum.core.migrate import differs, include_name, revisions, standing
from forum.core.settings import Settings


def test_head_equals_models(settings: Settings) -> None:
    db = Database(settings.url)
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"compare_type": True, "compare_server_default": differs, "include_name": include_name},
        )
        assert compare_metadata(context, SQLModel.metadata) == []
    assert standing(db) == "current"
    db.close()


def test_revisions_are_numbered_in_order() -> None:
    assert revisions() == [f"{n:04}" for n in range(1, len(revisions()) + 1)]
