"""What the team tells those who follow a petition."""

from datetime import date

from sqlalchemy import Column, ForeignKey, String, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from forum.core.db import BigId
from forum.core.ids import new_id, new_ref
from forum.petitions import models as petitions

LEADS_TO = (petitions,)  # foreign keys go to their tables


class PetitionNews(SQLModel, table=True):
    """A staff text, public at once. Pressed twice, a form leaves one: the same title is there once a day."""

    __tablename__ = "petition_news"
    __table_args__ = (UniqueConstraint("petition_id", "day", "title"),)

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ref: str = Field(
        default_factory=lambda: new_ref(8), sa_column=Column(String(12), nullable=False, unique=True)
    )
    petition_id: int = Field(sa_column=Column(BigId, ForeignKey("petition.id"), nullable=False))
    title: str = Field(sa_column=Column(String(120), nullable=False))
    body: str = Field(sa_column=Column(Text, nullable=False))
    body_html: str = Field(sa_column=Column(Text, nullable=False))
    day: date
