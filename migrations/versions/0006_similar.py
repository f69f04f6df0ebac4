"""Look-alikes: how many texts hold each root, the roots of each text, and a collective's own list of words.

The first two are derived: they are filled with the search index, by whoever runs the migration and at each slot.
"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.create_table('root_count',
    sa.Column('collective_id', big, autoincrement=False, nullable=False),
    sa.Column('root', sa.String(length=40).with_variant(sa.String(length=40, collation='C'), 'postgresql'), nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.Column('places', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('collective_id', 'root', name=op.f('pk_root_count'))
    )
    op.create_table('root_text',
    sa.Column('collective_id', big, autoincrement=False, nullable=False),
    sa.Column('place', big, autoincrement=False, nullable=False),
    sa.Column('text_id', big, nullable=False),
    sa.Column('roots', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('collective_id', 'place', name=op.f('pk_root_text'))
    )
    with op.batch_alter_table('root_text', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_root_text_text_id'), ['text_id'], unique=False)

    op.create_table('synonyms',
    sa.Column('collective_id', big, autoincrement=False, nullable=False),
    sa.Column('lines', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['collective_id'], ['collective.id'], name=op.f('fk_synonyms_collective_id')),
    sa.PrimaryKeyConstraint('collective_id', name=op.f('pk_synonyms'))
    )


def downgrade() -> None:
    raise NotImplementedError("Porte-voix goes back by restoring the automatic backup")
