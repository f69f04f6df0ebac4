"""Codes on paper: the hash of each, and the batch it was printed with. The codes themselves are on paper only."""

from datetime import date

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, String
from sqlmodel import Field, SQLModel

from forum.collectives.models import COLLEGES
from forum.core.db import UNSEEN, BigId, one_of
from forum.core.ids import new_id, new_ref


class CodeBatch(SQLModel, table=True):
    """One file of hashes. It stays when its codes are gone, so that the same file is never taken in twice."""

    __tablename__ = "code_batch"
    __table_args__ = (one_of("college", COLLEGES), UNSEEN)

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ref: str = Field(default_factory=new_ref, sa_column=Column(String(12), nullable=False, unique=True))
    digest: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False, unique=True))
    collective_id: int = Field(
        sa_column=Column(BigId, ForeignKey("collective.id"), nullable=False, index=True)
    )
    college: str = Field(sa_column=Column(String(12), nullable=False))
    made: int
    withdrawn: bool = False
    tier: str = Field(default="code", sa_column=Column(String(10), nullable=False, server_default="code"))
    day: date


class PaperCode(SQLModel, table=True):
    """A code that can be redeemed, or was since the last slot.

    `claim` is drawn from the carnet's own key: that carnet alone can tell that it is its own, so a copy of the database
    does not lead from a code to a grant, even for somebody who kept the codes and has the pepper.
    """

    __tablename__ = "paper_code"
    __table_args__ = (Index("ix_paper_code_given_slot", "given", "slot"), UNSEEN)

    hash: bytes = Field(sa_column=Column(LargeBinary(32), primary_key=True))
    batch_id: int = Field(sa_column=Column(BigId, ForeignKey("code_batch.id"), nullable=False, index=True))
    claim: bytes | None = Field(default=None, sa_column=Column(LargeBinary(32), nullable=True))
    given: bool = False
    slot: int = Field(default=0, sa_column=Column(BigId, nullable=False))
