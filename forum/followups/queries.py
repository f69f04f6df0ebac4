"""Reads: what followed each thing handed over, the board by institution, what a demand was promised."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any, TypeVar

from sqlmodel import Session, and_, col, or_, select

from forum.collectives.models import Collective
from forum.core.errors import NotFound
from forum.demands.models import Demand, Platform
from forum.followups.models import Commitment, Delivery, FollowUp, Reply
from forum.followups.rules import (
    FIRST_STEPS,
    Clock,
    Step,
    Tally,
    after_delivery,
    before_delivery,
    clock,
    first_answer,
    next_step,
    state,
)
from forum.followups.subjects.queries import HEADS, HIDDEN, Head, heads, with_shown_subjects
from forum.registers.calendar.models import InstitutionDate
from forum.registers.calendar.queries import coming
from forum.registers.deadlines.queries import laws
from forum.registers.deadlines.rules import Law, Laws
from forum.registers.models import Institution
from forum.texts.models import Document
from forum.texts.queries import BIGGEST_ID, PAGE

NEXT = 5  # days of an institution, beside what goes to it
Row = TypeVar("Row", Delivery, Reply, Commitment)


@dataclass(frozen=True)
class Promise:
    """A commitment and what the two colleges say of it today."""

    row: Commitment
    professional: Tally
    concerned: Tally
    state: str


@dataclass(frozen=True)
class Followed:
    """All that came after something could be handed over; every list goes from the oldest day to the latest."""

    head: Head
    deliveries: Sequence[Delivery]
    reminders: Sequence[Delivery]
    replies: Sequence[Reply]
    promises: Sequence[Promise]
    today: date
    laws: Sequence[Law] = ()

    @property
    def running(self) -> Law | None:
        """The line of law that the clock runs; None where we know of none."""
        return next((law for law in self.laws if law.runs), None)

    @property
    def agreed(self) -> Delivery | None:
        """The latest handing over for which a day was promised."""
        return next((d for d in reversed(self.deliveries) if d.agreed), None)

    @property
    def uncut(self) -> Sequence[Reply]:
        """Replies that promise, and out of which nobody has cut a promise yet."""
        cut = {p.row.reply_id for p in self.promises}
        return [r for r in self.replies if r.label == "commitment" and r.id not in cut]

    @property
    def clock(self) -> Clock | None:
        """None until it is delivered."""
        if not self.deliveries:
            return None
        answer = first_answer((r.day, r.label) for r in self.replies)
        months, days = (self.running.months, self.running.days) if self.running else (0, 0)
        agreed = self.agreed.agreed if self.agreed else None
        return clock(self.deliveries[0].day, answer, self.today, months=months, days=days, agreed=agreed)

    @property
    def next(self) -> str:
        """What to do first, by its address (`rules.next_step`)."""
        clock = self.clock
        return next_step(
            open_=self.head.state == "open",
            delivered=clock is not None,
            answered=clock is not None and clock.answered,
            passed=clock is not None and clock.passed,
            uncut=bool(self.uncut),
            overdue=any(p.state == "overdue" for p in self.promises),
        )

    @property
    def open_days(self) -> int:
        return max((self.today - self.head.day).days, 0)

    @property
    def steps(self) -> list[Step]:
        if self.clock is None:
            closes = self.head.closes or self.head.day
            return before_delivery(self.head.day, closes, self.today, closed=self.head.state != "open")
        return after_delivery(
            (self.head.day, FIRST_STEPS[self.head.kind]),
            [(d.day, d.recipient) for d in self.deliveries],
            [(r.day, r.label) for r in self.replies],
            [(p.row.due, p.row.owner, p.state) for p in self.promises],
            self.clock,
        )


@dataclass(frozen=True)
class Figures:
    """One institution, over all that it was handed: what it promised and kept, what is late or without an answer."""

    states: Counter[str]
    unanswered: int

    def count(self, *states: str) -> int:
        return sum(self.states[name] for name in states)

    @property
    def promised(self) -> int:
        return self.states.total()


@dataclass(frozen=True)
class Board:
    """One institution, with those of its follow-ups that stand on this page of the list."""

    institution: str
    figures: Figures
    followed: Sequence[Followed]


def page_of(
    tx: Session, collective: Collective, after: str, today: date, known: Laws | None = None
) -> tuple[list[Board], str]:
    """Twenty follow-ups, by institution and the latest first in each, and the position after them ("" at the end)."""
    query = HEADS.where(
        Institution.collective_id == collective.id, HIDDEN.is_(False), *_after(tx, collective, after)
    )
    order = (col(Institution.name), col(Institution.id), col(FollowUp.day).desc(), col(FollowUp.id).desc())
    found = [Head(*row) for row in tx.exec(query.order_by(*order).limit(PAGE + 1)).all()]
    shown = found[:PAGE]
    told = figures(tx, {head.institution_id for head in shown}, today)
    groups = groupby(followed_all(tx, shown, today, known), key=lambda f: f.head.institution_id)
    boards = [(ident, list(group)) for ident, group in groups]
    return [Board(group[0].head.institution, told[ident], group) for ident, group in boards], (
        shown[-1].position if len(found) > PAGE else ""
    )


def _after(tx: Session, collective: Collective, position: str) -> list[Any]:
    """The keyset condition behind `institution.day.id`; a forged one shows the first page."""
    ref, _dot, rest = position.partition(".")
    day_text, _dot, ident = rest.partition(".")
    query = select(Institution).where(Institution.ref == ref, Institution.collective_id == collective.id)
    to = tx.exec(query).first() if position else None
    try:
        day, last = date.fromisoformat(day_text), int(ident)
    except ValueError:
        return []
    if to is None or not 0 <= last <= BIGGEST_ID:
        return []
    name, own = col(Institution.name), col(Institution.id)
    earlier = or_(col(FollowUp.day) < day, and_(col(FollowUp.day) == day, col(FollowUp.id) < last))
    beyond = or_(name > to.name, and_(name == to.name, own > to.id), and_(own == to.id, earlier))
    return [name >= to.name, beyond]


def figures(tx: Session, institution_ids: Iterable[int], today: date) -> dict[int, Figures]:
    """Two queries, whatever the page: an institution is judged by all that it was handed."""
    ids = list(institution_ids)
    states: dict[int, Counter[str]] = {ident: Counter() for ident in ids}
    for row in tx.exec(_PROMISED.where(col(FollowUp.institution_id).in_(ids))).all():
        ident, due, *told = row
        states[ident][state(due, today, Tally(*told[:2]), Tally(*told[2:]))] += 1
    silent = Counter(tx.exec(_UNANSWERED.where(col(FollowUp.institution_id).in_(ids))).all())
    return {ident: Figures(states[ident], silent[ident]) for ident in ids}


_PROMISED = with_shown_subjects(
    select(  # type: ignore[call-overload]
        FollowUp.institution_id,
        Commitment.due,
        Commitment.kept_professional,
        Commitment.broken_professional,
        Commitment.kept_concerned,
        Commitment.broken_concerned,
    )
    .select_from(FollowUp)
    .join(Delivery, col(Delivery.followup_id) == FollowUp.id)
    .join(Reply, col(Reply.delivery_id) == Delivery.id)
    .join(Commitment, col(Commitment.reply_id) == Reply.id)
)
_HANDED = select(Delivery.id).where(col(Delivery.followup_id) == FollowUp.id)
_UNANSWERED = with_shown_subjects(select(FollowUp.institution_id)).where(
    _HANDED.exists(), ~_HANDED.join(Reply).where(Reply.label != "silence").exists()
)


def follow_up(tx: Session, head: Head, today: date, known: Laws | None = None) -> Followed:
    """`known`: the deadlines of law, those that come with the house if not said."""
    return followed_all(tx, [head], today, known)[0]


def followed_all(tx: Session, found: Sequence[Head], today: date, known: Laws | None) -> list[Followed]:
    """Three queries, however many; put in order here, where it costs no temporary table."""
    ids = [head.id for head in found]
    deliveries = tx.exec(select(Delivery).where(col(Delivery.followup_id).in_(ids))).all()
    ids = [d.id for d in deliveries]
    replies = tx.exec(select(Reply).where(col(Reply.delivery_id).in_(ids))).all()
    ids = [r.id for r in replies]
    commitments = tx.exec(select(Commitment).where(col(Commitment.reply_id).in_(ids))).all()
    in_order = (
        sorted(deliveries, key=lambda d: (d.day, d.recipient)),
        sorted(replies, key=lambda r: (r.day, r.ref)),
        sorted(commitments, key=lambda c: (c.due, c.ref)),
    )
    table = known or laws()
    return [replace(_one(head, *in_order, today), laws=table.of(head.profile)) for head in found]


def _one(
    head: Head,
    deliveries: Iterable[Delivery],
    replies: Iterable[Reply],
    commitments: Iterable[Commitment],
    today: date,
) -> Followed:
    own = [d for d in deliveries if d.followup_id == head.id]
    said = _under(replies, "delivery_id", own)
    promised = _under(commitments, "reply_id", said)
    handed, asked = ([d for d in own if d.reminder is again] for again in (False, True))
    return Followed(head, handed, asked, said, [promise(row, today) for row in promised], today)


def _under(rows: Iterable[Row], key: str, parents: Sequence[Delivery] | Sequence[Reply]) -> list[Row]:
    ids = {parent.id for parent in parents}
    return [row for row in rows if getattr(row, key) in ids]


def promise(row: Commitment, today: date) -> Promise:
    professional = Tally(row.kept_professional, row.broken_professional)
    concerned = Tally(row.kept_concerned, row.broken_concerned)
    return Promise(row, professional, concerned, state(row.due, today, professional, concerned))


def find_commitment(tx: Session, head: Head, ref: str) -> Commitment:
    query = select(Commitment).join(Reply).join(Delivery)
    found = tx.exec(query.where(Commitment.ref == ref, Delivery.followup_id == head.id)).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Beside:
    """What a demand's or a cahier's own page says of its suites: where it was handed over, what was promised on it."""

    ref: str
    heads: Sequence[Head]
    promises: Sequence[tuple[Promise, str]]
    dates: Sequence[InstitutionDate] = ()


def beside(tx: Session, subject: Document | Platform, today: date) -> Beside:
    """A demand: what answers it, whatever it was handed over in. A cahier: what was promised on it."""
    if isinstance(subject, Platform):
        own = col(FollowUp.platform_id) == subject.id
        wanted = own
    else:
        own = col(FollowUp.text_id) == subject.id
        wanted = or_(own, col(Commitment.demand_id) == subject.id)
    query = select(Commitment, FollowUp.ref).join(Reply, col(Reply.id) == Commitment.reply_id)
    query = query.join(Delivery, col(Delivery.id) == Reply.delivery_id)
    query = with_shown_subjects(query.join(FollowUp, col(FollowUp.id) == Delivery.followup_id)).where(wanted)
    rows = sorted(tx.exec(query).all(), key=lambda row: (row[0].due, row[0].ref))
    handed = heads(tx, own)
    dates = coming(tx, {head.institution_id for head in handed} | _addressed(tx, subject), today, NEXT)
    return Beside(subject.ref, handed, [(promise(row, today), ref) for row, ref in rows], dates)


def _addressed(tx: Session, subject: Document | Platform) -> set[int]:
    """The institution of a demand that was not handed over yet: its days are known beforehand."""
    if isinstance(subject, Platform):
        return set()
    return set(tx.exec(select(Demand.institution_id).where(Demand.text_id == subject.id)).all())
