"""Paper: numbered sheets, and the lines of those that wait to be keyed a second time. Nothing to carry over."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WHOLE = ("signed", "illegible", "compared", "differed")


def upgrade() -> None:
    op.create_table(
        "paper_sheet",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("petition_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("collected", sa.String(length=12), nullable=False),
        sa.Column("printed", sa.Date(), nullable=False),
        sa.Column("entered", sa.Date(), nullable=True),
        sa.Column("counted", sa.Date(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("drawn", sa.Boolean(), nullable=False),
        sa.Column("second", sa.String(length=5), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in WHOLE),
        sa.Column("keyer", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "state IN ('printed', 'entered', 'settle', 'counted', 'void')", name=op.f("ck_paper_sheet_state")
        ),
        sa.CheckConstraint("second IN ('', 'other', 'same')", name=op.f("ck_paper_sheet_second")),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_paper_sheet_petition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_sheet")),
        sa.UniqueConstraint("petition_id", "number", name=op.f("uq_paper_sheet_petition_id_number")),
    )
    op.create_table(
        "paper_line",
        sa.Column("sheet_id", BIG, autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("illegible", sa.Boolean(), nullable=False),
        sa.Column("college", sa.String(length=12), nullable=False),
        sa.Column("territory", sa.String(length=20), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("key_number", sa.Integer(), nullable=False),
        sa.Column("contact", sa.String(length=800), nullable=False),
        sa.Column("marks", sa.LargeBinary(), nullable=False),
        sa.Column("withdrawal", sa.LargeBinary(), nullable=False),
        sa.Column("differs", sa.String(length=60), nullable=False),
        sa.CheckConstraint(
            "college IN ('professional', 'concerned', 'ally', '')", name=op.f("ck_paper_line_college")
        ),
        sa.ForeignKeyConstraint(["sheet_id"], ["paper_sheet.id"], name=op.f("fk_paper_line_sheet_id")),
        sa.PrimaryKeyConstraint("sheet_id", "n", name=op.f("pk_paper_line")),
    )


def downgrade() -> None:
    raise NotImplementedError("Porte-voix goes back by restoring the automatic backup")
