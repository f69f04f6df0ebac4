"""A long cahier is laid out apart from the request that asks for it: a page says how far it is, then its address gives it.

Nobody's name is in a cahier, so whoever may read it is given the same file, as often as they ask. It is kept in memory,
with the few last ones, under the very words it was made from: never on a disk, and never once the words have changed.
"""

import logging
import threading
from collections import OrderedDict
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import date
from weakref import WeakKeyDictionary

from forum.core import i18n
from forum.core.db import Database
from forum.core.errors import Busy
from forum.core.i18n import _
from forum.exports.content import PlatformDoc
from forum.exports.drawn import laid_out

LONG = 130_000  # signs of its demands, some sixty pages: less takes two seconds, and nobody is sent to wait
PAGE = 2_200  # signs of a printed page, with all that stands around
STEPS = 3
AT_ONCE = 2
KEPT = 4  # files of a few megabytes
TURN = 120.0  # seconds behind other documents: no request waits meanwhile
Key = tuple[PlatformDoc, date, str]
_LAYINGS: "WeakKeyDictionary[Database, OrderedDict[Key, Laying]]" = WeakKeyDictionary()
_LOCK = threading.Lock()


@dataclass
class Laying:
    """One cahier on its way. `step`: 0 while what it says is read, 1 while its pages are laid out, then STEPS."""

    pages: int
    step: int = 0
    failed: bool = False
    body: bytes = field(default=b"", repr=False)

    @property
    def ready(self) -> bool:
        return bool(self.body)

    @property
    def over(self) -> bool:
        return self.failed or self.ready


def signs(doc: PlatformDoc) -> int:
    """Of all that its demands say: a measure that costs nothing, where laying it out would be the true one."""
    return len(repr(doc.demands))


def long(doc: PlatformDoc) -> bool:
    return signs(doc) > LONG


def found(db: Database, doc: PlatformDoc, day: date) -> Laying | None:
    return _LAYINGS.get(db, OrderedDict()).get((doc, day, i18n.current.get()))


def asked(db: Database, doc: PlatformDoc, day: date) -> Laying:
    """The one that is under way or done; else one that begins now, as after one that failed. Busy when two are."""
    key = (doc, day, i18n.current.get())
    with _LOCK:
        kept = _LAYINGS.setdefault(db, OrderedDict())
        known = kept.get(key)
        if known is not None and not known.failed:
            kept.move_to_end(key)
            return known
        if sum(not one.over for one in kept.values()) >= AT_ONCE:
            raise Busy(_("Deux longs cahiers se préparent déjà. Attendez une minute, et recommencez."))
        laying = kept[key] = Laying(max(10, round(signs(doc) // PAGE, -1)))
        kept.move_to_end(key)
        for old in [key for key, one in kept.items() if one.over][: max(0, len(kept) - KEPT)]:
            del kept[old]
    given = (_make, laying, doc, day)
    threading.Thread(target=copy_context().run, args=given, name="laying", daemon=True).start()
    return laying


def _make(laying: Laying, doc: PlatformDoc, day: date) -> None:
    def begun() -> None:
        laying.step = 1

    try:
        laying.body = laid_out(doc, day, begun, TURN)
        laying.step = STEPS
    except Exception as error:
        # Its kind alone: a cahier of a closed circle is quoted in no log.
        logging.getLogger("forum").warning("cahier not laid out: %s", type(error).__name__)
        laying.failed = True
