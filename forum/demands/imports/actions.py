"""Draft demands out of a text that exists already (a leaflet, a motion, a charter)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from forum.collectives.models import Collective
from forum.collectives.publication.actions import Act, beware, warned
from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.i18n import _
from forum.core.ids import new_ref
from forum.core.typography import french
from forum.demands.actions import Leaning, make, submit_demand
from forum.demands.imports.queries import known, print_of, versions
from forum.demands.imports.rules import Proposal, found


@dataclass(frozen=True)
class Taken:
    """A claim that became the draft `ref`."""

    line: int
    ref: str
    title: str
    sentence: str


@dataclass(frozen=True)
class Left:
    line: int
    sentence: str
    reason: str


@dataclass(frozen=True)
class Held:
    """A claim, or what stands around it, in which the guard saw something: which line, and what kind of thing."""

    line: int
    advice: str


@dataclass(frozen=True)
class ImportTable:
    """In the order of the text."""

    taken: tuple[Taken, ...]
    left: tuple[Left, ...]
    held: tuple[Held, ...] = ()


@dataclass(frozen=True)
class Draft:
    """One demand as an organiser leaves it on the page."""

    kind: str
    title: str
    body: str


@dataclass(frozen=True)
class Made:
    """References of what was made, and of what was there already."""

    refs: tuple[str, ...]
    there: tuple[str, ...]


def make_drafts(
    tx: Session, place: Place, drafts: Sequence[Draft], institution: str, now: Now, *, relaxed: bool = False
) -> Made:
    """All of them or none. What is there already, word for word, is left as it is."""
    beware([text for one in drafts for text in (one.title, one.body)], relaxed=relaxed)
    prints = [print_of(one.title, one.body) for one in drafts]
    there = versions(tx, place.collective, prints)
    refs: dict[str, str] = {}
    for draft, own in zip(drafts, prints, strict=True):
        if own not in there and own not in refs:
            fields = {"title": draft.title, "body": draft.body}
            refs[own] = submit_demand(
                tx, place, fields, draft.kind, institution, Leaning(), now, relaxed=True
            )
    return Made(tuple(refs.values()), tuple(dict.fromkeys(there.values())))


def import_text(
    tx: Session, collective: Collective, text: str, now: Now, *, read: bool = False
) -> ImportTable:
    """From the command: one draft a claim, in the staff's voice. What an earlier import made is left as it is.

    What the guard sees is held for somebody to read, unless somebody has (`read`): a second import takes it.
    """
    whole = found(text)
    there = known(tx, collective, whole.claims)
    left = [Left(one.line, one.sentence, one.reason) for one in whole.left]
    taken, held = list[Taken](), list[Held]()
    for one in whole.claims:
        if one.key in there:
            left.append(Left(one.line, one.sentence, _("déjà là : cette phrase a déjà été importée")))
        elif not read and (seen := warned([one.title, one.body])):
            held.append(Held(one.line, seen["guard"]))
        else:
            taken.append(_draft(tx, collective, one, now))
    return ImportTable(tuple(taken), tuple(sorted(left, key=lambda one: one.line)), tuple(held))


def _draft(tx: Session, collective: Collective, one: Proposal, now: Now) -> Taken:
    fields = {"title": one.title, "body": one.body}
    payload = {"ref": new_ref(), "fields": fields, "kind": one.kind, "institution": ""}
    document = make(tx, Act(collective, "demand", "", b"", "staff", b"", payload), now.today)
    return Taken(one.line, document.ref, french(one.title), one.sentence)
