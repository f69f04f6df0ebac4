"""Two grievances may become one: the proposals, the papers of those who live them, the voices that stay apart."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COLLEGES = "('open', 'professional', 'concerned', 'ally')"


def upgrade() -> None:
    # Nothing to fill in: no text has gone on in another yet.
    op.add_column("text", sa.Column("elsewhere", sa.String(length=12), nullable=True))
    op.create_table(
        "grievance_merge",
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
            "state IN ('proposed', 'refused', 'lapsed', 'merged', 'confirmed', 'undone')",
            name=op.f("ck_grievance_merge_state"),
        ),
        sa.CheckConstraint(
            "college IN ('', 'professional', 'concerned', 'ally', 'open', 'staff')",
            name=op.f("ck_grievance_merge_college"),
        ),
        sa.CheckConstraint("absorbed_says IN ('', 'yes', 'no')", name=op.f("ck_grievance_merge_absorbed_says")),
        sa.CheckConstraint("survivor_says IN ('', 'yes', 'no')", name=op.f("ck_grievance_merge_survivor_says")),
        sa.CheckConstraint(
            "undone_by IN ('', 'author', 'organiser', 'echoes')", name=op.f("ck_grievance_merge_undone_by")
        ),
        sa.ForeignKeyConstraint(
            ["collective_id"], ["collective.id"], name=op.f("fk_grievance_merge_collective_id")
        ),
        sa.ForeignKeyConstraint(
            ["absorbed_id"], ["grievance.text_id"], name=op.f("fk_grievance_merge_absorbed_id")
        ),
        sa.ForeignKeyConstraint(
            ["survivor_id"], ["grievance.text_id"], name=op.f("fk_grievance_merge_survivor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grievance_merge")),
        sa.UniqueConstraint("ref", name=op.f("uq_grievance_merge_ref")),
    )
    with op.batch_alter_table("grievance_merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grievance_merge_absorbed_id"), ["absorbed_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grievance_merge_collective_id"), ["collective_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_grievance_merge_survivor_id"), ["survivor_id"], unique=False)
        batch_op.create_index("ix_grievance_merge_state_closes", ["state", "closes"], unique=False)
    op.create_table(
        "merge_paper",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("merge_id", BIG, nullable=False),
        sa.Column("side", sa.String(length=8), nullable=False),
        sa.Column("nul", sa.LargeBinary(length=32), nullable=False),
        sa.Column("college", sa.String(length=12), nullable=False),
        sa.Column("choice", sa.String(length=3), nullable=False),
        sa.CheckConstraint("side IN ('absorbed', 'survivor')", name=op.f("ck_merge_paper_side")),
        sa.CheckConstraint("choice IN ('yes', 'no')", name=op.f("ck_merge_paper_choice")),
        sa.CheckConstraint(f"college IN {COLLEGES}", name=op.f("ck_merge_paper_college")),
        sa.ForeignKeyConstraint(["merge_id"], ["grievance_merge.id"], name=op.f("fk_merge_paper_merge_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge_paper")),
        sa.UniqueConstraint("merge_id", "nul", name=op.f("uq_merge_paper_merge_id_nul")),
    )
    op.create_table(
        "merge_apart",
        sa.Column("echo_id", BIG, autoincrement=False, nullable=False),
        sa.Column("merge_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["echo_id"], ["echo.id"], name=op.f("fk_merge_apart_echo_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["merge_id"], ["grievance_merge.id"], name=op.f("fk_merge_apart_merge_id")),
        sa.PrimaryKeyConstraint("echo_id", name=op.f("pk_merge_apart")),
    )
    with op.batch_alter_table("merge_apart", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_merge_apart_merge_id"), ["merge_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("Porte-voix goes back by restoring the automatic backup")
