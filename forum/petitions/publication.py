"""The slot: confirmed signatures become leaves, in one shuffled batch; and what has had its time ends."""

import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from itertools import groupby
from random import SystemRandom
from typing import Any

from sqlalchemy import bindparam, delete, exists, insert, select, update
from sqlmodel import Session, col

from forum.core.clock import Now
from forum.http.house import House
from forum.petitions import actions
from forum.petitions.journal.actions import sign_due, unsigned
from forum.petitions.journal.rules import SALT, Frontier, commitment, contents, leaf_hash
from forum.petitions.models import LogHead, LogLeaf, PendingSignature, Petition, Signature, SignatureCount
from forum.petitions.shown.actions import count_places

Shuffle = Callable[[list[Any]], None]
_CONFIRMED = select(
    PendingSignature.id,
    PendingSignature.petition_id,
    PendingSignature.nul,
    PendingSignature.tier,
    PendingSignature.college,
    PendingSignature.territory,
    PendingSignature.sealed,
    PendingSignature.withdrawal,
)  # type: ignore[call-overload]
_HEAD = select(LogHead.size, LogHead.count, LogHead.frontier)  # type: ignore[call-overload]
_DONE = delete(PendingSignature).where(col(PendingSignature.id) == bindparam("row"))
_MORE = (
    update(SignatureCount)
    .where(
        col(SignatureCount.petition_id) == bindparam("of"),
        col(SignatureCount.day) == bindparam("on"),
        col(SignatureCount.tier) == bindparam("by"),
        col(SignatureCount.college) == bindparam("as"),
    )
    .values(n=SignatureCount.n + bindparam("more"))
)


def content_of(
    code: str, nul: bytes, tier: str, college: str, territory: str, day: date, sealed: bytes
) -> bytes:
    """What a signature commits to: all that is kept of it. Under its salt it becomes a leaf, without it nothing."""
    return contents(code, nul, tier, college, territory, day.isoformat(), sha256(sealed).digest())


def publish_confirmed(tx: Session, now: Now, shuffle: Shuffle, salt: Callable[[int], bytes]) -> int:
    """Move what is due into the log, all petitions in this one transaction. Returns how many were counted."""
    connection = tx.connection()
    due = _CONFIRMED.where(col(PendingSignature.confirmed).is_(True), PendingSignature.until <= now.epoch)
    rows = [row._asdict() for row in connection.execute(due.with_for_update(skip_locked=True))]
    shuffle(rows)
    rows.sort(key=lambda row: row["petition_id"])  # stable: the order inside a petition stays the drawn one
    for petition_id, batch in groupby(rows, key=lambda row: row["petition_id"]):
        _append(tx, petition_id, list(batch), now.today, salt)
    if rows:
        connection.execute(_DONE, [{"row": row["id"]} for row in rows])
    return len(rows)


def _append(
    tx: Session, petition_id: int, batch: list[dict[str, Any]], day: date, salt: Callable[[int], bytes]
) -> None:
    connection = tx.connection()
    code = connection.execute(select(Petition.code).where(col(Petition.id) == petition_id)).scalar_one()  # type: ignore[call-overload]
    of_petition = col(LogHead.petition_id) == petition_id
    size, so_far, stored = connection.execute(_HEAD.where(of_petition).with_for_update()).one()
    leaves = []
    for place, row in enumerate(batch, size):
        signed = {name: row[name] for name in ("nul", "tier", "college", "territory", "sealed")}
        row.update(leaf=place, salt=salt(SALT), content=content_of(code, day=day, **signed), day=day)
        leaves.append(leaf_hash(commitment(row["salt"], row["content"])))
    frontier = Frontier.from_bytes(stored).append(*leaves)
    connection.execute(insert(Signature), [_without_id(row) for row in batch])
    connection.execute(insert(LogLeaf), _log_rows(petition_id, size, leaves))
    changed = {"size": frontier.size, "count": so_far + len(batch), "frontier": frontier.to_bytes()}
    connection.execute(update(LogHead).where(of_petition).values(**changed, root=frontier.root))
    count(tx, petition_id, day, Counter((row["tier"], row["college"]) for row in batch))
    count_places(tx, petition_id, Counter(row["territory"] for row in batch))


def _without_id(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "id"}


def _log_rows(petition_id: int, first: int, leaves: Sequence[bytes]) -> list[dict[str, Any]]:
    same = {"petition_id": petition_id, "kind": "add", "revokes": None, "reason": ""}
    return [{**same, "leaf": place, "hash": leaf} for place, leaf in enumerate(leaves, first)]


def count(tx: Session, petition_id: int, day: date, more: Mapping[tuple[str, str], int]) -> None:
    """Once a slot, one row a tier and college: never a hot row a request. Fewer, on a day when somebody took theirs back."""
    for (tier, college), n in more.items():
        where = {"of": petition_id, "on": day, "by": tier, "as": college, "more": n}
        if not tx.connection().execute(_MORE, where).rowcount:
            new = {"petition_id": petition_id, "day": day, "tier": tier, "college": college, "n": n}
            tx.connection().execute(insert(SignatureCount), new)


# -- the worker's part ------------------------------------------------------


def publish_signatures(house: House) -> int:
    """One slot: publish, sign what moved, let unconfirmed ones lapse, close what has ended. Idle, it costs one read."""
    now = house.clock()
    with house.db.read() as tx:
        publishing, signing, lapsing, closing = tx.connection().execute(_anything(now)).one()
    done = 0
    if publishing or signing:
        with house.db.write() as tx:
            done = publish_confirmed(tx, now, SystemRandom().shuffle, secrets.token_bytes)
            sign_due(tx, house.keys.journal)
    if lapsing:
        with house.db.write() as tx:
            tx.connection().execute(delete(PendingSignature).where(_pending(False, now)))
    if closing:
        with house.db.write() as tx:
            for petition in tx.scalars(select(Petition).where(_ended(now))).all():
                actions.close(tx, petition, now)
    forget_keys(house)
    return done


def _pending(confirmed: bool, now: Now) -> Any:
    return col(PendingSignature.confirmed).is_(confirmed) & (col(PendingSignature.until) <= now.epoch)


def _ended(now: Now) -> Any:
    return (col(Petition.state) == "open") & (col(Petition.closes) < now.today)


def _anything(now: Now) -> Any:
    return select(
        exists().where(_pending(True, now)),
        exists().where(unsigned()),
        exists().where(_pending(False, now)),
        exists().where(_ended(now)),
    )


def forget_keys(house: House) -> None:
    """Destroy `k_petition` of what is closed: no address can be tried against the nullifiers any more.

    The worker looks at each round, so that a crash between the closing and this leaves no key behind.
    """
    files = house.keys.folder.glob("petition-*.key")
    codes = [path.stem.removeprefix("petition-") for path in files]
    if not codes:
        return
    ended = select(Petition.code).where(  # type: ignore[call-overload]
        col(Petition.code).in_(codes), col(Petition.state).in_(("closed", "delivered"))
    )
    with house.db.read() as tx:
        for code in tx.connection().execute(ended).scalars().all():
            house.keys.forget_petition(code)
