"""What look-alikes are found by: derived from public texts, drawn again with the search index, in the slot's transaction.

Nothing here says who wrote what, or when: places are drawn at each rebuild, rows lie in the order of their words.
"""

from sqlalchemy import Column, ForeignKey, LargeBinary, String, Text
from sqlmodel import Field, SQLModel

from forum.collectives import models as collectives
from forum.core.db import BigId

LEADS_TO = (collectives,)  # foreign keys go to their tables

# Roots are looked for by their beginning: their order must be that of their bytes on both engines.
Root = String(40).with_variant(String(40, collation="C"), "postgresql")


class RootCount(SQLModel, table=True):
    """How many texts of a collective hold a root, and the places of these texts (4 bytes each, little-endian).

    The root "" stands for all texts of the collective.
    """

    __tablename__ = "root_count"

    collective_id: int = Field(sa_column=Column(BigId, primary_key=True, autoincrement=False))
    root: str = Field(sa_column=Column(Root, primary_key=True))
    n: int
    places: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class RootText(SQLModel, table=True):
    """The text that a place of a collective stands for, and its roots: those of the title, a bar, the others."""

    __tablename__ = "root_text"

    collective_id: int = Field(sa_column=Column(BigId, primary_key=True, autoincrement=False))
    place: int = Field(sa_column=Column(BigId, primary_key=True, autoincrement=False))
    text_id: int = Field(sa_column=Column(BigId, nullable=False, index=True))
    roots: str = Field(sa_column=Column(Text, nullable=False))


class Synonyms(SQLModel, table=True):
    """A collective's own list of words that answer one another. Without a row, the list of the house."""

    collective_id: int = Field(
        sa_column=Column(BigId, ForeignKey("collective.id"), primary_key=True, autoincrement=False)
    )
    lines: str = Field(sa_column=Column(Text, nullable=False))
