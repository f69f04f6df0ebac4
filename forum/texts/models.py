"""One shape for everything people write together: a text, its immutable versions, the changes proposed to it."""

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
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from forum.collectives.models import COLLEGES
from forum.core.db import UNSEEN, BigId, one_of
from forum.core.ids import new_id, new_ref

KINDS = (
    "grievance",
    "testimony",
    "mechanism",
    "challenge",
    "argument",
    "demand",
    "synthesis",
    "answer",
)
AUTHORS = ("", *COLLEGES, "open", "staff")
SOURCES = ("link", "figure", "text", "image")


class Document(SQLModel, table=True):
    """A text's head: what lists and moderation need. `fields` of the current version are in `version`.

    `thread` is the reference of the root text (its own for a root): a voice is one pseudonym in one thread.
    `nul` is the author's `voice` nullifier in that thread (empty for staff); `box` is where a message can be sealed to them.
    `elsewhere` is the reference of the text in which this one goes on, if two became one: lists pass it over, its address
    leads there, and all that is its own stays its own.
    """

    __tablename__ = "text"
    __table_args__ = (
        one_of("kind", KINDS),
        one_of("college", (*AUTHORS, "institution")),
        Index("ix_text_collective_id_kind_day_id", "collective_id", "kind", "day", "id"),
        Index("ix_text_thread_kind", "thread", "kind"),
    )

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ref: str = Field(default_factory=new_ref, sa_column=Column(String(12), nullable=False, unique=True))
    collective_id: int = Field(sa_column=Column(BigId, ForeignKey("collective.id"), nullable=False))
    kind: str = Field(sa_column=Column(String(12), nullable=False))
    thread: str = Field(sa_column=Column(String(12), nullable=False))
    number: int = 1
    title: str = Field(sa_column=Column(String(300), nullable=False))
    excerpt: str = Field(default="", sa_column=Column(String(300), nullable=False))
    college: str = Field(default="", sa_column=Column(String(12), nullable=False))
    voice: str = Field(sa_column=Column(String(80), nullable=False))
    nul: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False, index=True))
    box: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    hidden: bool = Field(default=False, sa_column=Column(Boolean(create_constraint=False), nullable=False))
    elsewhere: str | None = Field(default=None, sa_column=Column(String(12), nullable=True))
    day: date


class Version(SQLModel, table=True):
    """Immutable. `fields` maps field names to text; `html` the same rendered; `hash` is SHA-256 of the canonical fields.

    `spans` says which clauses it changed of the version before: {field: [[start, end, how many new]]}. Empty where
    nobody knows: the texts are then compared. `reason` is why its author went back to older words, "" for any other.
    """

    __table_args__ = (UniqueConstraint("text_id", "number"),)

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    text_id: int = Field(sa_column=Column(BigId, ForeignKey("text.id"), nullable=False))
    number: int = Field(sa_column=Column(Integer, nullable=False))
    fields: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    html: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    hash: str = Field(sa_column=Column(String(64), nullable=False))
    spans: dict[str, list[list[int]]] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False, default=dict)
    )
    reason: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=sql("''")))
    voice: str = Field(sa_column=Column(String(80), nullable=False))
    day: date


class Amendment(SQLModel, table=True):
    """A change proposed to a text, written against version `base`; its author's voice is of the same thread.

    `operations` are {field, op, clause, text}, on the clauses of `base` (see `amendments/rules.py`). `version` is the one
    that its acceptance made, 0 if none.
    """

    __table_args__ = (
        one_of("state", ("open", "accepted", "refused")),
        one_of("college", AUTHORS),
        Index("ix_amendment_text_id_state", "text_id", "state"),
    )

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ref: str = Field(default_factory=new_ref, sa_column=Column(String(12), nullable=False, unique=True))
    text_id: int = Field(sa_column=Column(BigId, ForeignKey("text.id"), nullable=False))
    base: int = Field(sa_column=Column(Integer, nullable=False))
    operations: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    reason: str = Field(sa_column=Column(Text, nullable=False))
    state: str = Field(default="open", sa_column=Column(String(10), nullable=False))
    decision: str = Field(default="", sa_column=Column(Text, nullable=False))
    version: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    college: str = Field(default="", sa_column=Column(String(12), nullable=False))
    voice: str = Field(sa_column=Column(String(80), nullable=False))
    nul: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False, index=True))
    box: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    hidden: bool = Field(default=False, sa_column=Column(Boolean(create_constraint=False), nullable=False))
    day: date


class Evidence(SQLModel, table=True):
    """A source for a text: a link, a figure with publisher and date, an official text, an image.

    `picture` is the reference of an image's `Picture`; its `label` then says what is seen on it, and `hidden` that
    moderators hid it alone. `source` is the reference of the `Source` that all who cite the same thing share.
    """

    __table_args__ = (one_of("kind", SOURCES),)

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    text_id: int = Field(sa_column=Column(BigId, ForeignKey("text.id"), nullable=False, index=True))
    kind: str = Field(sa_column=Column(String(10), nullable=False))
    label: str = Field(sa_column=Column(String(300), nullable=False))
    url: str = Field(default="", sa_column=Column(String(1000), nullable=False))
    publisher: str = Field(default="", sa_column=Column(String(200), nullable=False))
    dated: str = Field(default="", sa_column=Column(String(40), nullable=False))
    picture: str = Field(default="", sa_column=Column(String(12), nullable=False))
    hidden: bool = Field(
        default=False,
        sa_column=Column(Boolean(create_constraint=False), nullable=False, server_default=false()),
    )
    source: str = Field(
        default="", sa_column=Column(String(12), nullable=False, server_default=sql("''"), index=True)
    )


class PendingPicture(SQLModel, table=True):
    """An image that waits with its act, and leaves with it: published, withdrawn or refused. `subject` is its text."""

    __tablename__ = "pending_picture"
    __table_args__ = UNSEEN

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ref: str = Field(default_factory=new_ref, sa_column=Column(String(12), nullable=False, unique=True))
    pending_id: int = Field(
        sa_column=Column(BigId, ForeignKey("pending.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    subject: str = Field(sa_column=Column(String(12), nullable=False, index=True))
    label: str = Field(sa_column=Column(String(300), nullable=False))
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Picture(SQLModel, table=True):
    """A published image, apart from its source so that pages that list sources never read it. Inserted at slots only."""

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ref: str = Field(default_factory=new_ref, sa_column=Column(String(12), nullable=False, unique=True))
    evidence_id: int = Field(
        sa_column=Column(BigId, ForeignKey("evidence.id", ondelete="CASCADE"), nullable=False, unique=True)
    )
    data: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class Message(SQLModel, table=True):
    """Sealed to the `box` of the row it concerns, read by its author at the next visit.

    `thread` is the scope of that box: a thread, or `objection:` and a ballot.
    """

    __table_args__ = (Index("ix_message_subject_box", "box"),)

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    thread: str = Field(sa_column=Column(String(40), nullable=False))
    box: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    read: bool = False
    day: date


class TextPlace(SQLModel, table=True):
    """Which text a full-text row stands for: positions are redrawn at each rebuild, so they tell no order."""

    __tablename__ = "text_place"

    place: int = Field(sa_column=Column(BigId, primary_key=True, autoincrement=False))
    text_id: int = Field(sa_column=Column(BigId, nullable=False, index=True))


class Link(SQLModel, table=True):
    """One text leans on another: a demand answers a grievance, a grievance names a mechanism…"""

    __tablename__ = "text_link"

    source_id: int = Field(
        sa_column=Column(BigId, ForeignKey("text.id"), primary_key=True, autoincrement=False)
    )
    target_id: int = Field(
        sa_column=Column(BigId, ForeignKey("text.id"), primary_key=True, autoincrement=False, index=True)
    )
