"""The reference is taken whole, in place of the one before, or not at all."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlmodel import Session, col, delete

from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.exports.participation.reference.models import Concerned
from forum.exports.participation.reference.rules import Line
from forum.identity.staff.actions import log


def replace(tx: Session, place: Place, lines: Sequence[Line], now: Now) -> None:
    _clear(tx, place)
    for one in lines:
        tx.add(Concerned(collective_id=place.collective.id, **asdict(one)))
    tx.flush()
    log(tx, place.viewer, place.collective.id, "reference.loaded", str(len(lines)), now)


def withdraw(tx: Session, place: Place, now: Now) -> None:
    gone = _clear(tx, place)
    log(tx, place.viewer, place.collective.id, "reference.withdrawn", str(gone), now)


def _clear(tx: Session, place: Place) -> int:
    old = delete(Concerned).where(col(Concerned.collective_id) == place.collective.id)
    return int(tx.connection().execute(old).rowcount)
