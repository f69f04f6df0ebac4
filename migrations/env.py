"""Alembic's environment: run from `forum.core.migrate`, never from a configuration file."""

from alembic import context
from sqlmodel import SQLModel

from forum.core.migrate import differs, include_name

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    compare_server_default=differs,
    include_name=include_name,
)
with context.begin_transaction():
    context.run_migrations()
