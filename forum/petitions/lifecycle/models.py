"""What a petition's life leaves: days of its passages, why it ended, how long names are kept, when they went."""

from datetime import date

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Integer, Text
from sqlalchemy import text as sql
from sqlmodel import Field, SQLModel

from forum.core.db import BigId
from forum.petitions import models as petitions
from forum.petitions.lifecycle.rules import KEPT_DAYS, MOST_KEPT

LEADS_TO = (petitions,)  # foreign keys go to their tables


def _day() -> date | None:
    found: date | None = Field(default=None, sa_column=Column(Date, nullable=True))
    return found


class PetitionLife(SQLModel, table=True):
    """One row a petition; days alone, and nobody.

    `seen`: the last sign of those who organise; `warned`: since when the page says that it will be closed for good;
    `adopted`: the last time somebody took it up after a silence. `kept_from`: names are kept for `kept_days` from there, the
    day on which the handing over was noted (not the day it was done: who notes it late must not lose them), or the end.
    `handed`: the names were taken since. `erased`: names, nullifiers and salts are gone. `reason` is public; none where
    silence ended it.
    """

    __tablename__ = "petition_life"
    __table_args__ = (CheckConstraint(f"kept_days BETWEEN 0 AND {MOST_KEPT}", name="kept_days"),)

    petition_id: int = Field(
        sa_column=Column(BigId, ForeignKey("petition.id"), primary_key=True, autoincrement=False)
    )
    kept_days: int = Field(
        default=KEPT_DAYS, sa_column=Column(Integer, nullable=False, server_default=sql(str(KEPT_DAYS)))
    )
    delivered: date | None = _day()
    answered: date | None = _day()
    followed: date | None = _day()
    ended: date | None = _day()
    reason: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=sql("''")))
    seen: date | None = _day()
    warned: date | None = _day()
    adopted: date | None = _day()
    kept_from: date | None = _day()
    handed: date | None = _day()
    erased: date | None = _day()
