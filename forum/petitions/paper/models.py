"""Paper: numbered sheets, and the lines of those that wait to be keyed a second time."""

from datetime import date

from sqlalchemy import Boolean, Column, ForeignKey, Integer, LargeBinary, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from forum.core.db import UNSEEN, BigId, one_of
from forum.core.ids import new_id
from forum.petitions import models as petitions
from forum.petitions.models import QUALITIES

LEADS_TO = (petitions,)  # foreign keys go to their tables
SHEET_STATES = ("printed", "entered", "settle", "counted", "void")
SECONDS = ("", "other", "same")


class PaperSheet(SQLModel, table=True):
    """A sheet that was printed. `collected`: where or by which role it was filled in, of a list, so never a name.

    `place`: how many of its petition were entered before it, which makes the blocks that `drawn` is drawn in. `second`:
    who keyed it again, somebody else or the same person. `keyer` tells, while it waits, whether the first is here again.
    """

    __tablename__ = "paper_sheet"
    __table_args__ = (
        UniqueConstraint("petition_id", "number"),
        one_of("state", SHEET_STATES),
        one_of("second", SECONDS),
    )

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    petition_id: int = Field(sa_column=Column(BigId, ForeignKey("petition.id"), nullable=False))
    number: int = Field(sa_column=Column(Integer, nullable=False))
    lines: int = Field(sa_column=Column(Integer, nullable=False))
    state: str = Field(default="printed", sa_column=Column(String(8), nullable=False))
    collected: str = Field(default="", sa_column=Column(String(12), nullable=False))
    printed: date
    entered: date | None = None
    counted: date | None = None
    place: int | None = Field(default=None, sa_column=Column(Integer, nullable=True))
    drawn: bool = Field(default=False, sa_column=Column(Boolean(create_constraint=False), nullable=False))
    second: str = Field(default="", sa_column=Column(String(5), nullable=False))
    signed: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    illegible: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    compared: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    differed: int = Field(default=0, sa_column=Column(Integer, nullable=False))
    keyer: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))


class PaperLine(SQLModel, table=True):
    """A line of a sheet that waits; it goes when the sheet is counted or void. Sealed like any signature.

    `marks`: keyed hashes of what was typed, to compare. `contact`: an address for the *suivi*, in its own box.
    `differs`: in what the second keying differed, by a blank; such a line waits to be typed anew.
    """

    __tablename__ = "paper_line"
    __table_args__ = (one_of("college", (*QUALITIES, "")), UNSEEN)

    sheet_id: int = Field(
        sa_column=Column(BigId, ForeignKey("paper_sheet.id"), primary_key=True, autoincrement=False)
    )
    n: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    illegible: bool = Field(default=False, sa_column=Column(Boolean(create_constraint=False), nullable=False))
    college: str = Field(default="", sa_column=Column(String(12), nullable=False))
    territory: str = Field(default="", sa_column=Column(String(20), nullable=False))
    sealed: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    key_number: int = Field(default=1, sa_column=Column(Integer, nullable=False))
    contact: str = Field(default="", sa_column=Column(String(800), nullable=False))
    marks: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    withdrawal: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    differs: str = Field(default="", sa_column=Column(String(60), nullable=False))
