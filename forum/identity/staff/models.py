"""Staff only. Members have no table: PSEUDONYMITY.md, "There is no account table"."""

from datetime import date

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, LargeBinary, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from forum.core.db import BigId, one_of
from forum.core.ids import new_id, new_ref

ROLES = ("host", "organiser", "moderator", "facilitator")


class Staff(SQLModel, table=True):
    """A named account, with a second factor. Never linked to a carnet."""

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    email: str = Field(sa_column=Column(String(254), nullable=False, unique=True))
    name: str = Field(sa_column=Column(String(120), nullable=False))
    password_hash: str = Field(default="", sa_column=Column(String(200), nullable=False))
    totp_sealed: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    totp_last: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    demo: bool = False
    day: date


class StaffRole(SQLModel, table=True):
    """A role in one collective, or `host` of the instance (no collective, and no right inside one).

    `source`: the OpenID provider whose claims gave it, and may take it back; empty when a person did.
    """

    __tablename__ = "staff_role"
    __table_args__ = (
        UniqueConstraint("staff_id", "collective_id", "role"),
        one_of("role", ROLES),
        CheckConstraint("(role = 'host') = (collective_id IS NULL)", name="place"),
    )

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    staff_id: int = Field(sa_column=Column(BigId, ForeignKey("staff.id", ondelete="CASCADE"), nullable=False))
    collective_id: int | None = Field(default=None, sa_column=Column(BigId, nullable=True, index=True))
    role: str = Field(sa_column=Column(String(12), nullable=False))
    source: str = Field(default="", sa_column=Column(String(60), nullable=False))


class StaffLink(SQLModel, table=True):
    """A one-time sign-in link: only the hash is kept, GET shows a button, POST spends it.

    `second`: asked for by mail, so it takes the place of the password and not of the second factor.
    """

    __tablename__ = "staff_link"

    token_hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    staff_id: int = Field(sa_column=Column(BigId, ForeignKey("staff.id", ondelete="CASCADE"), nullable=False))
    until: int = Field(sa_column=Column(BigId, nullable=False))
    second: bool = False


class StaffRecovery(SQLModel, table=True):
    """Instead of the second factor, once: an HMAC under a key outside the database, gone when it is spent."""

    __tablename__ = "staff_recovery"

    code_mac: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    staff_id: int = Field(
        sa_column=Column(BigId, ForeignKey("staff.id", ondelete="CASCADE"), nullable=False, index=True)
    )


class StaffIdentity(SQLModel, table=True):
    """Who somebody is for an OpenID provider. Staff only."""

    __tablename__ = "staff_identity"

    provider: str = Field(sa_column=Column(String(60), primary_key=True))
    subject: str = Field(sa_column=Column(String(255), primary_key=True))
    staff_id: int = Field(
        sa_column=Column(BigId, ForeignKey("staff.id", ondelete="CASCADE"), nullable=False, index=True)
    )


class StaffPasskey(SQLModel, table=True):
    """A passkey: its public half, which opens nothing for whoever steals the table.

    `ref` is what addresses call it by; `sign_count` is what the key itself counted, 0 for those that do not count.
    """

    __tablename__ = "staff_passkey"

    credential_id: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    staff_id: int = Field(
        sa_column=Column(BigId, ForeignKey("staff.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    ref: str = Field(default_factory=new_ref, sa_column=Column(String(12), nullable=False, unique=True))
    name: str = Field(sa_column=Column(String(60), nullable=False))
    public_key: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    sign_count: int = Field(default=0, sa_column=Column(BigId, nullable=False))
    day: date


class StaffChallenge(SQLModel, table=True):
    """What a key has answered, so that no answer serves twice; gone when it would be too late for it anyway."""

    __tablename__ = "staff_challenge"

    hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    until: int = Field(sa_column=Column(BigId, nullable=False))


class StaffLog(SQLModel, table=True):
    """Who of the staff did what: staff answer for what they do."""

    __tablename__ = "staff_log"

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    staff_name: str = Field(sa_column=Column(String(120), nullable=False))
    collective_id: int = Field(sa_column=Column(BigId, nullable=False, index=True))
    action: str = Field(sa_column=Column(String(60), nullable=False))
    subject: str = Field(default="", sa_column=Column(String(300), nullable=False))
    day: date
