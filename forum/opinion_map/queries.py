"""Reads of the map: what closed ballots published, and nothing that they did not."""

from sqlmodel import Session, col, select

from forum.collectives.models import Collective
from forum.deliberation.models import Ballot
from forum.opinion_map.rules import Point, points
from forum.texts.hidden import listed
from forum.texts.models import Document

MOST = 200


def map_of(tx: Session, collective: Collective) -> list[Point]:
    """A point for each closed ballot on a text that is not hidden (the latest ones, if they are very many)."""
    query = (
        select(Document.ref, Document.title, Ballot.result)
        .join(Document, Document.id == Ballot.text_id)  # type: ignore[arg-type]
        .where(Ballot.collective_id == collective.id, Ballot.state == "closed", listed())
    )
    rows = tx.exec(query.order_by(col(Ballot.closes).desc(), col(Ballot.ref)).limit(MOST)).all()
    return points([(ref, title, result) for ref, title, result in rows])
