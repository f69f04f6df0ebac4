"""The days of an institution: when it votes, gathers or hears candidates, and when a demand must be on the table."""

from datetime import date

from sqlalchemy import Column, ForeignKey, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from forum.core.db import BigId, one_of
from forum.core.ids import new_id, new_ref
from forum.registers import models as registers

LEADS_TO = (registers,)  # foreign keys go to their tables

DATE_KINDS = ("candidacy", "budget", "council", "other")


class InstitutionDate(SQLModel, table=True):
    """`due`: the last day for a demand to be on the table, the day itself if nobody said; `source`: where it is written."""

    __tablename__ = "institution_date"
    __table_args__ = (one_of("kind", DATE_KINDS), UniqueConstraint("institution_id", "day", "title"))

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ref: str = Field(default_factory=new_ref, sa_column=Column(String(12), nullable=False, unique=True))
    institution_id: int = Field(sa_column=Column(BigId, ForeignKey("institution.id"), nullable=False))
    kind: str = Field(sa_column=Column(String(10), nullable=False))
    title: str = Field(sa_column=Column(String(200), nullable=False))
    source: str = Field(default="", sa_column=Column(String(1000), nullable=False))
    due: date
    day: date
