"""Proposals of another consultation become demands, or grievances, in the staff's voice, marked with where they come from.

Each is stored with its arguments or not at all; a second import of a file takes only what is not there yet, so that one
that was cut is simply begun again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from forum.collectives.models import Collective, Territory
from forum.collectives.publication.actions import PUBLISHERS, Act, warned
from forum.core.clock import Now
from forum.core.errors import Invalid
from forum.core.i18n import _, long_date
from forum.core.ids import new_ref
from forum.deliberation.argument_actions import place_argument
from forum.demands.imports.rules import title_of
from forum.demands.proposals.rules import Proposal, Said
from forum.grievances.rules import TITLE as GRIEVANCE_TITLE
from forum.texts.actions import add_evidence
from forum.texts.models import Document, Evidence
from forum.texts.queries import find


@dataclass(frozen=True)
class Into:
    """Where proposals go. `kind`: demand or grievance; `place`: a grievance's territory; `source`: what they are called."""

    collective: Collective
    kind: str
    source: str
    place: str = ""
    read: bool = False


@dataclass
class Tally:
    """What was done; `held`: (line, what the guard saw)."""

    proposals: int = 0
    arguments: int = 0
    known: int = 0
    held: tuple[tuple[int, str], ...] = ()

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.proposals + other.proposals,
            self.arguments + other.arguments,
            self.known + other.known,
            self.held + other.held,
        )


def check_place(tx: Session, collective: Collective, code: str) -> None:
    """Invalid, with the codes there are, when a grievance would have no place."""
    query = select(Territory.code).where(Territory.collective_id == collective.id)
    codes = sorted(tx.exec(query).all())
    if code not in codes:
        raise Invalid(
            {"--place": _("choisissez un lieu du collectif : {codes}.").format(codes=", ".join(codes))}
        )


def take(tx: Session, into: Into, proposals: Sequence[Proposal], now: Now) -> Tally:
    """Store those that are not there yet. What the guard sees is left for somebody to read, unless somebody has."""
    tally = Tally()
    there = _there(tx, into, proposals)
    for proposal in proposals:
        known = there.get(_label(into, proposal))
        if known is not None:
            tally.known += 1
            _argue(tx, into, known, proposal, there, tally, now.today)
            continue
        seen = _seen(into, [proposal.title, proposal.body])
        if seen:
            tally.held += ((proposal.line, seen),)
            continue
        document = _write(tx, into, proposal, now.today)
        tally.proposals += 1
        _argue(tx, into, document, proposal, there, tally, now.today)
    return tally


def _label(into: Into, proposal: Proposal) -> str:
    return _("{source}, proposition n° {mark}").format(source=into.source, mark=proposal.mark)[:300]


def _there(tx: Session, into: Into, proposals: Sequence[Proposal]) -> dict[str, Document]:
    """What an earlier import made of these, by the name of its source."""
    query = select(Evidence.label, Document).join(Document, col(Document.id) == Evidence.text_id)
    labels = [_label(into, proposal) for proposal in proposals]
    labels += [
        _argument_label(into, one)
        for proposal in proposals
        for said in proposal.arguments
        for one in (said, *said.rebuttals)
    ]
    kinds = col(Document.kind).in_((into.kind, "argument"))
    ours = query.where(Document.collective_id == into.collective.id, kinds, col(Evidence.label).in_(labels))
    return dict(tx.exec(ours).all())


def _seen(into: Into, texts: list[str]) -> str:
    return "" if into.read else warned(texts).get("guard", "")


def _write(tx: Session, into: Into, proposal: Proposal, today: date) -> Document:
    ref = new_ref()
    payload = {"ref": ref, "fields": _fields(into, proposal), "sources": []}
    payload |= (
        {"kind": "condition", "institution": ""} if into.kind == "demand" else {"territory": into.place}
    )
    PUBLISHERS[into.kind](tx, Act(into.collective, into.kind, "", b"", "staff", b"", payload), today)
    document = find(tx, into.collective.id, ref, into.kind)
    own = {"kind": "text", "label": _label(into, proposal), "dated": proposal.day}
    section = (
        {"publisher": _("rubrique « {name} »").format(name=proposal.section)[:200]}
        if proposal.section
        else {}
    )
    links = [{"kind": "link", "label": label, "url": url} for label, url in proposal.sources]
    add_evidence(tx, document, [{**own, **section}, *links])
    return document


def _fields(into: Into, proposal: Proposal) -> dict[str, str]:
    """The whole title stands in the text when it is too long for one."""
    title = title_of(proposal.title, GRIEVANCE_TITLE if into.kind == "grievance" else None)
    body = proposal.body if title == proposal.title else f"{proposal.title}\n\n{proposal.body}"
    if into.kind == "demand":
        return {"title": title, "body": body}
    since = (
        _("au plus tard le {day}").format(day=long_date(date.fromisoformat(proposal.day)))
        if proposal.day
        else ""
    )
    return {"title": title, "body": body, "since": since or _("non précisé")}


def _argue(
    tx: Session,
    into: Into,
    document: Document,
    proposal: Proposal,
    there: Mapping[str, Document],
    tally: Tally,
    today: date,
) -> None:
    """Nothing is argued about a grievance: what somebody lives has no for and against."""
    for said in proposal.arguments if into.kind == "demand" else ():
        ref = _say(tx, into, document, proposal, said, "", there, tally, today)
        for rebuttal in said.rebuttals if ref else ():
            _say(tx, into, document, proposal, rebuttal, ref, there, tally, today)


def _say(
    tx: Session, into: Into, document: Document, proposal: Proposal, said: Said, answers: str,
    there: Mapping[str, Document], tally: Tally, today: date,
) -> str:  # fmt: skip
    """The reference of an argument, stored now or before; "" if somebody must read it first: nothing rebuts it till then."""
    known = there.get(_argument_label(into, said))
    if known is not None:
        return known.ref
    seen = _seen(into, [said.body])
    if seen:
        tally.held += ((proposal.line, seen),)
        return ""
    payload = _payload(into, said) | ({"answers": answers} if answers else {})
    place_argument(tx, Act(into.collective, "argument", "", b"", "staff", b"", payload), document, today)
    tally.arguments += 1
    return str(payload["ref"])


def _argument_label(into: Into, said: Said) -> str:
    return _("{source}, argument n° {mark}").format(source=into.source, mark=said.mark)[:300]


def _payload(into: Into, said: Said) -> dict[str, Any]:
    sources = [{"kind": "text", "label": _argument_label(into, said), "dated": said.day}]
    return {"ref": new_ref(), "question": "", "side": said.side, "body": said.body, "sources": sources}
