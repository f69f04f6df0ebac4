"""What a petition has already under some nullifiers: asked for all that wait together, in one question.

Each nullifier is looked up by its key, whatever the engine thinks of its tables: a join from them, left so that SQLite
begins with them. Asked as a list (`nul IN (…)`), from ten on it read the whole petition instead: 5 × at 200,000
signatures.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    BindParameter,
    Executable,
    Integer,
    LargeBinary,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
)
from sqlmodel import Session, col

from forum.petitions.models import PendingSignature, Refusal, Signature

SIZE = 32  # bytes of a nullifier
_WIDTH = literal_column(str(SIZE), Integer)
_OF: BindParameter[Any] = bindparam("of")


def _question() -> Executable:
    """All nullifiers come as one value, one behind another: the statement is the same however many there are."""
    first = select(literal_column("1", Integer).label("at")).cte("place", recursive=True)
    place = first.union_all(select(first.c.at + _WIDTH).where(first.c.at < bindparam("last", type_=Integer)))
    nul = func.substr(bindparam("nuls", type_=LargeBinary), place.c.at, _WIDTH, type_=LargeBinary)
    joined: Any = place
    tables: tuple[Any, ...] = (Signature, PendingSignature, Refusal)
    for table in tables:
        joined = joined.outerjoin(table, and_(table.petition_id == _OF, table.nul == nul))
    counted, waiting, refused = col(Signature.leaf), col(PendingSignature.id), col(Refusal.petition_id)
    return (
        select(
            nul,
            func.coalesce(col(Signature.tag), col(PendingSignature.tag), ""),
            counted.is_not(None),
            waiting.is_not(None),
            col(PendingSignature.confirmed),
            refused.is_not(None),
        )
        .select_from(joined)
        .where(or_(counted.is_not(None), waiting.is_not(None), refused.is_not(None)))
    )


_QUESTION = _question()


@dataclass
class Standing:
    """The tag of the name under each nullifier that is taken, and whether it is counted or confirmed (`done`)."""

    tags: dict[bytes, str] = field(default_factory=dict)
    done: set[bytes] = field(default_factory=set)
    waiting: set[bytes] = field(default_factory=set)
    refused: set[bytes] = field(default_factory=set)

    def place(self, nuls: Sequence[bytes], mine: str) -> bytes | None:
        """Where the same name (tag `mine`) stands, or else the first that is free; None when other names hold them all.

        A place that nobody confirmed gives way: whoever types names at somebody else's address must not shut them out.
        All are looked at: one may have been freed before the one where the name stands. No tag, as of what was signed
        before there were any, is everybody's.
        """
        free = None
        for nul in nuls:
            tag = self.tags.get(nul)
            if tag is None:
                free = free or nul
            elif not (tag and mine) or tag == mine:
                return nul
        return free or next((nul for nul in nuls if nul in self.waiting), None)


def standing_of(tx: Session, petition_id: int, nuls: Collection[bytes]) -> Standing:
    together = b"".join(nuls)
    if len(together) != SIZE * len(nuls):
        raise ValueError("a nullifier has 32 bytes")
    asked = {"of": petition_id, "nuls": together, "last": len(together) - SIZE}
    found = Standing()
    for nul, tag, counted, waits, confirmed, refused in tx.connection().execute(_QUESTION, asked):
        if refused:
            found.refused.add(nul)
        if counted or waits:
            found.tags[nul] = tag
        if counted or confirmed:
            found.done.add(nul)
        elif waits:
            found.waiting.add(nul)
    return found
