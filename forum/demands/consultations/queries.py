"""Reads on consultations. Before the count nothing is told of the papers, not even how many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, col, func, or_, select

from forum.collectives.models import Collective, Pending
from forum.collectives.queries import Place, by_id
from forum.collectives.rules import counted_at
from forum.core.clock import Now
from forum.core.errors import NotFound
from forum.core.viewer import Viewer
from forum.demands.consultations.models import Consultation, ConsultationOption, ConsultationPaper
from forum.demands.consultations.rules import STATES, scope
from forum.demands.models import Demand
from forum.demands.platforms.lengths.rules import pages
from forum.demands.queries import COLUMNS, Row
from forum.texts.hidden import listed as listed_texts
from forum.texts.models import Document, Version

MOST = 200  # demands that the form offers


@dataclass(frozen=True)
class Option:
    """A demand as it was at the opening: plain values. `pages`: how much of one it prints on.

    `hidden` by moderation since: not named, not asked, not counted.
    """

    ref: str
    title: str
    version: int
    moved: bool
    hidden: bool
    pages: float


@dataclass(frozen=True)
class Standing:
    """What a consultation says of one demand; `rank` is 0 where nothing was ranked. `grade` is a place in the grades."""

    ref: str
    title: str
    way: str
    day: date
    rank: int
    grade: int
    options: int


def taking(consultation: Consultation, now: Now) -> bool:
    """Whether answers are taken; between the last day and its slot it is over and not yet counted."""
    return consultation.state == "open" and now.today <= consultation.closes


def find(tx: Session, collective: Collective, ref: str) -> Consultation:
    query = select(Consultation).where(Consultation.ref == ref, Consultation.collective_id == collective.id)
    found = tx.exec(query).first()
    if found is None:
        raise NotFound
    return found


def listed(tx: Session, place: Place) -> Sequence[Consultation]:
    """Those that can be answered first, then the latest. The team also sees what is hidden."""
    query = select(Consultation).where(Consultation.collective_id == place.collective.id)
    if not place.may("organise"):
        query = query.where(col(Consultation.hidden).is_(False))
    order = (col(Consultation.state).desc(), col(Consultation.closes).desc(), col(Consultation.ref))
    return tx.exec(query.order_by(*order)).all()


def options(tx: Session, consultation: Consultation) -> list[Option]:
    """In the drawn order, each with the title that is asked about."""
    query = (
        select(  # type: ignore[call-overload]
            Document.ref,
            Version.fields,
            Version.number,
            Document.number,
            Document.hidden,
            ConsultationOption.lines,
        )
        .join(ConsultationOption, col(ConsultationOption.text_id) == Document.id)
        .join(
            Version,
            and_(col(Version.text_id) == Document.id, col(Version.number) == col(ConsultationOption.version)),
        )
        .where(ConsultationOption.consultation_id == consultation.id)
    )
    rows = tx.exec(query.order_by(col(ConsultationOption.position))).all()
    return [
        Option(ref, fields["title"], voted, current > voted, hidden, pages(lines))
        for ref, fields, voted, current, hidden, lines in rows
    ]


def lengths(tx: Session, consultation: Consultation) -> dict[str, int]:
    """By demand, how many lines it prints on, as it was measured at the opening."""
    query = select(Document.ref, ConsultationOption.lines).join(
        ConsultationOption, col(ConsultationOption.text_id) == Document.id
    )
    return dict(tx.exec(query.where(ConsultationOption.consultation_id == consultation.id)).all())


def offers(tx: Session, collective: Collective) -> list[Row]:
    """The demands that may be asked about, the latest first."""
    query = COLUMNS.where(*_askable(collective))
    rows = tx.exec(query.order_by(col(Document.day).desc(), col(Document.id).desc()).limit(MOST)).all()
    return [Row(*values) for values in rows]


def askable(tx: Session, collective: Collective, refs: Sequence[str]) -> Sequence[Version]:
    """The current versions of those of `refs` that may be asked about."""
    current = and_(col(Version.text_id) == Document.id, col(Version.number) == Document.number)
    query = (
        select(Version)
        .join(Document, current)
        .join(Demand, col(Demand.text_id) == Document.id)
        .where(col(Document.ref).in_(refs), *_askable(collective))
    )
    return tx.exec(query.order_by(Document.ref)).all()


def _askable(collective: Collective) -> list[Any]:
    return [
        Document.collective_id == collective.id,
        Document.kind == "demand",
        listed_texts(),
        col(Demand.state).in_(STATES),
    ]


def has_answered(tx: Session, consultation: Consultation, viewer: Viewer) -> bool:
    """Whether this carnet's paper is in, or waits: for its own eyes, and never what it says."""
    if not viewer.key:
        return False
    where = scope(consultation.ref)
    nul = viewer.nul("vote", where)
    counted = select(ConsultationPaper.id).where(
        ConsultationPaper.consultation_id == consultation.id, ConsultationPaper.nul == nul
    )
    waiting = select(Pending.id).where(
        Pending.kind == "consultation.paper", Pending.scope == where, Pending.nul == nul
    )
    return tx.exec(counted).first() is not None or tx.exec(waiting).first() is not None


def standing(tx: Session, document: Document) -> Standing | None:
    """The last consultation that was counted with this demand in it."""
    every = aliased(ConsultationOption)
    counted = select(func.count(col(every.text_id))).where(every.consultation_id == Consultation.id)
    query = (
        select(  # type: ignore[call-overload]
            Consultation.ref,
            Consultation.title,
            Consultation.way,
            Consultation.ended,
            ConsultationOption.rank,
            ConsultationOption.grade,
            counted.correlate(Consultation).scalar_subquery(),
        )
        .join(ConsultationOption, ConsultationOption.consultation_id == Consultation.id)
        .where(ConsultationOption.text_id == document.id, Consultation.state == "closed")
        .where(col(Consultation.hidden).is_(False))
    )
    last = query.order_by(col(Consultation.ended).desc(), col(Consultation.ref)).limit(1)
    found = tx.exec(last).first()
    return Standing(*found) if found else None


def asked_already(tx: Session, text_ids: Sequence[int], since: date) -> Sequence[str]:
    """The titles of those that are in a consultation which is open, or was counted after `since`."""
    lately = or_(Consultation.state == "open", col(Consultation.ended) > since)
    query = (
        select(Document.title)
        .join(ConsultationOption, col(ConsultationOption.text_id) == Document.id)
        .join(Consultation, col(Consultation.id) == ConsultationOption.consultation_id)
        .where(col(Document.id).in_(text_ids), lately)
    )
    return tx.exec(query.distinct().order_by(Document.title)).all()


def open_ones(tx: Session) -> Sequence[tuple[int, str, str, int]]:
    """(key, reference, title, collective) of those whose papers are not counted yet."""
    columns = (Consultation.id, Consultation.ref, Consultation.title, Consultation.collective_id)
    return tx.exec(select(*columns).where(Consultation.state == "open")).all()


def due(tx: Session, now: Now) -> Sequence[Consultation]:
    """Those whose slot of counting has come, in an order that says nothing."""
    query = select(Consultation).where(Consultation.state == "open", Consultation.closes < now.today)
    rows = tx.exec(query.order_by(col(Consultation.closes), col(Consultation.id))).all()
    minutes = {row.collective_id: by_id(tx, row.collective_id).slot_minutes for row in rows}
    return [c for c in rows if counted_at(c.closes, c.ends, minutes[c.collective_id]) <= now.epoch]
