"""Lots drawn in public."""

from datetime import date

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Text
from sqlmodel import Field, SQLModel

from forum.collectives import models as collectives
from forum.core.db import BigId
from forum.core.ids import new_id, new_ref

LEADS_TO = (collectives,)  # foreign keys go to their tables


class Lot(SQLModel, table=True):
    """A list to draw from, frozen with its fingerprint before anybody can know the seed.

    `source`: what will give the seed, and from which day (`due`) it can be known; `until`: the last day it is taken, if
    there is one. `seed` is written once. `picked`: how many come out, 0 where the whole order is wanted.
    """

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ref: str = Field(default_factory=new_ref, sa_column=Column(String(12), nullable=False, unique=True))
    collective_id: int = Field(
        sa_column=Column(BigId, ForeignKey("collective.id"), nullable=False, index=True)
    )
    title: str = Field(sa_column=Column(String(200), nullable=False))
    listing: str = Field(sa_column=Column(Text, nullable=False))
    hash: str = Field(sa_column=Column(String(64), nullable=False))
    picked: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    source: str = Field(sa_column=Column(Text, nullable=False))
    due: date
    until: date | None = None
    seed: str = Field(default="", sa_column=Column(String(200), nullable=False))
    seeded: date | None = None
    hidden: bool = Field(default=False, sa_column=Column(Boolean(create_constraint=False), nullable=False))
    day: date
