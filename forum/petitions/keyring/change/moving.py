"""The boxes go from the old key to the new one, a few at a time, and the old key goes after the last.

At every moment each row says which key opens its box, and both keys are held: a kill -9 anywhere loses nothing, and
the phrase makes it go on. What a leaf commits to (`signature.content`) is not touched, so receipts stay good.

The private keys are in this process alone, given by the phrase: so it is a thread, and no job of the worker.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, literal, or_, select, tuple_, update
from sqlmodel import Session, col

from forum.core.crypto import key_pair, seal
from forum.core.db import Database
from forum.core.hooks import hooks
from forum.core.remains import forget
from forum.petitions.keyring.models import KeyHolder, KeyWrap, PetitionKey
from forum.petitions.keyring.rules import plain
from forum.petitions.models import PendingSignature, Petition, Signature

BATCH = 200
FILES = ("petition_key", "key_holder", "key_wrap")  # what the old key was in: gone from the files too
# Rooms above with boxes of their own: functions of nothing that give a `Boxes`. What leads from one of their tables to
# another comes before it, so that a box on its way is seen.
ELSEWHERE: list[Callable[[], "Boxes"]] = hooks("petition.boxes")
Box = tuple[tuple[Any, ...], bytes, int]  # (primary key, sealed, key number)


@dataclass(frozen=True)
class Boxes:
    """A table with `sealed` and `key_number`; `of` is the condition that a row is of this petition."""

    table: Any
    of: Callable[[int], ColumnElement[bool]]

    def old(self, petition_id: int, number: int) -> ColumnElement[bool]:
        """Whatever does not say the current key: an older one, or a row written by who did not know."""
        return self.of(petition_id) & (col(self.table.key_number) != number)

    @property
    def key(self) -> list[Any]:
        return list(self.table.__table__.primary_key.columns)


def _own(table: Any) -> Boxes:
    return Boxes(table, lambda petition_id: col(table.petition_id) == petition_id)


def every() -> list[Boxes]:
    return [*(give() for give in ELSEWHERE), _own(PendingSignature), _own(Signature)]


def begin(db: Database, petition_id: int, privates: Mapping[int, bytes], wait: float) -> None:
    """In a thread of its own. `wait` seconds: a short list is done when the page comes back."""
    work = threading.Thread(
        target=copy_context().run, args=(_all, db, petition_id, privates), name="rekeying", daemon=True
    )
    work.start()
    work.join(wait)


def _all(db: Database, petition_id: int, privates: Mapping[int, bytes]) -> None:
    try:
        move(db, petition_id, privates)
        forget(db, (), FILES)
    except Exception as error:
        # Its kind alone: its words could quote what was in a box. Nothing is lost, and the phrase makes it go on.
        logging.getLogger("forum").warning("boxes not moved to the new key: %s", type(error).__name__)


def move(
    db: Database, petition_id: int, privates: Mapping[int, bytes], after: Callable[[], None] = lambda: None
) -> None:
    """All that is left; then the old key goes. `after` is called when a batch is written. Twice at once does no harm."""
    number = max(privates)
    while not _finished(db, petition_id, number):
        for boxes in every():
            for batch in _batches(db, boxes, petition_id, number):
                _write(db, boxes, number, _resealed(batch, privates))
                after()


def left(tx: Session, petition_id: int, number: int) -> int:
    """How many boxes wait under an older key."""
    return sum(
        tx.connection().execute(select(func.count()).where(boxes.old(petition_id, number))).scalar_one()
        for boxes in every()
    )


def _batches(db: Database, boxes: Boxes, petition_id: int, number: int) -> Iterator[Sequence[Box]]:
    """By their primary key: what was looked at is not looked at again, in this pass."""
    key, table, last = boxes.key, boxes.table, None
    query = select(*key, table.sealed, table.key_number).where(boxes.old(petition_id, number))
    query = query.order_by(*key).limit(BATCH)
    while True:
        later = query if last is None else query.where(tuple_(*key) > tuple_(*map(literal, last)))
        with db.read() as tx:
            rows = [
                (tuple(row[: len(key)]), row[-2], row[-1]) for row in tx.connection().execute(later).all()
            ]
        if not rows:
            return
        last = rows[-1][0]
        yield rows


def _resealed(batch: Sequence[Box], privates: Mapping[int, bytes]) -> list[tuple[Box, bytes]]:
    """Outside any transaction: nobody waits for it. What no key opens stays what it is: it was nobody's already."""
    public = key_pair(privates[max(privates)])[1]
    found = []
    for box in batch:
        data = plain(privates, box[2], box[1])
        found.append((box, box[1] if data is None else seal(public, data)))
    return found


def _write(db: Database, boxes: Boxes, number: int, moved: Sequence[tuple[Box, bytes]]) -> None:
    """A box that somebody replaced or took back meanwhile is left to them."""
    key, table = boxes.key, boxes.table
    with db.write() as tx:
        for (place, before, _number), sealed in moved:
            same = [column == value for column, value in zip(key, place, strict=True)]
            row = update(table).where(*same, table.sealed == before)
            tx.connection().execute(row.values(sealed=sealed, key_number=number))


def _finished(db: Database, petition_id: int, number: int) -> bool:
    """Whether nothing is left under an older key: then these go, with whoever held nothing else.

    The petition's row is held: whoever signs now waits a moment, and finds the new key. One question, so that a
    signature that becomes a leaf meanwhile is seen in one table or in the other.
    """
    with db.write() as tx:
        connection = tx.connection()
        here = select(Petition.key_number).where(col(Petition.id) == petition_id)  # type: ignore[call-overload]
        current = connection.execute(here.with_for_update()).scalar_one()
        waits = or_(*(exists().where(boxes.old(petition_id, number)) for boxes in every()))
        if current != number:  # another change has begun, and takes all of them with it
            return True
        if connection.execute(select(waits)).scalar():
            return False
        _forget(tx, petition_id, number)
        return True


def _forget(tx: Session, petition_id: int, number: int) -> None:
    connection = tx.connection()
    mine = select(KeyHolder.id).where(col(KeyHolder.petition_id) == petition_id)  # type: ignore[call-overload]
    connection.execute(delete(KeyWrap).where(col(KeyWrap.holder_id).in_(mine), col(KeyWrap.number) != number))
    connection.execute(
        delete(PetitionKey).where(
            col(PetitionKey.petition_id) == petition_id, col(PetitionKey.number) != number
        )
    )
