"""A case: one subject under examination, each of its passages, and the statement of reasons of what was decided.

Nothing of it is on a public page: the journal (`moderation.models.Decision`) is what everybody reads.
"""

from datetime import date

from sqlalchemy import Boolean, Column, ForeignKey, String, Text, false
from sqlmodel import Field, SQLModel

from forum.collectives import models as collectives
from forum.core.db import UNSEEN, BigId, one_of
from forum.core.ids import new_id, new_ref

LEADS_TO = (collectives,)  # foreign keys go to their tables

STATES = (
    "received", "acknowledged", "triage", "proposed", "decided", "told", "contested", "review",
    "upheld", "varied", "reversed", "published", "withdrawn", "cascade",
)  # fmt: skip
ORIGINS = ("report", "own", "guard")


class Case(SQLModel, table=True):
    """`open_on` is the subject while the case is open and NULL afterwards: one open case a subject, whoever comes at once.

    `handler` is an account's number, or 0: whoever left is nobody's. `previous` is the reference of the case before on the
    same subject. `precaution`: the text is hidden until somebody has looked. `until`: the last day to contest.
    """

    __tablename__ = "moderation_case"
    __table_args__ = (one_of("state", STATES), one_of("origin", ORIGINS), UNSEEN)

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ref: str = Field(default_factory=new_ref, sa_column=Column(String(12), nullable=False, unique=True))
    collective_id: int = Field(
        sa_column=Column(BigId, ForeignKey("collective.id"), nullable=False, index=True)
    )
    subject: str = Field(sa_column=Column(String(12), nullable=False, index=True))
    subject_kind: str = Field(sa_column=Column(String(20), nullable=False))
    open_on: str | None = Field(default=None, sa_column=Column(String(12), nullable=True, unique=True))
    state: str = Field(default="received", sa_column=Column(String(12), nullable=False))
    origin: str = Field(default="report", sa_column=Column(String(6), nullable=False))
    reason: str = Field(default="", sa_column=Column(String(14), nullable=False))
    measure: str = Field(default="", sa_column=Column(String(10), nullable=False))
    handler: int = Field(default=0, sa_column=Column(BigId, nullable=False))
    previous: str = Field(default="", sa_column=Column(String(12), nullable=False))
    precaution: bool = Field(
        default=False,
        sa_column=Column(Boolean(create_constraint=False), nullable=False, server_default=false()),
    )
    day: date
    until: date | None = None


class CaseStep(SQLModel, table=True):
    """One passage. Staff answer by name inside; the public reads no name. `number` is its place in its own case."""

    __tablename__ = "case_step"
    __table_args__ = (UNSEEN,)

    case_id: int = Field(
        sa_column=Column(BigId, ForeignKey("moderation_case.id"), primary_key=True, autoincrement=False)
    )
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    act: str = Field(sa_column=Column(String(20), nullable=False))
    source: str = Field(default="", sa_column=Column(String(12), nullable=False))
    target: str = Field(default="", sa_column=Column(String(12), nullable=False))
    staff_id: int = Field(default=0, sa_column=Column(BigId, nullable=False))
    staff_name: str = Field(default="", sa_column=Column(String(120), nullable=False))
    note: str = Field(default="", sa_column=Column(Text, nullable=False))
    day: date


class Reasons(SQLModel, table=True):
    """Why, in the fields that article 17 of the Digital Services Act asks for. `decision` is its line of the journal.

    `automated`: whether software had a part. `law`: the ground is in the law, else in the charter.
    """

    __tablename__ = "case_statement"
    __table_args__ = (UNSEEN,)

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    case_id: int = Field(
        sa_column=Column(BigId, ForeignKey("moderation_case.id"), nullable=False, index=True)
    )
    decision: str = Field(default="", sa_column=Column(String(12), nullable=False))
    measure: str = Field(sa_column=Column(String(10), nullable=False))
    scope: str = Field(sa_column=Column(String(200), nullable=False))
    lasts: date | None = None
    facts: str = Field(sa_column=Column(Text, nullable=False))
    notice: bool = Field(sa_column=Column(Boolean(create_constraint=False), nullable=False))
    automated: bool = Field(sa_column=Column(Boolean(create_constraint=False), nullable=False))
    law: bool = Field(sa_column=Column(Boolean(create_constraint=False), nullable=False))
    ground: str = Field(sa_column=Column(String(200), nullable=False))
    reason: str = Field(sa_column=Column(Text, nullable=False))
    day: date
