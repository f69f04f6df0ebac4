"""Who is of a collective's team, and what each of them did."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from forum.core.errors import NotFound
from forum.identity.staff.models import Staff, StaffLog, StaffRole

PAGE = 100


def members(tx: Session, collective_id: int) -> list[tuple[Staff, list[str]]]:
    """Everybody with a role here, by name, and their roles."""
    query = select(Staff, StaffRole.role).join(StaffRole, col(StaffRole.staff_id) == Staff.id)
    rows = tx.exec(query.where(StaffRole.collective_id == collective_id)).all()
    found: dict[int, tuple[Staff, list[str]]] = {}
    for person, role in rows:
        found.setdefault(person.id, (person, []))[1].append(role)
    return sorted(found.values(), key=lambda one: (one[0].name, one[0].email))


def member(tx: Session, collective_id: int, ident: str) -> Staff:
    """Somebody of this team; of anybody else this page knows nothing."""
    for person, _roles in members(tx, collective_id):
        if str(person.id) == ident:
            return person
    raise NotFound


def done(tx: Session, collective_id: int, skip: int = 0) -> tuple[Sequence[StaffLog], bool]:
    """The latest acts first, by day (nothing tells their order in a day), and whether there are older ones."""
    query = select(StaffLog).where(StaffLog.collective_id == collective_id)
    ordered = query.order_by(col(StaffLog.day).desc(), col(StaffLog.staff_name), col(StaffLog.id))
    rows = tx.exec(ordered.offset(skip).limit(PAGE + 1)).all()
    return rows[:PAGE], len(rows) > PAGE
