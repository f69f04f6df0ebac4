"""Signatures by place, and the picture of a petition that is shared."""

from datetime import date

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String
from sqlmodel import Field, SQLModel

from forum.core.db import BigId
from forum.petitions import models as petitions

LEADS_TO = (petitions,)  # foreign keys go to their tables


class SignaturePlace(SQLModel, table=True):
    """How many signatures say a territory ("": none said), moved once a slot.

    `told` is what `n` was when places were last told: all at once, and only after k signatures came or went. Pages show
    `told`, in steps: of two readings, none shows where one person lives.
    """

    __tablename__ = "signature_place"

    petition_id: int = Field(
        sa_column=Column(BigId, ForeignKey("petition.id"), primary_key=True, autoincrement=False)
    )
    territory: str = Field(sa_column=Column(String(20), primary_key=True))
    n: int = Field(sa_column=Column(Integer, nullable=False))
    told: int = Field(default=0, sa_column=Column(Integer, nullable=False))


class PetitionPicture(SQLModel, table=True):
    """The picture that other sites show beside a link. `mark`: the digest of all that is on it; `day`: when it was drawn."""

    __tablename__ = "petition_picture"

    petition_id: int = Field(
        sa_column=Column(BigId, ForeignKey("petition.id"), primary_key=True, autoincrement=False)
    )
    mark: str = Field(sa_column=Column(String(16), nullable=False))
    png: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    day: date
