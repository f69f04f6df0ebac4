"""A follow-up begins: with the petition's opening, or with the first time a demand or a cahier is handed over."""

from sqlmodel import Session

from forum.collectives.models import Collective
from forum.followups.models import SUBJECTS, FollowUp
from forum.followups.subjects.queries import Head, find
from forum.petitions.models import Petition


def follow_petition(tx: Session, petition: Petition) -> None:
    tx.add(
        FollowUp(
            ref=petition.code,
            collective_id=petition.collective_id,
            institution_id=petition.institution_id,
            kind="petition",
            petition_id=petition.id,
            day=petition.opens,
        )
    )
    tx.flush()


def begin(tx: Session, collective: Collective, ref: str, institution: str) -> Head:
    """The head behind `ref`, with its row: made now if this is the first time."""
    head = find(tx, collective, ref, institution)
    if head.id:
        return head
    row = FollowUp(
        ref=head.ref,
        collective_id=collective.id,
        institution_id=head.institution_id,
        kind=head.kind,
        day=head.day,
        **{SUBJECTS[head.kind]: head.owner_id},
    )
    tx.add(row)
    tx.flush()
    return find(tx, collective, head.ref)
