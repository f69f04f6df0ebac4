"""Two texts that say the same: who agreed, what is joined, and the papers of those who decide."""

from datetime import date

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from forum.collectives.models import COLLEGES
from forum.core.db import BigId, one_of
from forum.core.ids import new_id, new_ref
from forum.deliberation.merging.rules import CHOICES, PAPERS, STATES, UNDOERS
from forum.texts import models as texts
from forum.texts.models import AUTHORS

LEADS_TO = (texts,)  # foreign keys go to their tables


class Merge(SQLModel, table=True):
    """A proposal that one text (`absorbed`) go on in another of its kind (`survivor`), and what became of it.

    `absorbed_says`, `survivor_says`: the authors' answers. `closes` is the last day on which one answers, or votes. `result`
    is written once, when votes are counted: {side: {college: {agrees, yes, no}}} for grievances, {"all" or "parting":
    {college: {adopted, for, against…}}} for demands, without the counts where few voted. `until` is the last day on which it
    can be undone; `links` are the [source, target] pairs that the joining added, and `objectives` the official ones, to be
    taken away by an undoing; `confirmed` counts by college the voices that came over by themselves. `thread` is where the
    proposer's voice (`nul`, `box`) speaks.
    """

    __tablename__ = "text_merge"
    __table_args__ = (
        one_of("state", STATES),
        one_of("college", AUTHORS),
        one_of("absorbed_says", ("", *CHOICES)),
        one_of("survivor_says", ("", *CHOICES)),
        one_of("undone_by", ("", *UNDOERS)),
        Index("ix_text_merge_state_closes", "state", "closes"),
    )

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ref: str = Field(default_factory=new_ref, sa_column=Column(String(12), nullable=False, unique=True))
    collective_id: int = Field(
        sa_column=Column(BigId, ForeignKey("collective.id"), nullable=False, index=True)
    )
    absorbed_id: int = Field(sa_column=Column(BigId, ForeignKey("text.id"), nullable=False, index=True))
    survivor_id: int = Field(sa_column=Column(BigId, ForeignKey("text.id"), nullable=False, index=True))
    reason: str = Field(sa_column=Column(Text, nullable=False))
    state: str = Field(default="proposed", sa_column=Column(String(10), nullable=False))
    absorbed_says: str = Field(default="", sa_column=Column(String(3), nullable=False))
    survivor_says: str = Field(default="", sa_column=Column(String(3), nullable=False))
    result: dict[str, dict[str, dict[str, int]]] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False)
    )
    closes: date
    until: date | None = None
    ended: date | None = None
    links: list[list[int]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    objectives: list[int] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    confirmed: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    undone_by: str = Field(default="", sa_column=Column(String(10), nullable=False))
    undone_reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    thread: str = Field(sa_column=Column(String(12), nullable=False))
    college: str = Field(default="", sa_column=Column(String(12), nullable=False))
    nul: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    box: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    hidden: bool = Field(default=False, sa_column=Column(Boolean(create_constraint=False), nullable=False))
    day: date


class MergePaper(SQLModel, table=True):
    """One person's word about a merge. Its nullifier is of this merge and of what it is on alone: it leads to no echo and to
    no voice, and who lives two grievances has two papers that nothing links. Papers are deleted when they are counted."""

    __tablename__ = "merge_paper"
    __table_args__ = (
        UniqueConstraint("merge_id", "nul"),
        one_of("side", PAPERS),
        one_of("choice", CHOICES),
        one_of("college", ("open", *COLLEGES)),
    )

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    merge_id: int = Field(sa_column=Column(BigId, ForeignKey("text_merge.id"), nullable=False))
    side: str = Field(sa_column=Column(String(8), nullable=False))
    nul: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
    college: str = Field(sa_column=Column(String(12), nullable=False))
    choice: str = Field(sa_column=Column(String(3), nullable=False))
