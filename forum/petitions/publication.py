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
from forum.petitions.journal.rules import SALT, Frontier, commitment, contents, leaf_hash, revocation
from forum.petitions.lifecycle.rules import OVER
from forum.petitions.models import LogHead, LogLeaf, PendingSignature, Petition, Signature, SignatureCount
from forum.petitions.shown.actions import count_places
from forum.petitions.waves.actions import sift

Rows = list[dict[str, Any]]
BY_WAVE = "wave"
Shuffle = Callable[[list[Any]], None]
_CONFIRMED = select(
    PendingSignature.id,
    PendingSignature.petition_id,
    PendingSignature.nul,
    PendingSignature.tier,
    PendingSignature.college,
    PendingSignature.territory,
    PendingSignature.sealed,
    PendingSignature.key_number,
    PendingSignature.withdrawal,
    PendingSignature.tag,
    PendingSignature.host,
    PendingSignature.wave,
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
    counted, gone = 0, []
    for petition_id, batch in groupby(rows, key=lambda row: row["petition_id"]):
        kept, ended = sift(tx, petition_id, list(batch), now.today)
        if kept or ended:
            _append(tx, petition_id, kept, ended, now.today, salt)
        gone += kept + ended
        counted += len(kept)
    if gone:
        connection.execute(_DONE, [{"row": row["id"]} for row in gone])
    return counted


def _append(
    tx: Session, petition_id: int, kept: Rows, ended: Rows, day: date, salt: Callable[[int], bytes]
) -> None:
    """A leaf for each, and another for each that organisers ended: the log says that they came, and why they left."""
    connection = tx.connection()
    code = connection.execute(select(Petition.code).where(col(Petition.id) == petition_id)).scalar_one()  # type: ignore[call-overload]
    of_petition = col(LogHead.petition_id) == petition_id
    size, so_far, stored = connection.execute(_HEAD.where(of_petition).with_for_update()).one()
    leaves = []
    for place, row in enumerate(kept + ended, size):
        signed = {name: row[name] for name in ("nul", "tier", "college", "territory", "sealed")}
        row.update(leaf=place, salt=salt(SALT), content=content_of(code, day=day, **signed), day=day)
        leaves.append(leaf_hash(commitment(row["salt"], row["content"])))
    gone = [leaf_hash(revocation(code, row["leaf"], BY_WAVE)) for row in ended]
    frontier = Frontier.from_bytes(stored).append(*leaves, *gone)
    if kept:
        connection.execute(insert(Signature), [_to_keep(row) for row in kept])
    connection.execute(
        insert(LogLeaf), _log_rows(petition_id, size, leaves) + _ended_rows(petition_id, ended, gone)
    )
    changed = {"size": frontier.size, "count": so_far + len(kept), "frontier": frontier.to_bytes()}
    connection.execute(update(LogHead).where(of_petition).values(**changed, root=frontier.root))
    count(tx, petition_id, day, Counter((row["tier"], row["college"]) for row in kept))
    count_places(tx, petition_id, Counter(row["territory"] for row in kept))


def _ended_rows(petition_id: int, ended: Rows, gone: Sequence[bytes]) -> Rows:
    same = {"petition_id": petition_id, "kind": "revoke", "reason": BY_WAVE}
    first = ended[-1]["leaf"] + 1 if ended else 0
    return [
        {**same, "leaf": place, "hash": leaf, "revokes": row["leaf"]}
        for place, (row, leaf) in enumerate(zip(ended, gone, strict=True), first)
    ]


def _to_keep(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in ("id", "host", "wave")}


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
        col(Petition.code).in_(codes), col(Petition.state).in_(OVER)
    )
    with house.db.read() as tx:
        for code in tx.connection().execute(ended).scalars().all():
            house.keys.forget_petition(code)
