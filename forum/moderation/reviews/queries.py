"""Reads: whose decision it is to contest, what was answered, and who may review it."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col, select

from forum.collectives.models import Pending
from forum.collectives.queries import Place
from forum.core.crypto import same
from forum.core.errors import NotFound
from forum.core.i18n import _, long_date
from forum.moderation.cases import queries as cases
from forum.moderation.cases.models import Case, CaseStep, Reasons
from forum.moderation.cases.rules import CONTEST, REVIEWED, UNDECIDED, contestable
from forum.moderation.models import Decision
from forum.moderation.reviews.rules import DECIDED, OUTCOMES, Hand, barred
from forum.moderation.subjects.queries import subjects
from forum.moderation.subjects.subject import Subject

WAITING = ("contested", "review")


@dataclass(frozen=True)
class Own:
    """A decision on something that this carnet wrote; `place` speaks with the voice that wrote it."""

    place: Place
    case: Case
    subject: Subject
    line: Decision


def own(tx: Session, place: Place, ref: str) -> Own:
    """NotFound for everybody but the author: a reference that is forged, somebody else's, or not decided, all read alike."""
    case = cases.find(tx, place.collective, ref)
    subject = subjects(tx, place.collective, [case.subject]).get(case.subject)
    speaking = _author(place, subject) if subject else None
    if subject is None or speaking is None or case.state in (*UNDECIDED, "cascade"):
        raise NotFound
    return Own(speaking, case, subject, first(tx, case)[1])


def _author(place: Place, subject: Subject) -> Place | None:
    """The viewer as who wrote it, in whichever of their two voices; None if they did not. Nothing kept tells: only the key
    that is present. Where a row has no voice, its box is its author's."""
    if not (place.viewer.key and subject.thread and (subject.nul or subject.box)):
        return None
    for one in (replace(place, recognised=False), replace(place, recognised=True)):
        scope = one.voice_scope(subject.thread)
        mine = place.viewer.nul("voice", scope) if subject.nul else place.viewer.box(scope)[1]
        if same(mine, subject.nul or subject.box):
            return one
    return None


def first(tx: Session, case: Case) -> tuple[Reasons, Decision]:
    """The decision that is, or was, contested: its statement and its line of the journal."""
    given = cases.statements(tx, case)
    if not given:
        raise NotFound
    return given[0], tx.exec(select(Decision).where(Decision.ref == given[0].decision)).one()


def why_closed(tx: Session, mine: Own, today: date) -> str:
    """Why it cannot be contested (any more), for its author; "" if it can."""
    case = mine.case
    if case.state in WAITING:
        return _("Vous l’avez contestée : quelqu’un d’autre que qui a décidé la revoit.")
    if case.state in REVIEWED or cases.passed(tx, case, OUTCOMES):
        return _("Elle a été revue par quelqu’un d’autre : une décision se conteste une fois.")
    if _sent(tx, mine):
        return _(
            "Votre contestation est prête : elle part au prochain créneau. Vous la retrouvez dans votre carnet."
        )
    if contestable(case.state, case.until, today):
        return ""
    if case.until and today > case.until:
        return _("Le délai pour la contester est passé : c’était jusqu’au {day}.").format(
            day=long_date(case.until)
        )
    return _(
        "Une décision plus récente a pris sa place, ou le texte a été retiré : il n’y a plus rien à contester."
    )


def _sent(tx: Session, mine: Own) -> bool:
    place = mine.place
    nul = place.viewer.nul("voice", place.voice_scope(mine.subject.thread))
    query = select(Pending.payload).where(
        Pending.kind == CONTEST, Pending.nul == nul, Pending.state == "waiting"
    )
    return any(json.loads(said)["case"] == mine.case.ref for said in tx.exec(query).all())


def locked(tx: Session, collective_id: int, ref: str) -> Case:
    """For whoever is about to change it: of two who press at once, the second finds it done."""
    query = select(Case).where(Case.ref == ref, Case.collective_id == collective_id).with_for_update()
    found = tx.exec(query.execution_options(populate_existing=True)).first()
    if found is None:
        raise NotFound
    return found


# -- who reviews -------------------------------------------------------------------


def hands(tx: Session, case: Case) -> list[Hand]:
    query = select(CaseStep.act, CaseStep.staff_id, CaseStep.staff_name).where(
        CaseStep.case_id == case.id, col(CaseStep.act).in_(DECIDED)
    )
    return [Hand(*row) for row in tx.exec(query).all()]


def reviewers(tx: Session, collective_id: int, case: Case) -> list[cases.Load]:
    """Those who moderate here and may review it: they did not decide, and did not say that they are concerned."""
    decided, aside = hands(tx, case), cases.stood_aside(tx, case.subject)
    return [
        load
        for load in cases.loads(tx, collective_id)
        if load.staff_id not in aside and not barred(decided, load.staff_id, load.name)
    ]


def stuck(tx: Session, collective_id: int) -> int:
    """How many contested decisions wait for somebody who is not there."""
    query = select(Case).where(Case.collective_id == collective_id, col(Case.state).in_(WAITING))
    return sum(not reviewers(tx, collective_id, case) for case in tx.exec(query).all())


def asked(tx: Session, case: Case) -> str:
    """What its author says against it."""
    said = cases.passed(tx, case, ("contest",))
    return said[-1].note if said else ""


# -- what became of it ----------------------------------------------------------------


@dataclass(frozen=True)
class Answered:
    """For a line of the journal: what its review said; `review`: it is that review's own line."""

    outcome: str
    review: bool


def answered(tx: Session, lines: Collection[str]) -> dict[str, Answered]:
    """By line of the journal, of those whose case was contested and reviewed."""
    mine = select(Reasons.case_id).where(col(Reasons.decision).in_(lines))
    steps = tx.exec(
        select(CaseStep.case_id, CaseStep.act).where(
            col(CaseStep.case_id).in_(mine), col(CaseStep.act).in_(OUTCOMES)
        )
    ).all()
    said = dict(steps)
    if not said:
        return {}
    given: Sequence[Reasons] = tx.exec(
        select(Reasons)
        .where(col(Reasons.case_id).in_(said), Reasons.decision != "")
        .order_by(col(Reasons.day), col(Reasons.id))
    ).all()
    found: dict[str, Answered] = {}
    seen: set[int] = set()
    for one in given:
        found[one.decision] = Answered(said[one.case_id], one.case_id in seen)
        seen.add(one.case_id)
    return found
