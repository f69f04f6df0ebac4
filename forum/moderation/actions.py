"""Modérer: decide with a reason, release or refuse what waits, hold a voice back.

A report hides nothing by itself; each decision has a ground and a reason, goes through a case, is public, and reaches
its author sealed.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select, update

from forum.collectives.models import Collective, Pending, Sanction
from forum.collectives.publication.actions import Act, publishes, submit
from forum.collectives.queries import Place
from forum.collectives.rules import next_slot
from forum.core import days
from forum.core.clock import Now
from forum.core.errors import Closed, Invalid, NotFound
from forum.core.events import record
from forum.core.hooks import hooks
from forum.core.i18n import _, long_date
from forum.core.ids import new_ref
from forum.core.models import Event
from forum.demands.models import Platform
from forum.moderation.cases import actions as cases
from forum.moderation.cases import queries as found
from forum.moderation.cases.models import Case, Reasons
from forum.moderation.cases.rules import destroyed, last_day
from forum.moderation.cases.statements import Said, scope, template
from forum.moderation.cases.statements import told as stated
from forum.moderation.models import Decision
from forum.moderation.queries import Held
from forum.moderation.reports import actions as reports
from forum.moderation.rules import MEASURES, TOLD, choices, told
from forum.moderation.subjects.queries import subjects
from forum.moderation.subjects.subject import Subject, mending
from forum.petitions.models import Petition
from forum.texts.actions import tell
from forum.texts.hidden import explained
from forum.texts.models import Document
from forum.texts.search import rebuild

# (transaction, reference, day) → erase it whatever it is: filled by `forum/rooms.py`.
DESTROYERS: list[Callable[[Session, str, date], object]] = hooks("moderation.destroy")


@dataclass(frozen=True)
class Words:
    """What a moderator writes of a decision. `facts` "" stands for those that go with the reason of the reports."""

    ground: str
    reason: str
    facts: str = ""
    law: bool = False
    relaxed: bool = False


def report(
    tx: Session, collective: Collective, subject: Subject, reason: str, explanation: str, now: Now,
    passage: str = "",
) -> Case:  # fmt: skip
    """A report, and what it brings at once: nothing, but where somebody can be recognised and the guard sees it too."""
    case = reports.report(tx, collective, subject, reason, explanation, now, passage)
    if reports.is_precaution(tx, case, subject, reason, passage):
        case.precaution = True
        tx.add(case)
        cases.note(tx, case, "precaution", case.state, case.state, now.today)
        show(tx, subject, hidden=True)
        said = _(
            "Votre texte est masqué par précaution : quelqu’un signale qu’on pourrait y reconnaître une personne. "
            "Personne n’a encore décidé ; vous lirez ici la décision et son motif."
        )
        tell(tx, subject.thread, subject.box, subject.title, said, now.today)
    return case


def decide(
    tx: Session, place: Place, subject: Subject, measure: str, ground: str, reason: str, now: Now,
    *, relaxed: bool = False, facts: str = "", law: bool = False, case_ref: str = "",
) -> None:  # fmt: skip
    """Hide, restore or keep; the case is closed, author and reporters are told, lists and search follow at once."""
    case = found.locked(tx, subject.ref)
    cases.check_same(case, case_ref)
    if measure not in choices(subject.row.hidden, case is not None and case.precaution):
        raise Closed(_("Quelqu’un a décidé entre-temps : relisez où en est ce texte."))
    if case and case.state == "proposed":
        raise Closed(_("Une suppression est proposée : confirmez-la ou écartez-la d’abord."))
    words = Words(ground, reason, facts, law, relaxed)
    conclude(tx, place, subject, measure, words, now, _(told(subject.kind, measure)))
    show(tx, subject, hidden=measure == "hide")
    shade(tx, place, subject, now)


def conclude(
    tx: Session, place: Place, subject: Subject, measure: str, words: Words, now: Now, sentence: str,
    lasts: date | None = None,
) -> Case:  # fmt: skip
    """Through the subject's case, or one that a moderator opens: the journal's line, the statement, who is told."""
    cases.check_free(tx, place, subject)
    case = cases.open_on(tx, place.collective, subject, "own", "", now.today)
    line = write_down(tx, place, now, subject.kind, subject.ref, measure, words)
    statement = Reasons(
        case_id=case.id,
        decision=line,
        measure=measure,
        scope=scope(measure),
        lasts=lasts,
        facts=words.facts or template(case.reason).facts,
        notice=case.origin == "report",
        automated=case.precaution,
        law=words.law,
        ground=words.ground,
        reason=words.reason,
        day=now.today,
    )
    cases.conclude(tx, place, case, statement, now)
    _tell(tx, place, subject, case, statement, sentence, now)
    return case


def _tell(
    tx: Session, place: Place, subject: Subject, case: Case, statement: Reasons, sentence: str, now: Now
) -> None:
    said = Said(
        statement.measure, statement.facts, statement.notice, statement.automated, statement.law, statement.ground,
        statement.reason, case.ref, case.until or last_day(now.today), statement.lasts,
        _contest_at(place, case, statement),
    )  # fmt: skip
    more = mending(place.collective, subject) if statement.measure == "hide" else {}
    more |= {"contest": said.contest_at} if said.contest_at else {}
    tell(tx, subject.thread, subject.box, subject.title, stated(said, sentence), now.today, **more)
    answer = _("Vous aviez signalé : {kind}. Décision : {measure}. {why}").format(
        kind=_(subject.label),
        measure=_(MEASURES[statement.measure]),
        why=explained(statement.ground, statement.reason),
    )
    reports.answer(tx, case, answer, now.today)


def _contest_at(place: Place, case: Case, statement: Reasons) -> str:
    """Its author is known by the text's row alone: what is destroyed at once cannot be contested from a carnet."""
    if destroyed(statement.measure, "told", "illegal" if statement.law else case.reason):
        return ""
    return f"/c/{place.collective.slug}/moderation/recours/{case.ref}"


def write_down(
    tx: Session, place: Place, now: Now, kind: str, ref: str, measure: str, words: Words, done: str = ""
) -> str:
    """The public decision, through the one door: the guard reads it, since the journal must not repeat what it hides."""
    line = new_ref()
    payload = {
        "ref": line, "subject": ref, "kind": kind, "measure": measure, "ground": words.ground, "reason": words.reason,
    }  # fmt: skip
    submit(tx, place, now, "moderation", ref, payload, done=done or f"moderation.{measure}",
           relaxed=words.relaxed)  # fmt: skip
    return line


@publishes("moderation")
def _publish_decision(tx: Session, act: Act, today: date) -> None:
    said = act.payload
    decision = Decision(
        ref=said["ref"],
        collective_id=act.collective.id,
        subject=said["subject"],
        subject_kind=said["kind"][:20],
        measure=said["measure"],
        ground=said["ground"],
        reason=said["reason"],
        day=today,
    )
    tx.add(decision)
    record(tx, f"moderation.{decision.measure}", act.collective.id, decision.ref, "", today)


def show(tx: Session, subject: Subject, *, hidden: bool) -> None:
    subject.row.hidden = hidden
    tx.add(subject.row)
    _rename_events(tx, subject)
    tx.flush()
    rebuild(tx)


def _rename_events(tx: Session, subject: Subject) -> None:
    """What happened to a hidden text stays in the feed, without its title."""
    if isinstance(subject.row, Document | Petition | Platform):
        title = "" if subject.row.hidden else subject.row.title
        tx.exec(update(Event).where(Event.subject == subject.ref).values(title=title))  # type: ignore[arg-type]


def shade(tx: Session, place: Place, subject: Subject, now: Now) -> None:
    """The open cases of what stands under it: nothing is decided of them while it is hidden."""
    query = select(Case.subject).where(
        Case.collective_id == place.collective.id, col(Case.open_on).is_not(None), Case.subject != subject.ref
    )
    known = subjects(tx, place.collective, tx.exec(query).all())
    under = [ref for ref, one in known.items() if subject.ref in (one.thread, one.above and one.above.ref)]
    if under:
        cases.cascade(tx, subject, under, now)


def withdrawn(tx: Session, ref: str, today: date) -> None:
    """Its author, or a court, took it away: for whoever erases."""
    words = _("Le texte a été retiré ; il n’y a plus rien à décider.")
    case = cases.withdraw(tx, ref, words, today)
    if case:
        reports.answer(tx, case, _("Ce que vous aviez signalé a été retiré par qui l’avait écrit."), today)
    reports.forget(tx, [one for one in (case, *found.former(tx, ref)) if one])


def settle(
    tx: Session, place: Place, held: Held, verdict: str, ground: str, reason: str, now: Now,
    *, relaxed: bool = False,
) -> None:  # fmt: skip
    """Release what the guard held, or refuse what is not public yet; the author reads why in their carnet."""
    row = held.row
    if verdict == "release" and row.state != "held":
        raise Closed(_("Ce texte n’attend pas de relecture : il sera publié à son créneau."))
    write_down(tx, place, now, row.kind, row.ref, verdict, Words(ground, reason, relaxed=relaxed))
    if verdict == "release":
        _release(row, place.collective, now)
    else:
        row.state, row.message = "withdrawn", explained(ground, reason)
    tx.add(row)


def _release(row: Pending, collective: Collective, now: Now) -> None:
    """Into the next batch, with the others: alone, it would show when a moderator came by."""
    row.state, row.message, row.slot = "waiting", "", next_slot(now.epoch, collective.slot_minutes)


def check_day(until: date, today: date) -> None:
    """Longer would be an exclusion that nobody looks at again."""
    said = _("Choisissez un jour à venir.") if until <= today else days.too_far("suspension", until, today)
    if said:
        raise Invalid({"until": said})


def suspend(
    tx: Session, place: Place, subject: Subject, until: date, ground: str, reason: str, now: Now,
    *, relaxed: bool = False, facts: str = "", law: bool = False,
) -> None:  # fmt: skip
    """Hold the author's voice back until a day, in the whole collective.

    The nullifier goes from the text to the sanction here, unseen; elsewhere the person's own key, present when they
    act, is what tells (`check_sanctions`): no row links their threads.
    """
    if not subject.nul:
        raise Closed(_("Personne n’a signé ceci d’une voix : il n’y en a pas à mettre en retrait."))
    check_day(until, now.today)
    case = found.current(tx, subject.ref)
    if case and (case.precaution or case.state == "proposed"):
        raise Closed(_("Décidez d’abord de ce texte, puis de sa voix."))
    words = Words(ground, reason, facts, law, relaxed)
    sentence = _(TOLD["suspend"]).format(until=long_date(until))
    conclude(tx, place, subject, "suspend", words, now, sentence, lasts=until)
    tx.add(
        Sanction(
            collective_id=place.collective.id,
            label="voice",
            scope=subject.thread,
            nul=subject.nul,
            reason=reason,
            all_scopes=True,
            until=until,
        )
    )


def end_due(tx: Session, today: date) -> int:
    """How many cases end by themselves: what reporters wrote goes with them, and what was to be destroyed."""
    ended = cases.end_due(tx, today)
    reports.forget(tx, ended)
    for case in ended:
        destroy(tx, case, today)
    if ended:
        rebuild(tx)
    return len(ended)


def destroy(tx: Session, case: Case, today: date) -> bool:
    """What was written goes, if its time has come; whoever erases answers for every copy of it."""
    law = any(statement.law for statement in found.statements(tx, case))
    if not destroyed(case.measure, case.state, "illegal" if law else case.reason):
        return False
    for erase in DESTROYERS:
        with suppress(NotFound):  # its author took it away before
            erase(tx, case.subject, today)
    return True
