"""The form of a petition: several names an address, addresses that did not sign, employers' mail domains, waves."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Of what was signed before nobody knows the name: no tag, and its address gives no second one."""
    for table in ("pending_signature", "signature"):
        op.add_column(table, sa.Column("tag", sa.String(length=2), nullable=False, server_default=""))
    op.add_column("pending_signature", sa.Column("host", sa.String(length=16), nullable=False, server_default=""))
    op.add_column("pending_signature", sa.Column("wave", BIG, nullable=False, server_default="0"))
    op.create_index("ix_pending_signature_wave", "pending_signature", ["wave"])
    _waves()
    op.create_table(
        "signature_refusal",
        sa.Column("petition_id", BIG, autoincrement=False, nullable=False),
        sa.Column("nul", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_signature_refusal_petition_id")),
        sa.PrimaryKeyConstraint("petition_id", "nul", name=op.f("pk_signature_refusal")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "employer_domain",
        sa.Column("collective_id", BIG, autoincrement=False, nullable=False),
        sa.Column("domain", sa.String(length=253), nullable=False),
        sa.ForeignKeyConstraint(
            ["collective_id"], ["collective.id"], name=op.f("fk_employer_domain_collective_id")
        ),
        sa.PrimaryKeyConstraint("collective_id", "domain", name=op.f("pk_employer_domain")),
        sqlite_with_rowid=False,
    )


def _waves() -> None:
    op.create_table(
        "wave",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.Column("petition_id", BIG, nullable=False),
        sa.Column("tier", sa.String(length=10), nullable=False),
        sa.Column("host", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=8), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'passed', 'ended')", name=op.f("ck_wave_state")),
        sa.CheckConstraint("reason IN ('host', 'open')", name=op.f("ck_wave_reason")),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_wave_petition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave")),
        sa.UniqueConstraint("ref", name=op.f("uq_wave_ref")),
    )
    op.create_index(op.f("ix_wave_petition_id"), "wave", ["petition_id"])


def downgrade() -> None:
    raise NotImplementedError("Porte-voix goes back by restoring the automatic backup")
