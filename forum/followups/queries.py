"""Reads: what followed each petition, the board by institution, one petition in depth."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TypeVar

from sqlmodel import Session, col, select

from forum.collectives.models import Collective
from forum.core.errors import NotFound
from forum.demands.models import Demand
from forum.followups.models import Commitment, Delivery, Reply
from forum.followups.rules import (
    Clock,
    Step,
    Tally,
    after_delivery,
    before_delivery,
    clock,
    criteria,
    first_answer,
    state,
)
from forum.petitions.models import Petition, PetitionDemand
from forum.registers.models import Institution
from forum.texts.models import Document, Version

Row = TypeVar("Row", Delivery, Reply, Commitment)


@dataclass(frozen=True)
class Head:
    """What a follow-up needs of a petition: plain values (its text and its keys stay where they are)."""

    id: int
    code: str
    title: str
    state: str
    opens: date
    closes: date
    institution: str


@dataclass(frozen=True)
class Promise:
    """A commitment and what the two colleges say of it today."""

    row: Commitment
    professional: Tally
    concerned: Tally
    state: str


@dataclass(frozen=True)
class FollowUp:
    """All that came after a petition was opened; every list goes from the oldest day to the latest."""

    petition: Head
    deliveries: Sequence[Delivery]
    replies: Sequence[Reply]
    promises: Sequence[Promise]
    today: date

    @property
    def clock(self) -> Clock | None:
        """None until the petition is delivered."""
        if not self.deliveries:
            return None
        answer = first_answer((r.day, r.label) for r in self.replies)
        return clock(self.deliveries[0].day, answer, self.today)

    @property
    def open_days(self) -> int:
        return max((self.today - self.petition.opens).days, 0)

    @property
    def steps(self) -> list[Step]:
        if self.clock is None:
            closed = self.petition.state == "closed"
            return before_delivery(self.petition.opens, self.petition.closes, self.today, closed=closed)
        return after_delivery(
            self.petition.opens,
            [(d.day, d.recipient) for d in self.deliveries],
            [(r.day, r.label) for r in self.replies],
            [(p.row.due, p.row.owner, p.state) for p in self.promises],
            self.clock,
        )

    def of_reply(self, reply: Reply) -> list[Promise]:
        return [promise for promise in self.promises if promise.row.reply_id == reply.id]


@dataclass(frozen=True)
class Board:
    """One institution: what it promised, what it kept, what is late, what it left without an answer."""

    institution: str
    followed: Sequence[FollowUp]

    def count(self, *states: str) -> int:
        return sum(p.state in states for f in self.followed for p in f.promises)

    @property
    def promised(self) -> int:
        return sum(len(f.promises) for f in self.followed)

    @property
    def unanswered(self) -> int:
        return sum(f.clock is not None and not f.clock.answered for f in self.followed)


_HEADS = (
    select(  # type: ignore[call-overload]
        Petition.id,
        Petition.code,
        Petition.title,
        Petition.state,
        Petition.opens,
        Petition.closes,
        Institution.name,
    )
    .join(Institution, Institution.id == Petition.institution_id)
    .where(Petition.state != "draft")
)


def boards(tx: Session, collective: Collective, today: date) -> list[Board]:
    """Every institution that was sent something, by name; its petitions, the latest first."""
    query = _HEADS.where(Petition.collective_id == collective.id, col(Petition.hidden).is_(False))
    rows = tx.exec(query.order_by(Institution.name, col(Petition.opens).desc(), Petition.title)).all()
    followed = _followed(tx, [Head(*row) for row in rows], today)
    return [
        Board(name, list(group)) for name, group in groupby(followed, key=lambda f: f.petition.institution)
    ]


def follow_up(tx: Session, petition: Petition, today: date) -> FollowUp:
    head = Head(*tx.exec(_HEADS.where(Petition.id == petition.id)).one())
    return _followed(tx, [head], today)[0]


def _followed(tx: Session, heads: Sequence[Head], today: date) -> list[FollowUp]:
    """Three queries, however many petitions."""
    ids = [head.id for head in heads]
    deliveries = tx.exec(
        select(Delivery)
        .where(col(Delivery.petition_id).in_(ids))
        .order_by(col(Delivery.day), Delivery.recipient)
    ).all()
    replies = tx.exec(
        select(Reply)
        .where(col(Reply.delivery_id).in_([d.id for d in deliveries]))
        .order_by(col(Reply.day), Reply.ref)
    ).all()
    commitments = tx.exec(
        select(Commitment)
        .where(col(Commitment.reply_id).in_([r.id for r in replies]))
        .order_by(col(Commitment.due), Commitment.ref)
    ).all()
    return [_one(head, deliveries, replies, commitments, today) for head in heads]


def _one(
    head: Head,
    deliveries: Iterable[Delivery],
    replies: Iterable[Reply],
    commitments: Iterable[Commitment],
    today: date,
) -> FollowUp:
    own = [d for d in deliveries if d.petition_id == head.id]
    said = _under(replies, "delivery_id", own)
    promised = _under(commitments, "reply_id", said)
    return FollowUp(head, own, said, [promise(row, today) for row in promised], today)


def _under(rows: Iterable[Row], key: str, parents: Sequence[Delivery] | Sequence[Reply]) -> list[Row]:
    ids = {parent.id for parent in parents}
    return [row for row in rows if getattr(row, key) in ids]


def promise(row: Commitment, today: date) -> Promise:
    professional = Tally(row.kept_professional, row.broken_professional)
    concerned = Tally(row.kept_concerned, row.broken_concerned)
    return Promise(row, professional, concerned, state(row.due, today, professional, concerned))


def find_petition(tx: Session, collective: Collective, code: str) -> Petition:
    """A petition of this collective; a draft does not exist yet for anybody."""
    query = select(Petition).where(Petition.code == code, Petition.collective_id == collective.id)
    found = tx.exec(query.where(Petition.state != "draft")).first()
    if found is None:
        raise NotFound
    return found


def find_commitment(tx: Session, petition: Petition, ref: str) -> Commitment:
    query = select(Commitment).join(Reply).join(Delivery)
    found = tx.exec(query.where(Commitment.ref == ref, Delivery.petition_id == petition.id)).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Measure:
    """A demand that the petition carries, and the criteria it was adopted with."""

    ref: str
    title: str
    criteria: list[str]


def measures(tx: Session, petition: Petition) -> list[Measure]:
    """What the reply is read against, at the versions that the petition carries."""
    query = (
        select(Document.ref, Document.title, Version.fields)
        .join(PetitionDemand, PetitionDemand.text_id == Document.id)  # type: ignore[arg-type]
        .join(Demand, Demand.text_id == Document.id)  # type: ignore[arg-type]
        .join(
            Version,
            (Version.text_id == Document.id) & (Version.number == PetitionDemand.version),  # type: ignore[arg-type]
        )
        .where(PetitionDemand.petition_id == petition.id, col(Document.hidden).is_(False))
    )
    rows = tx.exec(query.order_by(Document.title)).all()
    return [Measure(ref, title, criteria(fields.get("criteria", ""))) for ref, title, fields in rows]
