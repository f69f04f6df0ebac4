"""A paper stands for the version that was read, a result waits for the answers to the objections, a cahier has pages;
lots are drawn by a seed from outside.

New columns keep their defaults: to take them off, SQLite would write the tables afresh, and papers hang on them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BEFORE, AFTER = "state IN ('open', 'closed')", "state IN ('open', 'counted', 'closed')"


def upgrade() -> None:
    op.add_column("ballot", sa.Column("first_version", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("ballot", sa.Column("apart", sa.JSON(), nullable=True))
    for table in ("ballot_paper", "objection"):
        op.add_column(table, sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(
        "objection", sa.Column("answered_by", sa.String(length=80), nullable=False, server_default="")
    )
    op.add_column("consultation", sa.Column("pages", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("consultation_option", sa.Column("lines", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(
        "consultation", sa.Column("lot", sa.String(length=12), nullable=False, server_default="")
    )
    op.create_table(
        "lot",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.Column("collective_id", BIG, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("listing", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("picked", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("seed", sa.String(length=200), nullable=False),
        sa.Column("seeded", sa.Date(), nullable=True),
        sa.Column("hidden", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["collective_id"], ["collective.id"], name=op.f("fk_lot_collective_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot")),
        sa.UniqueConstraint("ref", name=op.f("uq_lot_ref")),
    )
    op.create_index(op.f("ix_lot_collective_id"), "lot", ["collective_id"])
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
