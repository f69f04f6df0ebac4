"""Demands may become one as grievances do: their merges stand in one table, `text_merge`, which takes over the grievances'.

Made anew rather than renamed: keys go to `text`, and more states and papers are possible. What was there goes over as it is.
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COLLEGES = "('open', 'professional', 'concerned', 'ally')"
KEPT = (
    "id, ref, collective_id, absorbed_id, survivor_id, reason, state, absorbed_says, survivor_says, result, closes, until,"
    " ended, links, confirmed, undone_by, undone_reason, thread, college, nul, box, hidden, day"
)
PAPER, APART = "id, merge_id, side, nul, college, choice", "echo_id, merge_id"
OLD, BEFORE = "grievance_merge", {"merge_paper": "merge_paper_before", "merge_apart": "merge_apart_before"}


def upgrade() -> None:
    # PostgreSQL keeps the names of constraints and indexes when a table is renamed: what goes over waits in plain tables.
    for name, waiting in BEFORE.items():
        op.execute(f"CREATE TABLE {waiting} AS SELECT * FROM {name}")
        op.drop_table(name)
    _merges()
    op.execute(f"INSERT INTO text_merge ({KEPT}, objectives) SELECT {KEPT}, '[]' FROM {OLD} ORDER BY id")
    op.drop_table(OLD)
    _papers()
    _aparts()
    for name, columns in (("merge_paper", PAPER), ("merge_apart", APART)):
        op.execute(f"INSERT INTO {name} ({columns}) SELECT {columns} FROM {BEFORE[name]} ORDER BY 1")
        op.drop_table(BEFORE[name])


def _merges() -> None:
    op.create_table(
        "text_merge",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.Column("collective_id", BIG, nullable=False),
        sa.Column("absorbed_id", BIG, nullable=False),
        sa.Column("survivor_id", BIG, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("absorbed_says", sa.String(length=3), nullable=False),
        sa.Column("survivor_says", sa.String(length=3), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("closes", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("ended", sa.Date(), nullable=True),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("objectives", sa.JSON(), nullable=False),
        sa.Column("confirmed", sa.JSON(), nullable=False),
        sa.Column("undone_by", sa.String(length=10), nullable=False),
        sa.Column("undone_reason", sa.Text(), nullable=False),
        sa.Column("thread", sa.String(length=12), nullable=False),
        sa.Column("college", sa.String(length=12), nullable=False),
        sa.Column("nul", sa.LargeBinary(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "state IN ('proposed', 'voting', 'refused', 'lapsed', 'merged', 'parting', 'confirmed', 'undone')",
            name=op.f("ck_text_merge_state"),
        ),
        sa.CheckConstraint(
            "college IN ('', 'professional', 'concerned', 'ally', 'open', 'staff')",
            name=op.f("ck_text_merge_college"),
        ),
        sa.CheckConstraint("absorbed_says IN ('', 'yes', 'no')", name=op.f("ck_text_merge_absorbed_says")),
        sa.CheckConstraint("survivor_says IN ('', 'yes', 'no')", name=op.f("ck_text_merge_survivor_says")),
        sa.CheckConstraint(
            "undone_by IN ('', 'author', 'organiser', 'echoes', 'vote')", name=op.f("ck_text_merge_undone_by")
        ),
        sa.ForeignKeyConstraint(["collective_id"], ["collective.id"], name=op.f("fk_text_merge_collective_id")),
        sa.ForeignKeyConstraint(["absorbed_id"], ["text.id"], name=op.f("fk_text_merge_absorbed_id")),
        sa.ForeignKeyConstraint(["survivor_id"], ["text.id"], name=op.f("fk_text_merge_survivor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_merge")),
        sa.UniqueConstraint("ref", name=op.f("uq_text_merge_ref")),
    )
    for column in ("absorbed_id", "collective_id", "survivor_id"):
        op.create_index(op.f(f"ix_text_merge_{column}"), "text_merge", [column], unique=False)
    op.create_index("ix_text_merge_state_closes", "text_merge", ["state", "closes"], unique=False)


def _papers() -> None:
    op.create_table(
        "merge_paper",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("merge_id", BIG, nullable=False),
        sa.Column("side", sa.String(length=8), nullable=False),
        sa.Column("nul", sa.LargeBinary(length=32), nullable=False),
        sa.Column("college", sa.String(length=12), nullable=False),
        sa.Column("choice", sa.String(length=3), nullable=False),
        sa.CheckConstraint(
            "side IN ('absorbed', 'survivor', 'all', 'parting', 'aside')", name=op.f("ck_merge_paper_side")
        ),
        sa.CheckConstraint("choice IN ('yes', 'no')", name=op.f("ck_merge_paper_choice")),
        sa.CheckConstraint(f"college IN {COLLEGES}", name=op.f("ck_merge_paper_college")),
        sa.ForeignKeyConstraint(["merge_id"], ["text_merge.id"], name=op.f("fk_merge_paper_merge_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge_paper")),
        sa.UniqueConstraint("merge_id", "nul", name=op.f("uq_merge_paper_merge_id_nul")),
    )


def _aparts() -> None:
    op.create_table(
        "merge_apart",
        sa.Column("echo_id", BIG, autoincrement=False, nullable=False),
        sa.Column("merge_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["echo_id"], ["echo.id"], name=op.f("fk_merge_apart_echo_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["merge_id"], ["text_merge.id"], name=op.f("fk_merge_apart_merge_id")),
        sa.PrimaryKeyConstraint("echo_id", name=op.f("pk_merge_apart")),
    )
    op.create_index(op.f("ix_merge_apart_merge_id"), "merge_apart", ["merge_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("Porte-voix goes back by restoring the automatic backup")
