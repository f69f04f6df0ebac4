"""Tables that belong to no room: what happened (events), what waits to be sent (outbox), the version row."""

from datetime import date

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Text
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from forum.core.db import UNSEEN, BigId, one_of
from forum.core.ids import new_id


class Event(SQLModel, table=True):
    """Journal, activity feed and outbox at once. It names a subject and a day, never an actor."""

    __table_args__ = (Index("ix_event_collective_id_day", "collective_id", "day"),)

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    collective_id: int = Field(sa_column=Column(BigId, nullable=False))
    kind: str = Field(sa_column=Column(String(60), nullable=False))
    subject: str = Field(sa_column=Column(String(40), nullable=False, index=True))
    title: str = Field(default="", sa_column=Column(String(300), nullable=False))
    day: date


class Outbox(SQLModel, table=True):
    """A mail to send. `sealed` (recipient, subject, body) opens only with the mail key, kept outside the database.

    `rank`: 0 for what somebody waits for (a confirmation), 1 for what can wait (a weekly letter). Among those of a rank none
    is first: an order of arrival would say who came after whom.
    """

    __table_args__ = (one_of("state", ("waiting", "failed")), UNSEEN)

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    state: str = Field(default="waiting", sa_column=Column(String(10), nullable=False))
    attempts: int = 0
    lease: int = Field(default=0, sa_column=Column(BigId, nullable=False, index=True))
    rank: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default=sql("0")))


class MailPace(SQLModel, table=True):
    """One row: how far ahead of an even pace the letters that left are (`core/pace.py`); it says nothing of any of them."""

    __tablename__ = "mail_pace"
    __table_args__ = (UNSEEN,)

    id: int = Field(default=1, primary_key=True)
    even: int = Field(default=0, sa_column=Column(BigId, nullable=False))


class SiteVersion(SQLModel, table=True):
    """One row, raised by each commit that changes what is public, so that every node's kept pages see it."""

    __tablename__ = "site_version"

    id: int = Field(default=1, primary_key=True)
    n: int = Field(default=1, sa_column=Column(BigId, nullable=False))


class InstanceFact(SQLModel, table=True):
    """Small facts about the instance (its identifier, demo or not, last maintenance day)."""

    __tablename__ = "instance_fact"

    name: str = Field(sa_column=Column(String(40), primary_key=True))
    value: str = Field(sa_column=Column(Text, nullable=False))
