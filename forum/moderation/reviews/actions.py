"""Contesting a decision, from the carnet; and its review, by somebody who did not decide.

The contest waits for a slot like every act of a carnet. Whoever is held back may contest all the same: that they are is
often what they contest.
"""

from datetime import date

from sqlmodel import Session, col, delete, select, update

from forum.collectives.models import Sanction
from forum.collectives.publication.actions import Act, publishes, submit
from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.errors import Closed, Forbidden, Invalid
from forum.core.i18n import _
from forum.identity.staff.actions import log
from forum.moderation.actions import Words, check_day, shade, show, write_down
from forum.moderation.cases import actions as cases
from forum.moderation.cases.models import Case, Reasons
from forum.moderation.cases.rules import CONTEST
from forum.moderation.cases.statements import Said, lifted, scope
from forum.moderation.cases.statements import told as stated
from forum.moderation.reviews import queries
from forum.moderation.reviews.rules import LOGGED, TOLD, barred, line_kind, measure_after, outcomes
from forum.moderation.subjects.subject import Subject, mending
from forum.texts.actions import tell

TWICE = "Cette décision est déjà contestée : on la revoit une fois."
YOU_DECIDED = "Vous avez pris cette décision, ou l’avez proposée : c’est à quelqu’un d’autre de la revoir."


def contest(tx: Session, mine: queries.Own, reason: str, now: Now) -> None:
    """The author asks that somebody else look again. Within the delay, and once."""
    if why := queries.why_closed(tx, mine, now.today):
        raise Closed(why)
    payload = {"case": mine.case.ref, "reason": reason}
    submit(tx, mine.place, now, CONTEST, mine.subject.thread, payload, title=mine.subject.title, appeal=True)


@publishes(CONTEST)
def _contested(tx: Session, act: Act, today: date) -> None:
    """The delay was looked at when it was sent: a slot that comes the day after takes nothing away."""
    case = queries.locked(tx, act.collective.id, act.payload["case"])
    if not cases.go(tx, case, "contest", today, words=act.payload["reason"]):
        raise Closed(_(TWICE))
    case.handler = 0
    tx.add(case)


# -- the review -----------------------------------------------------------------------


def why_not(tx: Session, place: Place, case: Case, subject: Subject) -> str:
    """Who decided never reviews; nor who speaks there, nor who is concerned: the sentence, or ""."""
    if barred(queries.hands(tx, case), place.viewer.staff_id, place.viewer.staff_name):
        return _(YOU_DECIDED)
    return cases.why_not(tx, place, subject)


def take(tx: Session, place: Place, ref: str, subject: Subject, now: Now) -> None:
    case = _hold(tx, place, ref, subject, now)
    log(tx, place.viewer, place.collective.id, "case.review", case.subject, now)


def _hold(tx: Session, place: Place, ref: str, subject: Subject, now: Now) -> Case:
    case = queries.locked(tx, place.collective.id, ref)
    if why := why_not(tx, place, case, subject):
        raise Forbidden(why)
    if not cases.go(tx, case, "review", now.today, place.viewer) and case.handler != place.viewer.staff_id:
        cases.note(tx, case, "take", case.state, case.state, now.today, place.viewer)
    case.handler = place.viewer.staff_id
    tx.add(case)
    return case


def conclude(
    tx: Session, place: Place, ref: str, subject: Subject, outcome: str, words: Words, until: date | None,
    now: Now,
) -> None:  # fmt: skip
    """Confirmed, made less, or undone; with its reasons, which the author reads, and its own line in the journal."""
    case = _hold(tx, place, ref, subject, now)
    first, _line = queries.first(tx, case)
    if outcome not in outcomes(first.measure):
        raise Invalid({"outcome": _("Cette mesure se confirme ou s’annule : il n’y en a pas de moindre.")})
    measure = measure_after(first.measure, outcome)
    lasts = first.lasts if outcome == "uphold" else None
    if (measure, outcome) == ("suspend", "vary"):
        lasts = _shorter(until, first.lasts, now.today)
    kind = line_kind(subject.kind, first.measure, outcome)
    line = write_down(tx, place, now, kind, subject.ref, measure, words, done=LOGGED[outcome])
    statement = Reasons(
        id=first.id + 1,  # after the first, also when both are of one day
        case_id=case.id,
        decision=line,
        measure=measure,
        scope=lifted() if kind == "voice" else scope(measure),
        lasts=lasts,
        facts=words.facts,
        notice=first.notice,
        automated=False,
        law=words.law,
        ground=words.ground,
        reason=words.reason,
        day=now.today,
    )
    tx.add(statement)
    cases.go(tx, case, outcome, now.today, place.viewer, words.reason)
    if outcome != "uphold":
        case.measure = measure
        _change(tx, place, subject, first, statement, now)
    tx.add(case)
    _tell(tx, place, subject, case, statement, outcome, now)


def _shorter(until: date | None, before: date | None, today: date) -> date:
    """Whoever contests is not answered by something harder."""
    if until is None:
        raise Invalid({"until": _("Dites jusqu’à quel jour.")})
    check_day(until, today)
    if before and until >= before:
        raise Invalid({"until": _("Choisissez un jour plus proche que celui de la décision contestée.")})
    return until


def _change(tx: Session, place: Place, subject: Subject, first: Reasons, now_said: Reasons, now: Now) -> None:
    if first.measure == "suspend":
        _change_sanction(tx, place, subject, first, now_said)
        return
    hidden = now_said.measure in ("hide", "remove")
    if subject.row.hidden != hidden:
        show(tx, subject, hidden=hidden)
        shade(tx, place, subject, now)


def _change_sanction(tx: Session, place: Place, subject: Subject, first: Reasons, now_said: Reasons) -> None:
    """The one that this decision made: another, of another text of the same thread, stays."""
    query = select(Sanction.id).where(
        Sanction.collective_id == place.collective.id,
        Sanction.scope == subject.thread,
        Sanction.nul == subject.nul,
        Sanction.until == first.lasts,
        Sanction.reason == first.reason,
    )
    one = col(Sanction.id) == tx.exec(query.limit(1)).first()
    if now_said.measure == "suspend":
        tx.exec(update(Sanction).where(one).values(until=now_said.lasts, reason=now_said.reason))
    else:
        tx.exec(delete(Sanction).where(one))


def _tell(
    tx: Session, place: Place, subject: Subject, case: Case, statement: Reasons, outcome: str, now: Now
) -> None:
    said = Said(
        statement.measure, statement.facts, statement.notice, statement.automated, statement.law, statement.ground,
        statement.reason, case.ref, None, statement.lasts, scope=statement.scope,
    )  # fmt: skip
    more = mending(place.collective, subject) if statement.measure == "hide" else {}
    tell(tx, subject.thread, subject.box, subject.title, stated(said, _(TOLD[outcome])), now.today, **more)
