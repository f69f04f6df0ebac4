"""Reads: who said « c’est fait », and how many signers contest it."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, func, select

from forum.core.errors import NotFound
from forum.followups.claims.models import ClaimContest, DoneClaim
from forum.followups.claims.rules import Contested
from forum.followups.models import Commitment, Delivery, FollowUp, Reply
from forum.petitions.models import Signature
from forum.petitions.withdrawal.actions import mark_of


@dataclass(frozen=True)
class Claimed:
    row: DoneClaim
    contested: Contested


def of_commitments(tx: Session, commitments: Collection[int]) -> dict[int, list[Claimed]]:
    """By commitment, the earliest day first; two queries whatever the page."""
    query = select(DoneClaim).where(col(DoneClaim.commitment_id).in_(list(commitments)))
    rows = tx.exec(query.order_by(col(DoneClaim.day), DoneClaim.ref)).all()
    told = _contested(tx, [row.id for row in rows])
    found: dict[int, list[Claimed]] = {}
    for row in rows:
        found.setdefault(row.commitment_id, []).append(Claimed(row, told[row.id]))
    return found


def _contested(tx: Session, claims: Sequence[int]) -> dict[int, Contested]:
    if not claims:
        return {}
    query = select(ClaimContest.claim_id, ClaimContest.college, ClaimContest.reason, func.count())
    grouped = query.where(col(ClaimContest.claim_id).in_(claims)).group_by(
        col(ClaimContest.claim_id), ClaimContest.college, ClaimContest.reason
    )
    colleges: dict[int, Counter[str]] = {claim: Counter() for claim in claims}
    reasons: dict[int, Counter[str]] = {claim: Counter() for claim in claims}
    for claim, college, reason, n in tx.exec(grouped).all():
        colleges[claim][college] += n
        reasons[claim][reason] += n
    return {claim: Contested(colleges[claim], reasons[claim]) for claim in claims}


def of_petition(tx: Session, petition_id: int) -> list[tuple[DoneClaim, Commitment]]:
    """All that is claimed of what was promised on a petition."""
    query = (
        select(DoneClaim, Commitment)
        .join(Commitment, col(Commitment.id) == DoneClaim.commitment_id)
        .join(Reply, col(Reply.id) == Commitment.reply_id)
        .join(Delivery, col(Delivery.id) == Reply.delivery_id)
        .join(FollowUp, col(FollowUp.id) == Delivery.followup_id)
        .where(FollowUp.petition_id == petition_id)
    )
    return list(tx.exec(query.order_by(col(DoneClaim.day), DoneClaim.ref)).all())


def find(tx: Session, petition_id: int, ref: str) -> tuple[DoneClaim, Commitment]:
    found = next((pair for pair in of_petition(tx, petition_id) if pair[0].ref == ref), None)
    if found is None:
        raise NotFound
    return found


def college_of_link(tx: Session, petition_id: int, token: str) -> str:
    """The college of the signature that a mail's own link stands for; "" if it is not counted, or not any more."""
    mine = (Signature.petition_id == petition_id, Signature.withdrawal == mark_of(token))
    return tx.exec(select(Signature.college).where(*mine)).first() or ""


def college_of_carnet(tx: Session, petition_id: int, nul: bytes) -> str:
    mine = (Signature.petition_id == petition_id, Signature.nul == nul)
    return tx.exec(select(Signature.college).where(*mine)).first() or ""


def everywhere(tx: Session) -> Sequence[Any]:
    """(id, reference, words, collective) of all claims: where one's own contests are looked for."""
    query = (
        select(DoneClaim.id, DoneClaim.ref, DoneClaim.said, FollowUp.collective_id)
        .join(Commitment, col(Commitment.id) == DoneClaim.commitment_id)
        .join(Reply, col(Reply.id) == Commitment.reply_id)
        .join(Delivery, col(Delivery.id) == Reply.delivery_id)
        .join(FollowUp, col(FollowUp.id) == Delivery.followup_id)
    )
    return tx.exec(query).all()
