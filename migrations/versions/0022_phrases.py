"""Members propose phrases to a map of opinions, and one phrase may be hidden alone: none is, at the migration.

The new columns keep their default: to take it off, SQLite would write their tables afresh, and what hangs on their rows
would go with the old ones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    hidden = sa.Column("hidden", sa.Boolean(create_constraint=False), nullable=False, server_default=sa.false())
    op.add_column("conversation_phrase", hidden)
    op.add_column("conversation_map", sa.Column("out", sa.JSON(), nullable=False, server_default="[]"))
    op.create_table(
        "conversation_proposal",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.Column("conversation_id", BIG, nullable=False),
        sa.Column("scope", sa.String(length=40), nullable=False),
        sa.Column("nul", sa.LargeBinary(length=32), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("phrase_id", BIG, nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "state IN ('proposed', 'accepted', 'refused')", name=op.f("ck_conversation_proposal_state")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_conversation_proposal_conversation_id")
        ),
        sa.ForeignKeyConstraint(
            ["phrase_id"], ["conversation_phrase.id"], name=op.f("fk_conversation_proposal_phrase_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_proposal")),
        sa.UniqueConstraint("ref", name=op.f("uq_conversation_proposal_ref")),
        sa.UniqueConstraint(
            "conversation_id", "nul", name=op.f("uq_conversation_proposal_conversation_id_nul")
        ),
    )
    op.create_index(op.f("ix_conversation_proposal_phrase_id"), "conversation_proposal", ["phrase_id"])


def downgrade() -> None:
    raise NotImplementedError("Porte-voix goes back by restoring the automatic backup")
