"""Waves of signatures that wait for a look: how many, which day, why. Everybody sees them; no signature is in them."""

from datetime import date

from sqlalchemy import Column, ForeignKey, Integer, String
from sqlmodel import Field, SQLModel

from forum.core.db import BigId, one_of
from forum.core.ids import new_id, new_ref
from forum.petitions import models as petitions

LEADS_TO = (petitions,)  # foreign keys go to their tables
STATES = ("waiting", "passed", "ended")


class Wave(SQLModel, table=True):
    """`n` signatures of one tier. `host`: the mark of the day of their mailbox's host, erased when the day is over."""

    __table_args__ = (one_of("state", STATES), one_of("reason", ("host", "open")))

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ref: str = Field(default_factory=new_ref, sa_column=Column(String(12), nullable=False, unique=True))
    petition_id: int = Field(sa_column=Column(BigId, ForeignKey("petition.id"), nullable=False, index=True))
    tier: str = Field(sa_column=Column(String(10), nullable=False))
    host: str = Field(default="", sa_column=Column(String(16), nullable=False))
    reason: str = Field(sa_column=Column(String(8), nullable=False))
    n: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    state: str = Field(default="waiting", sa_column=Column(String(8), nullable=False))
    day: date
