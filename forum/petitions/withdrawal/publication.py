"""A signature taken back: name and contact go for good, the log says that one leaf no longer counts.

The leaf stays, so that the log stays whole; without its salt it can be matched with nobody.
"""

from datetime import date

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session, col

from forum.collectives.publication.actions import Act, publishes
from forum.petitions.journal.rules import REASONS, Frontier, leaf_hash, revocation
from forum.petitions.models import LogHead, LogLeaf, Petition, Signature
from forum.petitions.publication import count
from forum.petitions.shown.actions import count_places
from forum.petitions.withdrawal.actions import forget_waiting

BY_SIGNER = "signer"


@publishes("erase.signature")
def _publish(tx: Session, act: Act, today: date) -> None:
    petition = tx.scalars(select(Petition).where(col(Petition.code) == act.scope)).one()
    if not forget_waiting(tx, petition.id, act.nul):
        said = str(act.payload.get("key"))  # whoever leaves says the petition, and no reason
        revoke(tx, petition, act.nul, said if said in REASONS else BY_SIGNER, today)


def revoke(tx: Session, petition: Petition, nul: bytes, reason: str, today: date) -> None:
    """Erase what was sealed and its salt, append the revocation, count one less from today on. Twice is once.

    `reason` is one of `REASONS`: it stays in the log, for anybody to read.
    """
    if reason not in REASONS:
        raise ValueError(f"no such reason: {reason}")
    connection = tx.connection()
    mine = (col(Signature.petition_id) == petition.id) & (col(Signature.nul) == nul)
    query = select(Signature.leaf, Signature.tier, Signature.college, Signature.territory).where(mine)  # type: ignore[call-overload]
    found = connection.execute(query).first()
    if found is None:
        return
    connection.execute(delete(Signature).where(mine))
    _append(tx, petition, found.leaf, reason)
    count(tx, petition.id, today, {(found.tier, found.college): -1})
    count_places(tx, petition.id, {found.territory: -1})


def _append(tx: Session, petition: Petition, revoked: int, reason: str) -> None:
    connection, of_petition = tx.connection(), col(LogHead.petition_id) == petition.id
    query = select(LogHead.size, LogHead.count, LogHead.frontier)  # type: ignore[call-overload]
    size, so_far, stored = connection.execute(query.where(of_petition).with_for_update()).one()
    leaf = leaf_hash(revocation(petition.code, revoked, reason))
    row = {"petition_id": petition.id, "leaf": size, "kind": "revoke", "hash": leaf}
    connection.execute(insert(LogLeaf), {**row, "revokes": revoked, "reason": reason})
    frontier = Frontier.from_bytes(stored).append(leaf)
    changed = {"size": frontier.size, "count": so_far - 1, "frontier": frontier.to_bytes()}
    connection.execute(update(LogHead).where(of_petition).values(**changed, root=frontier.root))
