"""A text may have several authors, who answer together; a vote says whether they asked for it by disagreeing.

The new column keeps its default: to take it off, SQLite would write the table afresh, and the papers hang on it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COLLEGES = "college IN ('', 'professional', 'concerned', 'ally', 'open', 'staff')"


def upgrade() -> None:
    # Nothing to fill in: every text has the one author it had.
    op.add_column(
        "amendment_vote",
        sa.Column("disagreed", sa.Boolean(create_constraint=False), nullable=False, server_default=sa.false()),
    )
    _voices("text_author", _no("stepped_back"))
    _voices("author_offer")
    op.create_table(
        "author_invitation",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("text_id", BIG, nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["text_id"], ["text.id"], name=op.f("fk_author_invitation_text_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_author_invitation")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_author_invitation_code_hash")),
    )
    op.create_index("ix_author_invitation_text_id", "author_invitation", ["text_id"])
    op.create_table(
        "author_answer",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.Column("amendment_id", BIG, nullable=False),
        sa.Column("nul", sa.LargeBinary(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("voice", sa.String(length=80), nullable=False),
        sa.Column("college", sa.String(length=12), nullable=False),
        sa.Column("verdict", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _no("counted"),
        _no("hidden"),
        sa.Column("day", sa.Date(), nullable=False),
        sa.CheckConstraint("verdict IN ('accepted', 'refused')", name=op.f("ck_author_answer_verdict")),
        sa.CheckConstraint(COLLEGES, name=op.f("ck_author_answer_college")),
        sa.ForeignKeyConstraint(["amendment_id"], ["amendment.id"], name=op.f("fk_author_answer_amendment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_author_answer")),
        sa.UniqueConstraint("ref", name=op.f("uq_author_answer_ref")),
        sa.UniqueConstraint("amendment_id", "nul", name=op.f("uq_author_answer_amendment_id_nul")),
    )
    op.create_index("ix_author_answer_nul", "author_answer", ["nul"])


def _no(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean(create_constraint=False), nullable=False, server_default=sa.false())


def _voices(table: str, *more: sa.Column) -> None:
    """A table of voices of a text's thread."""
    op.create_table(
        table,
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("text_id", BIG, nullable=False),
        sa.Column("nul", sa.LargeBinary(length=32), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("voice", sa.String(length=80), nullable=False),
        sa.Column("college", sa.String(length=12), nullable=False),
        *more,
        sa.Column("day", sa.Date(), nullable=False),
        sa.CheckConstraint(COLLEGES, name=op.f(f"ck_{table}_college")),
        sa.ForeignKeyConstraint(["text_id"], ["text.id"], name=op.f(f"fk_{table}_text_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("text_id", "nul", name=op.f(f"uq_{table}_text_id_nul")),
    )
    op.create_index(f"ix_{table}_nul", table, ["nul"])


def downgrade() -> None:
    raise NotImplementedError("Porte-voix goes back by restoring the automatic backup")
