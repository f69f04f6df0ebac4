"""Documents with names: opened under the organisers' passphrase, in memory, for one export.

Names are unsealed in this process, laid out by parts in another that can write to no file, and what comes back is held
here until it is fetched once, or for ten minutes. A worker's job would have to be told the names, or the key, through the
database: so it is a thread of the process that was given the passphrase, and it is lost with it.
"""

import io
import logging
import threading
import time
import zipfile
from collections.abc import Callable, Iterable, Sequence
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

from forum.core.clock import Now
from forum.core.db import Database
from forum.core.errors import Busy, NotFound
from forum.core.i18n import _
from forum.core.ids import new_token
from forum.exports.carried_queries import PART, names_docs
from forum.exports.carrying.files import written
from forum.exports.content import Document, LetterDoc, PetitionDoc, Signatory
from forum.exports.drawn import laid_out
from forum.petitions import boxes

AT_ONCE = 2
KEPT = 600  # seconds
_MAKINGS: "WeakKeyDictionary[Database, dict[str, Making]]" = WeakKeyDictionary()
_LOCK = threading.Lock()


@dataclass
class Making:
    """One export under way, or done. Only whoever asked for it (`staff`) sees it."""

    code: str
    staff: int
    until: int
    done: int = 0
    total: int = 1
    failed: bool = False
    body: bytes = field(default=b"", repr=False)

    @property
    def ready(self) -> bool:
        return bool(self.body)

    @property
    def over(self) -> bool:
        return self.failed or self.ready


@dataclass(frozen=True)
class Opened:
    """Somebody's name with their college and place, and whether they chose to show it.

    `role`, `commune` and `message` are for the institution alone; a message that was `kept` against the guard, for neither.
    """

    name: str
    said: str
    shown: bool
    role: str = ""
    commune: str = ""
    message: str = ""

    @property
    def to_hand_over(self) -> Signatory:
        said = ", ".join(filter(None, (self.role, self.said, self.commune)))
        return Signatory(self.name, said, self.message)


def opened(
    rows: Iterable[Any], private: bytes, places: dict[str, str], colleges: dict[str, str]
) -> list[Opened]:
    """By name; those who gave none are counted and not listed. No address of a box is kept."""
    found = []
    for sealed, _tier, college, territory, _day in rows:
        one = boxes.opened(private, sealed)
        said = ", ".join(filter(None, (colleges.get(college, ""), places.get(territory, ""))))
        message = "" if one.kept else one.message
        if one.name:
            found.append(Opened(one.name, said, one.shown, one.role, one.commune, message))
    return sorted(found, key=lambda one: (one.name.casefold(), one.name, one.said))


# -- what is made


def documents(
    what: str, told: PetitionDoc, letter: LetterDoc, people: Sequence[Opened]
) -> list[tuple[str, Document]]:
    """(file name, document): the whole list for the institution; or the letter, with those alone who show their name."""
    if what == "liste":
        docs = names_docs(told, [one.to_hand_over for one in people])
        return [(f"signataires-{doc.part:03}-sur-{doc.parts:03}.pdf", doc) for doc in docs]
    shown = tuple(Signatory(one.name, one.said) for one in people if one.shown)
    if len(shown) <= PART:
        whole = replace(letter, shown=shown)
        return [(f"lettre-ouverte.{kind}", whole) for kind in ("pdf", "docx", "odt")]
    annexes = [replace(doc, public=True) for doc in names_docs(told, shown)]
    return [(f"lettre-ouverte.{kind}", letter) for kind in ("pdf", "docx", "odt")] + [
        (f"lettre-ouverte-noms-{doc.part:03}-sur-{doc.parts:03}.pdf", doc) for doc in annexes
    ]


def begin(
    db: Database, code: str, staff: int, now: Now, docs: Callable[[], list[tuple[str, Document]]]
) -> str:
    """The token of what is now under way. `docs` unseals: it runs in the thread. Busy when two are."""
    with _LOCK:
        kept = _MAKINGS.setdefault(db, {})
        for token in [token for token, one in kept.items() if one.over and one.until <= now.epoch]:
            del kept[token]
        if sum(not one.over for one in kept.values()) >= AT_ONCE:
            raise Busy(_("Deux documents se préparent déjà. Attendez une minute, et recommencez."))
        token, making = new_token(), Making(code, staff, now.epoch + KEPT)
        kept[token] = making
    forget = threading.Timer(KEPT, kept.pop, (token, None))
    work = copy_context().run
    given = (_make, making, docs, now.today, forget)
    threading.Thread(target=work, args=given, name="names", daemon=True).start()
    return token


def found(db: Database, token: str, code: str, staff: int, now: Now) -> Making:
    making = _MAKINGS.get(db, {}).get(token)
    late = making is not None and making.over and making.until <= now.epoch
    if making is None or late or (making.code, making.staff) != (code, staff):
        raise NotFound(_("Ce document n’est plus ici : il ne se garde que dix minutes. Recommencez."))
    return making


def taken(db: Database, token: str, making: Making) -> bytes:
    """Once: what was fetched is forgotten."""
    with _LOCK:
        if not making.ready or _MAKINGS.get(db, {}).pop(token, None) is None:
            raise NotFound(_("Ce document n’est plus ici : il ne se garde que dix minutes. Recommencez."))
    return making.body


def _make(
    making: Making, docs: Callable[[], list[tuple[str, Document]]], day: date, forget: threading.Timer
) -> None:
    """Ten minutes from its end, fetched or not, nothing of it is in memory: `forget` needs nobody to come."""
    began = time.monotonic()
    try:
        making.body = _packed(making, docs(), day)
    except Exception as error:
        # Its kind alone: its words, and its trace, could quote a name.
        logging.getLogger("forum").warning("names not made: %s", type(error).__name__)
        making.failed = True
    finally:
        making.until += int(time.monotonic() - began)
        forget.daemon = True
        forget.start()


def _packed(making: Making, docs: list[tuple[str, Document]], day: date) -> bytes:
    making.total = len(docs)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, doc in docs:
            archive.writestr(zipfile.ZipInfo(name), _file(doc, name.rpartition(".")[2], day))
            making.done += 1
    return out.getvalue()


def _file(doc: Document, kind: str, day: date) -> bytes:
    """Names are always laid out apart: nothing that could write is told them."""
    return laid_out(doc, day) if kind == "pdf" else written(doc, kind, day)
