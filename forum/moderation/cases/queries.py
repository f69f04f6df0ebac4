"""Reads: the open cases, who has them, what was decided before of the like, and who may not decide."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, and_, col, func, or_, select

from forum.collectives.models import Collective, Pending
from forum.core.errors import NotFound
from forum.core.typography import french
from forum.core.viewer import Viewer
from forum.identity.staff.models import Staff, StaffLog, StaffRole
from forum.moderation.cases.models import Case, CaseStep, Reasons
from forum.moderation.cases.rules import CONTEST, OPEN, REVIEWED
from forum.moderation.models import Decision
from forum.moderation.subjects.subject import Subject
from forum.texts.models import Document

MANY, ALIKE = 200, 5
OWN_ACTS = ("moderation.%", "case.%")  # what a moderator does as one is not speaking in the thread


@dataclass(frozen=True)
class Load:
    """A moderator of the collective, and how many open cases they have."""

    staff_id: int
    name: str
    cases: int


@dataclass(frozen=True)
class Alike:
    """A former case of the same reason, its line of the journal, and what became of it."""

    case: Case
    decision: Decision


def current(tx: Session, ref: str) -> Case | None:
    """The open case of a subject."""
    return tx.exec(select(Case).where(Case.open_on == ref)).first()


def locked(tx: Session, ref: str) -> Case | None:
    """As `current`, for whoever is about to decide: of two who press at once, the second finds it decided."""
    query = select(Case).where(Case.open_on == ref).with_for_update()
    return tx.exec(query.execution_options(populate_existing=True)).first()


def find(tx: Session, collective: Collective, ref: str) -> Case:
    found = tx.exec(select(Case).where(Case.ref == ref, Case.collective_id == collective.id)).first()
    if found is None:
        raise NotFound
    return found


def open_cases(tx: Session, collective: Collective) -> Sequence[Case]:
    """What is on the queue, the oldest first; what hangs on a hidden parent is not."""
    query = select(Case).where(Case.collective_id == collective.id, col(Case.state).in_(OPEN))
    return tx.exec(query.order_by(col(Case.day), col(Case.id)).limit(MANY)).all()


def former(tx: Session, ref: str) -> Sequence[Case]:
    """The cases of a subject that are not open any more, the latest first."""
    query = select(Case).where(Case.subject == ref, col(Case.open_on).is_(None))
    return tx.exec(query.order_by(col(Case.day).desc(), col(Case.id))).all()


def before(tx: Session, ref: str) -> Case | None:
    """The last case of a subject: the one that no other one points at."""
    known = former(tx, ref)
    pointed = {case.previous for case in known}
    return next((case for case in known if case.ref not in pointed), None)


def steps(tx: Session, case: Case) -> Sequence[CaseStep]:
    return tx.exec(select(CaseStep).where(CaseStep.case_id == case.id).order_by(col(CaseStep.number))).all()


def statements(tx: Session, case: Case) -> Sequence[Reasons]:
    """Those that were given: one that waits for its second person has no line in the journal."""
    given = select(Reasons).where(Reasons.case_id == case.id, Reasons.decision != "")
    return tx.exec(given.order_by(col(Reasons.day), col(Reasons.id))).all()


def alike(tx: Session, collective: Collective, subject: str, reason: str) -> list[Alike]:
    """What was decided lately where the same reason was given, of other subjects."""
    if not reason:
        return []
    query = (
        select(Case, Decision)
        .join(Reasons, col(Reasons.case_id) == Case.id)
        .join(Decision, col(Decision.ref) == Reasons.decision)
        .where(Case.collective_id == collective.id, Case.reason == reason, Case.subject != subject)
    )
    rows = tx.exec(query.order_by(col(Decision.day).desc(), col(Decision.id)).limit(ALIKE)).all()
    return [Alike(*row) for row in rows]


def loads(tx: Session, collective_id: int) -> list[Load]:
    """Those who moderate here, by name, each with how many open cases."""
    having = (
        select(Case.handler, func.count().label("n"))
        .where(Case.collective_id == collective_id, col(Case.state).in_(OPEN))
        .group_by(col(Case.handler))
        .subquery()
    )
    query = (
        select(Staff.id, Staff.name, func.coalesce(having.c.n, 0))
        .join(StaffRole, col(StaffRole.staff_id) == Staff.id)
        .outerjoin(having, having.c.handler == Staff.id)
        .where(StaffRole.collective_id == collective_id, StaffRole.role == "moderator")
    )
    return [Load(*row) for row in tx.exec(query.order_by(Staff.name, col(Staff.id))).all()]


def due(tx: Session, today: date) -> Sequence[Case]:
    """Those whose end may have come by itself; the rules say of which it has."""
    waits = and_(Case.state == "told", col(Case.until) < today)
    found = tx.exec(select(Case).where(or_(col(Case.state).in_(REVIEWED), waits))).all()
    sent = _contesting(tx) if found else set()
    return [case for case in found if case.ref not in sent]


def _contesting(tx: Session) -> set[str]:
    """The cases that a contest, sent within the delay, will reach at its slot."""
    query = select(Pending.payload).where(Pending.kind == CONTEST, Pending.state == "waiting")
    return {json.loads(said)["case"] for said in tx.exec(query).all()}


def contested(tx: Session, ref: str) -> Sequence[Case]:
    """The cases of a subject whose review is awaited."""
    query = select(Case).where(Case.subject == ref, col(Case.state).in_(("contested", "review")))
    return tx.exec(query).all()


def passed(tx: Session, case: Case, acts: Collection[str]) -> Sequence[CaseStep]:
    """Which of these passages it took, the oldest first."""
    query = select(CaseStep).where(CaseStep.case_id == case.id, col(CaseStep.act).in_(acts))
    return tx.exec(query.order_by(col(CaseStep.number))).all()


# -- who may not decide -----------------------------------------------------------


def stood_aside(tx: Session, ref: str) -> set[int]:
    """Those who said that they are concerned by this subject, in any of its cases."""
    query = (
        select(CaseStep.staff_id)
        .join(Case, col(Case.id) == CaseStep.case_id)
        .where(Case.subject == ref, CaseStep.act == "aside")
    )
    return set(tx.exec(query).all())


def speaks_there(tx: Session, viewer: Viewer, collective: Collective, subject: Subject) -> bool:
    """Whether they acted, under their name of the staff, in the thread of this. A carnet of theirs cannot be known: the page
    asks, and what they say is noted."""
    acted = select(StaffLog.subject).where(
        StaffLog.collective_id == collective.id,
        StaffLog.staff_name == viewer.staff_name,
        StaffLog.subject != "",
    )
    for own in OWN_ACTS:
        acted = acted.where(col(StaffLog.action).not_like(own))
    names = {french(said)[:300] for said in tx.exec(acted.distinct()).all()}
    return bool(names) and not names.isdisjoint(_names(tx, subject))


def _names(tx: Session, subject: Subject) -> Iterable[str]:
    """What the staff's log calls the thread: its reference, the titles of its first text and of the team's."""
    thread = subject.thread or subject.ref
    team = (Document.ref == thread) | (Document.college == "staff")
    titles = tx.exec(select(Document.title).where(Document.thread == thread, team)).all()
    return {subject.ref, thread, subject.title, *titles} - {""}
