"""Reads on lots: the list and its fingerprint at once, the order once there is a seed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from forum.collectives.models import Collective
from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.errors import NotFound
from forum.deliberation.draws import rules
from forum.deliberation.draws.models import Lot


@dataclass(frozen=True)
class Drawn:
    """One line that came out, and the ticket that put it there."""

    rank: int
    line: str
    ticket: str
    picked: bool


def find(tx: Session, collective: Collective, ref: str) -> Lot:
    found = tx.exec(select(Lot).where(Lot.ref == ref, Lot.collective_id == collective.id)).first()
    if found is None:
        raise NotFound
    return found


def of_ref(tx: Session, ref: str) -> Lot | None:
    return tx.exec(select(Lot).where(Lot.ref == ref)).first() if ref else None


def all_of(tx: Session, place: Place) -> Sequence[Lot]:
    """Newest first. The team also sees what is hidden."""
    query = select(Lot).where(Lot.collective_id == place.collective.id)
    if not place.may("organise"):
        query = query.where(col(Lot.hidden).is_(False))
    return tx.exec(query.order_by(col(Lot.day).desc(), col(Lot.due).desc(), Lot.ref)).all()


def taking(lot: Lot, now: Now) -> bool:
    """Whether the seed may be typed today."""
    return not lot.seed and lot.due <= now.today and (lot.until is None or now.today <= lot.until)


def result(lot: Lot) -> list[Drawn]:
    """Nothing before there is a seed."""
    lines = lot.listing.splitlines()
    order = rules.drawn(lines, lot.seed) if lot.seed else []
    return [
        Drawn(rank, line, rules.ticket(lot.hash, lot.seed, line), 0 < rank <= lot.picked)
        for rank, line in enumerate(order, 1)
    ]
