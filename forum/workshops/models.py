"""Aller-vers: a workshop and what was said there, read back and agreed."""

from datetime import date

from sqlalchemy import Column, ForeignKey, String, Text
from sqlmodel import Field, SQLModel

from forum.collectives import models as collectives
from forum.core.db import BigId
from forum.core.ids import new_id, new_ref

LEADS_TO = (collectives,)  # foreign keys go to their tables


class Workshop(SQLModel, table=True):
    """A meeting in a room: a place without an address, a theme, a day; `territory` is the code of the
    place in the collective's list that its statements are about."""

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ref: str = Field(default_factory=new_ref, sa_column=Column(String(12), nullable=False, unique=True))
    collective_id: int = Field(
        sa_column=Column(BigId, ForeignKey("collective.id"), nullable=False, index=True)
    )
    place: str = Field(sa_column=Column(String(120), nullable=False))
    theme: str = Field(sa_column=Column(Text, nullable=False))
    territory: str | None = Field(default=None, sa_column=Column(String(20), nullable=True))
    day: date
