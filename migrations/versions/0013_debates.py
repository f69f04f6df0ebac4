"""Debates: arguments are rebutted and taken up into syntheses, institutions answer in their own voice.

What a text may be is a CHECK of `text`. SQLite changes one by writing the table afresh, which the keys that lead to it
forbid inside a transaction; nothing of what is stored changes, so the sentence is changed where SQLite keeps it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KIND = "kind IN ('grievance', 'testimony', 'mechanism', 'challenge', 'argument', 'demand', 'synthesis'{more})"
COLLEGE = "college IN ('', 'professional', 'concerned', 'ally', 'open', 'staff'{more})"
WIDER = {"kind": (KIND, ", 'answer'"), "college": (COLLEGE, ", 'institution'")}


def upgrade() -> None:
    op.add_column("argument", sa.Column("answers", sa.String(length=12), nullable=False, server_default=sa.text("''")))
    op.create_index(op.f("ix_argument_answers"), "argument", ["answers"], unique=False)
    _widen(op.get_bind())
    op.create_table(
        "taken_up",
        sa.Column("synthesis_id", BIG, autoincrement=False, nullable=False),
        sa.Column("argument_id", BIG, autoincrement=False, nullable=False),
        sa.Column("taken", sa.Boolean(create_constraint=False), nullable=False),
        sa.ForeignKeyConstraint(["synthesis_id"], ["text.id"], name=op.f("fk_taken_up_synthesis_id")),
        sa.ForeignKeyConstraint(["argument_id"], ["argument.text_id"], name=op.f("fk_taken_up_argument_id")),
        sa.PrimaryKeyConstraint("synthesis_id", "argument_id", name=op.f("pk_taken_up")),
    )
    op.create_index(op.f("ix_taken_up_argument_id"), "taken_up", ["argument_id"], unique=False)
    op.create_table(
        "synthesis",
        sa.Column("text_id", BIG, autoincrement=False, nullable=False),
        sa.Column("challenge_id", BIG, nullable=False),
        sa.Column("question", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "question IN ('usefulness', 'help', 'sustainability')", name=op.f("ck_synthesis_question")
        ),
        sa.ForeignKeyConstraint(["text_id"], ["text.id"], name=op.f("fk_synthesis_text_id")),
        sa.ForeignKeyConstraint(["challenge_id"], ["challenge.text_id"], name=op.f("fk_synthesis_challenge_id")),
        sa.PrimaryKeyConstraint("text_id", name=op.f("pk_synthesis")),
        sa.UniqueConstraint("challenge_id", "question", name=op.f("uq_synthesis_challenge_id_question")),
    )
    op.create_table(
        "institution_link",
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        *_whose(),
        sa.Column("until", sa.Date(), nullable=False),
        *_keys("institution_link"),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_institution_link")),
    )
    op.create_table(
        "institution_answer",
        sa.Column("text_id", BIG, autoincrement=False, nullable=False),
        *_whose(),
        *_keys("institution_answer"),
        sa.ForeignKeyConstraint(["text_id"], ["text.id"], name=op.f("fk_institution_answer_text_id")),
        sa.PrimaryKeyConstraint("text_id", name=op.f("pk_institution_answer")),
    )


def _whose():
    return (
        sa.Column("challenge_id", BIG, nullable=False),
        sa.Column("institution_id", BIG, nullable=False),
        sa.Column("asked", sa.Date(), nullable=False),
    )


def _keys(table):
    return (
        sa.ForeignKeyConstraint(["challenge_id"], ["challenge.text_id"], name=op.f(f"fk_{table}_challenge_id")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f(f"fk_{table}_institution_id")),
        sa.UniqueConstraint(
            "challenge_id", "institution_id", name=op.f(f"uq_{table}_challenge_id_institution_id")
        ),
    )


def _widen(connection) -> None:
    if connection.dialect.name == "sqlite":
        _rewrite(connection)
        return
    for column, (check, more) in WIDER.items():
        op.drop_constraint(op.f(f"ck_text_{column}"), "text", type_="check")
        op.create_check_constraint(op.f(f"ck_text_{column}"), "text", check.format(more=more))


def _rewrite(connection) -> None:
    """As SQLite's manual tells for a CHECK: https://www.sqlite.org/lang_altertable.html, section 7."""
    query = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'text'"
    told = wider = connection.exec_driver_sql(query).scalar_one()
    for check, more in WIDER.values():
        if told.count(check.format(more="")) != 1:
            raise RuntimeError(f"0013: the table text has not the CHECK that is expected: {check}")
        wider = wider.replace(check.format(more=""), check.format(more=more))
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.exec_driver_sql("UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = 'text'", (wider,))
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")


def downgrade() -> None:
    raise NotImplementedError("Porte-voix goes back by restoring the automatic backup")
