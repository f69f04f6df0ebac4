"""The log of signatures, verifiable by others: signed checkpoints, inner hashes, keys, time stamps, and what a leaf holds.

The first round of the worker signs the logs that there are. Signatures that were counted before have no `content`, and
so no receipt: their leaves commit to it in another way.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("signature", sa.Column("content", sa.LargeBinary(), nullable=True))
    op.create_table(
        "log_checkpoint",
        sa.Column("petition_id", BIG, autoincrement=False, nullable=False),
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_log_checkpoint_petition_id")),
        sa.PrimaryKeyConstraint("petition_id", "size", name=op.f("pk_log_checkpoint")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "log_node",
        sa.Column("petition_id", BIG, autoincrement=False, nullable=False),
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_log_node_petition_id")),
        sa.PrimaryKeyConstraint("petition_id", "level", "place", name=op.f("pk_log_node")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "log_key",
        sa.Column("public", sa.LargeBinary(length=32), nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=False),
        sa.Column("endorsed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("public", name=op.f("pk_log_key")),
    )
    op.create_table(
        "log_stamp",
        sa.Column("petition_id", BIG, autoincrement=False, nullable=False),
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reply", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["petition_id", "size"],
            ["log_checkpoint.petition_id", "log_checkpoint.size"],
            name=op.f("fk_log_stamp_petition_id_size"),
        ),
        sa.PrimaryKeyConstraint("petition_id", "size", name=op.f("pk_log_stamp")),
    )


def downgrade() -> None:
    raise NotImplementedError("Porte-voix goes back by restoring the automatic backup")
