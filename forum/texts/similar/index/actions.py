"""What look-alikes are found by, made afresh: in the slot's transaction, with the search index."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping
from random import SystemRandom
from typing import Any

from sqlalchemy import delete, insert
from sqlmodel import Session

from forum.texts.similar import rules
from forum.texts.similar.index.queries import HEAD, START, lexicon_of
from forum.texts.similar.models import RootCount, RootText
from forum.texts.similar.words import planes, senses
from forum.texts.similar.words.lexicon import Lexicon

Indexed = tuple[int, int, str, str, Mapping[str, str]]  # id, collective, kind, title, fields
Found = list[tuple[int, rules.Held]]
CHUNK = 2_000


def rebuild(tx: Session, texts: Iterable[Indexed]) -> None:
    """Texts of one length stand together; among them places are drawn: they tell no order."""
    held: dict[int, Found] = defaultdict(list)
    lists: dict[int, Lexicon] = {}
    for ident, collective, kind, title, fields in texts:
        if kind in rules.COMPARED:
            known = lists.get(collective) or lists.setdefault(collective, lexicon_of(tx, collective))
            text = rules.Held.of(title, rules.compared(kind, fields)).said_in(known)
            held[collective].append((ident, text))
    for table in (RootCount, RootText):
        tx.connection().execute(delete(table))
    for collective, found in sorted(held.items()):
        SystemRandom().shuffle(found)
        found.sort(key=lambda one: rules.step(one[1].size))
        _fill(tx, collective, found, lists[collective])


def _fill(tx: Session, collective: int, found: Found, known: Lexicon) -> None:
    total = len(found)
    counts: list[dict[str, Any]] = [
        {"root": key, "n": len(places), "places": planes.packed(places, total)}
        for key, places in sorted(_places(found).items())
    ]
    every = {"root": "", "n": total, "places": _head(found, known)}
    rows = [
        {"place": place, "text_id": ident, "roots": held.stored} for place, (ident, held) in enumerate(found)
    ]
    for table, values in ((RootCount, [every, *counts]), (RootText, rows)):
        for start in range(0, len(values), CHUNK):
            chunk = [{"collective_id": collective, **row} for row in values[start : start + CHUNK]]
            tx.connection().execute(insert(table), chunk)


def _places(found: Found) -> dict[str, "array[int]"]:
    """The places of each root, of each line of the list, and of the texts that lean to one side."""
    places: dict[str, array[int]] = defaultdict(lambda: array("I"))
    sides = [senses.senses().key(number) for number in range(senses.SIZE)]
    for place, (_ident, held) in enumerate(found):
        for key in {*held.every, *held.lines.split()}:
            places[key].append(place)
        for key, number in zip(sides, senses.read(held.sense), strict=False):
            if number > 0:
                places[key].append(place)
    return places


def _head(found: Found, known: Lexicon) -> bytes:
    starts: dict[int, int] = {}
    for place, (_ident, held) in enumerate(found):
        starts.setdefault(rules.step(held.size), place)
    mark = SystemRandom().getrandbits(64).to_bytes(8, "little")
    return HEAD.pack(mark, known.digest) + b"".join(START.pack(*one) for one in starts.items())
