"""Cases: what was reported and decided goes through them. Each decision there was becomes a case, with the statement that its
line of the journal gives; reports that nobody decided on are an open one each subject.

Of two decisions on one text the later stands: the first is over, and what reporters wrote of it goes.
"""

import hashlib
import secrets
from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
BEFORE = "measure IN ('hide', 'restore', 'keep', 'release', 'refuse', 'suspend')"
AFTER = (
    "measure IN ('hide', 'restore', 'keep', 'release', 'refuse', 'suspend', 'remove', 'redact', 'label', 'slow',"
    " 'uncounted')"
)
STATES = (
    "state IN ('received', 'acknowledged', 'triage', 'proposed', 'decided', 'told', 'contested', 'review', 'upheld', 'varied',"
    " 'reversed', 'published', 'withdrawn', 'cascade')"
)
REASONS = (
    "reason IN ('identifiable', 'insult', 'false_figure', 'manipulation', 'off_charter', 'illegal', 'other')"
)
SCOPES = {
    "hide": "Ce texte n’est plus montré dans ce collectif ; la modération peut encore le lire.",
    "restore": "Ce texte est de nouveau montré dans ce collectif.",
    "keep": "Ce texte reste montré dans ce collectif.",
    "suspend": "Toutes les voix de cette personne dans ce collectif, et nulle part ailleurs.",
}


def _table(of: str, **columns: sa.types.TypeEngine) -> sa.TableClause:
    return sa.table(of, *(sa.column(column, kind) for column, kind in columns.items()))


TEXT, DAY, YES, N = sa.String(), sa.Date(), sa.Boolean(create_constraint=False), sa.Integer()
DECISION = _table(
    "decision", id=BIG, ref=TEXT, collective_id=BIG, subject=TEXT, subject_kind=TEXT, measure=TEXT, ground=TEXT, reason=TEXT,
    day=DAY,
)  # fmt: skip
OLD = _table(
    "report", id=BIG, ref=TEXT, collective_id=BIG, subject=TEXT, reason=TEXT, explanation=TEXT, state=TEXT, day=DAY
)
NEW = _table(
    "report", id=BIG, ref=TEXT, collective_id=BIG, case_id=BIG, subject=TEXT, reason=TEXT, mark=TEXT, passage=TEXT,
    explanation=TEXT, count=N, day=DAY,
)  # fmt: skip
CASE = _table(
    "moderation_case", id=BIG, ref=TEXT, collective_id=BIG, subject=TEXT, subject_kind=TEXT, open_on=TEXT, state=TEXT,
    origin=TEXT, reason=TEXT, measure=TEXT, handler=BIG, previous=TEXT, precaution=YES, day=DAY, until=DAY,
)  # fmt: skip
STEP = _table(
    "case_step", case_id=BIG, number=N, act=TEXT, source=TEXT, target=TEXT, staff_id=BIG, staff_name=TEXT, note=TEXT, day=DAY
)
STATEMENT = _table(
    "case_statement", id=BIG, case_id=BIG, decision=TEXT, measure=TEXT, scope=TEXT, facts=TEXT, notice=YES, automated=YES,
    law=YES, ground=TEXT, reason=TEXT, day=DAY,
)  # fmt: skip
DOCUMENT = _table("text", ref=TEXT, kind=TEXT)


def upgrade() -> None:
    link = op.get_bind()
    reports = list(link.execute(sa.select(OLD).order_by(OLD.c.day, OLD.c.id)).mappings())
    op.drop_table("report")
    _tables()
    _widen(link)
    _move(link, reports)


def _tables() -> None:
    op.create_table(
        "moderation_case",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.Column("collective_id", BIG, nullable=False),
        sa.Column("subject", sa.String(length=12), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("open_on", sa.String(length=12), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("origin", sa.String(length=6), nullable=False),
        sa.Column("reason", sa.String(length=14), nullable=False),
        sa.Column("measure", sa.String(length=10), nullable=False),
        sa.Column("handler", BIG, nullable=False),
        sa.Column("previous", sa.String(length=12), nullable=False),
        sa.Column("precaution", YES, nullable=False, server_default=sa.false()),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint(STATES, name=op.f("ck_moderation_case_state")),
        sa.CheckConstraint("origin IN ('report', 'own', 'guard')", name=op.f("ck_moderation_case_origin")),
        sa.ForeignKeyConstraint(["collective_id"], ["collective.id"], name=op.f("fk_moderation_case_collective_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_case")),
        sa.UniqueConstraint("open_on", name=op.f("uq_moderation_case_open_on")),
        sa.UniqueConstraint("ref", name=op.f("uq_moderation_case_ref")),
    )
    op.create_index(op.f("ix_moderation_case_collective_id"), "moderation_case", ["collective_id"])
    op.create_index(op.f("ix_moderation_case_subject"), "moderation_case", ["subject"])
    op.create_table(
        "case_step",
        sa.Column("case_id", BIG, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=12), nullable=False),
        sa.Column("target", sa.String(length=12), nullable=False),
        sa.Column("staff_id", BIG, nullable=False),
        sa.Column("staff_name", sa.String(length=120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["moderation_case.id"], name=op.f("fk_case_step_case_id")),
        sa.PrimaryKeyConstraint("case_id", "number", name=op.f("pk_case_step")),
    )
    op.create_table(
        "case_statement",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("decision", sa.String(length=12), nullable=False),
        sa.Column("measure", sa.String(length=10), nullable=False),
        sa.Column("scope", sa.String(length=200), nullable=False),
        sa.Column("lasts", sa.Date(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("notice", YES, nullable=False),
        sa.Column("automated", YES, nullable=False),
        sa.Column("law", YES, nullable=False),
        sa.Column("ground", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["moderation_case.id"], name=op.f("fk_case_statement_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_statement")),
    )
    op.create_index(op.f("ix_case_statement_case_id"), "case_statement", ["case_id"])
    _reports()


def _reports() -> None:
    op.create_table(
        "report",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("ref", sa.String(length=12), nullable=False),
        sa.Column("collective_id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("subject", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=14), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("passage", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("day", sa.Date(), nullable=False),
        sa.CheckConstraint(REASONS, name=op.f("ck_report_reason")),
        sa.ForeignKeyConstraint(["collective_id"], ["collective.id"], name=op.f("fk_report_collective_id")),
        sa.ForeignKeyConstraint(["case_id"], ["moderation_case.id"], name=op.f("fk_report_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("case_id", "reason", "mark", name=op.f("uq_report_case_id_reason_mark")),
        sa.UniqueConstraint("ref", name=op.f("uq_report_ref")),
    )
    for column in ("collective_id", "case_id", "subject"):
        op.create_index(op.f(f"ix_report_{column}"), "report", [column])
    op.create_table(
        "report_box",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("case_id", BIG, nullable=False),
        sa.Column("box", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["moderation_case.id"], name=op.f("fk_report_box_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_box")),
        sa.UniqueConstraint("case_id", "box", name=op.f("uq_report_box_case_id_box")),
    )
    op.create_index(op.f("ix_report_box_case_id"), "report_box", ["case_id"])


def _widen(connection) -> None:
    if connection.dialect.name == "sqlite":
        _rewrite(connection)
        return
    op.drop_constraint(op.f("ck_decision_measure"), "decision", type_="check")
    op.create_check_constraint(op.f("ck_decision_measure"), "decision", AFTER)


def _rewrite(connection) -> None:
    """As SQLite's manual tells for a CHECK: https://www.sqlite.org/lang_altertable.html, section 7."""
    query = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'decision'"
    told = connection.exec_driver_sql(query).scalar_one()
    if told.count(BEFORE) != 1:
        raise RuntimeError(f"{revision}: the table decision has not the CHECK that is expected: {BEFORE}")
    wider = told.replace(BEFORE, AFTER)
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.exec_driver_sql("UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = 'decision'", (wider,))
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")


# -- what was there ---------------------------------------------------------------


def _move(link, reports) -> None:
    taken = DECISION.c.measure.in_(tuple(SCOPES))  # release and refuse are of what was not public: no case
    query = sa.select(DECISION).where(taken).order_by(DECISION.c.subject, DECISION.c.day, DECISION.c.id)
    decisions = list(link.execute(query).mappings())
    last = {d["subject"]: d for d in decisions if d["measure"] != "suspend"}
    before: dict[str, str] = {}
    for one in decisions:
        over = one["measure"] != "suspend" and one is not last[one["subject"]]
        said = [r for r in reports if r["subject"] == one["subject"] and r["state"] == "closed"]
        case = _decided(link, one, before.get(one["subject"], ""), said, over)
        before[one["subject"]] = case["ref"]
        if one is last.get(one["subject"]):
            _keep(link, case, said)
    waiting = [r for r in reports if r["state"] == "open"]
    kinds = dict(link.execute(sa.select(DOCUMENT.c.ref, DOCUMENT.c.kind)).all())
    for subject in dict.fromkeys(r["subject"] for r in waiting):
        said = [r for r in waiting if r["subject"] == subject]
        _keep(link, _open(link, said, kinds.get(subject, ""), before.get(subject, "")), said)


def _decided(link, one, previous, said, over):
    case = _case(
        one, one["subject_kind"], previous, said,
        state="published" if over else "told", measure=one["measure"], until=_later(one["day"]), open_on=None,
    )  # fmt: skip
    link.execute(CASE.insert().values(**case))
    path = [("receive", "", "received"), ("examine", "received", "triage"), ("decide", "triage", "decided")]
    _walk(link, case, [*path, ("tell", "decided", "told"), *([("publish", "told", "published")] if over else [])])
    link.execute(
        STATEMENT.insert().values(
            id=_id(), case_id=case["id"], decision=one["ref"], measure=one["measure"], scope=SCOPES[one["measure"]],
            facts="", notice=bool(said), automated=False, law=False, ground=one["ground"], reason=one["reason"],
            day=one["day"],
        )
    )  # fmt: skip
    return case


def _open(link, said, kind, previous):
    first = said[0]
    case = _case(
        first, kind, previous, said, state="received", measure="", until=None, open_on=first["subject"]
    )
    link.execute(CASE.insert().values(**case))
    _walk(link, case, [("receive", "", "received")])
    return case


def _case(row, kind, previous, said, **more):
    return {
        "id": _id(), "ref": _ref(), "collective_id": row["collective_id"], "subject": row["subject"], "subject_kind": kind,
        "origin": "report" if said else "own", "reason": said[0]["reason"] if said else "", "handler": 0,
        "previous": previous, "precaution": False, "day": said[0]["day"] if said else row["day"], **more,
    }  # fmt: skip


def _walk(link, case, path) -> None:
    for number, (act, source, target) in enumerate(path, 1):
        link.execute(
            STEP.insert().values(
                case_id=case["id"], number=number, act=act, source=source, target=target, staff_id=0, staff_name="",
                note="", day=case["day"],
            )
        )  # fmt: skip


def _keep(link, case, said) -> None:
    """One row a reason, with how many said so and what they explained."""
    for reason in dict.fromkeys(r["reason"] for r in said):
        mine = [r for r in said if r["reason"] == reason]
        words = dict.fromkeys(r["explanation"].replace("\n\n", "\n") for r in mine if r["explanation"])
        link.execute(
            NEW.insert().values(
                id=_id(), ref=mine[0]["ref"], collective_id=case["collective_id"], case_id=case["id"],
                subject=case["subject"], reason=reason, mark=hashlib.sha256(b"").hexdigest(), passage="",
                explanation="\n\n".join(words), count=len(mine), day=mine[0]["day"],
            )
        )  # fmt: skip


def _later(day: date) -> date:
    years, month = divmod(day.month + 5, 12)
    for number in (day.day, 30, 29, 28):
        try:
            return date(day.year + years, month + 1, number)
        except ValueError:
            continue
    raise AssertionError(day)


def _id() -> int:
    return secrets.randbits(63) or 1


def _ref() -> str:
    return "".join(secrets.choice(ALPHABET) for _n in range(10))


def downgrade() -> None:
    raise NotImplementedError("Porte-voix goes back by restoring the automatic backup")
