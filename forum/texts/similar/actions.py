"""Verbs: what look-alikes are found by, made afresh; a collective's own list of words."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping
from random import SystemRandom
from typing import Any

from sqlalchemy import delete, insert
from sqlmodel import Session

from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.i18n import _, later, ngettext
from forum.identity.staff.actions import log
from forum.texts.similar import rules
from forum.texts.similar.models import RootCount, RootText, Synonyms

Indexed = tuple[int, int, str, str, Mapping[str, str]]  # id, collective, kind, title, fields
CHUNK = 2_000
HOUSE = later("la liste de la maison")


def rebuild(tx: Session, texts: Iterable[Indexed]) -> None:
    """In the slot's transaction, with the search index. Places are drawn: they tell no order."""
    held: dict[int, list[tuple[int, rules.Held]]] = defaultdict(list)
    for ident, collective, kind, title, fields in texts:
        if kind in rules.COMPARED:
            held[collective].append((ident, rules.Held.of(title, rules.compared(kind, fields))))
    for table in (RootCount, RootText):
        tx.connection().execute(delete(table))
    for collective, found in sorted(held.items()):
        SystemRandom().shuffle(found)
        _fill(tx, collective, found)


def _fill(tx: Session, collective: int, found: list[tuple[int, rules.Held]]) -> None:
    places: dict[str, array[int]] = defaultdict(lambda: array("I"))
    for place, (_ident, held) in enumerate(found):
        for root in held.every:
            places[root].append(place)
    counts: list[dict[str, Any]] = [
        {"root": root, "n": len(held), "places": rules.packed(held)} for root, held in sorted(places.items())
    ]
    every = {"root": "", "n": len(found), "places": b""}
    rows = [
        {"place": place, "text_id": ident, "roots": held.stored} for place, (ident, held) in enumerate(found)
    ]
    for table, values in ((RootCount, [every, *counts]), (RootText, rows)):
        for start in range(0, len(values), CHUNK):
            chunk = [{"collective_id": collective, **row} for row in values[start : start + CHUNK]]
            tx.connection().execute(insert(table), chunk)


def keep_synonyms(tx: Session, place: Place, lines: str, now: Now) -> None:
    """A collective's own list; the list of the house, or nothing at all, is no list of its own."""
    own = tx.get(Synonyms, place.collective.id)
    if own is not None:
        tx.delete(own)
        tx.flush()
    if lines and lines != rules.default_synonyms().strip():
        tx.add(Synonyms(collective_id=place.collective.id, lines=lines))
    log(tx, place.viewer, place.collective.id, "synonyms", _told(lines), now)


def _told(lines: str) -> str:
    count = len(rules.lines(lines))
    return ngettext("{n} groupe de mots", "{n} groupes de mots", count).format(n=count) if count else _(HOUSE)
