"""The whole life of a petition: answered, followed, settled, abandoned; how long names are kept, and what silence leads to."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BEFORE = "state IN ('draft', 'open', 'closed', 'delivered')"
AFTER = "state IN ('draft', 'open', 'closed', 'delivered', 'answered', 'followed', 'settled', 'abandoned')"
DAYS = (
    *("delivered", "answered", "followed", "ended", "seen", "warned"),
    *("adopted", "kept_from", "handed", "erased"),
)


def upgrade() -> None:
    op.create_table(
        "petition_life",
        sa.Column("petition_id", BIG, autoincrement=False, nullable=False),
        sa.Column("kept_days", sa.Integer(), server_default="30", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        *(sa.Column(name, sa.Date(), nullable=True) for name in DAYS),
        sa.CheckConstraint("kept_days BETWEEN 0 AND 365", name=op.f("ck_petition_life_kept_days")),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"], name=op.f("fk_petition_life_petition_id")),
        sa.PrimaryKeyConstraint("petition_id", name=op.f("pk_petition_life")),
    )
    _widen(op.get_bind())
    _fill(op.get_bind().dialect.name)


def _fill(engine: str) -> None:
    """What the suites hold tells where each petition stands. Names are kept for a month from today: whoever organises was
    told of no day before. Silence begins today too: nobody is warned for the time before there were warnings."""
    today = "date('now')" if engine == "sqlite" else "CURRENT_DATE"
    op.execute(f"INSERT INTO petition_life (petition_id, seen) SELECT id, {today} FROM petition")
    handed = "FROM delivery d JOIN followup f ON f.id = d.followup_id"
    said = f"FROM reply r JOIN delivery d ON d.id = r.delivery_id {handed.removeprefix('FROM delivery d ')}"
    promised = f"FROM commitment c JOIN reply r ON r.id = c.reply_id {said.removeprefix('FROM reply r ')}"
    here = "WHERE f.petition_id = petition_life.petition_id"
    for column, first in (
        ("delivered", f"SELECT min(d.day) {handed} {here}"),
        ("answered", f"SELECT min(r.day) {said} {here} AND r.label <> 'silence'"),
        ("followed", f"SELECT min(c.day) {promised} {here}"),
    ):
        op.execute(f"UPDATE petition_life SET {column} = ({first})")
    op.execute(
        f"UPDATE petition_life SET kept_from = {today} "
        "WHERE petition_id IN (SELECT id FROM petition WHERE state = 'delivered')"
    )
    for state in ("answered", "followed"):
        known = f"SELECT petition_id FROM petition_life WHERE {state} IS NOT NULL"
        op.execute(
            f"UPDATE petition SET state = '{state}' WHERE state IN ('delivered', 'answered') AND id IN ({known})"
        )


def _widen(connection) -> None:
    if connection.dialect.name == "sqlite":
        _rewrite(connection)
        return
    op.drop_constraint(op.f("ck_petition_state"), "petition", type_="check")
    op.create_check_constraint(op.f("ck_petition_state"), "petition", AFTER)


def _rewrite(connection) -> None:
    """As SQLite's manual tells for a CHECK: https://www.sqlite.org/lang_altertable.html, section 7."""
    query = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'petition'"
    told = connection.exec_driver_sql(query).scalar_one()
    if told.count(BEFORE) != 1:
        raise RuntimeError(f"0028: the table petition has not the CHECK that is expected: {BEFORE}")
    wider = told.replace(BEFORE, AFTER)
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.exec_driver_sql("UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = 'petition'", (wider,))
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")


def downgrade() -> None:
    raise NotImplementedError("Porte-voix goes back by restoring the automatic backup")
