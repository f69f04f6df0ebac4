"""Verbs: organisers write down an institution's days, one by one or from a table."""

from collections.abc import Sequence

from sqlmodel import Session, select

from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.identity.staff.actions import log
from forum.registers.calendar.models import InstitutionDate
from forum.registers.calendar.rules import Day, read, told
from forum.registers.models import Institution


def add(tx: Session, place: Place, institution: Institution, day: Day, now: Now) -> None:
    """Written again it is corrected, not doubled."""
    if day.due > day.day:
        raise Invalid({"due": _("Le dernier jour pour être sur la table ne peut pas venir après le jour.")})
    _keep(tx, institution, [day])
    log(
        tx,
        place.viewer,
        place.collective.id,
        "institution.dated",
        f"{institution.name} : {day.title}"[:300],
        now,
    )


def load(tx: Session, place: Place, institution: Institution, text: str, now: Now) -> int:
    """All the lines of a table or none; Invalid names those that are wrong."""
    days, wrong = read(text)
    if wrong:
        raise Invalid({"table": told(wrong)})
    _keep(tx, institution, days)
    log(tx, place.viewer, place.collective.id, "institution.dated", institution.name, now)
    return len(days)


def _keep(tx: Session, institution: Institution, days: Sequence[Day]) -> None:
    rows = tx.exec(select(InstitutionDate).where(InstitutionDate.institution_id == institution.id)).all()
    known = {(row.day, row.title): row for row in rows}
    for day in days:
        row = known.get((day.day, day.title)) or InstitutionDate(
            institution_id=institution.id, title=day.title, day=day.day, kind="", due=day.due
        )
        row.kind, row.due, row.source = day.kind, day.due, day.source
        known[day.day, day.title] = row
        tx.add(row)
    tx.flush()


def remove(tx: Session, place: Place, institution: Institution, row: InstitutionDate, now: Now) -> None:
    tx.delete(row)
    said = f"{institution.name} : {row.title}"[:300]
    log(tx, place.viewer, place.collective.id, "institution.undated", said, now)
