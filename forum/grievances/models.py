"""Nommer: what happens, where, since when; and who lives it too."""

from datetime import date

from sqlalchemy import Column, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from forum.collectives.models import COLLEGES
from forum.core.db import BigId, one_of
from forum.core.ids import new_id
from forum.texts import models as texts

LEADS_TO = (texts,)  # foreign keys go to their tables


class Grievance(SQLModel, table=True):
    """A grievance: its words are a text (fields `title`, `body`, `since`, `concerned`, `service`).

    The counts are redundant with `echo`, moved only at slots, so that a list costs no join.
    """

    text_id: int = Field(
        sa_column=Column(BigId, ForeignKey("text.id"), primary_key=True, autoincrement=False)
    )
    territory_id: int = Field(sa_column=Column(BigId, ForeignKey("territory.id"), nullable=False, index=True))
    echo_professional: int = 0
    echo_concerned: int = 0
    echo_ally: int = 0
    echo_open: int = 0


class Echo(SQLModel, table=True):
    """« Je le vis aussi »: once a carnet for a grievance. Its optional testimony is a text of the same thread."""

    __table_args__ = (UniqueConstraint("text_id", "nul"), one_of("college", ("open", *COLLEGES)))

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    text_id: int = Field(sa_column=Column(BigId, ForeignKey("grievance.text_id"), nullable=False))
    nul: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
    college: str = Field(sa_column=Column(String(12), nullable=False))
    day: date
