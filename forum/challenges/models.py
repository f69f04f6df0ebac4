"""Contester: a mechanism is challenged, three standing questions, and a refusal that people join."""

from datetime import date

from sqlalchemy import Column, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from forum.collectives.models import COLLEGES
from forum.core.db import BigId, one_of
from forum.core.ids import new_id
from forum.registers import models as registers
from forum.texts import models as texts

LEADS_TO = (registers, texts)  # foreign keys go to their tables

QUESTIONS = ("usefulness", "help", "sustainability")


class Challenge(SQLModel, table=True):
    """A challenge to one mechanism; its text has the fields `title`, `body`, `refusal` (« Nous refusons… »)."""

    text_id: int = Field(
        sa_column=Column(BigId, ForeignKey("text.id"), primary_key=True, autoincrement=False)
    )
    mechanism_id: int = Field(
        sa_column=Column(BigId, ForeignKey("mechanism.text_id"), nullable=False, index=True)
    )
    join_professional: int = 0
    join_concerned: int = 0
    join_ally: int = 0
    join_open: int = 0


class Refusal(SQLModel, table=True):
    """One carnet joins the collective refusal, once."""

    __table_args__ = (UniqueConstraint("text_id", "nul"), one_of("college", ("open", *COLLEGES)))

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    text_id: int = Field(sa_column=Column(BigId, ForeignKey("challenge.text_id"), nullable=False))
    nul: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
    college: str = Field(sa_column=Column(String(12), nullable=False))
    day: date
