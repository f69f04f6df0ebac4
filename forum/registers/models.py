"""What many texts point at: institutions, official objectives, mechanisms."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from forum.collectives import models as collectives
from forum.core.db import BigId, one_of
from forum.core.ids import new_id, new_ref
from forum.texts import models as texts

LEADS_TO = (collectives, texts)  # foreign keys go to their tables

MECHANISM_KINDS = ("rule", "budget", "indicator", "management", "scheme")


class Institution(SQLModel, table=True):
    """To whom demands and petitions are addressed. `profile` says which deadlines of law run (`deadlines/`)."""

    __table_args__ = (Index("ix_institution_collective_id_name_id", "collective_id", "name", "id"),)

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ref: str = Field(default_factory=new_ref, sa_column=Column(String(12), nullable=False, unique=True))
    collective_id: int = Field(sa_column=Column(BigId, ForeignKey("collective.id"), nullable=False))
    name: str = Field(sa_column=Column(String(200), nullable=False))
    kind: str = Field(default="", sa_column=Column(String(80), nullable=False))
    profile: str = Field(default="", sa_column=Column(String(20), nullable=False, server_default=sql("''")))
    address: str = Field(default="", sa_column=Column(Text, nullable=False))


class Objective(SQLModel, table=True):
    """An official objective (a strategy's numbered goal, a law's article) a demand can lean on.

    `source` is the name of the text it is of, `position` its place there. A withdrawn one is offered no more and keeps
    what leans on it.
    """

    __table_args__ = (UniqueConstraint("collective_id", "source", "code"),)

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ref: str = Field(default_factory=new_ref, sa_column=Column(String(12), nullable=False, unique=True))
    collective_id: int = Field(sa_column=Column(BigId, ForeignKey("collective.id"), nullable=False))
    code: str = Field(sa_column=Column(String(40), nullable=False))
    title: str = Field(sa_column=Column(String(400), nullable=False))
    source: str = Field(default="", sa_column=Column(String(300), nullable=False))
    url: str = Field(default="", sa_column=Column(String(1000), nullable=False))
    position: int = 0
    withdrawn: bool = Field(default=False, sa_column=Column(Boolean(create_constraint=False), nullable=False))


class Mechanism(SQLModel, table=True):
    """A rule, a budget, an indicator, a management practice or a scheme; its words are a text."""

    __table_args__ = (one_of("kind", MECHANISM_KINDS),)

    text_id: int = Field(
        sa_column=Column(BigId, ForeignKey("text.id"), primary_key=True, autoincrement=False)
    )
    kind: str = Field(sa_column=Column(String(12), nullable=False))
