"""The list of the weekly letter: addresses apart from everything else, sealed by a key outside the database."""

from datetime import date

from sqlalchemy import Column, Date, ForeignKey, LargeBinary
from sqlmodel import Field, SQLModel

from forum.collectives import models as collectives
from forum.core.db import UNSEEN, BigId
from forum.core.ids import new_id

LEADS_TO = (collectives,)  # foreign keys go to their tables


class LetterAddress(SQLModel, table=True):
    """An address that asked for a collective's letter. `sealed`: the address and its link; `mark`: the hash of the link.

    `nul` knows the address again under the mail key. `until`: asked and not confirmed, gone after that day; no day
    once it is, so that nothing says when. No carnet, no nullifier of one, and no path to either.
    """

    __tablename__ = "letter_address"
    __table_args__ = (UNSEEN,)

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    collective_id: int = Field(
        sa_column=Column(BigId, ForeignKey("collective.id"), nullable=False, index=True)
    )
    nul: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False, unique=True))
    mark: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False, unique=True))
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    until: date | None = Field(default=None, sa_column=Column(Date, nullable=True))
