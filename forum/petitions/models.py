"""Pétitionner: a frozen text, sealed signatures, and a log that anyone can recount."""

from datetime import date
from typing import Any

from sqlalchemy import (
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

from forum.collectives import models as collectives
from forum.core.db import UNSEEN, BigId, one_of
from forum.core.ids import new_id, new_ref
from forum.demands import models as demands
from forum.registers import models as registers

LEADS_TO = (collectives, demands, registers)  # foreign keys go to their tables

PETITION_STATES = (
    *("draft", "open", "closed", "delivered"),
    *("answered", "followed", "settled", "abandoned"),  # `lifecycle/rules.py` says what leads where
)
SIGNATURE_TIERS = ("carnet", "open", "email", "code", "vouched", "paper")
QUALITIES = ("professional", "concerned", "ally")
NEVER = 1 << 53  # a slot that does not come: what a wave holds waits for a word


def _key_number() -> Any:
    """Which of the petition's keys a box was sealed to: during a change of keys there are two."""
    return Field(default=1, sa_column=Column(Integer, nullable=False, server_default=sql("1")))


class Petition(SQLModel, table=True):
    """`sha256` covers the frozen title, text, `addressee` and code. Signers' names are sealed to `public_key`, which is
    the `key_number`th of this petition: who opens it is said in `keyring/`."""

    __table_args__ = (
        one_of("state", PETITION_STATES),
        Index("ix_petition_collective_id_opens_id", "collective_id", "opens", "id"),
        Index("ix_petition_state_closes", "state", "closes"),
    )

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    code: str = Field(
        default_factory=lambda: new_ref(8), sa_column=Column(String(12), nullable=False, unique=True)
    )
    collective_id: int = Field(sa_column=Column(BigId, ForeignKey("collective.id"), nullable=False))
    institution_id: int = Field(sa_column=Column(BigId, ForeignKey("institution.id"), nullable=False))
    title: str = Field(sa_column=Column(String(200), nullable=False))
    body: str = Field(sa_column=Column(Text, nullable=False))
    body_html: str = Field(sa_column=Column(Text, nullable=False))
    addressee: str = Field(default="", sa_column=Column(String(200), nullable=False))
    organisation: str = Field(default="", sa_column=Column(String(200), nullable=False))
    sha256: str = Field(default="", sa_column=Column(String(64), nullable=False))
    state: str = Field(default="draft", sa_column=Column(String(10), nullable=False))
    hidden: bool = Field(default=False, sa_column=Column(Boolean(create_constraint=False), nullable=False))
    opens: date
    closes: date
    goal: int = Field(sa_column=Column(Integer, nullable=False))
    public_key: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    key_number: int = _key_number()


class PetitionDemand(SQLModel, table=True):
    """Which adopted demand, at which version, a petition carries."""

    __tablename__ = "petition_demand"

    petition_id: int = Field(
        sa_column=Column(BigId, ForeignKey("petition.id"), primary_key=True, autoincrement=False)
    )
    text_id: int = Field(
        sa_column=Column(BigId, ForeignKey("demand.text_id"), primary_key=True, autoincrement=False)
    )
    version: int = Field(sa_column=Column(Integer, nullable=False))


class Erratum(SQLModel, table=True):
    """A visible correction: the frozen text itself never changes."""

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    petition_id: int = Field(sa_column=Column(BigId, ForeignKey("petition.id"), nullable=False, index=True))
    text: str = Field(sa_column=Column(Text, nullable=False))
    day: date


class PendingSignature(SQLModel, table=True):
    """A signature that waits for its confirmation (`token_hash`) or for its slot. It has no leaf yet.

    `until` is the day it lapses (at midnight UTC: no hour is kept) or, once confirmed, the slot it waits for.
    `host`: the mark, for one day, of the mailbox's host; `wave`: the one that holds it, or held it (`waves/`), else 0.
    """

    __tablename__ = "pending_signature"
    __table_args__ = (
        UniqueConstraint("petition_id", "nul"),
        one_of("tier", SIGNATURE_TIERS),
        one_of("college", QUALITIES),
        Index("ix_pending_signature_token_hash", "token_hash"),
        Index("ix_pending_signature_withdrawal", "withdrawal"),
        Index("ix_pending_signature_confirmed_until", "confirmed", "until"),
        Index("ix_pending_signature_wave", "wave"),
        UNSEEN,
    )

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    petition_id: int = Field(sa_column=Column(BigId, ForeignKey("petition.id"), nullable=False))
    nul: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
    tier: str = Field(sa_column=Column(String(10), nullable=False))
    college: str = Field(sa_column=Column(String(12), nullable=False))
    territory: str = Field(default="", sa_column=Column(String(20), nullable=False))
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    key_number: int = _key_number()
    confirmed: bool = False
    token_hash: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    withdrawal: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    until: int = Field(default=0, sa_column=Column(BigId, nullable=False))
    tag: str = Field(default="", sa_column=Column(String(2), nullable=False, server_default=sql("''")))
    host: str = Field(default="", sa_column=Column(String(16), nullable=False, server_default=sql("''")))
    wave: int = Field(default=0, sa_column=Column(BigId, nullable=False, server_default=sql("0")))


class Refusal(SQLModel, table=True):
    """An address (one of its nullifiers) that did not sign and wants no more of a petition's mails; gone at its closing."""

    __tablename__ = "signature_refusal"
    __table_args__ = ({"sqlite_with_rowid": False, **UNSEEN},)

    petition_id: int = Field(
        sa_column=Column(BigId, ForeignKey("petition.id"), primary_key=True, autoincrement=False)
    )
    nul: bytes = Field(sa_column=Column(LargeBinary(32), primary_key=True))


class Signature(SQLModel, table=True):
    """A counted signature. The leaf index is public and drawn within a shuffled batch: it is the clustered key.

    `withdrawal`, for one made by mail, is the hash of the link that takes it back; taken back, the whole row goes.
    `content` is what the leaf commits to, under `salt`: kept, so that names may be sealed to another key and the
    receipt stay good. None for what was signed before receipts. `tag`: eight bits of the name under its address, so that
    one address does not give the same name twice (`nullifiers.name_tag`).
    """

    __table_args__ = (
        UniqueConstraint("petition_id", "nul"),
        one_of("tier", SIGNATURE_TIERS),
        one_of("college", QUALITIES),
        Index("ix_signature_withdrawal", "withdrawal"),
        {"sqlite_with_rowid": False},
    )

    petition_id: int = Field(
        sa_column=Column(BigId, ForeignKey("petition.id"), primary_key=True, autoincrement=False)
    )
    leaf: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    nul: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
    tier: str = Field(sa_column=Column(String(10), nullable=False))
    college: str = Field(sa_column=Column(String(12), nullable=False))
    territory: str = Field(default="", sa_column=Column(String(20), nullable=False))
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    key_number: int = _key_number()
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    withdrawal: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    content: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    tag: str = Field(default="", sa_column=Column(String(2), nullable=False, server_default=sql("''")))
    day: date


class LogLeaf(SQLModel, table=True):
    """RFC 9162 leaf hashes, in order: additions (a salted commitment) and revocations (a leaf index and a reason)."""

    __tablename__ = "log_leaf"
    __table_args__ = (one_of("kind", ("add", "revoke")), {"sqlite_with_rowid": False})

    petition_id: int = Field(
        sa_column=Column(BigId, ForeignKey("petition.id"), primary_key=True, autoincrement=False)
    )
    leaf: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    kind: str = Field(sa_column=Column(String(8), nullable=False))
    hash: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
    revokes: int | None = Field(default=None, sa_column=Column(Integer, nullable=True))
    reason: str = Field(default="", sa_column=Column(String(20), nullable=False))


class LogHead(SQLModel, table=True):
    """The tree's frontier after the last slot: appending n leaves costs O(n), whatever the size.

    `count` is additions less revocations: what lists show.
    """

    __tablename__ = "log_head"

    petition_id: int = Field(
        sa_column=Column(BigId, ForeignKey("petition.id"), primary_key=True, autoincrement=False)
    )
    size: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    count: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    frontier: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    root: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))


class SignatureCount(SQLModel, table=True):
    """Counts by day, tier and college, moved once a slot: never a hot row a request."""

    __tablename__ = "signature_count"

    petition_id: int = Field(
        sa_column=Column(BigId, ForeignKey("petition.id"), primary_key=True, autoincrement=False)
    )
    day: date = Field(primary_key=True)
    tier: str = Field(sa_column=Column(String(10), primary_key=True))
    college: str = Field(sa_column=Column(String(12), primary_key=True))
    n: int = Field(default=0, sa_column=Column(Integer, nullable=False))
