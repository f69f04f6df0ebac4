"""A vote on one proposal of change, and its papers."""

from datetime import date

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    false,
)
from sqlmodel import Field, SQLModel

from forum.collectives.models import COLLEGES
from forum.core.db import BigId, one_of
from forum.core.ids import new_id
from forum.deliberation.settling.rules import CHOICES, STATES
from forum.texts import models as texts

LEADS_TO = (texts,)  # foreign keys go to their tables


class AmendmentVote(SQLModel, table=True):
    """`closes` is the last day on which one votes; the rules are copied in at opening. `result` is written once, when
    the papers are counted and deleted: {college: {for, against, abstain, objection, grants, quorum, adopted}}, with
    {adopted} alone where few voted."""

    __tablename__ = "amendment_vote"
    __table_args__ = (one_of("state", STATES), Index("ix_amendment_vote_state_closes", "state", "closes"))

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    amendment_id: int = Field(
        sa_column=Column(BigId, ForeignKey("amendment.id"), nullable=False, unique=True)
    )
    opens: date
    closes: date
    quorum_percent: int = Field(sa_column=Column(Integer, nullable=False))
    threshold_percent: int = Field(sa_column=Column(Integer, nullable=False))
    state: str = Field(default="open", sa_column=Column(String(10), nullable=False))
    # Asked for by the text's authors, who do not agree; otherwise by anybody, as nobody had answered.
    disagreed: bool = Field(
        default=False,
        sa_column=Column(Boolean(create_constraint=False), nullable=False, server_default=false()),
    )
    result: dict[str, dict[str, int]] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class AmendmentPaper(SQLModel, table=True):
    """One person's choice, under the `vote` nullifier of this proposal alone; deleted once it is counted."""

    __tablename__ = "amendment_paper"
    __table_args__ = (
        UniqueConstraint("vote_id", "nul"),
        one_of("choice", CHOICES),
        one_of("college", COLLEGES),
    )

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    vote_id: int = Field(sa_column=Column(BigId, ForeignKey("amendment_vote.id"), nullable=False))
    nul: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
    college: str = Field(sa_column=Column(String(12), nullable=False))
    choice: str = Field(sa_column=Column(String(8), nullable=False))
