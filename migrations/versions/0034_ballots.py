"""Papers of votes that were counted go: once counted, a paper could only tell how somebody voted."""

from alembic import op

revision = "0034"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM ballot_paper WHERE ballot_id IN (SELECT id FROM ballot WHERE state <> 'open')")


def downgrade() -> None:
    raise NotImplementedError("Porte-voix goes back by restoring the automatic backup")
