"""Those who asked to be told of what follows: addresses apart, under a key of their own, no path to a signature."""

from datetime import date

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from forum.core.db import UNSEEN, BigId
from forum.core.ids import new_id
from forum.petitions import models as petitions

LEADS_TO = (petitions,)  # foreign keys go to their tables


class SubscriptionPaper(SQLModel, table=True):
    """What a confirmation leaves until a later slot: a box of one length, an address in it or nothing.

    Every confirmation leaves one, whoever asked to be told or not; `slot` is the same for all of those of a slot.
    """

    __tablename__ = "subscription_paper"
    __table_args__ = (UNSEEN,)

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    petition_id: int = Field(sa_column=Column(BigId, ForeignKey("petition.id"), nullable=False, index=True))
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    slot: int = Field(sa_column=Column(BigId, nullable=False, index=True))


class Subscription(SQLModel, table=True):
    """An address that is told of a petition's suites. `sealed`: the address and its way out; `mark`: the hash of that link.

    `nul` knows the address again under the suivi key. `told`: the number of the last news that left for it; no day,
    no college, no tier, no nullifier of a signature.
    """

    __table_args__ = (
        UniqueConstraint("petition_id", "nul"),
        Index("ix_subscription_petition_id_told_id", "petition_id", "told", "id"),
        UNSEEN,
    )

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    petition_id: int = Field(sa_column=Column(BigId, ForeignKey("petition.id"), nullable=False))
    nul: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
    mark: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False, unique=True))
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    told: int = Field(default=0, sa_column=Column(Integer, nullable=False))


class SuiviNews(SQLModel, table=True):
    """Something to tell: numbered from 1 in each petition, said once (`about` names what happened), the day after `day`."""

    __tablename__ = "suivi_news"
    __table_args__ = (UniqueConstraint("petition_id", "about"),)

    petition_id: int = Field(
        sa_column=Column(BigId, ForeignKey("petition.id"), primary_key=True, autoincrement=False)
    )
    number: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    about: str = Field(sa_column=Column(String(60), nullable=False))
    kind: str = Field(sa_column=Column(String(20), nullable=False))
    title: str = Field(sa_column=Column(String(300), nullable=False))
    day: date
