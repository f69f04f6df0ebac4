"""Who is concerned where, as an organiser read it in a published source: numbers of people, and of nobody in particular."""

from datetime import date

from sqlalchemy import Column, ForeignKey, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from forum.collectives import models as collectives
from forum.collectives.models import COLLEGES
from forum.core.db import BigId, one_of
from forum.core.i18n import long_date
from forum.core.ids import new_id

LEADS_TO = (collectives,)  # foreign keys go to their tables
SOURCE, DATED = 160, 10


class Concerned(SQLModel, table=True):
    """How many of a college are concerned in a territory (its code), or in all of the collective's places ("")."""

    __tablename__ = "participation_reference"
    __table_args__ = (UniqueConstraint("collective_id", "college", "territory"), one_of("college", COLLEGES))

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    collective_id: int = Field(sa_column=Column(BigId, ForeignKey("collective.id"), nullable=False))
    college: str = Field(sa_column=Column(String(12), nullable=False))
    territory: str = Field(default="", sa_column=Column(String(20), nullable=False))
    n: int
    source: str = Field(sa_column=Column(String(SOURCE), nullable=False))
    dated: str = Field(sa_column=Column(String(DATED), nullable=False))

    @property
    def when(self) -> str:
        """A year, or a day as it is read."""
        return long_date(date.fromisoformat(self.dated)) if len(self.dated) == DATED else self.dated
