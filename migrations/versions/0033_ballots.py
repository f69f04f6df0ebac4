"""Papers of votes that were counted go: once counted, a paper could only tell how somebody voted.

Each demand of a cahier says by which vote it came in.
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM ballot_paper WHERE ballot_id IN (SELECT id FROM ballot WHERE state <> 'open')")
    op.add_column("platform_item", sa.Column("vote", sa.String(length=12), server_default="", nullable=False))
    _brought_in()


def _brought_in() -> None:
    """The last vote that had ended on the day of the cahier; where days do not say, the last one there is."""
    ended = "SELECT b.ref FROM ballot b JOIN platform p ON p.id = platform_item.platform_id"
    here = "b.text_id = platform_item.text_id AND b.state = 'closed'"
    last = "ORDER BY b.version DESC LIMIT 1"
    op.execute(
        f"UPDATE platform_item SET vote = coalesce(({ended} WHERE {here} AND coalesce(b.ended, b.closes) <= p.day {last}), "
        f"({ended} WHERE {here} {last}), '')"
    )


def downgrade() -> None:
    raise NotImplementedError("Porte-voix goes back by restoring the automatic backup")
