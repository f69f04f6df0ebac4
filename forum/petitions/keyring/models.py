"""Who opens a petition's names: its keys by number, the organisers who hold them, and what each of these opens."""

from datetime import date

from sqlalchemy import Column, Date, ForeignKey, Integer, LargeBinary, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from forum.core.db import BigId
from forum.core.ids import new_id, new_ref
from forum.petitions import models as petitions

LEADS_TO = (petitions,)  # foreign keys go to their tables


class PetitionKey(SQLModel, table=True):
    """A key that boxes are sealed to. There is one, or two while a change is under way.

    `printed`: the day when the sheets that give it back were last made; what they say is kept nowhere.
    """

    __tablename__ = "petition_key"

    petition_id: int = Field(
        sa_column=Column(BigId, ForeignKey("petition.id"), primary_key=True, autoincrement=False)
    )
    number: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    public: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    day: date
    printed: date | None = Field(default=None, sa_column=Column(Date, nullable=True))


class KeyHolder(SQLModel, table=True):
    """An organiser with a key pair of their own, its private half `locked` under their phrase (`rules.lock_private`).

    `staff_id` names their account (no foreign key: what they hold outlives it, until somebody takes it away); None and
    no name for a phrase that was chosen before keys were shared. Without any `KeyWrap` they asked, and wait.
    """

    __tablename__ = "key_holder"
    __table_args__ = (UniqueConstraint("petition_id", "staff_id"),)

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ref: str = Field(default_factory=new_ref, sa_column=Column(String(12), nullable=False, unique=True))
    petition_id: int = Field(sa_column=Column(BigId, ForeignKey("petition.id"), nullable=False))
    staff_id: int | None = Field(default=None, sa_column=Column(BigId, nullable=True))
    name: str = Field(sa_column=Column(String(120), nullable=False))
    public: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    locked: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    day: date


class KeyWrap(SQLModel, table=True):
    """A petition's private key, `sealed` to one holder. Empty: the holder's own private half is that key."""

    __tablename__ = "key_wrap"

    holder_id: int = Field(
        sa_column=Column(BigId, ForeignKey("key_holder.id"), primary_key=True, autoincrement=False)
    )
    number: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
