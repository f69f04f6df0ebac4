"""A reminder is no handing over: it is noted as its own kind, and what was noted before stays what it was."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("delivery", sa.Column("reminder", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    raise NotImplementedError("Porte-voix goes back by restoring the automatic backup")
