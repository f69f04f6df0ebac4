"""Making a cahier: demands that the colleges adopted, in the order in which they are to be read."""

from collections.abc import Sequence

from sqlmodel import Session

from forum.collectives.publication.actions import beware
from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.errors import Invalid
from forum.core.events import record
from forum.core.i18n import _
from forum.core.markdown import render
from forum.demands.models import Platform, PlatformItem
from forum.demands.platforms.queries import eligible, last_closed
from forum.identity.staff.actions import log

MOST = 60


def make(
    tx: Session,
    place: Place,
    title: str,
    introduction: str,
    refs: Sequence[str],
    now: Now,
    *,
    relaxed: bool = False,
) -> Platform:
    """A staff act, so public at once. Only what was voted goes in: adopted by both colleges, or carried by one."""
    known = {row.ref: row.ident for row in eligible(tx, place.collective)}
    _check(refs, known)
    beware([title, introduction], relaxed=relaxed)
    platform = Platform(
        collective_id=place.collective.id,
        title=title,
        introduction=introduction,
        introduction_html=render(introduction),
        day=now.today,
    )
    tx.add(platform)
    tx.flush()
    votes = last_closed(tx, [known[ref] for ref in refs])
    for position, ref in enumerate(refs, 1):
        ident = known[ref]
        vote = votes[ident].ref if ident in votes else ""
        tx.add(PlatformItem(platform_id=platform.id, text_id=ident, position=position, vote=vote))
    record(tx, "platform.published", place.collective.id, platform.ref, title, now.today)
    log(tx, place.viewer, place.collective.id, "platform.published", title, now)
    return platform


def _check(refs: Sequence[str], known: dict[str, int]) -> None:
    if not refs:
        raise Invalid({"": _("Choisissez au moins une revendication : donnez-lui un rang.")})
    if len(refs) > MOST:
        raise Invalid({"": _("Un cahier tient {n} revendications au plus.").format(n=MOST)})
    if any(ref not in known for ref in refs):
        raise Invalid(
            {"": _("Une des revendications choisies n’a pas été adoptée, ou n’est pas de ce collectif.")}
        )
