"""A vote or a consultation that the team ends early is counted at a slot, like any other: `ends` says which.

Counted at once, it told who had come since the last slot.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("ballot", "consultation"):
        op.add_column(table, sa.Column("ends", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    raise NotImplementedError("Porte-voix goes back by restoring the automatic backup")
