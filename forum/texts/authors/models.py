"""Who writes a text with its first author, by which links, what they answered together, who would take it over."""

from datetime import date

from sqlalchemy import Boolean, Column, ForeignKey, LargeBinary, String, Text, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from forum.core.db import UNSEEN, BigId, one_of
from forum.core.ids import new_id, new_ref
from forum.texts.authors.rules import VERDICTS
from forum.texts.models import AUTHORS


class TextAuthor(SQLModel, table=True):
    """A voice of the text's thread that writes it with the first author, whose name the text itself bears.

    `stepped_back`: the first author, who stepped back; the text stays theirs to erase. Inserted at slots only.
    """

    __tablename__ = "text_author"
    __table_args__ = (UniqueConstraint("text_id", "nul"), one_of("college", AUTHORS))

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    text_id: int = Field(sa_column=Column(BigId, ForeignKey("text.id"), nullable=False))
    nul: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False, index=True))
    box: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    voice: str = Field(sa_column=Column(String(80), nullable=False))
    college: str = Field(default="", sa_column=Column(String(12), nullable=False))
    stepped_back: bool = Field(
        default=False,
        sa_column=Column(Boolean(create_constraint=False), nullable=False, server_default=false()),
    )
    day: date


class AuthorInvitation(SQLModel, table=True):
    """A link that makes one author of one text, once. Its hash, and nothing of who made it; it goes when it is used."""

    __tablename__ = "author_invitation"
    __table_args__ = (UNSEEN,)

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    text_id: int = Field(sa_column=Column(BigId, ForeignKey("text.id"), nullable=False, index=True))
    code_hash: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False, unique=True))
    until: date


class AuthorAnswer(SQLModel, table=True):
    """What one of several authors answered to a proposal, in public. `nul` is empty for the team, which is one voice.

    `counted`: with the others' it came to what was put to the group; nothing more is due on it.
    """

    __tablename__ = "author_answer"
    __table_args__ = (
        UniqueConstraint("amendment_id", "nul"),
        one_of("verdict", VERDICTS),
        one_of("college", AUTHORS),
    )

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ref: str = Field(default_factory=new_ref, sa_column=Column(String(12), nullable=False, unique=True))
    amendment_id: int = Field(sa_column=Column(BigId, ForeignKey("amendment.id"), nullable=False))
    nul: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False, index=True))
    box: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    voice: str = Field(sa_column=Column(String(80), nullable=False))
    college: str = Field(default="", sa_column=Column(String(12), nullable=False))
    verdict: str = Field(sa_column=Column(String(8), nullable=False))
    reason: str = Field(sa_column=Column(Text, nullable=False))
    counted: bool = Field(
        default=False,
        sa_column=Column(Boolean(create_constraint=False), nullable=False, server_default=false()),
    )
    hidden: bool = Field(
        default=False,
        sa_column=Column(Boolean(create_constraint=False), nullable=False, server_default=false()),
    )
    day: date


class AuthorOffer(SQLModel, table=True):
    """A voice of the text's thread that would write it, as its authors are silent or gone."""

    __tablename__ = "author_offer"
    __table_args__ = (UniqueConstraint("text_id", "nul"), one_of("college", AUTHORS))

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    text_id: int = Field(sa_column=Column(BigId, ForeignKey("text.id"), nullable=False))
    nul: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False, index=True))
    box: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    voice: str = Field(sa_column=Column(String(80), nullable=False))
    college: str = Field(default="", sa_column=Column(String(12), nullable=False))
    day: date
