"""Revendiquer: what must change, by whom, by when, and how we shall know."""

from datetime import date

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Text
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from forum.collectives import models as collectives
from forum.core.db import BigId, one_of
from forum.core.ids import new_id, new_ref
from forum.registers import models as registers
from forum.texts import models as texts

LEADS_TO = (collectives, registers, texts)  # foreign keys go to their tables

DEMAND_KINDS = ("principle", "condition", "agenda")
DEMAND_STATES = ("draft", "ballot", "shared", "single", "rejected")


class Demand(SQLModel, table=True):
    """A demand; its text has the fields `title`, `body`, `responsible`, `deadline`, `criteria` (one a line), `equity`,
    and `cost` where one said what it costs.

    All of these are in the version's hash: what is voted is the whole demand, not its title.
    """

    __table_args__ = (one_of("kind", DEMAND_KINDS), one_of("state", DEMAND_STATES))

    text_id: int = Field(
        sa_column=Column(BigId, ForeignKey("text.id"), primary_key=True, autoincrement=False)
    )
    kind: str = Field(sa_column=Column(String(12), nullable=False))
    institution_id: int = Field(
        sa_column=Column(BigId, ForeignKey("institution.id"), nullable=False, index=True)
    )
    state: str = Field(default="draft", sa_column=Column(String(10), nullable=False))
    carried_by: str = Field(default="", sa_column=Column(String(12), nullable=False))


class DemandObjective(SQLModel, table=True):
    """An official objective a demand leans on."""

    __tablename__ = "demand_objective"

    text_id: int = Field(
        sa_column=Column(BigId, ForeignKey("demand.text_id"), primary_key=True, autoincrement=False)
    )
    objective_id: int = Field(
        sa_column=Column(BigId, ForeignKey("objective.id"), primary_key=True, autoincrement=False)
    )


class Platform(SQLModel, table=True):
    """A *cahier de revendications*: demands in an order, with an introduction."""

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ref: str = Field(default_factory=new_ref, sa_column=Column(String(12), nullable=False, unique=True))
    collective_id: int = Field(
        sa_column=Column(BigId, ForeignKey("collective.id"), nullable=False, index=True)
    )
    title: str = Field(sa_column=Column(String(200), nullable=False))
    introduction: str = Field(default="", sa_column=Column(Text, nullable=False))
    introduction_html: str = Field(default="", sa_column=Column(Text, nullable=False))
    hidden: bool = Field(default=False, sa_column=Column(Boolean(create_constraint=False), nullable=False))
    day: date


class PlatformItem(SQLModel, table=True):
    """`vote`: the reference of the ballot by which the demand came in; what a cahier says of it is what that one said,
    whatever is voted on later."""

    __tablename__ = "platform_item"

    platform_id: int = Field(
        sa_column=Column(BigId, ForeignKey("platform.id"), primary_key=True, autoincrement=False)
    )
    text_id: int = Field(
        sa_column=Column(BigId, ForeignKey("demand.text_id"), primary_key=True, autoincrement=False)
    )
    position: int = Field(sa_column=Column(Integer, nullable=False))
    vote: str = Field(default="", sa_column=Column(String(12), nullable=False, server_default=sql("''")))
