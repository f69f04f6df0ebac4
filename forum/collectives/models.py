"""A collective, who counts in it (grants), who is held back (sanctions), and what waits for its slot (pending)."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from forum.core.db import UNSEEN, BigId, one_of
from forum.core.ids import new_id, new_ref

COLLEGES = ("professional", "concerned", "ally")
DECIDING = ("professional", "concerned")
TIERS = ("code", "link", "vouched")
READING = ("everyone", "members", "unlisted")
JOINING = ("open", "granted")


class Collective(SQLModel, table=True):
    """Who reads, who writes, when what is written becomes public."""

    __table_args__ = (one_of("reading", READING), one_of("joining", JOINING))

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    slug: str = Field(sa_column=Column(String(60), nullable=False, unique=True))
    name: str = Field(sa_column=Column(String(120), nullable=False))
    purpose: str = Field(sa_column=Column(Text, nullable=False))
    charter: str = Field(sa_column=Column(Text, nullable=False))
    charter_html: str = Field(sa_column=Column(Text, nullable=False))
    reading: str = Field(default="everyone", sa_column=Column(String(10), nullable=False))
    joining: str = Field(default="open", sa_column=Column(String(10), nullable=False))
    k: int = 10
    slot_minutes: int = 360
    name_professional: str = Field(default="professionnel·les", sa_column=Column(String(80), nullable=False))
    name_concerned: str = Field(default="personnes concernées", sa_column=Column(String(80), nullable=False))
    name_ally: str = Field(default="allié·es", sa_column=Column(String(80), nullable=False))
    demo: bool = False
    day: date

    @property
    def names(self) -> "CollegeNames":
        return CollegeNames(self.name_professional, self.name_concerned, self.name_ally)

    def college_name(self, college: str) -> str:
        """What this collective calls a college."""
        return self.names.college_name(college)

    def renames(self, college: str) -> bool:
        return self.names.renames(college)


class CollegeNames(NamedTuple):
    """What a collective calls its colleges; a key of the kept fragments."""

    professional: str = "professionnel·les"
    concerned: str = "personnes concernées"
    ally: str = "allié·es"

    def college_name(self, college: str) -> str:
        return str(getattr(self, college)) if college in COLLEGES else "carnet ouvert"

    def renames(self, college: str) -> bool:
        """Whether the usual name, which agrees with its number, does not stand for this college."""
        return college in COLLEGES and self.college_name(college) != getattr(CollegeNames(), college)


class Grant(SQLModel, table=True):
    """The right to count, in one college. The nullifier is of the scope `grant`: it opens nothing else."""

    __tablename__ = "college_grant"
    __table_args__ = (
        UniqueConstraint("collective_id", "nul"),
        one_of("college", COLLEGES),
        one_of("tier", TIERS),
        UNSEEN,
    )

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    collective_id: int = Field(sa_column=Column(BigId, ForeignKey("collective.id"), nullable=False))
    nul: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
    college: str = Field(sa_column=Column(String(12), nullable=False))
    tier: str = Field(sa_column=Column(String(10), nullable=False))


class Headcount(SQLModel, table=True):
    """How many grants of a college there were at the slot `slot` (epoch seconds): what pages tell moves with the batches.

    Told as people come, a count would say at which second somebody did.
    """

    __table_args__ = (one_of("college", COLLEGES),)

    collective_id: int = Field(
        sa_column=Column(BigId, ForeignKey("collective.id"), primary_key=True, autoincrement=False)
    )
    college: str = Field(sa_column=Column(String(12), primary_key=True))
    n: int = 0
    slot: int = Field(default=0, sa_column=Column(BigId, nullable=False))


class TierCount(SQLModel, table=True):
    """Of a `Headcount`, how many by tier, counted at the same slot: by which way people came, and never when."""

    __tablename__ = "tier_count"
    __table_args__ = (one_of("college", COLLEGES), one_of("tier", TIERS))

    collective_id: int = Field(
        sa_column=Column(BigId, ForeignKey("collective.id"), primary_key=True, autoincrement=False)
    )
    college: str = Field(sa_column=Column(String(12), primary_key=True))
    tier: str = Field(sa_column=Column(String(10), primary_key=True))
    n: int = 0


class Invitation(SQLModel, table=True):
    """An organiser's link: grants a college to whoever holds it, up to a cap. `told`: the uses at the last slot."""

    __table_args__ = (one_of("college", COLLEGES), UNSEEN)

    code_hash: bytes = Field(sa_column=Column(LargeBinary(32), primary_key=True))
    collective_id: int = Field(
        sa_column=Column(BigId, ForeignKey("collective.id"), nullable=False, index=True)
    )
    college: str = Field(sa_column=Column(String(12), nullable=False))
    label: str = Field(sa_column=Column(String(120), nullable=False))
    cap: int
    used: int = 0
    told: int = 0
    until: date


class Sanction(SQLModel, table=True):
    """Holds a nullifier back until a day; with `all_scopes` the next act of that person spreads it, by itself."""

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    collective_id: int = Field(
        sa_column=Column(BigId, ForeignKey("collective.id"), nullable=False, index=True)
    )
    label: str = Field(sa_column=Column(String(12), nullable=False))
    scope: str = Field(sa_column=Column(String(60), nullable=False))
    nul: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False, index=True))
    reason: str = Field(sa_column=Column(Text, nullable=False))
    all_scopes: bool = False
    until: date


class Pending(SQLModel, table=True):
    """An act that waits for its slot. `once` makes the same act twice the same row; it leaves when published."""

    __table_args__ = (
        UniqueConstraint("kind", "scope", "nul", "once"),
        one_of("state", ("waiting", "held", "failed", "withdrawn")),
        Index("ix_pending_slot_state", "slot", "state"),
        UNSEEN,
    )

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    ref: str = Field(default_factory=new_ref, sa_column=Column(String(12), nullable=False, unique=True))
    collective_id: int = Field(
        sa_column=Column(BigId, ForeignKey("collective.id"), nullable=False, index=True)
    )
    kind: str = Field(sa_column=Column(String(40), nullable=False))
    label: str = Field(sa_column=Column(String(12), nullable=False))
    scope: str = Field(sa_column=Column(String(60), nullable=False))
    nul: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
    once: str = Field(sa_column=Column(String(64), nullable=False))
    college: str = Field(default="", sa_column=Column(String(12), nullable=False))
    box: bytes = Field(default=b"", sa_column=Column(LargeBinary, nullable=False))
    payload: str = Field(sa_column=Column(Text, nullable=False))
    title: str = Field(default="", sa_column=Column(String(300), nullable=False))
    state: str = Field(default="waiting", sa_column=Column(String(10), nullable=False))
    message: str = Field(default="", sa_column=Column(Text, nullable=False))
    slot: int = Field(sa_column=Column(BigId, nullable=False))
    # Seconds before the slot from which moderators read it, as the setting was when it was sent.
    margin: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))


class Territory(SQLModel, table=True):
    """A place of the collective's list: where something happens, coarse enough not to point at anyone."""

    __table_args__ = (UniqueConstraint("collective_id", "code"),)

    id: int = Field(default_factory=new_id, sa_column=Column(BigId, primary_key=True, autoincrement=False))
    collective_id: int = Field(sa_column=Column(BigId, ForeignKey("collective.id"), nullable=False))
    code: str = Field(sa_column=Column(String(20), nullable=False))
    name: str = Field(sa_column=Column(String(120), nullable=False))
