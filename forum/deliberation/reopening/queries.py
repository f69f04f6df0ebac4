"""Who is asked again because the text changed under their paper; for their own eyes, and never what they had voted."""

import json
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from forum.collectives.models import Collective, Pending
from forum.core.viewer import Viewer
from forum.deliberation.ballot_queries import paper_scope
from forum.deliberation.models import Ballot, BallotPaper
from forum.texts.models import Document, Version

NOT_VOTED, VOTED, AGAIN = "", "voted", "again"


@dataclass(frozen=True)
class Reasked:
    """A vote on which this carnet's paper stands for an older version."""

    slug: str
    ref: str
    title: str
    closes: date


def going(tx: Session, text_id: int) -> Ballot | None:
    """The ballot on a text that is open, or counted and not yet pronounced."""
    query = select(Ballot).where(Ballot.text_id == text_id, Ballot.state != "closed")
    return tx.exec(query).first()


def changed_on(tx: Session, ballot: Ballot) -> date | None:
    """The day the text last changed during the vote; None if it has not."""
    if ballot.version == ballot.first_version:
        return None
    query = select(Version).where(Version.text_id == ballot.text_id, Version.number == ballot.version)
    return tx.exec(query).one().day


def standing_of(tx: Session, ballot: Ballot, viewer: Viewer) -> str:
    """NOT_VOTED, VOTED, or AGAIN: this carnet's paper, which is in or waits, stands for an older version."""
    if not viewer.key:
        return NOT_VOTED
    nul = viewer.nul("vote", paper_scope(ballot.ref))
    mine = Pending.kind == "ballot.paper", Pending.scope == paper_scope(ballot.ref), Pending.nul == nul
    waits = tx.exec(select(Pending.payload).where(*mine)).first()
    if waits is not None:
        return _standing(json.loads(waits).get("version", ballot.first_version), ballot)
    counted = select(BallotPaper.version).where(BallotPaper.ballot_id == ballot.id, BallotPaper.nul == nul)
    number = tx.exec(counted).first()
    return NOT_VOTED if number is None else _standing(number, ballot)


def _standing(number: int, ballot: Ballot) -> str:
    return AGAIN if number < ballot.version else VOTED


def reasked(tx: Session, viewer: Viewer, today: date) -> list[Reasked]:
    """All the votes on which this carnet is asked again: its papers are found by making their nullifiers again."""
    if not viewer.key:
        return []
    query = (
        select(Ballot, Document, Collective)
        .join(Document, col(Document.id) == Ballot.text_id)
        .join(Collective, col(Collective.id) == Ballot.collective_id)
        .where(Ballot.state == "open", Ballot.closes >= today, Ballot.version > Ballot.first_version)
        .where(col(Document.hidden).is_(False))
    )
    rows = tx.exec(query.order_by(col(Ballot.closes), Ballot.ref)).all()
    return [
        Reasked(place.slug, document.ref, document.title, ballot.closes)
        for ballot, document, place in rows
        if standing_of(tx, ballot, viewer) == AGAIN
    ]
