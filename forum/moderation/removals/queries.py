"""Reads: what is proposed to be destroyed."""

from sqlmodel import Session, select

from forum.moderation.cases.models import Case, Reasons


def draft(tx: Session, case: Case) -> Reasons | None:
    """The statement of a removal that waits for its second person: it has no line in the journal yet."""
    query = select(Reasons).where(
        Reasons.case_id == case.id, Reasons.decision == "", Reasons.measure == "remove"
    )
    return tx.exec(query).first()
