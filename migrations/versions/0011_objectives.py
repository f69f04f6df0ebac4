"""Objectives have an address, an order in their text, and may be withdrawn; a number stands once in a text, not in all.

SQLite writes the table afresh to change what is unique in it: what demands lean on is put aside meanwhile.
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
OBJECTIVE = sa.table("objective", sa.column("id"), sa.column("ref"))
LINK = sa.table("demand_objective", sa.column("text_id"), sa.column("objective_id"))


def upgrade() -> None:
    op.add_column("objective", sa.Column("ref", sa.String(length=12), nullable=True))
    op.add_column("objective", sa.Column("position", sa.Integer(), nullable=True))
    op.add_column("objective", sa.Column("withdrawn", sa.Boolean(create_constraint=False), nullable=True))
    connection = op.get_bind()
    for ident in connection.execute(sa.select(OBJECTIVE.c.id)).scalars().all():
        drawn = "".join(secrets.choice(ALPHABET) for _ in range(10))
        connection.execute(OBJECTIVE.update().where(OBJECTIVE.c.id == ident).values(ref=drawn))
    connection.execute(sa.text("UPDATE objective SET position = 0, withdrawn = :no"), {"no": False})
    links = [dict(row) for row in connection.execute(sa.select(LINK)).mappings()]
    connection.execute(LINK.delete())
    with op.batch_alter_table("objective", schema=None) as batch:
        batch.alter_column("ref", existing_type=sa.String(length=12), nullable=False)
        batch.alter_column("position", existing_type=sa.Integer(), nullable=False)
        batch.alter_column("withdrawn", existing_type=sa.Boolean(create_constraint=False), nullable=False)
        batch.drop_constraint("uq_objective_collective_id_code", type_="unique")
        batch.create_unique_constraint(op.f("uq_objective_collective_id_source_code"), ["collective_id", "source", "code"])
        batch.create_unique_constraint(op.f("uq_objective_ref"), ["ref"])
    if links:
        connection.execute(LINK.insert(), links)


def downgrade() -> None:
    raise NotImplementedError("Porte-voix goes back by restoring the automatic backup")
