"""Suivre: what was delivered, what was answered, what was promised, and whether it was kept."""

from datetime import date

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from forum.collectives.models import COLLEGES
from forum.core.db import BigId, one_of
from forum.core.ids import new_id, new_ref
from forum.demands import models as demands
from forum.petitions import models as petitions
from forum.registers import models as registers

LEADS_TO = (demands, petitions, registers)  # foreign keys go to their tables

REPLY_LABELS = ("commitment", "refusal", "stalling", "silence")
SUBJECTS = {"petition": "petition_id", "demand": "text_id", "platform": "platform_id"}


class FollowUp(SQLModel, table=True):
    """What one institution owes an answer on: a petition, a demand or a cahier, and nothing else.

    `ref` is the petition's code or the demand's reference, so that one address leads to what followed; a cahier goes to
    several institutions, and each has its own. `day` is when it could first be handed over.
    """

    __tablename__ = "followup"
    __table_args__ = (
        one_of("kind", tuple(SUBJECTS)),
        *(
            CheckConstraint(f"(kind = '{kind}') = ({column} IS NOT NULL)", name=kind)
            for kind, column in SUBJECTS.items()
        ),
        UniqueConstraint("platform_id", "institution_id"),
        Index("ix_followup_institution_id_day_id", "institution_id", "day", "id"),
    )

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ref: str = Field(default_factory=new_ref, sa_column=Column(String(12), nullable=False, unique=True))
    collective_id: int = Field(
        sa_column=Column(BigId, ForeignKey("collective.id"), nullable=False, index=True)
    )
    institution_id: int = Field(sa_column=Column(BigId, ForeignKey("institution.id"), nullable=False))
    kind: str = Field(sa_column=Column(String(10), nullable=False))
    petition_id: int | None = Field(
        default=None, sa_column=Column(BigId, ForeignKey("petition.id"), nullable=True, unique=True)
    )
    text_id: int | None = Field(
        default=None, sa_column=Column(BigId, ForeignKey("demand.text_id"), nullable=True, unique=True)
    )
    platform_id: int | None = Field(
        default=None, sa_column=Column(BigId, ForeignKey("platform.id"), nullable=True)
    )
    day: date


class Delivery(SQLModel, table=True):
    """It was handed over: when, to whom, how. The silence clock starts that day. `reminder`: asked again, and no more.

    `agreed`: the day by which the institution undertook to answer this one, and `agreed_source` where it said so.
    """

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ref: str = Field(default_factory=new_ref, sa_column=Column(String(12), nullable=False, unique=True))
    followup_id: int = Field(sa_column=Column(BigId, ForeignKey("followup.id"), nullable=False, index=True))
    recipient: str = Field(sa_column=Column(String(200), nullable=False))
    how: str = Field(default="", sa_column=Column(String(200), nullable=False))
    reminder: bool = Field(
        default=False,
        sa_column=Column(Boolean(create_constraint=False), nullable=False, server_default=false()),
    )
    agreed: date | None = Field(default=None, sa_column=Column(Date, nullable=True))
    agreed_source: str = Field(
        default="", sa_column=Column(String(300), nullable=False, server_default=sql("''"))
    )
    day: date


class Reply(SQLModel, table=True):
    """What the institution answered, and how the collective reads it; `stalling` says which way of putting off it is."""

    __table_args__ = (one_of("label", REPLY_LABELS),)

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ref: str = Field(default_factory=new_ref, sa_column=Column(String(12), nullable=False, unique=True))
    delivery_id: int = Field(sa_column=Column(BigId, ForeignKey("delivery.id"), nullable=False, index=True))
    label: str = Field(sa_column=Column(String(12), nullable=False))
    stalling: str = Field(default="", sa_column=Column(String(12), nullable=False, server_default=sql("''")))
    text: str = Field(sa_column=Column(Text, nullable=False))
    source: str = Field(default="", sa_column=Column(String(1000), nullable=False))
    day: date


class Commitment(SQLModel, table=True):
    """A promise: who, what, by when, how we shall know. Overdue is computed, never typed.

    `demand_id` and `criterion` say what it answers: a demand, or one of its criteria in the words that were voted.
    """

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ref: str = Field(default_factory=new_ref, sa_column=Column(String(12), nullable=False, unique=True))
    reply_id: int = Field(sa_column=Column(BigId, ForeignKey("reply.id"), nullable=False, index=True))
    demand_id: int | None = Field(
        default=None, sa_column=Column(BigId, ForeignKey("demand.text_id"), nullable=True, index=True)
    )
    criterion: str = Field(default="", sa_column=Column(Text, nullable=False))
    owner: str = Field(sa_column=Column(String(200), nullable=False))
    what: str = Field(sa_column=Column(Text, nullable=False))
    due: date
    evidence: str = Field(default="", sa_column=Column(Text, nullable=False))
    source: str = Field(default="", sa_column=Column(String(1000), nullable=False))
    kept_professional: int = 0
    broken_professional: int = 0
    kept_concerned: int = 0
    broken_concerned: int = 0
    day: date


class Assessment(SQLModel, table=True):
    """*Tenu / pas tenu*, by someone of a deciding college, once a commitment."""

    __table_args__ = (
        UniqueConstraint("commitment_id", "nul"),
        one_of("college", COLLEGES),
        one_of("verdict", ("kept", "broken")),
    )

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    commitment_id: int = Field(sa_column=Column(BigId, ForeignKey("commitment.id"), nullable=False))
    nul: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
    college: str = Field(sa_column=Column(String(12), nullable=False))
    verdict: str = Field(sa_column=Column(String(8), nullable=False))
