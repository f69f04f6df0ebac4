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
from collections.abc import Callable, Sequence
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from datetime import date
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
from forum.petitions.keyring.doubles.rules import Signer, doubles, doubles_table
from forum.petitions.rules import MANNERS

AT_ONCE = 2
KEPT = 600  # seconds
File = tuple[str, Document | str]  # its name, and what it holds: a text is written as it is
Made = Callable[[], list[File]]
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
    """Somebody's name, and whether they chose to show it: a box that says nothing of it says no.

    `role`, `commune` and `message` are for the institution alone; a message that was `kept` against the guard, for neither.
    `twice`: the number of the group of lines that perhaps are this one person (`keyring/doubles/`), or 0.
    """

    name: str
    said: str
    shown: bool
    role: str = ""
    commune: str = ""
    message: str = ""
    twice: int = 0

    @property
    def to_hand_over(self) -> Signatory:
        """For the list: who perhaps stands twice is marked, and nobody is left out."""
        mark = _("figure peut-être deux fois, n° {n}").format(n=self.twice) if self.twice else ""
        said = ", ".join(filter(None, (self.role, without(self.said, self.commune), self.commune, mark)))
        return Signatory(self.name, said, self.message)


def without(said: str, commune: str) -> str:
    """A department that « Lille (Nord) » says is not said twice."""
    _name, _bracket, department = commune.removesuffix(")").rpartition(" (")
    return said.removesuffix(f", {department}") if department else said


def opened(people: Sequence[Signer], places: dict[str, str], colleges: dict[str, str]) -> list[Opened]:
    """By name; those who gave none are counted and not listed. No address of a box is kept."""
    groups = doubles(people)
    found = []
    for at, one in enumerate(people):
        said = ", ".join(filter(None, (colleges.get(one.college, ""), places.get(one.territory, ""))))
        added = (one.role, one.commune, "" if one.kept else one.message)
        if one.name:
            found.append(Opened(one.name, said, one.shown, *added, groups.get(at, 0)))
    return sorted(found, key=lambda one: (one.name.casefold(), one.name, one.said))


def doubles_text(people: Sequence[Signer]) -> str:
    """Who stands twice, and the counts by tier that say so; "" where nobody does."""
    groups = doubles(people)
    lines: dict[int, list[str]] = {}
    for at, number in sorted(groups.items()):
        manner = _(MANNERS.get(people[at].tier, people[at].tier))
        lines.setdefault(number, []).append(f"{people[at].name} ({manner}, {people[at].day})")
    said = [f"{number}. " + " ; ".join(lines[number]) for number in sorted(lines)]
    counts = [" : ".join(filter(None, row)) for row in doubles_table(people, groups)]
    return "\r\n".join([_("Ces personnes figurent peut-être plusieurs fois :"), *said, *counts, ""]) * bool(
        groups
    )


# -- what is made


def documents(
    what: str, told: PetitionDoc, letter: LetterDoc, people: Sequence[Opened], twice: str = ""
) -> list[File]:
    """(file name, document): the whole list for the institution, with who stands `twice` in a text apart, for the team;
    or the letter, with those alone who show their name."""
    if what == "liste":
        docs = names_docs(told, [one.to_hand_over for one in people])
        lists: list[File] = [(f"signataires-{doc.part:03}-sur-{doc.parts:03}.pdf", doc) for doc in docs]
        return [*lists, ("doubles.txt", twice)] if twice else lists
    shown = tuple(Signatory(one.name, one.said) for one in people if one.shown)
    if len(shown) <= PART:
        whole = replace(letter, shown=shown)
        return [(f"lettre-ouverte.{kind}", whole) for kind in ("pdf", "docx", "odt")]
    annexes = [replace(doc, public=True) for doc in names_docs(told, shown)]
    return [(f"lettre-ouverte.{kind}", letter) for kind in ("pdf", "docx", "odt")] + [
        (f"lettre-ouverte-noms-{doc.part:03}-sur-{doc.parts:03}.pdf", doc) for doc in annexes
    ]


def begin(db: Database, code: str, staff: int, now: Now, docs: Made) -> str:
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


def _make(making: Making, docs: Made, day: date, forget: threading.Timer) -> None:
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


def _packed(making: Making, docs: list[File], day: date) -> bytes:
    making.total = len(docs)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, doc in docs:
            archive.writestr(zipfile.ZipInfo(name), _file(doc, name.rpartition(".")[2], day))
            making.done += 1
    return out.getvalue()


def _file(doc: Document | str, kind: str, day: date) -> bytes:
    """Names are always laid out apart: nothing that could write is told them."""
    if isinstance(doc, str):
        return doc.encode("utf-8-sig")
    return laid_out(doc, day) if kind == "pdf" else written(doc, kind, day)
