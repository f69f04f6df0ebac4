"""A proposal of change that nobody answers may go to a vote."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    # Nothing to fill in: no proposal has gone to a vote yet.
    op.create_table(
        "amendment_vote",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("amendment_id", BIG, nullable=False),
        sa.Column("opens", sa.Date(), nullable=False),
        sa.Column("closes", sa.Date(), nullable=False),
        sa.Column("quorum_percent", sa.Integer(), nullable=False),
        sa.Column("threshold_percent", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'adopted', 'kept', 'lapsed', 'answered', 'clash')", name=op.f("ck_amendment_vote_state")
        ),
        sa.ForeignKeyConstraint(["amendment_id"], ["amendment.id"], name=op.f("fk_amendment_vote_amendment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment_vote")),
        sa.UniqueConstraint("amendment_id", name=op.f("uq_amendment_vote_amendment_id")),
    )
    op.create_index("ix_amendment_vote_state_closes", "amendment_vote", ["state", "closes"])
    op.create_table(
        "amendment_paper",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("vote_id", BIG, nullable=False),
        sa.Column("nul", sa.LargeBinary(length=32), nullable=False),
        sa.Column("college", sa.String(length=12), nullable=False),
        sa.Column("choice", sa.String(length=8), nullable=False),
        sa.CheckConstraint("choice IN ('for', 'against', 'abstain')", name=op.f("ck_amendment_paper_choice")),
        sa.CheckConstraint(
            "college IN ('professional', 'concerned', 'ally')", name=op.f("ck_amendment_paper_college")
        ),
        sa.ForeignKeyConstraint(["vote_id"], ["amendment_vote.id"], name=op.f("fk_amendment_paper_vote_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment_paper")),
        sa.UniqueConstraint("vote_id", "nul", name=op.f("uq_amendment_paper_vote_id_nul")),
    )


def downgrade() -> None:
    raise NotImplementedError("Porte-voix goes back by restoring the automatic backup")
