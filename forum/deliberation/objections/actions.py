"""Answering objections, and saying the result of a ballot once each has its answer."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import update
from sqlmodel import Session, col, select

from forum.core.errors import Closed
from forum.core.hooks import hooks
from forum.core.i18n import _
from forum.deliberation.ballot_queries import objection_scope
from forum.deliberation.models import Ballot, Objection
from forum.deliberation.objections.queries import ready, unanswered
from forum.deliberation.rules import Outcome, outcome_of
from forum.texts.actions import tell
from forum.texts.authors import queries as authors
from forum.texts.models import Document

# What a higher room does when the result of a ballot on one of its texts is pronounced.
DECIDED: list[Callable[[Session, Ballot, Outcome, date], None]] = hooks("ballot.decided")


def pronounce_or_ask(tx: Session, ballot: Ballot, today: date) -> None:
    """Just counted: say the result, or ask the authors for the answers that it waits for."""
    if not unanswered(tx, ballot):
        pronounce(tx, ballot, today)
        return
    document = tx.exec(select(Document).where(Document.id == ballot.text_id)).one()
    said = _(
        "Le vote est terminé. Son résultat sera dit quand chaque objection aura sa réponse : la vôtre y aidera."
    )
    for author in authors.of(tx, document):
        tell(tx, document.thread, author.box, document.title, said, today)


def pronounce(tx: Session, ballot: Ballot, today: date) -> None:
    outcome = outcome_of(ballot.result)
    said = (
        update(Ballot)
        .where(col(Ballot.id) == ballot.id, col(Ballot.state) == "counted")
        .values(state="closed", outcome=outcome.name)
    )
    if tx.connection().execute(said).rowcount != 1:
        return  # two last answers at once: one of them says it
    tx.refresh(ballot)
    for hook in DECIDED:
        hook(tx, ballot, outcome, today)


def pronounce_due(tx: Session, today: date) -> None:
    """Moderation hides an objection, its author takes it back: nothing holds the result any more."""
    for ballot in ready(tx):
        pronounce(tx, ballot, today)


def answer(
    tx: Session, ballot: Ballot, objection: Objection, text: str, voice: str, title: str, today: date
) -> None:
    """What is replied, by an author or by the team (`voice` is then "", and it may change its own answer)."""
    if objection.answer and (voice or objection.answered_by):
        raise Closed(_("Cette objection a déjà une réponse."))
    first = not objection.answer
    objection.answer, objection.answered_by = text, voice
    tx.add(objection)
    tx.flush()
    if first:
        said = _("Votre objection a reçu sa réponse : elle est sur la page du vote.")
        tell(tx, objection_scope(ballot), objection.box, title, said, today)
    if ballot.state == "counted" and not unanswered(tx, ballot):
        pronounce(tx, ballot, today)
