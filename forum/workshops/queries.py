"""Reads of workshops: for the team of the collective, but for the account of what was said."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from forum.collectives.models import Collective
from forum.collectives.queries import Place
from forum.core.errors import NotFound
from forum.texts.kinds import KINDS, Kind
from forum.texts.queries import Reading, read_many
from forum.texts.spoken.queries import of_workshop
from forum.workshops.models import Workshop
from forum.workshops.rules import told_place

MOST = 100


@dataclass(frozen=True)
class Account:
    """What everyone may read of a workshop, made of what is public: (kind, its statements)."""

    workshop: Workshop
    place: str
    parts: list[tuple[Kind, list[Reading]]]

    @property
    def count(self) -> int:
        return sum(len(rows) for _kind, rows in self.parts)


def of_collective(tx: Session, collective: Collective) -> Sequence[Workshop]:
    """The latest days first."""
    query = select(Workshop).where(Workshop.collective_id == collective.id)
    return tx.exec(query.order_by(col(Workshop.day).desc(), col(Workshop.ref)).limit(MOST)).all()


def find(tx: Session, collective: Collective, ref: str) -> Workshop:
    query = select(Workshop).where(Workshop.ref == ref, Workshop.collective_id == collective.id)
    found = tx.exec(query).first()
    if found is None:
        raise NotFound
    return found


def account(tx: Session, place: Place, ref: str) -> Account:
    """NotFound for strangers while nothing is public: that a workshop is to come is the team's business."""
    workshop = find(tx, place.collective, ref)
    rows = read_many(tx, of_workshop(tx, ref))
    if not rows and not place.may("see the team's pages"):
        raise NotFound
    kinds = ("grievance", "mechanism", "demand")
    parts = [(KINDS[kind], [r for r in rows if r.document.kind == kind]) for kind in kinds]
    return Account(
        workshop, told_place(workshop.place, len(rows)), [(k, found) for k, found in parts if found]
    )
