"""The suites: deadlines of law by kind of institution, agreed days, ways of putting off, claims and their contest,
addresses that are told of what follows, an institution's own calendar."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _columns()
    _claims()
    _told()
    op.create_table(
        "institution_date",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.Column("institution_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=1000), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('candidacy', 'budget', 'council', 'other')", name=op.f("ck_institution_date_kind")
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_institution_date_institution_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution_date")),
        sa.UniqueConstraint("ref", name=op.f("uq_institution_date_ref")),
        sa.UniqueConstraint(
            "institution_id", "day", "title", name=op.f("uq_institution_date_institution_id_day_title")
        ),
    )


def _columns() -> None:
    """Nobody said of which kind an institution is, nor which way of putting off a reply was: both stay empty."""
    op.add_column("institution", sa.Column("profile", sa.String(length=20), nullable=False, server_default=""))
    op.add_column("delivery", sa.Column("agreed", sa.Date(), nullable=True))
    op.add_column(
        "delivery", sa.Column("agreed_source", sa.String(length=300), nullable=False, server_default="")
    )
    op.add_column("reply", sa.Column("stalling", sa.String(length=12), nullable=False, server_default=""))


def _claims() -> None:
    op.create_table(
        "done_claim",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.Column("commitment_id", BIG, nullable=False),
        sa.Column("side", sa.String(length=12), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=1000), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.CheckConstraint("side IN ('institution', 'organiser')", name=op.f("ck_done_claim_side")),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_done_claim_commitment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_done_claim")),
        sa.UniqueConstraint("ref", name=op.f("uq_done_claim_ref")),
    )
    op.create_index(op.f("ix_done_claim_commitment_id"), "done_claim", ["commitment_id"])
    op.create_table(
        "claim_contest",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("claim_id", BIG, nullable=False),
        sa.Column("nul", sa.LargeBinary(length=32), nullable=False),
        sa.Column("college", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "college IN ('professional', 'concerned', 'ally')", name=op.f("ck_claim_contest_college")
        ),
        sa.CheckConstraint(
            "reason IN ('nothing', 'partly', 'somewhere', 'paper', 'undone', 'other')",
            name=op.f("ck_claim_contest_reason"),
        ),
        sa.ForeignKeyConstraint(["claim_id"], ["done_claim.id"], name=op.f("fk_claim_contest_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_contest")),
        sa.UniqueConstraint("claim_id", "nul", name=op.f("uq_claim_contest_claim_id_nul")),
    )


def _told() -> None:
    op.create_table(
        "subscription_paper",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("petition_id", BIG, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("slot", BIG, nullable=False),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_subscription_paper_petition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription_paper")),
    )
    for column in ("petition_id", "slot"):
        op.create_index(op.f(f"ix_subscription_paper_{column}"), "subscription_paper", [column])
    op.create_table(
        "subscription",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("petition_id", BIG, nullable=False),
        sa.Column("nul", sa.LargeBinary(length=32), nullable=False),
        sa.Column("mark", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_subscription_petition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint("mark", name=op.f("uq_subscription_mark")),
        sa.UniqueConstraint("petition_id", "nul", name=op.f("uq_subscription_petition_id_nul")),
    )
    op.create_table(
        "suivi_news",
        sa.Column("petition_id", BIG, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("about", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_suivi_news_petition_id")),
        sa.PrimaryKeyConstraint("petition_id", "number", name=op.f("pk_suivi_news")),
        sa.UniqueConstraint("petition_id", "about", name=op.f("uq_suivi_news_petition_id_about")),
    )


def downgrade() -> None:
    raise NotImplementedError("Porte-voix goes back by restoring the automatic backup")
