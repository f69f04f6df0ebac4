"""A text that somebody said and somebody else typed: the fact beside the text, nothing of either person."""

from sqlalchemy import Column, ForeignKey, String
from sqlmodel import Field, SQLModel

from forum.core.db import BigId, one_of
from forum.texts import models as texts

LEADS_TO = (texts,)  # foreign keys go to their tables

CONSENTS = ("aloud", "hand")


class Spoken(SQLModel, table=True):
    """Read back and agreed (`consent`: by a yes said aloud, or by their own hand), in a workshop or not ("").

    Written at the slot with its text. No card is here, nor who typed: a text's nullifier is its card's or its carnet's.
    """

    __table_args__ = (one_of("consent", CONSENTS),)

    text_id: int = Field(
        sa_column=Column(BigId, ForeignKey("text.id"), primary_key=True, autoincrement=False)
    )
    workshop: str = Field(default="", sa_column=Column(String(12), nullable=False, index=True))
    consent: str = Field(sa_column=Column(String(5), nullable=False))
