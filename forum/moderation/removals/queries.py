"""Reads: what is proposed to be destroyed."""

from sqlmodel import Session, select

from forum.moderation.cases.models import Case, Statement


def draft(tx: Session, case: Case) -> Statement | None:
    """The statement of a removal that waits for its second person: it has no line in the journal yet."""
    query = select(Statement).where(
        Statement.case_id == case.id, Statement.decision == "", Statement.measure == "remove"
    )
    return tx.exec(query).first()
