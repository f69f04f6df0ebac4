"""The public journal of moderation."""

from datetime import date

from sqlalchemy import Column, ForeignKey, String, Text
from sqlmodel import Field, SQLModel

from forum.collectives import models as collectives
from forum.core.db import BigId, one_of
from forum.core.ids import new_id, new_ref

LEADS_TO = (collectives,)  # foreign keys go to their tables

MEASURES = (
    "hide", "restore", "keep", "release", "refuse", "suspend", "remove", "redact", "label", "slow", "uncounted",
)  # fmt: skip


class Decision(SQLModel, table=True):
    """A reasoned, public decision; never the content removed, never a nullifier."""

    __table_args__ = (one_of("measure", MEASURES),)

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ref: str = Field(default_factory=new_ref, sa_column=Column(String(12), nullable=False, unique=True))
    collective_id: int = Field(
        sa_column=Column(BigId, ForeignKey("collective.id"), nullable=False, index=True)
    )
    subject: str = Field(sa_column=Column(String(12), nullable=False, index=True))
    subject_kind: str = Field(sa_column=Column(String(20), nullable=False))
    measure: str = Field(sa_column=Column(String(10), nullable=False))
    ground: str = Field(sa_column=Column(String(200), nullable=False))
    reason: str = Field(sa_column=Column(Text, nullable=False))
    day: date
