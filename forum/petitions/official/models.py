"""Which official path a petition also takes, beside the signatures that it gathers here."""

from sqlalchemy import Column, ForeignKey, Integer, String
from sqlmodel import Field, SQLModel

from forum.core.db import BigId
from forum.petitions import models as petitions

LEADS_TO = (petitions,)  # foreign keys go to their tables


class PetitionPath(SQLModel, table=True):
    """`key` is one of the table of official paths; `electors` how many people a share is of; `url` where one signs it."""

    __tablename__ = "petition_path"

    petition_id: int = Field(
        sa_column=Column(BigId, ForeignKey("petition.id"), primary_key=True, autoincrement=False)
    )
    key: str = Field(sa_column=Column(String(40), nullable=False))
    electors: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    url: str = Field(default="", sa_column=Column(String(1000), nullable=False))
