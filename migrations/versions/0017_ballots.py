"""A paper stands for the version that was read, a result waits for the answers to the objections, a cahier has pages.

New columns keep their defaults: to take them off, SQLite would write the tables afresh, and papers hang on them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0015"
branch_labels = None
depends_on = None

BEFORE, AFTER = "state IN ('open', 'closed')", "state IN ('open', 'counted', 'closed')"


def upgrade() -> None:
    op.add_column("ballot", sa.Column("first_version", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("ballot", sa.Column("apart", sa.JSON(), nullable=False, server_default=sa.text("'{}'")))
    for table in ("ballot_paper", "objection"):
        op.add_column(table, sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(
        "objection", sa.Column("answered_by", sa.String(length=80), nullable=False, server_default="")
    )
    op.add_column("consultation", sa.Column("pages", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("consultation_option", sa.Column("lines", sa.Integer(), nullable=False, server_default="0"))
    # Until now a ballot stayed on the version it was opened on, and the team alone answered.
    op.execute("UPDATE ballot SET first_version = version")
    for table in ("ballot_paper", "objection"):
        op.execute(
            f"UPDATE {table} SET version = (SELECT version FROM ballot WHERE ballot.id = {table}.ballot_id)"
        )
    _widen(op.get_bind())


def _widen(connection) -> None:
    if connection.dialect.name == "sqlite":
        _rewrite(connection)
        return
    op.drop_constraint(op.f("ck_ballot_state"), "ballot", type_="check")
    op.create_check_constraint(op.f("ck_ballot_state"), "ballot", AFTER)


def _rewrite(connection) -> None:
    """As SQLite's manual tells for a CHECK: https://www.sqlite.org/lang_altertable.html, section 7."""
    query = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'ballot'"
    told = connection.exec_driver_sql(query).scalar_one()
    if told.count(BEFORE) != 1:
        raise RuntimeError(f"0017: the table ballot has not the CHECK that is expected: {BEFORE}")
    wider = told.replace(BEFORE, AFTER)
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.exec_driver_sql("UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = 'ballot'", (wider,))
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")


def downgrade() -> None:
    raise NotImplementedError("Porte-voix goes back by restoring the automatic backup")
