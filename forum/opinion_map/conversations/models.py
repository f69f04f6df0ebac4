"""A question cut into short phrases, what each person answers while it lasts, and the map that is drawn of it."""

from datetime import date
from typing import Any

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
    false,
)
from sqlmodel import Field, SQLModel

from forum.collectives.models import COLLEGES
from forum.core.db import UNSEEN, BigId, one_of
from forum.core.ids import new_id, new_ref
from forum.texts import models as texts

LEADS_TO = (texts,)  # foreign keys go to their tables


class Conversation(SQLModel, table=True):
    """Its rules are copied in at opening and never change: the last day, `k`, and how long papers stay after the end.

    `ended`: the day it was closed; `erased`: the day its papers were deleted. `turn` goes up when there is something new
    to draw. `source`: where it was imported from ("": asked here); then there never were papers here.
    """

    __table_args__ = (
        one_of("state", ("open", "closed")),
        Index("ix_conversation_state_closes", "state", "closes"),
    )

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ref: str = Field(default_factory=new_ref, sa_column=Column(String(12), nullable=False, unique=True))
    collective_id: int = Field(
        sa_column=Column(BigId, ForeignKey("collective.id"), nullable=False, index=True)
    )
    title: str = Field(sa_column=Column(String(200), nullable=False))
    question: str = Field(sa_column=Column(Text, nullable=False))
    k: int = Field(sa_column=Column(Integer, nullable=False))
    keep_days: int = Field(sa_column=Column(Integer, nullable=False))
    opens: date
    closes: date
    ended: date | None = None
    erased: date | None = None
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    source: str = Field(default="", sa_column=Column(String(300), nullable=False))
    state: str = Field(default="open", sa_column=Column(String(8), nullable=False))
    turn: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    hidden: bool = Field(default=False, sa_column=Column(Boolean(create_constraint=False), nullable=False))


class ConversationPhrase(SQLModel, table=True):
    """A short statement: its own words, or the title of a text as it was at the opening (then `body` is empty, so that
    what becomes of the text becomes of the phrase). `position` was drawn at opening; what members propose comes after.
    `out`: imported, but taken out there; `hidden`: by moderation, alone.
    """

    __tablename__ = "conversation_phrase"
    __table_args__ = (UniqueConstraint("conversation_id", "position"),)

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ref: str = Field(default_factory=new_ref, sa_column=Column(String(12), nullable=False, unique=True))
    conversation_id: int = Field(sa_column=Column(BigId, ForeignKey("conversation.id"), nullable=False))
    position: int = Field(sa_column=Column(Integer, nullable=False))
    body: str = Field(default="", sa_column=Column(Text, nullable=False))
    text_id: int | None = Field(
        default=None, sa_column=Column(BigId, ForeignKey("text.id"), nullable=True, index=True)
    )
    version: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    out: bool = Field(default=False, sa_column=Column(Boolean(create_constraint=False), nullable=False))
    hidden: bool = Field(
        default=False,
        sa_column=Column(Boolean(create_constraint=False), nullable=False, server_default=false()),
    )


class ConversationProposal(SQLModel, table=True):
    """A phrase that somebody proposed, from its slot on. `nul` is of this conversation and of one of a few numbers
    (`proposals/rules.py`): it leads neither to that person's paper, nor to another phrase of theirs. Neither college nor
    voice is kept. Decided, its words go: they are in `phrase_id`, or in a sealed message. All of it goes with the papers.
    """

    __tablename__ = "conversation_proposal"
    __table_args__ = (
        UniqueConstraint("conversation_id", "nul"),
        one_of("state", ("proposed", "accepted", "refused")),
        UNSEEN,
    )

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ref: str = Field(default_factory=new_ref, sa_column=Column(String(12), nullable=False, unique=True))
    conversation_id: int = Field(sa_column=Column(BigId, ForeignKey("conversation.id"), nullable=False))
    scope: str = Field(sa_column=Column(String(40), nullable=False))
    nul: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
    box: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    body: str = Field(sa_column=Column(Text, nullable=False))
    state: str = Field(default="proposed", sa_column=Column(String(10), nullable=False))
    phrase_id: int | None = Field(
        default=None,
        sa_column=Column(BigId, ForeignKey("conversation_phrase.id"), nullable=True, index=True),
    )
    day: date


class ConversationPaper(SQLModel, table=True):
    """One person's answers, together, under the `vote` nullifier of this conversation alone; deleted some days after it.

    `answers`: reference of a phrase → 1, 0 or −1. `told`: those that the map was drawn with, which are only renewed by
    batches of at least `k` people of one college (see `drawing/`); `fresh`: the two differ. `gone`: whoever it was of took
    it back; it is nobody's any more (its nullifier is drawn), and goes with the next batch of its college.
    """

    __tablename__ = "conversation_paper"
    __table_args__ = (
        UniqueConstraint("conversation_id", "nul"),
        one_of("college", COLLEGES),
        Index("ix_conversation_paper_fresh", "conversation_id", "college", "fresh"),
        UNSEEN,
    )

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    conversation_id: int = Field(sa_column=Column(BigId, ForeignKey("conversation.id"), nullable=False))
    nul: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
    college: str = Field(sa_column=Column(String(12), nullable=False))
    answers: dict[str, int] = Field(sa_column=Column(JSON, nullable=False))
    told: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    fresh: bool = Field(default=True, sa_column=Column(Boolean(create_constraint=False), nullable=False))
    gone: bool = Field(default=False, sa_column=Column(Boolean(create_constraint=False), nullable=False))


class ConversationMap(SQLModel, table=True):
    """What was drawn last: `told` is what pages read; `weights`, by college, what leads the choice of the next phrase;
    `memory` what the next drawing starts from. Aggregates, all three. `phrases`: the columns, in order; `out`: those that
    were left out of it, being hidden. `kept`: the exact
    counts that figures move away from only by several people at a time; never shown, and gone once the last map is drawn."""

    __tablename__ = "conversation_map"

    conversation_id: int = Field(
        sa_column=Column(BigId, ForeignKey("conversation.id"), primary_key=True, autoincrement=False)
    )
    turn: int = Field(sa_column=Column(Integer, nullable=False))
    day: date
    phrases: list[str] = Field(sa_column=Column(JSON, nullable=False))
    told: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    weights: dict[str, list[float]] = Field(sa_column=Column(JSON, nullable=False))
    memory: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    kept: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    out: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False, server_default="[]"))
