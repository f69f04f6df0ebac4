"""Whose mail is read at work: a list that each collective keeps, for everybody to see."""

from sqlalchemy import Column, ForeignKey, String
from sqlmodel import Field, SQLModel

from forum.collectives import models as collectives
from forum.core.db import BigId

LEADS_TO = (collectives,)  # foreign keys go to their tables


class EmployerDomain(SQLModel, table=True):
    """`domain` as machines write it; what is under it is meant too."""

    __tablename__ = "employer_domain"
    __table_args__ = ({"sqlite_with_rowid": False},)

    collective_id: int = Field(
        sa_column=Column(BigId, ForeignKey("collective.id"), primary_key=True, autoincrement=False)
    )
    domain: str = Field(sa_column=Column(String(253), primary_key=True))
