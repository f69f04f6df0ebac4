"""Pages that move people: signatures by place, counted from those that there are, and pictures to share.

Places are told from the start where a petition has k signatures: nothing of them was told before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0025"
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


def downgrade() -> None:
    raise NotImplementedError("Porte-voix goes back by restoring the automatic backup")
