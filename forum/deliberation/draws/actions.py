"""Freezing a list to draw from, then typing the seed that somebody else drew."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import update
from sqlmodel import Session, col

from forum.collectives.publication.actions import beware
from forum.collectives.queries import Place
from forum.core import days
from forum.core.clock import Now
from forum.core.errors import Closed, Invalid
from forum.core.events import record
from forum.core.i18n import _, long_date
from forum.deliberation.draws import queries, rules
from forum.deliberation.draws.models import Lot
from forum.identity.staff.actions import log


def freeze(
    tx: Session,
    place: Place,
    title: str,
    lines: Sequence[str],
    source: str,
    due: date,
    now: Now,
    *,
    picked: int = 0,
    until: date | None = None,
    relaxed: bool = False,
) -> Lot:
    """A staff act, so public at once: the list, its fingerprint, and where chance will come from."""
    if wrong := {**_wrong_lines(lines, picked), **_wrong_day(due, until, now.today)}:
        raise Invalid(wrong)
    beware([title, source, *lines], relaxed=relaxed)
    lot = Lot(
        collective_id=place.collective.id,
        title=title,
        listing="\n".join(lines),
        hash=rules.fingerprint(lines),
        picked=picked,
        source=source,
        due=due,
        until=until,
        day=now.today,
    )
    tx.add(lot)
    tx.flush()
    record(tx, "lot.frozen", place.collective.id, lot.ref, title, now.today)
    log(tx, place.viewer, place.collective.id, "lot.frozen", title, now)
    return lot


def _wrong_lines(lines: Sequence[str], picked: int) -> dict[str, str]:
    if not rules.LEAST <= len(lines) <= rules.MOST:
        said = _("Il faut de {least} à {most} lignes.").format(least=rules.LEAST, most=rules.MOST)
        return {"listing": said}
    if long := next((line for line in lines if len(line) > rules.LONGEST), ""):
        return {"listing": _("Une ligne est trop longue : « {line}… »").format(line=long[:40])}
    if twice := next((line for line in lines if lines.count(line) > 1), ""):
        return {"listing": _("Une ligne est deux fois dans la liste : « {line} ».").format(line=twice[:40])}
    if picked >= len(lines):
        return {"picked": _("Il faut en tirer moins qu’il n’y en a ; laissez vide pour l’ordre entier.")}
    return {}


def _wrong_day(due: date, until: date | None, today: date) -> dict[str, str]:
    if due <= today:
        said = _(
            "Choisissez un jour à venir : la graine ne doit exister nulle part quand la liste est figée."
        )
        return {"due": said}
    if until is not None and due > until:
        return {"due": _("Choisissez un jour d’ici au {day}, dernier jour.").format(day=long_date(until))}
    far = days.too_far("vote", due, today)
    return {"due": far} if far else {}


def draw(tx: Session, place: Place, lot: Lot, typed: str, now: Now) -> None:
    """The seed, once: another would be a choice."""
    if lot.seed:
        raise Closed(_("La graine de ce tirage est déjà écrite : elle ne change plus."))
    if not queries.taking(lot, now):
        said = (
            _("On n’écrit la graine qu’à partir du {day}.") if now.today < lot.due else _("Il est trop tard.")
        )
        raise Closed(said.format(day=long_date(lot.due)))
    seed = rules.seed_of(typed)
    if not seed:
        raise Invalid({"seed": _("Écrivez ce que la source a publié : des chiffres, ou des lettres.")})
    once = update(Lot).where(col(Lot.id) == lot.id, col(Lot.seed) == "").values(seed=seed, seeded=now.today)
    if tx.connection().execute(once).rowcount != 1:
        raise Closed(_("La graine de ce tirage est déjà écrite : elle ne change plus."))
    tx.refresh(lot)
    record(tx, "lot.drawn", place.collective.id, lot.ref, lot.title, now.today)
    log(tx, place.viewer, place.collective.id, "lot.drawn", lot.title, now)
