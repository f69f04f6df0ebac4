"""To destroy what was written, two persons: the first says why, the second confirms or not. Alone, one hides."""

from sqlmodel import Session, col, delete, select

from forum.collectives.publication.actions import beware
from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.errors import Closed, Forbidden
from forum.core.i18n import _
from forum.identity.staff.actions import log
from forum.moderation.actions import Words, conclude, destroy, shade, show
from forum.moderation.cases import actions as cases
from forum.moderation.cases.models import Case, CaseStep, Reasons
from forum.moderation.cases.queries import locked
from forum.moderation.cases.statements import scope, template
from forum.moderation.removals.queries import draft
from forum.moderation.rules import told
from forum.moderation.subjects.subject import Subject
from forum.texts.search import rebuild


def propose(tx: Session, place: Place, subject: Subject, words: Words, now: Now) -> None:
    """The statement is written; nothing is taken away, and nothing is public, before somebody else has read it."""
    if not subject.removable:
        raise Closed(_("Ceci ne se supprime pas : l’équipe qui l’a publié peut le retirer elle-même."))
    cases.check_free(tx, place, subject)
    beware([words.ground, words.reason], relaxed=words.relaxed)
    case = cases.open_on(tx, place.collective, subject, "own", "", now.today)
    cases.go(tx, case, "examine", now.today, place.viewer)
    if not cases.go(tx, case, "propose", now.today, place.viewer, words.reason):
        raise Closed(_("Une suppression est déjà proposée."))
    case.handler = 0  # it waits for somebody else
    log(tx, place.viewer, place.collective.id, "case.proposed", subject.ref, now)
    tx.add(
        Reasons(
            case_id=case.id,
            measure="remove",
            scope=scope("remove"),
            facts=words.facts or template(case.reason).facts,
            notice=case.origin == "report",
            automated=case.precaution,
            law=words.law,
            ground=words.ground,
            reason=words.reason,
            day=now.today,
        )
    )


def _second(tx: Session, place: Place, case: Case, subject: Subject) -> Reasons:
    """Only somebody else than who proposed it, and who does not speak there."""
    written = draft(tx, case) if locked(tx, case.subject) is case else None
    if case.state != "proposed" or written is None:
        raise Closed(_("Aucune suppression n’est proposée ici : relisez où en est ce texte."))
    last = select(CaseStep).where(CaseStep.case_id == case.id, CaseStep.act == "propose")
    first = tx.exec(last.order_by(col(CaseStep.number).desc())).first()
    if first is not None and first.staff_id == place.viewer.staff_id:
        raise Forbidden(_("Vous l’avez proposée : c’est à quelqu’un d’autre de confirmer."))
    cases.check_free(tx, place, subject)
    return written


def confirm(tx: Session, place: Place, case: Case, subject: Subject, now: Now) -> None:
    """Hidden now, and destroyed when the delay to contest is over; at once for third persons' data and for the law."""
    written = _second(tx, place, case, subject)
    words = Words(written.ground, written.reason, written.facts, written.law, relaxed=True)
    tx.delete(written)
    tx.flush()
    conclude(tx, place, subject, "remove", words, now, _(told(subject.kind, "remove")))
    show(tx, subject, hidden=True)
    shade(tx, place, subject, now)
    if destroy(tx, case, now.today):
        rebuild(tx)


def decline(tx: Session, place: Place, case: Case, subject: Subject, why: str, now: Now) -> None:
    """Back on the table, with why."""
    written = _second(tx, place, case, subject)
    cases.go(tx, case, "decline", now.today, place.viewer, why)
    log(tx, place.viewer, place.collective.id, "case.declined", subject.ref, now)
    tx.exec(delete(Reasons).where(col(Reasons.id) == written.id))
