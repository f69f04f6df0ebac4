"""Whoever was not told the latest of a petition is found by an index, however many were."""

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_subscription_petition_id_told_id"), "subscription", ["petition_id", "told", "id"])


def downgrade() -> None:
    raise NotImplementedError("Porte-voix goes back by restoring the automatic backup")
