"""A question asked on several demands at once, and the answers while it is open."""

from datetime import date
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from forum.collectives.models import COLLEGES
from forum.core.db import BigId, one_of
from forum.core.ids import new_id, new_ref
from forum.demands import models as demands
from forum.demands.consultations.rules import WAYS

LEADS_TO = (demands,)  # foreign keys go to their tables


class Consultation(SQLModel, table=True):
    """Its rules are copied in at opening and never change. `places` or `pages`: the size of the cahier that may come of
    it, in demands or in printed pages; 0 and 0 for none. `lot`: the reference of the draw that orders ties, or "".

    `closes` is the last day; `ends` the slot (epoch seconds) at which it is counted if the team ended it early, else 0;
    `ended` the day it was counted. `result` is written once, when the papers are counted and
    deleted (see `counting/rules.py`): a deciding college of few voters, or without its quorum, has no detail in it.
    """

    __table_args__ = (
        one_of("way", WAYS),
        one_of("state", ("open", "closed")),
        Index("ix_consultation_state_closes", "state", "closes"),
    )

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ref: str = Field(default_factory=new_ref, sa_column=Column(String(12), nullable=False, unique=True))
    collective_id: int = Field(
        sa_column=Column(BigId, ForeignKey("collective.id"), nullable=False, index=True)
    )
    title: str = Field(sa_column=Column(String(200), nullable=False))
    question: str = Field(sa_column=Column(Text, nullable=False))
    way: str = Field(sa_column=Column(String(10), nullable=False))
    places: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    lot: str = Field(default="", sa_column=Column(String(12), nullable=False, server_default=sql("''")))
    pages: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default=sql("0")))
    quorum_percent: int = Field(sa_column=Column(Integer, nullable=False))
    opens: date
    closes: date
    ends: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default=sql("0")))
    ended: date | None = None
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    state: str = Field(default="open", sa_column=Column(String(8), nullable=False))
    result: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    hidden: bool = Field(default=False, sa_column=Column(Boolean(create_constraint=False), nullable=False))


class ConsultationOption(SQLModel, table=True):
    """A demand as it was at the opening. `position` was drawn then: pages show that order, and ties go by it.

    `lines`: how long it prints (`platforms/lengths`).
    `rank` and `grade` are what the count gave it on a par; 0 and -1 where nothing was ranked.
    """

    __tablename__ = "consultation_option"

    consultation_id: int = Field(
        sa_column=Column(BigId, ForeignKey("consultation.id"), primary_key=True, autoincrement=False)
    )
    text_id: int = Field(
        sa_column=Column(
            BigId, ForeignKey("demand.text_id"), primary_key=True, autoincrement=False, index=True
        )
    )
    position: int = Field(sa_column=Column(Integer, nullable=False))
    version: int = Field(sa_column=Column(Integer, nullable=False))
    hash: str = Field(sa_column=Column(String(64), nullable=False))
    lines: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default=sql("0")))
    rank: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    grade: int = Field(default=-1, sa_column=Column(Integer, nullable=False))


class ConsultationPaper(SQLModel, table=True):
    """One person's answers, together, under the `vote` nullifier of this consultation alone; deleted once counted.

    `answers`: reference of a demand → how high (0 is the lowest grade, or not wanted); what is not there is 0.
    """

    __tablename__ = "consultation_paper"
    __table_args__ = (UniqueConstraint("consultation_id", "nul"), one_of("college", COLLEGES))

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    consultation_id: int = Field(sa_column=Column(BigId, ForeignKey("consultation.id"), nullable=False))
    nul: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
    college: str = Field(sa_column=Column(String(12), nullable=False))
    answers: dict[str, int] = Field(sa_column=Column(JSON, nullable=False))


class PlatformOrigin(SQLModel, table=True):
    """The consultation that a cahier was made from; `reason`: why the team did not take the result as it is."""

    __tablename__ = "platform_origin"

    platform_id: int = Field(
        sa_column=Column(BigId, ForeignKey("platform.id"), primary_key=True, autoincrement=False)
    )
    consultation_id: int = Field(
        sa_column=Column(BigId, ForeignKey("consultation.id"), nullable=False, index=True)
    )
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))
