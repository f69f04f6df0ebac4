"""Which objections still wait for their answer: a result is pronounced when none does."""

from sqlmodel import Session, col, func, select

from forum.collectives.models import Pending
from forum.deliberation.ballot_queries import objection_scope
from forum.deliberation.models import Ballot, Objection


def unanswered(tx: Session, ballot: Ballot) -> int:
    """Those that everybody reads, and those that a moderator has yet to read."""
    query = select(func.count()).where(
        Objection.ballot_id == ballot.id, Objection.answer == "", col(Objection.hidden).is_(False)
    )
    scope = objection_scope(ballot)
    held = select(func.count()).where(
        Pending.kind == "ballot.objection", Pending.scope == scope, Pending.state == "held"
    )
    return tx.exec(query).one() + tx.exec(held).one()


def ready(tx: Session) -> list[Ballot]:
    """Ballots that were counted, and whose objections are all answered, hidden or taken back."""
    query = select(Ballot).where(Ballot.state == "counted").order_by(col(Ballot.id))
    return [ballot for ballot in tx.exec(query).all() if not unanswered(tx, ballot)]
