"""Reads: the list of a collective."""

from sqlmodel import Session, col, select

from forum.petitions.employers.models import EmployerDomain


def domains(tx: Session, collective_id: int) -> list[str]:
    query = select(EmployerDomain.domain).where(EmployerDomain.collective_id == collective_id)
    return list(tx.exec(query.order_by(col(EmployerDomain.domain))).all())
