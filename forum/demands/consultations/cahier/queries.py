"""What a cahier made from a consultation holds if the team changes nothing, and where a cahier came from."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from forum.collectives.queries import Place
from forum.demands.consultations.models import Consultation, ConsultationOption, PlatformOrigin
from forum.demands.models import Platform, PlatformItem
from forum.demands.platforms.queries import eligible
from forum.demands.queries import Row
from forum.texts.models import Document


@dataclass(frozen=True)
class Origin:
    """`missing`: (reference, title) of what was chosen and is not in the cahier, the hidden ones left out."""

    ref: str
    title: str
    reason: str
    missing: Sequence[tuple[str, str]] = ()


def expected(consultation: Consultation, allowed_rows: list[Row]) -> list[str]:
    """What was chosen, in order, of what a cahier may hold: demands that were adopted."""
    allowed = {row.ref for row in allowed_rows}
    picks = consultation.result.get("picks", [])
    return [pick["demand"] for pick in picks if pick["demand"] in allowed]


def nearest(tx: Session, place: Place, refs: Sequence[str]) -> Consultation | None:
    """The counted consultation that chose among these demands: the one whose result they are, else the one that asked
    about most of them, the latest first."""
    query = (
        select(Consultation, func.count())
        .join(ConsultationOption, col(ConsultationOption.consultation_id) == Consultation.id)
        .join(Document, col(Document.id) == ConsultationOption.text_id)
        .where(Consultation.collective_id == place.collective.id, Consultation.state == "closed")
        .where(col(Consultation.hidden).is_(False), col(Document.ref).in_(refs))
        .group_by(col(Consultation.id))
    )
    found = [(one, n) for one, n in tx.exec(query).all() if "picks" in one.result]
    allowed = eligible(tx, place.collective)
    found.sort(key=lambda row: (expected(row[0], allowed) == list(refs), row[1], row[0].ended, row[0].ref))
    return found[-1][0] if found else None


def origin(tx: Session, platform: Platform) -> Origin | None:
    query = (
        select(Consultation, PlatformOrigin.reason)
        .join(PlatformOrigin, col(PlatformOrigin.consultation_id) == Consultation.id)
        .where(PlatformOrigin.platform_id == platform.id)
    )
    found = tx.exec(query).first()
    if found is None:
        return None
    consultation, reason = found
    return Origin(consultation.ref, consultation.title, reason, _missing(tx, consultation, platform))


def _missing(tx: Session, consultation: Consultation, platform: Platform) -> list[tuple[str, str]]:
    there = select(PlatformItem.text_id).where(PlatformItem.platform_id == platform.id)
    chosen = [pick["demand"] for pick in consultation.result.get("picks", [])]
    query = select(Document.ref, Document.title).where(
        col(Document.ref).in_(chosen),
        Document.collective_id == consultation.collective_id,
        col(Document.id).not_in(there),
        col(Document.hidden).is_(False),
    )
    return sorted(tx.exec(query).all(), key=lambda row: chosen.index(row[0]))
