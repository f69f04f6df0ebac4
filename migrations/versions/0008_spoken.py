"""What was said in a room: the fact beside a text, the territory of a workshop, who answers for a batch of cards.

Texts that are there were written by their authors, batches loaded by organisers: nothing to fill in. The column keeps
its default: to take it off, SQLite would write the table afresh.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("workshop", sa.Column("territory", sa.String(length=20), nullable=True))
    op.add_column("code_batch", sa.Column("tier", sa.String(length=10), nullable=False, server_default="code"))
    op.create_table(
        "spoken",
        sa.Column("text_id", BIG, autoincrement=False, nullable=False),
        sa.Column("workshop", sa.String(length=12), nullable=False),
        sa.Column("consent", sa.String(length=5), nullable=False),
        sa.CheckConstraint("consent IN ('aloud', 'hand')", name=op.f("ck_spoken_consent")),
        sa.ForeignKeyConstraint(["text_id"], ["text.id"], name=op.f("fk_spoken_text_id")),
        sa.PrimaryKeyConstraint("text_id", name=op.f("pk_spoken")),
    )
    with op.batch_alter_table("spoken", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spoken_workshop"), ["workshop"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("Porte-voix goes back by restoring the automatic backup")
