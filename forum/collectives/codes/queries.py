"""What an organiser sees of the codes: how many are left. It moves at the slots only, like everything that is counted."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from forum.collectives.codes.models import CodeBatch, PaperCode
from forum.collectives.models import COLLEGES
from forum.core.clock import Now


@dataclass(frozen=True)
class Left:
    batch: CodeBatch
    left: int


def batches(tx: Session, collective_id: int) -> list[Left]:
    """A code that was redeemed stays in the count until the slot: who watches the page must not see who came in."""
    query = (
        select(CodeBatch, func.count(col(PaperCode.hash)))
        .outerjoin(PaperCode, col(PaperCode.batch_id) == CodeBatch.id)
        .where(CodeBatch.collective_id == collective_id)
        .group_by(*CodeBatch.__table__.columns)  # type: ignore[attr-defined]
        .order_by(col(CodeBatch.day).desc(), col(CodeBatch.ref))
    )
    return [Left(batch, left) for batch, left in tx.exec(query).all()]


def by_college(rows: Sequence[Left]) -> dict[str, int]:
    """Both deciding colleges are always there: one that has no cards must be seen."""
    return {c: sum(row.left for row in rows if row.batch.college == c) for c in COLLEGES}


def due(tx: Session, now: Now) -> Sequence[int]:
    """The collectives where a code was redeemed before a slot that has come."""
    query = select(CodeBatch.collective_id).where(
        PaperCode.batch_id == CodeBatch.id, col(PaperCode.given), PaperCode.slot <= now.epoch
    )
    return tx.exec(query.distinct()).all()
