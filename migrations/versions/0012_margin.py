"""What waits remembers from when moderators may read it: what waited before is read with its slot.

The column keeps its default: to take it off, SQLite would write the table afresh, and what hangs on its rows would go.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pending", sa.Column("margin", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    raise NotImplementedError("Porte-voix goes back by restoring the automatic backup")
