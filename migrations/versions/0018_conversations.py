"""Maps of opinions: a question in short phrases, the answers while it lasts, and what is drawn of them."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    # Nothing to fill in: nobody has been asked in this way yet.
    op.create_table(
        "conversation",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.Column("collective_id", BIG, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("k", sa.Integer(), nullable=False),
        sa.Column("keep_days", sa.Integer(), nullable=False),
        sa.Column("opens", sa.Date(), nullable=False),
        sa.Column("closes", sa.Date(), nullable=False),
        sa.Column("ended", sa.Date(), nullable=True),
        sa.Column("erased", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Boolean(create_constraint=False), nullable=False),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_conversation_state")),
        sa.ForeignKeyConstraint(["collective_id"], ["collective.id"], name=op.f("fk_conversation_collective_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
        sa.UniqueConstraint("ref", name=op.f("uq_conversation_ref")),
    )
    op.create_index("ix_conversation_state_closes", "conversation", ["state", "closes"])
    op.create_index(op.f("ix_conversation_collective_id"), "conversation", ["collective_id"])
    op.create_table(
        "conversation_phrase",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.Column("conversation_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("text_id", BIG, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("out", sa.Boolean(create_constraint=False), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_conversation_phrase_conversation_id")
        ),
        sa.ForeignKeyConstraint(["text_id"], ["text.id"], name=op.f("fk_conversation_phrase_text_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_phrase")),
        sa.UniqueConstraint("ref", name=op.f("uq_conversation_phrase_ref")),
        sa.UniqueConstraint(
            "conversation_id", "position", name=op.f("uq_conversation_phrase_conversation_id_position")
        ),
    )
    op.create_index(op.f("ix_conversation_phrase_text_id"), "conversation_phrase", ["text_id"])
    op.create_table(
        "conversation_paper",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("conversation_id", BIG, nullable=False),
        sa.Column("nul", sa.LargeBinary(length=32), nullable=False),
        sa.Column("college", sa.String(length=12), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("fresh", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("gone", sa.Boolean(create_constraint=False), nullable=False),
        sa.CheckConstraint(
            "college IN ('professional', 'concerned', 'ally')", name=op.f("ck_conversation_paper_college")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_conversation_paper_conversation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_paper")),
        sa.UniqueConstraint("conversation_id", "nul", name=op.f("uq_conversation_paper_conversation_id_nul")),
    )
    op.create_index(
        "ix_conversation_paper_fresh", "conversation_paper", ["conversation_id", "college", "fresh"]
    )
    op.create_table(
        "conversation_map",
        sa.Column("conversation_id", BIG, autoincrement=False, nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("phrases", sa.JSON(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("memory", sa.JSON(), nullable=False),
        sa.Column("kept", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_conversation_map_conversation_id")
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_conversation_map")),
    )


def downgrade() -> None:
    raise NotImplementedError("Porte-voix goes back by restoring the automatic backup")
