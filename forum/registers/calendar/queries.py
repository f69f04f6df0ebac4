"""Reads: the days of some institutions."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlmodel import Session, col, select

from forum.core.errors import NotFound
from forum.registers.calendar.models import InstitutionDate
from forum.registers.models import Institution


def coming(
    tx: Session, institutions: Collection[int], today: date, most: int = 50
) -> Sequence[InstitutionDate]:
    """Those of today and later, the nearest first."""
    mine = col(InstitutionDate.institution_id).in_(list(institutions))
    query = select(InstitutionDate).where(mine, InstitutionDate.day >= today)
    return tx.exec(query.order_by(col(InstitutionDate.due), InstitutionDate.title).limit(most)).all()


def named(
    tx: Session, collective_id: int, institution_id: int, most: int = 500
) -> list[tuple[InstitutionDate, str]]:
    """(day, institution's name), past ones as well: of one institution, or of all (0)."""
    query = select(InstitutionDate, Institution.name).join(Institution)
    query = query.where(Institution.collective_id == collective_id)
    if institution_id:
        query = query.where(Institution.id == institution_id)
    return list(tx.exec(query.order_by(col(InstitutionDate.day).desc()).limit(most)).all())


def find(tx: Session, institution: Institution, ref: str) -> InstitutionDate:
    query = select(InstitutionDate).where(InstitutionDate.ref == ref)
    found = tx.exec(query.where(InstitutionDate.institution_id == institution.id)).first()
    if found is None:
        raise NotFound
    return found
