"""Arguments for and against, and secret ballots by college."""

from datetime import date

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from forum.collectives.models import COLLEGES
from forum.core.db import BigId, one_of
from forum.core.ids import new_id, new_ref
from forum.texts import models as texts

LEADS_TO = (texts,)  # foreign keys go to their tables

SIDES = ("for", "against")
CHOICES = ("for", "against", "abstain", "objection")
BALLOT_STATES = ("open", "counted", "closed")


class Argument(SQLModel, table=True):
    """A text that speaks for or against, under one question ("" where there is only one).

    `thread` is the reference of what it is about: a text, or a proposal to change one. `answers` is the reference of the
    argument that it rebuts, "" for one of the first rank: rebuttals are answers to one argument, and are in no total.
    """

    __table_args__ = (one_of("side", SIDES), Index("ix_argument_thread_question", "thread", "question"))

    text_id: int = Field(
        sa_column=Column(BigId, ForeignKey("text.id"), primary_key=True, autoincrement=False)
    )
    thread: str = Field(sa_column=Column(String(12), nullable=False))
    question: str = Field(default="", sa_column=Column(String(20), nullable=False))
    side: str = Field(sa_column=Column(String(8), nullable=False))
    answers: str = Field(
        default="", sa_column=Column(String(12), nullable=False, server_default=sql("''"), index=True)
    )


class TakenUp(SQLModel, table=True):
    """An argument that was there when a synthesis was last written, and whether the synthesis takes it up."""

    __tablename__ = "taken_up"

    synthesis_id: int = Field(
        sa_column=Column(BigId, ForeignKey("text.id"), primary_key=True, autoincrement=False)
    )
    argument_id: int = Field(
        sa_column=Column(
            BigId, ForeignKey("argument.text_id"), primary_key=True, autoincrement=False, index=True
        )
    )
    taken: bool = Field(default=False, sa_column=Column(Boolean(create_constraint=False), nullable=False))


class Ballot(SQLModel, table=True):
    """A vote on one version of a text. The rules are copied in at opening and never change after.

    `version`, `hash`: what the question is now. It is the version it was opened on (`first_version`) unless the text has
    changed since; papers stay with the version they were given to, and those of an older one are counted in `apart`:
    {version: {college: counts}}, without counts where they are few; None before the count.

    State `counted`: the papers are, and the result waits until each objection has its answer.
    `opens` and `closes` are days: a ballot closes at the first slot after its last day, or earlier by a staff act with
    a `reason`, at the next slot (`ends`, epoch seconds; 0 for most); `ended` is the day it did. `result` is written once,
    at closing: {college: {for, against, abstain, objection, grants, quorum, adopted}}; a college of few voters has only
    {adopted}, so that no reader can tell more.
    """

    __table_args__ = (one_of("state", BALLOT_STATES), Index("ix_ballot_state_closes", "state", "closes"))

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ref: str = Field(default_factory=new_ref, sa_column=Column(String(12), nullable=False, unique=True))
    collective_id: int = Field(
        sa_column=Column(BigId, ForeignKey("collective.id"), nullable=False, index=True)
    )
    text_id: int = Field(sa_column=Column(BigId, ForeignKey("text.id"), nullable=False, index=True))
    version: int = Field(sa_column=Column(Integer, nullable=False))
    hash: str = Field(sa_column=Column(String(64), nullable=False))
    first_version: int = Field(sa_column=Column(Integer, nullable=False, server_default=sql("0")))
    opens: date
    closes: date
    ended: date | None = None
    ends: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default=sql("0")))
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    quorum_percent: int = Field(sa_column=Column(Integer, nullable=False))
    threshold_percent: int = Field(default=50, sa_column=Column(Integer, nullable=False))
    state: str = Field(default="open", sa_column=Column(String(8), nullable=False))
    outcome: str = Field(default="", sa_column=Column(String(20), nullable=False))
    result: dict[str, dict[str, int]] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    apart: dict[str, dict[str, dict[str, int]]] | None = Field(
        default=None, sa_column=Column(JSON(none_as_null=True), nullable=True)
    )


class BallotPaper(SQLModel, table=True):
    """One person's choice (*bulletin*), under the `vote` nullifier of that ballot; replaced if they change their mind,
    deleted with all the others once they are counted.

    `version` is the one they read: a new version of the text moves nobody's paper.
    """

    __tablename__ = "ballot_paper"
    __table_args__ = (
        UniqueConstraint("ballot_id", "nul"),
        one_of("choice", CHOICES),
        one_of("college", COLLEGES),
    )

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ballot_id: int = Field(sa_column=Column(BigId, ForeignKey("ballot.id"), nullable=False))
    nul: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
    college: str = Field(sa_column=Column(String(12), nullable=False))
    choice: str = Field(sa_column=Column(String(10), nullable=False))
    version: int = Field(sa_column=Column(Integer, nullable=False, server_default=sql("0")))


class Objection(SQLModel, table=True):
    """A reasoned objection, published apart from the paper that carried it: the vote stays secret.

    `box` is where its author can be answered. Like `ref`, it comes from the scope of this objection alone: whoever
    holds the carnet can make it again, and nothing else leads from it to the paper, nor to a voice. `version`: the text it
    speaks of. `answered_by`: the voice of the author who answered, "" for the team.
    """

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ref: str = Field(default_factory=new_ref, sa_column=Column(String(12), nullable=False, unique=True))
    ballot_id: int = Field(sa_column=Column(BigId, ForeignKey("ballot.id"), nullable=False, index=True))
    college: str = Field(sa_column=Column(String(12), nullable=False))
    reason: str = Field(sa_column=Column(Text, nullable=False))
    answer: str = Field(default="", sa_column=Column(Text, nullable=False))
    answered_by: str = Field(
        default="", sa_column=Column(String(80), nullable=False, server_default=sql("''"))
    )
    version: int = Field(sa_column=Column(Integer, nullable=False, server_default=sql("0")))
    box: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    hidden: bool = Field(default=False, sa_column=Column(Boolean(create_constraint=False), nullable=False))
    day: date
