"""Reads: what is reported, what waits, what was decided. Moderators see texts and voices, never a nullifier."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import Session, and_, col, func, or_, select

from forum.collectives.models import Collective, Pending
from forum.collectives.queries import Backlog, place_choices
from forum.collectives.rules import complete, margin, next_slot
from forum.core.clock import Now
from forum.core.errors import NotFound
from forum.moderation.cases.models import Case
from forum.moderation.cases.queries import current, open_cases
from forum.moderation.cases.rules import OPEN
from forum.moderation.models import Decision
from forum.moderation.reports.models import Report
from forum.moderation.reports.queries import of_cases
from forum.moderation.reviews.queries import stuck
from forum.moderation.rules import CODES, PARTS, POINTERS
from forum.moderation.subjects.queries import MANY, find, subjects
from forum.moderation.subjects.subject import Part, Subject, kind_label, named
from forum.registers.queries import institution_name
from forum.texts.hidden import Verdict
from forum.texts.kinds import KINDS
from forum.texts.pictures.queries import waiting_with
from forum.texts.queries import PAGE
from forum.workshops.cards.queries import CLAIM


@dataclass(frozen=True)
class Desk:
    """A subject, its open case and what was said of it; None where nobody opened one."""

    subject: Subject
    case: Case | None
    reports: list[Report]
    handler: str = ""

    @property
    def times(self) -> int:
        """How many people said something, or the same person as often."""
        return sum(report.count for report in self.reports)


@dataclass(frozen=True)
class Held:
    """An act that is not public yet, as a moderator reads it."""

    row: Pending
    label: str
    parts: list[Part]
    pictures: tuple[tuple[str, str], ...] = ()


def queue(tx: Session, collective: Collective, handlers: dict[int, str]) -> list[Desk]:
    """The open cases, the oldest first, each with what is said of it."""
    cases = open_cases(tx, collective)
    said = of_cases(tx, cases)
    known = subjects(tx, collective, [case.subject for case in cases])
    return [
        Desk(known[case.subject], case, said[case.id], handlers.get(case.handler, ""))
        for case in cases
        if case.subject in known
    ]


def backlog(tx: Session, collective_id: int, today: date) -> Backlog:
    """As many as the queue would show: open cases, and what is held."""
    opened = select(func.count(), func.min(Case.day)).where(
        Case.collective_id == collective_id, col(Case.state).in_(OPEN)
    )
    count, oldest = tx.exec(opened).one()
    held = select(func.count()).where(Pending.collective_id == collective_id, Pending.state == "held")
    alone = stuck(tx, collective_id) if count else 0
    return Backlog(count + tx.exec(held).one(), (today - oldest).days if oldest else 0, alone)


def desk(tx: Session, collective: Collective, ref: str) -> tuple[Desk, Sequence[Decision]]:
    """One subject, its open case, and the decisions already taken."""
    subject = find(tx, collective, ref)
    case = current(tx, ref)
    reports = of_cases(tx, [case])[case.id] if case else []
    decisions = tx.exec(select(Decision).where(Decision.subject == ref).order_by(col(Decision.day))).all()
    return Desk(subject, case, reports), decisions


def verdicts(tx: Session, ref: str) -> list[Verdict]:
    """What was decided of something, the latest day first: for the pages of lower rooms."""
    query = (
        select(Decision)
        .where(Decision.subject == ref, col(Decision.measure).in_(("hide", "restore", "keep", "remove")))
        .where(Decision.subject_kind != "voice")
    )  # a voice that may act again is no text that comes back
    rows = tx.exec(query.order_by(col(Decision.day).desc(), col(Decision.id).desc())).all()
    found = [Verdict(row.measure, row.ground, row.reason, row.day) for row in rows]
    case = current(tx, ref)
    return [Verdict("precaution", "", "", case.day), *found] if case and case.precaution else found


def waiting(tx: Session, collective: Collective, now: Now) -> list[Held]:
    """Texts of the batches that are complete, by their random keys. Votes, echoes and signatures are not a moderator's
    business, nor who leaves.
    """
    query = select(Pending).where(Pending.collective_id == collective.id, _text_that_waits())
    rows = tx.exec(query.order_by(col(Pending.id))).all()
    return [as_held(tx, collective, row) for row in rows if _readable(row, now)][:MANY]


def _text_that_waits() -> Any:
    """An erasing waits like a text, but for its author alone; so does a statement that goes from a card to a carnet,
    or whoever comes to write a text with others: none of these says a word. A contest is for its review: who
    decided may not stop it."""
    kinds = (col(Pending.kind).like("erase.%"), col(Pending.kind).like("author%"), Pending.kind == CLAIM)
    own = or_(*kinds, col(Pending.kind).like("moderation.%"))
    return and_(Pending.state == "waiting", Pending.label == "voice", ~own)


def _readable(row: Pending, now: Now) -> bool:
    """A moderator reads what was held as it comes; the rest whole batch by whole batch, so that no minute is told."""
    return row.state == "held" or complete(row.slot, now.epoch, row.margin)


def next_batch(collective: Collective, now: Now) -> tuple[Now, Now]:
    """When the batch that is being filled will be shown to moderators, and when it will be public."""
    slot = next_slot(now.epoch, collective.slot_minutes)
    return Now(slot - margin(collective.slot_minutes)), Now(slot)


def find_pending(tx: Session, collective: Collective, ref: str, now: Now) -> Held:
    """What is held, or a text of a batch that is complete."""
    query = select(Pending).where(Pending.ref == ref, Pending.collective_id == collective.id)
    row = tx.exec(query.where(or_(Pending.state == "held", _text_that_waits()))).first()
    if row is None or not _readable(row, now):
        raise NotFound
    return replace(as_held(tx, collective, row), pictures=tuple(waiting_with(tx, row.id)))


def as_held(tx: Session, collective: Collective, row: Pending) -> Held:
    payload = json.loads(row.payload)
    parts = [*_written(row.kind, payload), *_chosen(tx, collective, payload)]
    return Held(row, kind_label(row.kind), parts)


def _written(kind: str, payload: dict[str, Any]) -> list[Part]:
    """Every word that would be published: what the guard read, a moderator reads."""
    fields = payload.get("fields")
    rest = {name: value for name, value in payload.items() if name not in POINTERS}
    if fields and kind in KINDS:
        return [
            *named(kind, fields),
            *_flat({name: value for name, value in rest.items() if name != "fields"}),
        ]
    return _flat(rest)


def _chosen(tx: Session, collective: Collective, payload: dict[str, Any]) -> list[Part]:
    """What was picked in a list, by its name: a code says nothing to whoever reads."""
    place, office = payload.get("territory"), payload.get("institution")
    names = {
        "territory": dict(place_choices(tx, collective.id)).get(place, "") if place else "",
        "institution": institution_name(tx, collective.slug, office) if office else "",
    }
    return [(PARTS[name], said) for name, said in names.items() if said]


def _flat(value: Any, name: str = "") -> list[Part]:
    if isinstance(value, dict):
        return [part for key, inner in value.items() if key not in CODES for part in _flat(inner, key)]
    if isinstance(value, list):
        return [part for inner in value for part in _flat(inner, name)]
    return [(PARTS.get(name, ""), value)] if isinstance(value, str) and value else []


def journal(tx: Session, collective: Collective, after: str) -> tuple[list[Decision], str]:
    """Twenty decisions, the latest first, and the position after them ("" at the end)."""
    query = select(Decision).where(Decision.collective_id == collective.id)
    position = _position(after)
    if position:
        day, last = position
        query = query.where(or_(col(Decision.day) < day, and_(Decision.day == day, col(Decision.id) < last)))
    rows = list(
        tx.exec(query.order_by(col(Decision.day).desc(), col(Decision.id).desc()).limit(PAGE + 1)).all()
    )
    last_row = rows[PAGE - 1] if len(rows) > PAGE else None
    return rows[:PAGE], f"{last_row.day}.{last_row.id}" if last_row else ""


def _position(text: str) -> tuple[date, int] | None:
    """A keyset position; a forged one shows the first page."""
    day, _dot, ident = text.partition(".")
    try:
        found = date.fromisoformat(day), int(ident)
    except ValueError:
        return None
    return found if 0 <= found[1] < 2**63 else None
