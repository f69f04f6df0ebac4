"""Verbs on a case: open it, take it, hand it over, stand aside, conclude it with its statement of reasons, end it.

What a measure does to the subject itself is `moderation.actions`'s business.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, func, select, update

from forum.collectives.models import Collective
from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.errors import Closed, Forbidden, Invalid
from forum.core.i18n import _
from forum.core.viewer import NOBODY, Viewer
from forum.identity.staff.actions import log
from forum.moderation.cases import queries
from forum.moderation.cases.models import Case, CaseStep, Reasons
from forum.moderation.cases.rules import UNDECIDED, last_day, over, passage
from forum.moderation.subjects.subject import Subject

QUOTING = ("hand", "contest")  # passages whose note may quote the text


def open_on(
    tx: Session, collective: Collective, subject: Subject, origin: str, reason: str, today: date
) -> Case:
    """The open case of this subject, a new one if there is none; of two who come at once, one opens it."""
    known = queries.current(tx, subject.ref)
    if known:
        return known
    before = queries.before(tx, subject.ref)
    case = Case(
        collective_id=collective.id,
        subject=subject.ref,
        subject_kind=subject.kind[:20],
        open_on=subject.ref,
        origin=origin,
        reason=reason or (before.reason if before else ""),
        previous=before.ref if before else "",
        day=today,
    )
    try:
        with tx.begin_nested():
            tx.add(case)
    except IntegrityError:
        return tx.exec(select(Case).where(Case.open_on == subject.ref)).one()
    note(tx, case, "receive", "", case.state, today)
    return case


def note(
    tx: Session, case: Case, act: str, source: str, target: str, today: date, viewer: Viewer = NOBODY,
    words: str = "",
) -> None:  # fmt: skip
    """One line of its history; `staff` is who did it, nobody where it came by itself."""
    tx.flush()
    last = tx.exec(select(func.max(CaseStep.number)).where(CaseStep.case_id == case.id)).one() or 0
    tx.add(
        CaseStep(
            case_id=case.id,
            number=last + 1,
            act=act,
            source=source,
            target=target,
            staff_id=viewer.staff_id,
            staff_name=viewer.staff_name,
            note=words,
            day=today,
        )
    )


def go(tx: Session, case: Case, act: str, today: date, viewer: Viewer = NOBODY, words: str = "") -> bool:
    """Take a passage of the machine; False where it was taken already."""
    source = case.state
    target = passage(source, act, reasons=words)
    if not target:
        return False
    case.state = target
    case.open_on = case.subject if target in (*UNDECIDED, "cascade") else None
    tx.add(case)
    note(tx, case, act, source, target, today, viewer, words)
    return True


# -- who has it -------------------------------------------------------------------


def why_not(tx: Session, place: Place, subject: Subject) -> str:
    """A moderator never decides where they speak, nor where they said that they are concerned: the sentence, or ""."""
    if place.viewer.staff_id in queries.stood_aside(tx, subject.ref):
        return _(
            "Vous avez dit être concerné·e : quelqu’un d’autre décide. Vous pouvez lui confier ce dossier."
        )
    if queries.speaks_there(tx, place.viewer, place.collective, subject):
        return _(
            "Vous êtes intervenu·e dans cette discussion au nom de l’équipe : quelqu’un d’autre décide ici. Vous pouvez "
            "lui confier ce dossier."
        )
    return ""


def check_free(tx: Session, place: Place, subject: Subject) -> None:
    if why := why_not(tx, place, subject):
        raise Forbidden(why)


def take(tx: Session, place: Place, case: Case, subject: Subject, now: Now) -> None:
    check_free(tx, place, subject)
    check_open(case)
    log(tx, place.viewer, place.collective.id, "case.taken", case.subject, now)
    _hold(tx, case, place.viewer, now)


def _hold(tx: Session, case: Case, viewer: Viewer, now: Now) -> None:
    if not go(tx, case, "examine", now.today, viewer) and case.handler != viewer.staff_id:
        note(tx, case, "take", case.state, case.state, now.today, viewer)
    case.handler = viewer.staff_id
    tx.add(case)


def check_open(case: Case) -> None:
    passage(case.state, "examine")


def hand_over(tx: Session, place: Place, case: Case, to: int, words: str, now: Now) -> None:
    """To another moderator of the collective, who finds it with its history."""
    check_open(case)
    others = {load.staff_id: load.name for load in queries.loads(tx, place.collective.id)}
    if to not in others or to == place.viewer.staff_id:
        raise Invalid({"to": _("Choisissez une autre personne qui modère ici.")})
    if to in queries.stood_aside(tx, case.subject):
        raise Invalid({"to": _("Cette personne a dit être concernée : choisissez-en une autre.")})
    log(tx, place.viewer, place.collective.id, "case.handed", case.subject, now)
    note(tx, case, "hand", case.state, case.state, now.today, place.viewer, words)
    case.handler = to
    tx.add(case)


def stand_aside(tx: Session, place: Place, case: Case, now: Now) -> None:
    """« Je suis concerné·e »: noted, and whoever says so decides nothing of this subject any more."""
    check_open(case)
    if place.viewer.staff_id in queries.stood_aside(tx, case.subject):
        return
    log(tx, place.viewer, place.collective.id, "case.aside", case.subject, now)
    note(tx, case, "aside", case.state, case.state, now.today, place.viewer)
    if case.handler == place.viewer.staff_id:
        case.handler = 0
    tx.add(case)


# -- the end ------------------------------------------------------------------------


def conclude(tx: Session, place: Place, case: Case, statement: Reasons, now: Now) -> None:
    """Decided and told in one go: the statement lies in the author's box when the measure is taken."""
    _hold(tx, case, place.viewer, now)
    _replace(tx, case, statement.measure, now.today)
    case.measure, case.until, case.precaution = statement.measure, last_day(now.today), False
    tx.add(statement)
    go(tx, case, "decide", now.today, place.viewer, statement.reason)
    go(tx, case, "tell", now.today)


def _replace(tx: Session, case: Case, measure: str, today: date) -> None:
    """A later decision on the same text takes the place of the one before, which nobody need contest any more. A voice and
    a text are two things: one is not replaced by the other."""
    for one in queries.former(tx, case.subject):
        if one.state == "told" and (one.measure == "suspend") == (measure == "suspend"):
            go(tx, one, "publish", today)


def cascade(tx: Session, subject: Subject, refs: Sequence[str], now: Now) -> None:
    """`refs`: the subjects that stand under this one and have an open case. They wait while it is hidden."""
    act = "shade" if subject.row.hidden else "unshade"
    states = UNDECIDED if subject.row.hidden else ("cascade",)
    query = select(Case).where(
        col(Case.open_on).in_(refs), col(Case.state).in_(states), Case.state != "proposed"
    )
    for case in tx.exec(query).all():
        go(tx, case, act, now.today)


def withdraw(tx: Session, ref: str, words: str, today: date) -> Case | None:
    """Its author, or a court, took the text away: nothing is left to decide, and what quoted it goes."""
    of_it = select(Case.id).where(Case.subject == ref)
    tx.exec(update(Reasons).where(col(Reasons.case_id).in_(of_it)).values(facts=""))
    quoting = col(CaseStep.case_id).in_(of_it) & col(CaseStep.act).in_(QUOTING)
    tx.exec(update(CaseStep).where(quoting).values(note=""))
    case = queries.current(tx, ref)
    if case:
        never_said = (col(Reasons.case_id) == case.id) & (col(Reasons.decision) == "")
        tx.exec(delete(Reasons).where(never_said))
        go(tx, case, "withdraw", today, words=words)
    for one in queries.contested(tx, ref):
        go(tx, one, "withdraw", today, words=words)
    return case


def end_due(tx: Session, today: date) -> list[Case]:
    """Those whose delay to contest is over."""
    due = [case for case in queries.due(tx, today) if over(case.state, case.until, today)]
    for case in due:
        go(tx, case, "publish", today)
    return due


def check_same(case: Case | None, ref: str) -> None:
    """A form that was opened on a case that has ended since, or on another one."""
    if ref and (case is None or case.ref != ref):
        raise Closed(_("Quelqu’un a décidé entre-temps : relisez où en est ce texte."))
