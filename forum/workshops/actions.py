"""Prepare a workshop, and its cards. What is said there is taken in by `statements/`."""

from collections.abc import Callable
from datetime import date

from sqlmodel import Session

from forum.collectives.codes.actions import load
from forum.collectives.codes.rules import batch_of
from forum.collectives.publication.actions import warned
from forum.collectives.queries import Place
from forum.core import days
from forum.core.clock import Now
from forum.core.errors import Invalid
from forum.core.i18n import _
from forum.grievances.actions import territory_of
from forum.identity.codes import make_code
from forum.identity.staff.actions import log
from forum.workshops.models import Workshop
from forum.workshops.rules import has_address


def prepare(
    tx: Session,
    where: Place,
    place: str,
    theme: str,
    day: date,
    territory: str,
    now: Now,
    *,
    relaxed: bool = False,
) -> Workshop:
    """A meeting to come. Who comes is noted nowhere, and where it is only said roughly."""
    _check(place, theme, day, now, relaxed)
    code = territory_of(tx, where, territory).code
    workshop = Workshop(collective_id=where.collective.id, place=place, theme=theme, day=day, territory=code)
    tx.add(workshop)
    tx.flush()
    log(tx, where.viewer, where.collective.id, "workshop.prepared", workshop.ref, now)
    return workshop


def draw_cards(
    tx: Session, where: Place, college: str, count: int, choose: Callable[[int], int], now: Now
) -> list[str]:
    """Codes for as many people, as a batch of the tier « vouched »: hashes here, the codes on paper only.

    Neither the batch nor the log names the workshop: a card is none of the room's once it is in somebody's hand.
    """
    codes = [make_code(choose) for _card in range(count)]
    batch = batch_of(where.collective.slug, college, codes)
    load(tx, where.collective, where.viewer, batch, now, tier="vouched", done="workshop.cards")
    return codes


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
