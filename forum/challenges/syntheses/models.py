"""A synthesis of what was said under one question of a challenge; its words are a text of the team's."""

from sqlalchemy import Column, ForeignKey, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from forum.challenges import models as challenges
from forum.challenges.models import QUESTIONS
from forum.core.db import BigId, one_of
from forum.texts import models as texts

LEADS_TO = (challenges, texts)  # foreign keys go to their tables


class Synthesis(SQLModel, table=True):
    """One a question. What it took up, and what was there when it was written: `taken_up`."""

    __table_args__ = (UniqueConstraint("challenge_id", "question"), one_of("question", QUESTIONS))

    text_id: int = Field(
        sa_column=Column(BigId, ForeignKey("text.id"), primary_key=True, autoincrement=False)
    )
    challenge_id: int = Field(sa_column=Column(BigId, ForeignKey("challenge.text_id"), nullable=False))
    question: str = Field(sa_column=Column(String(20), nullable=False))
