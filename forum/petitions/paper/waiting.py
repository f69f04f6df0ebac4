"""The lines that wait for a second keying, when their petition gets another key, is erased or ends."""

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from forum.petitions.keyring.change.moving import Boxes
from forum.petitions.lifecycle.rules import ENDED
from forum.petitions.models import Petition
from forum.petitions.paper.models import PaperLine, PaperSheet


def boxes() -> Boxes:
    """The lines that wait, for whoever gives the petition another key."""
    sheets = select(PaperSheet.id)
    return Boxes(
        PaperLine, lambda of: col(PaperLine.sheet_id).in_(sheets.where(PaperSheet.petition_id == of))
    )


def erased(tx: Session, petition_id: int) -> None:
    """Lines that still waited for a second keying go, and their sheets are void; those that were counted stay."""
    mine = col(PaperSheet.petition_id) == petition_id
    sheets = select(PaperSheet.id).where(mine)
    tx.connection().execute(delete(PaperLine).where(col(PaperLine.sheet_id).in_(sheets)))
    left = update(PaperSheet).where(mine, col(PaperSheet.state).in_(("entered", "settle")))
    tx.connection().execute(left.values(state="void", keyer=b""))


def ended(tx: Session) -> int:
    """How many petitions had lines that wait for nothing: it is over, and the addresses of the *suivi* go with it."""
    waits = select(PaperSheet.petition_id).join(PaperLine, col(PaperLine.sheet_id) == PaperSheet.id)
    over = tx.exec(waits.join(Petition).where(col(Petition.state).in_(ENDED)).distinct()).all()
    for petition_id in over:
        erased(tx, petition_id)
    return len(over)
