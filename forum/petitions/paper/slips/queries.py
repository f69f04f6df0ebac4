"""What the code on a slip leads to."""

from collections.abc import Sequence
from contextlib import suppress

from sqlmodel import Session, col, select

from forum.core.errors import NotFound
from forum.petitions.models import PendingSignature, Petition, Signature
from forum.petitions.paper.models import PaperLine
from forum.petitions.withdrawal.actions import mark_of


def of_code(tx: Session, code: str) -> Petition | None:
    """The petition of the code's signature, None while its sheet waits for a second look; NotFound if it is none's."""
    mark = mark_of(code)
    for table in (Signature, PendingSignature):
        query = select(Petition).join(table, col(table.petition_id) == Petition.id)
        found = tx.exec(query.where(table.withdrawal == mark)).first()
        if found is not None:
            return found
    if tx.exec(select(PaperLine.n).where(PaperLine.withdrawal == mark)).first() is None:
        raise NotFound
    return None


def all_known(tx: Session, petition: Petition, codes: Sequence[str]) -> bool:
    """Whether each code is of a signature of this petition, counted or waiting, or of a line of a sheet that waits."""
    return all(_known(tx, petition, code) for code in codes)


def _known(tx: Session, petition: Petition, code: str) -> bool:
    with suppress(NotFound):
        return of_code(tx, code) in (petition, None)
    return False
