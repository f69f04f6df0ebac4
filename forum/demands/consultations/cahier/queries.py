"""What a cahier made from a consultation holds if the team changes nothing, and where a cahier came from."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from forum.demands.consultations.models import Consultation, PlatformOrigin
from forum.demands.models import Platform
from forum.demands.queries import Row


@dataclass(frozen=True)
class Origin:
    ref: str
    title: str
    reason: str


def expected(consultation: Consultation, eligible: list[Row]) -> list[str]:
    """What was chosen, in order, of what a cahier may hold: demands that were adopted."""
    allowed = {row.ref for row in eligible}
    picks = consultation.result.get("picks", [])
    return [pick["demand"] for pick in picks if pick["demand"] in allowed]


def origin(tx: Session, platform: Platform) -> Origin | None:
    query = (
        select(Consultation.ref, Consultation.title, PlatformOrigin.reason)
        .join(PlatformOrigin, col(PlatformOrigin.consultation_id) == Consultation.id)
        .where(PlatformOrigin.platform_id == platform.id)
    )
    found = tx.exec(query).first()
    return Origin(*found) if found else None
