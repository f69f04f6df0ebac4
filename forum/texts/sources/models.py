"""A source on which texts lean, as one thing whoever cites it, and what carnets say of it."""

from datetime import date

from sqlalchemy import Boolean, Column, ForeignKey, LargeBinary, String, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from forum.collectives.models import COLLEGES
from forum.core.db import BigId, one_of
from forum.core.ids import new_id, new_ref
from forum.texts.sources.rules import NOTE, REASONS, VERDICTS


class Source(SQLModel, table=True):
    """One thing cited in a collective. Its words stand on the `Evidence` of each text, and leave with them.

    `key` is the same for all that cite the same thing (`rules.key_of`), or its own reference where nothing says so. The
    counts are redundant with `source_verdict`, moved only at slots, so that a page that cites costs no count.
    """

    __table_args__ = (UniqueConstraint("collective_id", "key"),)

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ref: str = Field(default_factory=new_ref, sa_column=Column(String(12), nullable=False, unique=True))
    collective_id: int = Field(sa_column=Column(BigId, ForeignKey("collective.id"), nullable=False))
    key: str = Field(sa_column=Column(String(64), nullable=False))
    confirmed_professional: int = 0
    confirmed_concerned: int = 0
    confirmed_ally: int = 0
    confirmed_open: int = 0
    disputed_professional: int = 0
    disputed_concerned: int = 0
    disputed_ally: int = 0
    disputed_open: int = 0
    dead_professional: int = 0
    dead_concerned: int = 0
    dead_ally: int = 0
    dead_open: int = 0


class SourceVerdict(SQLModel, table=True):
    """Confirmed or disputed, once a carnet a source; the latest word stands. `note` is a sentence moderators may hide."""

    __tablename__ = "source_verdict"
    __table_args__ = (
        UniqueConstraint("source_id", "nul"),
        one_of("college", ("open", *COLLEGES)),
        one_of("verdict", VERDICTS),
        one_of("reason", ("", *REASONS)),
    )

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ref: str = Field(default_factory=new_ref, sa_column=Column(String(12), nullable=False, unique=True))
    source_id: int = Field(sa_column=Column(BigId, ForeignKey("source.id"), nullable=False))
    nul: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
    college: str = Field(sa_column=Column(String(12), nullable=False))
    verdict: str = Field(sa_column=Column(String(10), nullable=False))
    reason: str = Field(default="", sa_column=Column(String(10), nullable=False))
    note: str = Field(default="", sa_column=Column(String(NOTE), nullable=False))
    box: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    hidden: bool = Field(
        default=False,
        sa_column=Column(Boolean(create_constraint=False), nullable=False, server_default=false()),
    )
    day: date
