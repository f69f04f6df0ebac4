"""Signatures by place: counted at each slot, told when enough of them moved."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session, col, func

from forum.collectives.models import Collective
from forum.petitions.models import Petition
from forum.petitions.shown.models import SignaturePlace

_MORE = (
    update(SignaturePlace)
    .where(
        col(SignaturePlace.petition_id) == bindparam("of"), col(SignaturePlace.territory) == bindparam("at")
    )
    .values(n=SignaturePlace.n + bindparam("more"))
)
_MOVED: Any = (
    select(func.coalesce(func.sum(func.abs(SignaturePlace.n - SignaturePlace.told)), 0))
    .where(col(SignaturePlace.petition_id) == bindparam("of"))
    .scalar_subquery()
)
_ENOUGH: Any = (
    select(Collective.k)  # type: ignore[call-overload]
    .join(Petition, col(Petition.collective_id) == Collective.id)
    .where(col(Petition.id) == bindparam("of"))
    .scalar_subquery()
)
_TELL = (
    update(SignaturePlace)
    .where(col(SignaturePlace.petition_id) == bindparam("of"), _MOVED >= _ENOUGH)
    .values(told=SignaturePlace.n)
    .execution_options(synchronize_session=False)
)


def count_places(tx: Session, petition_id: int, more: Mapping[str, int]) -> None:
    """Once a slot and a place; fewer where somebody took theirs back. Then all are told, if k moved since last time."""
    connection = tx.connection()
    for place, n in more.items():
        if not connection.execute(_MORE, {"of": petition_id, "at": place, "more": n}).rowcount:
            row = {"petition_id": petition_id, "territory": place, "n": n, "told": 0}
            connection.execute(insert(SignaturePlace), row)
    connection.execute(_TELL, {"of": petition_id})
