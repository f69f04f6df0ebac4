"""After a slot: what changed in a log is signed, once what it holds was hashed again from its leaves."""

import logging
from collections.abc import Iterable
from typing import Any

from sqlalchemy import exists, func, insert, select
from sqlmodel import Session, col

from forum.core.crypto import public_of, sha256, sign
from forum.petitions.journal import notes, stamps
from forum.petitions.journal.models import Checkpoint, LogKey, LogNode, LogStamp
from forum.petitions.journal.queries import fetching, points, tree
from forum.petitions.journal.rules import TILE, Fetch, origin, root
from forum.petitions.models import LogHead, Petition

AT_ONCE = 500
_SAID: set[tuple[int, int]] = set()  # logs that are not what their head says: told once a process
_HEAD = select(LogHead.petition_id, LogHead.size, LogHead.count, LogHead.root)  # type: ignore[call-overload]


def unsigned() -> Any:
    """The condition on a log's head: it moved since its last checkpoint."""
    signed = exists().where(
        col(Checkpoint.petition_id) == col(LogHead.petition_id), col(Checkpoint.size) == col(LogHead.size)
    )
    return (col(LogHead.size) > 0) & ~signed


def sign_due(tx: Session, seed: bytes) -> int:
    """A checkpoint for every log that moved; returns how many. A log that is not what its head says gets none."""
    heads = tx.connection().execute(_HEAD.where(unsigned()).with_for_update(skip_locked=True)).all()
    return sum(_sign(tx, seed, *head) for head in heads)


def _sign(tx: Session, seed: bytes, petition_id: int, size: int, count: int, head: bytes) -> bool:
    if tx.get(Checkpoint, (petition_id, size)):  # another machine's worker was here while we waited
        return False
    keep_nodes(tx, petition_id, size)
    if tree(tx, petition_id, size).root() != head:
        _say(petition_id, size)
        return False
    query = select(Petition.code, Petition.sha256).where(col(Petition.id) == petition_id)  # type: ignore[call-overload]
    name = origin(*tx.connection().execute(query).one())
    public = public_of(seed)
    know(tx, public)
    of = {"petition_id": petition_id, "size": size, "count": count, "root": head, "public": public}
    signature = notes.signed(seed, name, size, head)
    tx.connection().execute(insert(Checkpoint), {**of, "signature": signature})
    return True


def _say(petition_id: int, size: int) -> None:
    if (petition_id, size) not in _SAID:
        _SAID.add((petition_id, size))
        logging.getLogger("forum").error("a log of %d leaves is not what its head says: not signed", size)


def keep_nodes(tx: Session, petition_id: int, size: int) -> None:
    """The inner hashes that `size` leaves complete, one level in eight. Costs what was added, and 255 leaves at most."""
    fetch, level = fetching(tx, petition_id), TILE
    while size >> level:
        here = (col(LogNode.petition_id) == petition_id) & (col(LogNode.level) == level)
        known = tx.connection().execute(select(func.max(col(LogNode.place))).where(here)).scalar()
        first = 0 if known is None else known + 1
        for start in range(first, size >> level, AT_ONCE):
            rows = _nodes(fetch, level, range(start, min(start + AT_ONCE, size >> level)))
            same = {"petition_id": petition_id, "level": level}
            tx.connection().execute(insert(LogNode), [{**same, **row} for row in rows])
        level += TILE


def _nodes(fetch: Fetch, level: int, places: Iterable[int]) -> list[dict[str, Any]]:
    width = 1 << TILE
    return [{"place": place, "hash": root(fetch(level - TILE, place * width, width))} for place in places]


def know(tx: Session, public: bytes) -> None:
    """Published from its first checkpoint on, for as long as the checkpoints it signed."""
    if tx.get(LogKey, public) is None:
        tx.add(LogKey(public=public))
        tx.flush()


def replace_key(tx: Session, old: bytes, new: bytes) -> int:
    """The old key vouches for the new one, in public: whoever trusted it can follow. Doing it again changes nothing."""
    before, after = public_of(old), public_of(new)
    know(tx, before)
    if before != after and tx.get(LogKey, after) is None:
        tx.add(LogKey(public=after, before=before, endorsed=sign(old, notes.endorsement(before, after))))
        tx.flush()
    return 0


def attach(tx: Session, petition: Petition, reply: bytes) -> tuple[notes.Point, stamps.Stamp]:
    """Keep the reply of a time-stamping authority with the checkpoint it is about; BadStamp if there is none."""
    stamp = stamps.read(reply)
    for point in points(tx, petition):
        if sha256(point.note) == stamp.imprint:
            tx.merge(LogStamp(petition_id=petition.id, size=point.size, reply=reply))
            return point, stamp
    raise stamps.BadStamp("cet horodatage n’est d’aucun des points signés de cette pétition.")
