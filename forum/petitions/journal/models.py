"""What makes the log verifiable by others: signed checkpoints, the inner hashes that proofs need, the keys that signed."""

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Integer, LargeBinary
from sqlmodel import Field, SQLModel

from forum.core.db import BigId
from forum.petitions import models as petitions

LEADS_TO = (petitions,)  # foreign keys go to their tables


class Checkpoint(SQLModel, table=True):
    """What a slot left, signed: one for each slot that changed a log. `count` is additions less revocations.

    The note itself is made from these (`notes.Point`): a petition open for two months may have tens of thousands.
    """

    __tablename__ = "log_checkpoint"
    __table_args__ = ({"sqlite_with_rowid": False},)

    petition_id: int = Field(
        sa_column=Column(BigId, ForeignKey("petition.id"), primary_key=True, autoincrement=False)
    )
    size: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    count: int = Field(sa_column=Column(Integer, nullable=False))
    root: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    public: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    signature: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class LogNode(SQLModel, table=True):
    """The hash of a whole subtree of 2**level leaves, one level in eight: 1 row for 256 leaves makes any proof short."""

    __tablename__ = "log_node"
    __table_args__ = ({"sqlite_with_rowid": False},)

    petition_id: int = Field(
        sa_column=Column(BigId, ForeignKey("petition.id"), primary_key=True, autoincrement=False)
    )
    level: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    place: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class LogKey(SQLModel, table=True):
    """A public key that has signed checkpoints. `before` and `endorsed`: the key it replaced, and what that one signed."""

    __tablename__ = "log_key"

    public: bytes = Field(sa_column=Column(LargeBinary(32), primary_key=True))
    before: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    endorsed: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))


class LogStamp(SQLModel, table=True):
    """The answer of a time-stamping authority (RFC 3161) for one checkpoint, as it came."""

    __tablename__ = "log_stamp"
    __table_args__ = (
        ForeignKeyConstraint(["petition_id", "size"], ["log_checkpoint.petition_id", "log_checkpoint.size"]),
    )

    petition_id: int = Field(sa_column=Column(BigId, primary_key=True, autoincrement=False))
    size: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    reply: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
