"""Consultations on several demands at once."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    # Nothing to fill in: nobody has been asked about several demands yet.
    op.create_table(
        "consultation",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.Column("collective_id", BIG, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("quorum_percent", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Date(), nullable=False),
        sa.Column("closes", sa.Date(), nullable=False),
        sa.Column("ended", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("hidden", sa.Boolean(create_constraint=False), nullable=False),
        sa.CheckConstraint("way IN ('grades', 'approval')", name=op.f("ck_consultation_way")),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_consultation_state")),
        sa.ForeignKeyConstraint(["collective_id"], ["collective.id"], name=op.f("fk_consultation_collective_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
        sa.UniqueConstraint("ref", name=op.f("uq_consultation_ref")),
    )
    op.create_index("ix_consultation_state_closes", "consultation", ["state", "closes"])
    op.create_index(op.f("ix_consultation_collective_id"), "consultation", ["collective_id"])
    op.create_table(
        "consultation_option",
        sa.Column("consultation_id", BIG, autoincrement=False, nullable=False),
        sa.Column("text_id", BIG, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_consultation_option_consultation_id")
        ),
        sa.ForeignKeyConstraint(["text_id"], ["demand.text_id"], name=op.f("fk_consultation_option_text_id")),
        sa.PrimaryKeyConstraint("consultation_id", "text_id", name=op.f("pk_consultation_option")),
    )
    op.create_index(op.f("ix_consultation_option_text_id"), "consultation_option", ["text_id"])
    op.create_table(
        "consultation_paper",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("consultation_id", BIG, nullable=False),
        sa.Column("nul", sa.LargeBinary(length=32), nullable=False),
        sa.Column("college", sa.String(length=12), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "college IN ('professional', 'concerned', 'ally')", name=op.f("ck_consultation_paper_college")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_consultation_paper_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_paper")),
        sa.UniqueConstraint("consultation_id", "nul", name=op.f("uq_consultation_paper_consultation_id_nul")),
    )
    op.create_table(
        "platform_origin",
        sa.Column("platform_id", BIG, autoincrement=False, nullable=False),
        sa.Column("consultation_id", BIG, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_platform_origin_consultation_id")
        ),
        sa.ForeignKeyConstraint(["platform_id"], ["platform.id"], name=op.f("fk_platform_origin_platform_id")),
        sa.PrimaryKeyConstraint("platform_id", name=op.f("pk_platform_origin")),
    )
    op.create_index(op.f("ix_platform_origin_consultation_id"), "platform_origin", ["consultation_id"])


def downgrade() -> None:
    raise NotImplementedError("Porte-voix goes back by restoring the automatic backup")
