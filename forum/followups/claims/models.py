"""« C’est fait » : who says so, and the signers who say that it is not."""

from datetime import date

from sqlalchemy import Column, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from forum.collectives.models import COLLEGES
from forum.core.db import BigId, one_of
from forum.core.ids import new_id, new_ref
from forum.followups import models as followups

LEADS_TO = (followups,)  # foreign keys go to their tables

CLAIMED_BY = ("institution", "organiser")
REASONS = ("nothing", "partly", "somewhere", "paper", "undone", "other")


class DoneClaim(SQLModel, table=True):
    """Somebody says that a commitment is done: in which words, where one can check, which day."""

    __tablename__ = "done_claim"
    __table_args__ = (one_of("side", CLAIMED_BY),)

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ref: str = Field(default_factory=new_ref, sa_column=Column(String(12), nullable=False, unique=True))
    commitment_id: int = Field(
        sa_column=Column(BigId, ForeignKey("commitment.id"), nullable=False, index=True)
    )
    side: str = Field(sa_column=Column(String(12), nullable=False))
    said: str = Field(sa_column=Column(Text, nullable=False))
    source: str = Field(default="", sa_column=Column(String(1000), nullable=False))
    day: date


class ClaimContest(SQLModel, table=True):
    """A signer says that it is not done; once a claim. The reason is chosen, never written: nobody is described.

    `nul` is of this claim alone: of a carnet, or of the link in a signer's mail. It is not the signature's.
    """

    __tablename__ = "claim_contest"
    __table_args__ = (
        UniqueConstraint("claim_id", "nul"),
        one_of("college", COLLEGES),
        one_of("reason", REASONS),
    )

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    claim_id: int = Field(sa_column=Column(BigId, ForeignKey("done_claim.id"), nullable=False))
    nul: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
    college: str = Field(sa_column=Column(String(12), nullable=False))
    reason: str = Field(sa_column=Column(String(10), nullable=False))
