"""Verbs: a collective's own list of words."""

from sqlmodel import Session

from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.i18n import _, later, ngettext
from forum.identity.staff.actions import log
from forum.texts.similar.models import Synonyms
from forum.texts.similar.words import lexicon

HOUSE = later("la liste de la maison")


def keep_synonyms(tx: Session, place: Place, lines: str, now: Now) -> None:
    """A collective's own list; the list of the house, or nothing at all, is no list of its own."""
    own = tx.get(Synonyms, place.collective.id)
    if own is not None:
        tx.delete(own)
        tx.flush()
    if lines and lines != lexicon.default_synonyms().strip():
        tx.add(Synonyms(collective_id=place.collective.id, lines=lines))
    log(tx, place.viewer, place.collective.id, "synonyms", _told(lines), now)


def _told(lines: str) -> str:
    count = len(lexicon.lines(lines))
    return ngettext("{n} groupe de mots", "{n} groupes de mots", count).format(n=count) if count else _(HOUSE)
