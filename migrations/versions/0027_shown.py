"""Pages that move people: signatures by place, counted from those that there are; pictures to share; the team's news.

Places are told from the start where a petition has k signatures: nothing of them was told before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "signature_place",
        sa.Column("petition_id", BIG, autoincrement=False, nullable=False),
        sa.Column("territory", sa.String(length=20), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_signature_place_petition_id")),
        sa.PrimaryKeyConstraint("petition_id", "territory", name=op.f("pk_signature_place")),
    )
    op.execute(
        "INSERT INTO signature_place (petition_id, territory, n, told) "
        "SELECT petition_id, territory, count(*), 0 FROM signature GROUP BY petition_id, territory"
    )
    op.execute(
        "UPDATE signature_place SET told = n WHERE petition_id IN (SELECT s.petition_id FROM signature_place s "
        "JOIN petition p ON p.id = s.petition_id JOIN collective c ON c.id = p.collective_id "
        "GROUP BY s.petition_id, c.k HAVING sum(s.n) >= c.k)"
    )
    op.create_table(
        "petition_picture",
        sa.Column("petition_id", BIG, autoincrement=False, nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_petition_picture_petition_id")),
        sa.PrimaryKeyConstraint("petition_id", name=op.f("pk_petition_picture")),
    )
    op.create_table(
        "petition_news",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.Column("petition_id", BIG, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_petition_news_petition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petition_news")),
        sa.UniqueConstraint("petition_id", "day", "title", name=op.f("uq_petition_news_petition_id_day_title")),
        sa.UniqueConstraint("ref", name=op.f("uq_petition_news_ref")),
    )


def downgrade() -> None:
    raise NotImplementedError("Porte-voix goes back by restoring the automatic backup")
