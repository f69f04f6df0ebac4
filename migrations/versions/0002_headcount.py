"""What pages tell of how many people count is written at slots: begins with what is true at the migration."""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table('headcount',
    sa.Column('collective_id', BIG, autoincrement=False, nullable=False),
    sa.Column('college', sa.String(length=12), nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.Column('slot', BIG, nullable=False),
    sa.CheckConstraint("college IN ('professional', 'concerned', 'ally')", name=op.f('ck_headcount_college')),
    sa.ForeignKeyConstraint(['collective_id'], ['collective.id'], name=op.f('fk_headcount_collective_id')),
    sa.PrimaryKeyConstraint('collective_id', 'college', name=op.f('pk_headcount')),
    )
    op.execute(
        "INSERT INTO headcount (collective_id, college, n, slot) "
        "SELECT collective_id, college, count(*), 0 FROM college_grant GROUP BY collective_id, college"
    )
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.add_column(sa.Column('told', sa.Integer(), nullable=False, server_default='0'))
    op.execute("UPDATE invitation SET told = used")
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.alter_column('told', existing_type=sa.Integer(), server_default=None)
