"""One image of a text may be hidden alone: none is, at the migration.

The column keeps its default: to take it off, SQLite would write the table afresh, and the pictures that hang on its rows
would go with the old one.
"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    hidden = sa.Column('hidden', sa.Boolean(create_constraint=False), nullable=False, server_default=sa.false())
    op.add_column('evidence', hidden)
