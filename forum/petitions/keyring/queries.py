"""Reads: a petition's keys and who holds them, for whoever opens names and for the team's page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from forum.core.errors import NotFound
from forum.identity.staff.models import StaffRole
from forum.petitions.keyring.models import KeyHolder, KeyWrap, PetitionKey
from forum.petitions.keyring.rules import Bunch, Held
from forum.petitions.models import Petition


def bunch_of(tx: Session, petition_id: int) -> Bunch:
    """The keys as they stand in this transaction."""
    keys = tx.exec(select(PetitionKey).where(PetitionKey.petition_id == petition_id)).all()
    wraps = _wraps(tx, petition_id)
    held = [Held(one.id, one.public, one.locked, wraps.get(one.id, {})) for one in _holders(tx, petition_id)]
    return Bunch(petition_id, {key.number: key.public for key in keys}, held)


def _holders(tx: Session, petition_id: int) -> Sequence[KeyHolder]:
    query = select(KeyHolder).where(KeyHolder.petition_id == petition_id)
    return tx.exec(query.order_by(col(KeyHolder.day), col(KeyHolder.name), col(KeyHolder.id))).all()


def _wraps(tx: Session, petition_id: int) -> Mapping[int, Mapping[int, bytes]]:
    query = select(KeyWrap).join(KeyHolder, col(KeyHolder.id) == KeyWrap.holder_id)
    found: dict[int, dict[int, bytes]] = {}
    for wrap in tx.exec(query.where(KeyHolder.petition_id == petition_id)).all():
        found.setdefault(wrap.holder_id, {})[wrap.number] = wrap.sealed
    return found


def holder_of(tx: Session, petition: Petition, ref: str) -> KeyHolder:
    query = select(KeyHolder).where(KeyHolder.petition_id == petition.id, KeyHolder.ref == ref)
    found = tx.exec(query).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Person:
    """One line of the page. `opens`: they hold the key; else they asked. `left`: no organiser of this collective any more.

    `redo`: their phrase is from before keys were shared, so a change made by somebody else leaves them out.
    """

    ref: str
    name: str
    day: date
    opens: bool
    mine: bool
    left: bool
    redo: bool


@dataclass(frozen=True)
class Ring:
    """What the page says of a petition's key."""

    people: list[Person]
    day: date
    printed: date | None
    changing: bool

    @property
    def holders(self) -> list[Person]:
        return [one for one in self.people if one.opens]

    @property
    def asking(self) -> list[Person]:
        return [one for one in self.people if not one.opens]

    @property
    def mine(self) -> Person | None:
        return next((one for one in self.people if one.mine), None)


def ring_of(tx: Session, petition: Petition, staff_id: int | None) -> Ring:
    query = select(PetitionKey).where(PetitionKey.petition_id == petition.id)
    keys = tx.exec(query.order_by(col(PetitionKey.number))).all()
    wraps, here = _wraps(tx, petition.id), _organisers(tx, petition.collective_id)
    people = [
        Person(
            one.ref,
            one.name,
            one.day,
            one.id in wraps,
            one.staff_id is not None and one.staff_id == staff_id,
            one.staff_id is not None and one.staff_id not in here,
            not all(wraps.get(one.id, {}).values()),
        )
        for one in _holders(tx, petition.id)
    ]
    return Ring(people, keys[-1].day, keys[-1].printed, len(keys) > 1)


def _organisers(tx: Session, collective_id: int) -> set[int]:
    query = select(StaffRole.staff_id).where(
        StaffRole.collective_id == collective_id, StaffRole.role == "organiser"
    )
    return set(tx.exec(query).all())
