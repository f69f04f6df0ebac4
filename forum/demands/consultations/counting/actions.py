"""The end of a consultation: take in what was sent, count once, write the result, delete the papers."""

import json
from datetime import timedelta

from sqlalchemy import update
from sqlmodel import Session, col, delete, select

from forum.collectives.models import COLLEGES, Collective, Pending
from forum.collectives.publication.actions import PUBLISHERS, Act, beware
from forum.collectives.queries import Place, by_id, grants
from forum.collectives.rules import next_slot
from forum.core.clock import Now
from forum.core.errors import Closed
from forum.core.events import record
from forum.core.i18n import _
from forum.deliberation.draws.queries import of_ref
from forum.deliberation.draws.queries import result as drawn_lots
from forum.deliberation.rules import LEAST
from forum.demands.consultations import queries
from forum.demands.consultations.counting import rules
from forum.demands.consultations.counting.queries import ranking_of
from forum.demands.consultations.models import Consultation, ConsultationOption, ConsultationPaper
from forum.demands.consultations.rules import levels, scope
from forum.demands.platforms.lengths.rules import PAGE
from forum.identity.staff.actions import log
from forum.texts.models import Document


def close_due(tx: Session, now: Now) -> int:
    """After a slot: count those whose last day is past. The answers of that same slot are in already. How many."""
    found = queries.due(tx, now)
    for consultation in found:
        close(tx, consultation, now)
    return len(found)


def close_early(
    tx: Session, place: Place, consultation: Consultation, reason: str, now: Now, *, relaxed: bool = False
) -> None:
    """An organiser ends it before its day: no answer is taken from now on, and the count comes with the next slot.

    At once, it would tell who has just come. The reason stays on the page.
    """
    beware([reason], relaxed=relaxed)
    early = (
        update(Consultation)
        .where(col(Consultation.id) == consultation.id, col(Consultation.state) == "open")
        .where(col(Consultation.closes) >= now.today)
        .values(
            closes=now.today - timedelta(days=1),
            ends=next_slot(now.epoch, place.collective.slot_minutes),
            reason=reason,
        )
    )
    if tx.connection().execute(early).rowcount != 1:
        raise Closed(_("Cette consultation est déjà terminée."))
    tx.refresh(consultation)
    log(tx, place.viewer, place.collective.id, "consultation.closed", consultation.title, now)


def close(tx: Session, consultation: Consultation, now: Now) -> None:
    collective = by_id(tx, consultation.collective_id)
    _take_in_pending(tx, collective, consultation, now)
    _shut(tx, consultation, now)
    papers = _papers(tx, consultation)
    consultation.result = rules.result(papers, _asked(tx, consultation), max(LEAST, collective.k))
    tx.exec(delete(ConsultationPaper).where(col(ConsultationPaper.consultation_id) == consultation.id))
    tx.add(consultation)
    tx.flush()
    _place(tx, consultation)
    record(tx, "consultation.counted", collective.id, consultation.ref, consultation.title, now.today)


def _shut(tx: Session, consultation: Consultation, now: Now) -> None:
    """Two closings at once: one of them counts."""
    shut = (
        update(Consultation)
        .where(col(Consultation.id) == consultation.id, col(Consultation.state) == "open")
        .values(state="closed", ended=now.today)
    )
    if tx.connection().execute(shut).rowcount != 1:
        raise Closed(_("Cette consultation est déjà terminée."))
    tx.refresh(consultation)


def _take_in_pending(tx: Session, collective: Collective, consultation: Consultation, now: Now) -> None:
    """What waits for its slot counts too, in an order that says nothing (keys are random)."""
    query = select(Pending).where(
        Pending.scope == scope(consultation.ref),
        Pending.kind == "consultation.paper",
        Pending.state == "waiting",
    )
    for row in tx.exec(query.order_by(col(Pending.id))).all():
        payload = json.loads(row.payload)
        act = Act(collective, row.kind, row.scope, row.nul, row.college, row.box, payload)
        PUBLISHERS[row.kind](tx, act, now.today)
        tx.delete(row)
    tx.flush()


def _papers(tx: Session, consultation: Consultation) -> dict[str, rules.Papers]:
    """The answers by college; every college is there."""
    query = select(ConsultationPaper.college, ConsultationPaper.answers)
    found: dict[str, list[rules.Answers]] = {college: [] for college in COLLEGES}
    for college, answers in tx.exec(query.where(ConsultationPaper.consultation_id == consultation.id)).all():
        found[college].append(answers)
    allowed = grants(tx, consultation.collective_id)
    return {college: rules.Papers(found[college], allowed[college]) for college in COLLEGES}


def _in_order(tx: Session, consultation: Consultation) -> list[str]:
    """The demands that count, in the order that settles ties: of the public draw if its seed came, else of the opening."""
    shown = [option.ref for option in queries.options(tx, consultation) if not option.hidden]
    lot = of_ref(tx, consultation.lot)
    if lot is None or not lot.seed:
        return shown
    order = [one.line.split(" ", 1)[0] for one in drawn_lots(lot)]
    return sorted(shown, key=order.index)


def _asked(tx: Session, consultation: Consultation) -> rules.Asked:
    shown = _in_order(tx, consultation)
    lengths = queries.lengths(tx, consultation) if consultation.pages else {}
    return rules.Asked(
        consultation.way,
        levels(consultation.way),
        shown,
        min(consultation.places, len(shown)),
        consultation.quorum_percent,
        {ref: lengths[ref] for ref in shown} if lengths else {},
        consultation.pages * PAGE,
    )


def _place(tx: Session, consultation: Consultation) -> None:
    """On each demand, what it came to: its own page says so without opening the whole result."""
    idents = dict(
        tx.exec(
            select(Document.ref, Document.id)
            .join(ConsultationOption, col(ConsultationOption.text_id) == Document.id)
            .where(ConsultationOption.consultation_id == consultation.id)
        ).all()
    )
    for one in ranking_of(consultation):
        where = (
            col(ConsultationOption.consultation_id) == consultation.id,
            col(ConsultationOption.text_id) == idents[one.option],
        )
        placed = update(ConsultationOption).where(*where).values(rank=one.rank, grade=one.gauge.grade)
        tx.connection().execute(placed)
