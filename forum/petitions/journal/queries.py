"""Reads of the log: its checkpoints, its leaves in order, proofs in a few hundred rows, and one's own receipt."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from forum.core.crypto import public_of
from forum.core.errors import NotFound
from forum.core.i18n import _
from forum.petitions.journal.models import Checkpoint, LogKey, LogNode, LogStamp
from forum.petitions.journal.notes import Point, base64_of
from forum.petitions.journal.receipts import Receipt
from forum.petitions.journal.rules import EMPTY_ROOT, Fetch, Tree, origin
from forum.petitions.models import LogLeaf, PendingSignature, Petition, Signature

LEAVES_AT_ONCE, POINTS_AT_ONCE = 2000, 500
JOURNAL, COHERENCE = "porte-voix/journal/1", "porte-voix/coherence/1"


# -- proofs -----------------------------------------------------------------


def fetching(tx: Session, petition_id: int) -> Fetch:
    """What a `Tree` reads: leaf hashes at level 0, kept inner hashes above."""

    def fetch(level: int, first: int, count: int) -> Sequence[bytes]:
        table, place = (LogNode, LogNode.place) if level else (LogLeaf, LogLeaf.leaf)
        query = select(table.hash).where(
            table.petition_id == petition_id, col(place).between(first, first + count - 1)
        )
        if level:
            query = query.where(LogNode.level == level)
        return tx.exec(query.order_by(col(place))).all()

    return fetch


def tree(tx: Session, petition_id: int, size: int) -> Tree:
    return Tree(size, fetching(tx, petition_id))


# -- checkpoints ------------------------------------------------------------


def named(petition: Petition) -> str:
    return origin(petition.code, petition.sha256)


def _point(petition: Petition, row: Checkpoint) -> Point:
    return Point(named(petition), row.size, row.root, row.count, row.public, row.signature)


def latest(tx: Session, petition: Petition) -> Point | None:
    query = select(Checkpoint).where(Checkpoint.petition_id == petition.id)
    row = tx.exec(query.order_by(col(Checkpoint.size).desc()).limit(1)).first()
    return _point(petition, row) if row else None


def points(tx: Session, petition: Petition) -> Iterator[Point]:
    """Every checkpoint, the latest first, some hundreds at a time."""
    query = (
        select(Checkpoint).where(Checkpoint.petition_id == petition.id).order_by(col(Checkpoint.size).desc())
    )
    rows = tx.exec(query.limit(POINTS_AT_ONCE)).all()
    while rows:
        yield from (_point(petition, row) for row in rows)
        rows = tx.exec(query.where(col(Checkpoint.size) < rows[-1].size).limit(POINTS_AT_ONCE)).all()


def kept(tx: Session, petition: Petition, size: int) -> Point:
    """The checkpoint of that size, or NotFound: slots decide which sizes there are."""
    row = tx.get(Checkpoint, (petition.id, size)) if size < 2**31 else None
    if row is None:
        raise NotFound(_("Aucun point signé n’a cette taille. La taille est la deuxième ligne du point."))
    return _point(petition, row)


def stamp(tx: Session, petition: Petition) -> LogStamp | None:
    """The latest time stamp of a checkpoint."""
    query = select(LogStamp).where(LogStamp.petition_id == petition.id)
    return tx.exec(query.order_by(col(LogStamp.size).desc()).limit(1)).first()


def keys(tx: Session) -> Sequence[LogKey]:
    return tx.exec(select(LogKey).order_by(col(LogKey.public))).all()


def public_keys(tx: Session, seed: bytes) -> list[str]:
    """What is published of our keys: the one that signs now, those that did, and who vouched for whom."""
    now, known = public_of(seed), keys(tx)
    said = [
        "# " + _("Clés publiques du journal des signatures (Ed25519, en base64)."),
        "# " + _("Notez la première ailleurs qu’ici : un papier, un autre site, une personne de confiance."),
        base64_of(now),
    ]
    earlier = [key for key in known if key.public != now]
    said += [
        "# " + _("Elles ont signé avant :") if earlier else "",
        *(base64_of(key.public) for key in earlier),
    ]
    for key in known:
        if key.endorsed:
            changed = _("{old} a cédé la place à {new}, et l’a signé : {signature}")
            texts = {"old": base64_of(key.before), "new": base64_of(key.public)}
            said.append("# " + changed.format(**texts, signature=base64_of(key.endorsed)))
    return [line for line in said if line]


def coherence(tx: Session, petition: Petition, old: int, new: int) -> dict[str, Any]:
    """What leads from one checkpoint to a later one, as JSON; both are in it."""
    first, second = kept(tx, petition, old), kept(tx, petition, new)
    if old > new:
        raise NotFound(_("Le point ancien est plus grand que le nouveau : mettez-les dans l’autre sens."))
    proof = tree(tx, petition.id, new).consistency(old)
    steps = [step.hex() for step in proof]
    known = [base64_of(key.public) for key in keys(tx)]
    return {"format": COHERENCE, "old": first.note, "new": second.note, "proof": steps, "keys": known}


# -- the whole log ----------------------------------------------------------


def lines(tx: Session, petition: Petition) -> Iterator[str]:
    """One JSON a line: the head, every leaf in order, and after the last leaf of a slot its checkpoint.

    As far as the last checkpoint: what a slot published a moment ago, and nobody signed yet, waits.
    """
    point = latest(tx, petition)
    size = point.size if point else 0
    yield json.dumps(_head(tx, petition, point))
    for start in range(0, size, LEAVES_AT_ONCE):
        yield from _some(tx, petition, start, min(start + LEAVES_AT_ONCE, size))


def _head(tx: Session, petition: Petition, point: Point | None) -> dict[str, Any]:
    return {
        "format": JOURNAL,
        "petition": petition.code,
        "sha256": petition.sha256,
        "size": point.size if point else 0,
        "signatures": point.count if point else 0,
        "root": (point.root if point else EMPTY_ROOT).hex(),
        "keys": [base64_of(key.public) for key in keys(tx)],
    }


def _some(tx: Session, petition: Petition, start: int, stop: int) -> Iterator[str]:
    """Leaves `start` to `stop` (excluded), each checkpoint behind the leaf that it ends with."""
    here = select(LogLeaf).where(LogLeaf.petition_id == petition.id).order_by(col(LogLeaf.leaf))
    leaves = tx.exec(here.where(col(LogLeaf.leaf) >= start, col(LogLeaf.leaf) < stop)).all()
    points = select(Checkpoint).where(Checkpoint.petition_id == petition.id)
    rows = tx.exec(points.where(col(Checkpoint.size) > start, col(Checkpoint.size) <= stop)).all()
    signed = {row.size: _point(petition, row).note for row in rows}
    tx.expunge_all()
    for leaf in leaves:
        yield json.dumps(_line(leaf))
        if note := signed.get(leaf.leaf + 1):
            yield json.dumps({"checkpoint": note}, ensure_ascii=False)


def _line(leaf: LogLeaf) -> dict[str, Any]:
    said: dict[str, Any] = {"leaf": leaf.leaf, "kind": leaf.kind, "hash": leaf.hash.hex()}
    return said | {"revokes": leaf.revokes, "reason": leaf.reason} if leaf.kind == "revoke" else said


# -- one's own receipt ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Own:
    """What somebody finds of their signature.

    `state`: ready (then there is a receipt), waiting for a slot, unconfirmed, older than receipts, or none (any more).
    """

    state: str
    receipt: Receipt | None = None


def of_mark(tx: Session, mark: bytes) -> Own:
    """By what a signature keeps of the link in its mail."""
    return _own(tx, col(Signature.withdrawal) == mark, col(PendingSignature.withdrawal) == mark)


def of_nul(tx: Session, petition: Petition, nul: bytes) -> Own:
    """By the carnet that signed."""
    here = [
        (table.petition_id == petition.id) & (table.nul == nul) for table in (Signature, PendingSignature)
    ]
    return _own(tx, *here)


def _own(tx: Session, counted: Any, pending: Any) -> Own:
    row = tx.exec(select(Signature).where(counted)).first()
    if row is not None:
        return _receipt(tx, row)
    waiting = tx.exec(select(PendingSignature.confirmed).where(pending)).first()
    return Own("none" if waiting is None else "waiting" if waiting else "unconfirmed")


def _receipt(tx: Session, row: Signature) -> Own:
    petition = tx.exec(select(Petition).where(Petition.id == row.petition_id)).one()
    point = latest(tx, petition)
    if not row.content:
        return Own("older")
    if point is None or row.leaf >= point.size:
        return Own("waiting")
    proof = tree(tx, petition.id, point.size).inclusion(row.leaf)
    return Own("ready", Receipt(row.leaf, row.salt, row.content, proof, point))
