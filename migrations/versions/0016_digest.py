"""The ways people came, counted at slots; whom a collective compares itself with; the weekly letter's own list."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COLLEGES = "college IN ('professional', 'concerned', 'ally')"


def upgrade() -> None:
    # Not filled in: counted now it would tell who came since the last slot. The next slot counts.
    op.create_table(
        "tier_count",
        sa.Column("collective_id", BIG, autoincrement=False, nullable=False),
        sa.Column("college", sa.String(length=12), nullable=False),
        sa.Column("tier", sa.String(length=10), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.CheckConstraint(COLLEGES, name=op.f("ck_tier_count_college")),
        sa.CheckConstraint("tier IN ('code', 'link', 'vouched')", name=op.f("ck_tier_count_tier")),
        sa.ForeignKeyConstraint(["collective_id"], ["collective.id"], name=op.f("fk_tier_count_collective_id")),
        sa.PrimaryKeyConstraint("collective_id", "college", "tier", name=op.f("pk_tier_count")),
    )
    op.create_table(
        "participation_reference",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("collective_id", BIG, nullable=False),
        sa.Column("college", sa.String(length=12), nullable=False),
        sa.Column("territory", sa.String(length=20), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=160), nullable=False),
        sa.Column("dated", sa.String(length=10), nullable=False),
        sa.CheckConstraint(COLLEGES, name=op.f("ck_participation_reference_college")),
        sa.ForeignKeyConstraint(
            ["collective_id"], ["collective.id"], name=op.f("fk_participation_reference_collective_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participation_reference")),
        sa.UniqueConstraint("collective_id", "college", "territory", name=op.f("uq_participation_reference_collective_id_college_territory")),
    )
    # Empty: nobody has asked for a letter yet.
    op.create_table(
        "letter_address",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("collective_id", BIG, nullable=False),
        sa.Column("nul", sa.LargeBinary(length=32), nullable=False),
        sa.Column("mark", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["collective_id"], ["collective.id"], name=op.f("fk_letter_address_collective_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_address")),
        sa.UniqueConstraint("mark", name=op.f("uq_letter_address_mark")),
        sa.UniqueConstraint("nul", name=op.f("uq_letter_address_nul")),
    )
    op.create_index(op.f("ix_letter_address_collective_id"), "letter_address", ["collective_id"])
