"""Modérer: report, decide with a reason, release or refuse what waits, hold a voice back.

A report never hides anything; each decision has a ground and a reason, is public, and reaches the author sealed.
"""

from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, update

from forum.collectives.models import Collective, Pending, Sanction
from forum.collectives.publication.actions import Act, publishes, submit
from forum.collectives.queries import Place
from forum.collectives.rules import next_slot
from forum.core import days
from forum.core.clock import Now
from forum.core.crypto import packed, sha256
from forum.core.errors import Closed, Invalid
from forum.core.events import record
from forum.core.i18n import _, long_date
from forum.core.ids import ref_from
from forum.core.models import Event
from forum.demands.models import Platform
from forum.moderation.models import Decision, Report
from forum.moderation.queries import Held
from forum.moderation.rules import TOLD, choices, told
from forum.moderation.subjects.subject import Subject
from forum.petitions.models import Petition
from forum.texts.actions import tell
from forum.texts.hidden import explained
from forum.texts.models import Document
from forum.texts.search import rebuild


def report(
    tx: Session, collective: Collective, subject: Subject, reason: str, explanation: str, now: Now
) -> None:
    """Ask a moderator to look. Nobody is noted; the same words the same day are one report."""
    ref, day = subject.ref, now.today
    drawn = sha256(packed("report", collective.slug, ref, reason, explanation, day.isoformat()))
    row = Report(
        ref=ref_from(drawn),
        collective_id=collective.id,
        subject=ref,
        reason=reason,
        explanation=explanation,
        day=day,
    )
    try:
        with tx.begin_nested():
            tx.add(row)
    except IntegrityError:
        return  # said already: the answer is the same


def decide(
    tx: Session, place: Place, subject: Subject, measure: str, ground: str, reason: str, now: Now,
    *, relaxed: bool = False,
) -> None:  # fmt: skip
    """Hide, restore or keep; the reports are closed, the author is told, lists and search follow at once."""
    if measure not in choices(subject.row.hidden):
        raise Closed(_("Quelqu’un a décidé entre-temps : relisez où en est ce texte."))
    _write_down(tx, place, now, subject.kind, subject.ref, measure, ground, reason, relaxed)
    subject.row.hidden = measure == "hide"
    tx.add(subject.row)
    _close_reports(tx, subject.ref)
    _rename_events(tx, subject)
    _tell_author(tx, subject, _(told(subject.kind, measure)), ground, reason, now)
    tx.flush()
    rebuild(tx)


def _write_down(
    tx: Session, place: Place, now: Now, kind: str, ref: str, measure: str, ground: str, reason: str,
    relaxed: bool,
) -> None:  # fmt: skip
    """The public decision, through the one door: the guard reads it, since the journal must not repeat what it hides."""
    payload = {"subject": ref, "kind": kind, "measure": measure, "ground": ground, "reason": reason}
    submit(tx, place, now, "moderation", ref, payload, done=f"moderation.{measure}", relaxed=relaxed)


@publishes("moderation")
def _publish_decision(tx: Session, act: Act, today: date) -> None:
    said = act.payload
    decision = Decision(
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


def _close_reports(tx: Session, ref: str) -> None:
    tx.exec(update(Report).where(Report.subject == ref).values(state="closed"))  # type: ignore[arg-type]


def _rename_events(tx: Session, subject: Subject) -> None:
    """What happened to a hidden text stays in the feed, without its title."""
    if isinstance(subject.row, Document | Petition | Platform):
        title = "" if subject.row.hidden else subject.row.title
        tx.exec(update(Event).where(Event.subject == subject.ref).values(title=title))  # type: ignore[arg-type]


def _tell_author(tx: Session, subject: Subject, sentence: str, ground: str, reason: str, now: Now) -> None:
    text = f"{sentence} {explained(ground, reason)}"
    tell(tx, subject.thread, subject.box, subject.title, text, now.today)


def settle(
    tx: Session, place: Place, held: Held, verdict: str, ground: str, reason: str, now: Now,
    *, relaxed: bool = False,
) -> None:  # fmt: skip
    """Release what the guard held, or refuse what is not public yet; the author reads why in their carnet."""
    row = held.row
    if verdict == "release" and row.state != "held":
        raise Closed(_("Ce texte n’attend pas de relecture : il sera publié à son créneau."))
    _write_down(tx, place, now, row.kind, row.ref, verdict, ground, reason, relaxed)
    if verdict == "release":
        _release(row, place.collective, now)
    else:
        row.state, row.message = "withdrawn", explained(ground, reason)
    tx.add(row)


def _release(row: Pending, collective: Collective, now: Now) -> None:
    """Into the next batch, with the others: alone, it would show when a moderator came by."""
    row.state, row.message, row.slot = "waiting", "", next_slot(now.epoch, collective.slot_minutes)


def _check_day(until: date, today: date) -> None:
    """Longer would be an exclusion that nobody looks at again."""
    said = _("Choisissez un jour à venir.") if until <= today else days.too_far("suspension", until, today)
    if said:
        raise Invalid({"until": said})


def suspend(
    tx: Session, place: Place, subject: Subject, until: date, ground: str, reason: str, now: Now,
    *, relaxed: bool = False,
) -> None:  # fmt: skip
    """Hold the author's voice back until a day, in the whole collective.

    The nullifier goes from the text to the sanction here, unseen; elsewhere the person's own key, present when they
    act, is what tells (`check_sanctions`): no row links their threads.
    """
    if not subject.nul:
        raise Closed(_("Personne n’a signé ceci d’une voix : il n’y en a pas à mettre en retrait."))
    _check_day(until, now.today)
    _write_down(tx, place, now, subject.kind, subject.ref, "suspend", ground, reason, relaxed)
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
    _tell_author(tx, subject, _(TOLD["suspend"]).format(until=long_date(until)), ground, reason, now)
