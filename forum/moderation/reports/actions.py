"""Report something, and answer whoever did.

However many report, nothing is hidden by it; but a passage in which the guard, too, sees somebody is hidden until a human
has looked, and that human's decision is final for reporters: the same text is not hidden twice by a report.
"""

from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select, update

from forum.collectives.models import Collective
from forum.core.clock import Now
from forum.core.errors import Closed, Invalid
from forum.core.i18n import _
from forum.guard.actions import inspect
from forum.moderation.cases import actions as cases
from forum.moderation.cases import queries as found
from forum.moderation.cases.models import Case
from forum.moderation.reports import queries
from forum.moderation.reports.models import Report, ReportBox
from forum.moderation.reports.rules import BOXES, mark, said_too, stands_in
from forum.moderation.subjects.subject import Subject
from forum.texts.actions import tell


def scope(ref: str) -> str:
    """Of the box in which a carnet reads the answer: of this subject alone."""
    return f"report:{ref}"


def check_reportable(tx: Session, collective: Collective, ref: str) -> None:
    if queries.is_decision(tx, collective, ref):
        raise Closed(
            _(
                "Une décision de la modération ne se signale pas. Qui en est touché peut la contester depuis son carnet ; "
                "les autres peuvent signaler de nouveau le texte, s’il est encore là."
            )
        )


def check_passage(subject: Subject, passage: str) -> None:
    texts = [subject.title, *(text for _label, text in subject.parts)]
    if passage and not stands_in(passage, texts):
        raise Invalid(
            {
                "passage": _(
                    "Ces mots ne sont pas dans le texte tel qu’il s’affiche. Recopiez-en quelques-uns qui se suivent, ou "
                    "laissez ce champ vide et dites plus bas de quoi il s’agit."
                )
            }
        )


def report(
    tx: Session, collective: Collective, subject: Subject, reason: str, explanation: str, now: Now,
    passage: str = "",
) -> Case:  # fmt: skip
    """Ask a moderator to look. Nobody is noted; the same reason and the same passage are one row."""
    check_passage(subject, passage)
    case = cases.open_on(tx, collective, subject, "report", reason, now.today)
    row = Report(
        collective_id=collective.id, case_id=case.id, subject=subject.ref, reason=reason, mark=mark(passage),
        passage=passage, explanation=said_too("", explanation), day=now.today,
    )  # fmt: skip
    try:
        with tx.begin_nested():
            tx.add(row)
    except IntegrityError:
        _count(tx, case, reason, passage, explanation)
    return case


def _count(tx: Session, case: Case, reason: str, passage: str, explanation: str) -> None:
    """Said already: one more, in one statement, so that two at once are two."""
    mine = (col(Report.case_id) == case.id, col(Report.reason) == reason, col(Report.mark) == mark(passage))
    tx.exec(update(Report).where(*mine).values(count=col(Report.count) + 1))
    known = tx.exec(select(Report).where(*mine)).one()
    said = said_too(known.explanation, explanation)
    if said != known.explanation:
        known.explanation = said
        tx.add(known)


def await_answer(tx: Session, case: Case, box: bytes, now: Now) -> bool:
    """Keep where the answer is to be sealed; False where so many wait already that they are told by the journal."""
    cases.go(tx, case, "acknowledge", now.today)
    if queries.waiting(tx, case) >= BOXES:
        return False
    try:
        with tx.begin_nested():
            tx.add(ReportBox(case_id=case.id, box=box))
    except IntegrityError:
        pass  # the same carnet, again
    return True


def is_precaution(tx: Session, case: Case, subject: Subject, reason: str, passage: str) -> bool:
    """Somebody could be recognised, says a report, and the guard sees it in the same words. Once a human has looked at this
    subject, a human looks first. What the team publishes in its own name, somebody answers for: nobody stops a petition by
    reporting it."""
    if not subject.box:
        return False
    if reason != "identifiable" or not passage or subject.row.hidden or found.former(tx, subject.ref):
        return False
    return case.state in ("received", "acknowledged") and bool(inspect([passage]))


def answer(tx: Session, case: Case, text: str, today: date) -> None:
    """Seal the same words to each reporter who waits; then nothing says who did."""
    for one in queries.boxes(tx, case):
        tell(tx, scope(case.subject), bytes(one.box), _("Votre signalement"), text, today)
    tx.exec(delete(ReportBox).where(col(ReportBox.case_id) == case.id))


def forget(tx: Session, cases_ended: list[Case]) -> None:
    """What reporters wrote goes with the end of the case: it quotes, and it has served."""
    ids = [case.id for case in cases_ended]
    tx.exec(delete(Report).where(col(Report.case_id).in_(ids)))
