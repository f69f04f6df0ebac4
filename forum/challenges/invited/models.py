"""An institution that is invited to answer a challenge, and what it answers in its own voice."""

from datetime import date

from sqlalchemy import Column, ForeignKey, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from forum.challenges import models as challenges
from forum.core.db import UNSEEN, BigId
from forum.registers import models as registers
from forum.texts import models as texts

LEADS_TO = (challenges, registers, texts)  # foreign keys go to their tables


class InstitutionLink(SQLModel, table=True):
    """A link that serves for one institution on one challenge; its code is shown once and only its hash is kept."""

    __tablename__ = "institution_link"
    __table_args__ = (UniqueConstraint("challenge_id", "institution_id"), UNSEEN)

    code_hash: bytes = Field(sa_column=Column(LargeBinary(32), primary_key=True))
    challenge_id: int = Field(sa_column=Column(BigId, ForeignKey("challenge.text_id"), nullable=False))
    institution_id: int = Field(sa_column=Column(BigId, ForeignKey("institution.id"), nullable=False))
    asked: date
    until: date


class InstitutionAnswer(SQLModel, table=True):
    """What an institution says of a challenge is a text under its own name. `asked`: the day on which it was invited."""

    __tablename__ = "institution_answer"
    __table_args__ = (UniqueConstraint("challenge_id", "institution_id"),)

    text_id: int = Field(
        sa_column=Column(BigId, ForeignKey("text.id"), primary_key=True, autoincrement=False)
    )
    challenge_id: int = Field(sa_column=Column(BigId, ForeignKey("challenge.text_id"), nullable=False))
    institution_id: int = Field(sa_column=Column(BigId, ForeignKey("institution.id"), nullable=False))
    asked: date
