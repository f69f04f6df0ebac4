"""What anybody says of anything, and where an answer waits for them. Nobody is noted."""

from datetime import date

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from forum.core.db import UNSEEN, BigId, one_of
from forum.core.ids import new_id, new_ref
from forum.moderation.cases import models as cases

LEADS_TO = (cases,)  # foreign keys go to their tables

REASONS = ("identifiable", "insult", "false_figure", "manipulation", "off_charter", "illegal", "other")


class Report(SQLModel, table=True):
    """One reason and one passage, however many said so: ten thousand are one row, and weigh as one.

    `mark` is the hash of the passage, folded. It goes with the end of its case.
    """

    __table_args__ = (UniqueConstraint("case_id", "reason", "mark"), one_of("reason", REASONS), UNSEEN)

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ref: str = Field(default_factory=new_ref, sa_column=Column(String(12), nullable=False, unique=True))
    collective_id: int = Field(
        sa_column=Column(BigId, ForeignKey("collective.id"), nullable=False, index=True)
    )
    case_id: int = Field(
        sa_column=Column(BigId, ForeignKey("moderation_case.id"), nullable=False, index=True)
    )
    subject: str = Field(sa_column=Column(String(12), nullable=False, index=True))
    reason: str = Field(sa_column=Column(String(14), nullable=False))
    mark: str = Field(sa_column=Column(String(64), nullable=False))
    passage: str = Field(default="", sa_column=Column(Text, nullable=False))
    explanation: str = Field(default="", sa_column=Column(Text, nullable=False))
    count: int = Field(default=1, sa_column=Column(Integer, nullable=False, server_default="1"))
    day: date


class ReportBox(SQLModel, table=True):
    """Where the answer is to be sealed: of a carnet, for this subject alone, or of a code of eight words. It goes when the
    answer is there."""

    __tablename__ = "report_box"
    __table_args__ = (UniqueConstraint("case_id", "box"), UNSEEN)

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    case_id: int = Field(
        sa_column=Column(BigId, ForeignKey("moderation_case.id"), nullable=False, index=True)
    )
    box: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
