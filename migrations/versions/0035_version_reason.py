"""Why a text went back to an older version: asked from its author until now, and kept nowhere."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("version", sa.Column("reason", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    raise NotImplementedError("Porte-voix goes back by restoring the automatic backup")
