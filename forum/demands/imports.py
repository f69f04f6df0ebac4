"""Draft demands out of a text that exists already (a leaflet, a motion, a charter), and a table of what was taken."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from forum.collectives.models import Collective
from forum.collectives.publication.actions import Act, warned
from forum.core.clock import Now
from forum.core.i18n import _
from forum.core.ids import new_ref
from forum.core.typography import french
from forum.demands import rules
from forum.demands.actions import make
from forum.texts.actions import filled
from forum.texts.claims import Claim, extract, left_out
from forum.texts.models import Document, Version
from forum.texts.rules import fingerprint

KINDS = {"principle": "principle", "refusal": "principle"}  # whatever else is claimed is a condition


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


def import_text(
    tx: Session, collective: Collective, text: str, now: Now, *, read: bool = False
) -> ImportTable:
    """One draft a claim, in the staff's voice, to be amended. What an earlier import made is left as it is.

    What the guard sees is held for somebody to read, unless somebody has (`read`): a second import takes it.
    """
    taken: list[Taken] = []
    held: list[Held] = []
    left = [Left(one.line, one.sentence, one.reason) for one in left_out(text)]
    claims = [(claim, fields_of(claim)) for claim in extract(text)]
    known = _known(tx, collective, (fingerprint(fields) for _claim, fields in claims))
    for claim, fields in claims:
        if fingerprint(fields) in known:
            left.append(Left(claim.line, claim.sentence, _("déjà là : cette phrase a déjà été importée")))
            continue
        if not read and (seen := warned(list(fields.values()))):
            held.append(Held(claim.line, seen["guard"]))
            continue
        known.add(fingerprint(fields))
        taken.append(_draft(tx, collective, claim, fields, now))
    return ImportTable(tuple(taken), tuple(sorted(left, key=lambda one: one.line)), tuple(held))


def fields_of(claim: Claim) -> dict[str, str]:
    """The whole sentence, then where it stood. Responsible, deadline and criteria are for the group to write."""
    parts = [claim.sentence]
    about = [part for part in (claim.lead, claim.context) if part and part.strip() != claim.sentence.strip()]
    about = [part for at, part in enumerate(about) if part not in " ".join(about[at + 1 :])]
    if about:
        quoted = "\n>\n".join("> " + part.strip().replace("\n", "\n> ") for part in about)
        parts += [_("Dans le texte d’origine :"), quoted]
    return filled("demand", {"title": title_of(claim.sentence), "body": "\n\n".join(parts)})


def title_of(sentence: str, most: int | None = None) -> str:
    """The sentence, or its first words if it is longer than a title."""
    flat, most = " ".join(sentence.split()), most or rules.TITLE
    if len(flat) > most:
        flat = flat[: most - 1].rsplit(" ", 1)[0] + "…"
    return flat


def _known(tx: Session, collective: Collective, prints: Iterable[str]) -> set[str]:
    query = (
        select(Version.hash)
        .join(Document, Document.id == Version.text_id)  # type: ignore[arg-type]
        .where(Document.collective_id == collective.id, col(Version.hash).in_(list(prints)))
    )
    return set(tx.exec(query).all())


def _draft(tx: Session, collective: Collective, claim: Claim, fields: dict[str, str], now: Now) -> Taken:
    kind = KINDS.get(claim.kind, "condition")
    payload = {"ref": new_ref(), "fields": fields, "kind": kind, "institution": ""}
    document = make(tx, Act(collective, "demand", "", b"", "staff", b"", payload), now.today)
    return Taken(claim.line, document.ref, french(fields["title"]), claim.sentence)
