"""The organisers' key: one lock a petition becomes a key with a number, who holds it, and what each of them opens."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"


def _table(of: str, **columns: sa.types.TypeEngine) -> sa.TableClause:
    return sa.table(of, *(sa.column(column, kind) for column, kind in columns.items()))


BYTES, DAY = sa.LargeBinary(), sa.Date()
PETITION = _table("petition", id=BIG, public_key=BYTES, private_sealed=BYTES, opens=DAY)
KEY = _table("petition_key", petition_id=BIG, number=sa.Integer(), public=BYTES, day=DAY)
HOLDER = _table(
    "key_holder", id=BIG, ref=sa.String(), petition_id=BIG, name=sa.String(), public=BYTES, locked=BYTES, day=DAY
)
WRAP = _table("key_wrap", holder_id=BIG, number=sa.Integer(), sealed=BYTES)


def upgrade() -> None:
    for table in ("petition", "pending_signature", "signature"):
        op.add_column(table, sa.Column("key_number", sa.Integer(), nullable=False, server_default="1"))
    _tables()
    _move()
    op.drop_column("petition", "private_sealed")


def _tables() -> None:
    op.create_table(
        "petition_key",
        sa.Column("petition_id", BIG, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("printed", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_petition_key_petition_id")),
        sa.PrimaryKeyConstraint("petition_id", "number", name=op.f("pk_petition_key")),
    )
    op.create_table(
        "key_holder",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.Column("petition_id", BIG, nullable=False),
        sa.Column("staff_id", BIG, nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("locked", sa.LargeBinary(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_key_holder_petition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_holder")),
        sa.UniqueConstraint("petition_id", "staff_id", name=op.f("uq_key_holder_petition_id_staff_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_key_holder_ref")),
    )
    op.create_table(
        "key_wrap",
        sa.Column("holder_id", BIG, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["holder_id"], ["key_holder.id"], name=op.f("fk_key_wrap_holder_id")),
        sa.PrimaryKeyConstraint("holder_id", "number", name=op.f("pk_key_wrap")),
    )


def _move() -> None:
    """Who chose the phrase was never written: the holder of what there is has no name, and opens what it opened."""
    link = op.get_bind()
    for row in link.execute(sa.select(PETITION)).all():
        ident, ref = secrets.randbits(63), "".join(secrets.choice(ALPHABET) for _ in range(10))
        same = {"petition_id": row.id, "day": row.opens}
        link.execute(KEY.insert().values(number=1, public=row.public_key, **same))
        holder = {"id": ident, "ref": ref, "name": "", "public": row.public_key, "locked": row.private_sealed}
        link.execute(HOLDER.insert().values(**holder, **same))
        link.execute(WRAP.insert().values(holder_id=ident, number=1, sealed=b""))


def downgrade() -> None:
    raise NotImplementedError("Porte-voix goes back by restoring the automatic backup")
