"""Prepare a workshop. Nothing said there is kept here yet."""

from datetime import date

from sqlmodel import Session

from forum.collectives.publication.actions import warned
from forum.collectives.queries import Place
from forum.core import days
from forum.core.clock import Now
from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.identity.staff.actions import log
from forum.workshops.models import Workshop
from forum.workshops.rules import has_address


def prepare(
    tx: Session, where: Place, place: str, theme: str, day: date, now: Now, *, relaxed: bool = False
) -> Workshop:
    """A meeting to come. Who comes is noted nowhere, and where it is only said roughly."""
    _check(place, theme, day, now, relaxed)
    workshop = Workshop(collective_id=where.collective.id, place=place, theme=theme, day=day)
    tx.add(workshop)
    tx.flush()
    log(tx, where.viewer, where.collective.id, "workshop.prepared", workshop.ref, now)
    return workshop


def _check(place: str, theme: str, day: date, now: Now, relaxed: bool) -> None:
    wrong: dict[str, str] = {}
    if has_address(place):
        wrong["place"] = _("Pas d’adresse ici : écrivez « salle de quartier, Lorne Nord », par exemple.")
    if day < now.today:
        wrong["day"] = _("Ce jour est passé. Choisissez le jour de l’atelier.")
    elif far := days.too_far("workshop", day, now.today):
        wrong["day"] = far
    seen = warned((place, theme))
    if seen and not relaxed:
        wrong |= seen
    if wrong:
        raise Invalid(wrong)
