"""A place among the authors of a text, taken back: the name goes, with every answer given under it."""

from datetime import date

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from forum.collectives.publication.actions import Act, publishes
from forum.core.i18n import _
from forum.deliberation.models import Ballot, Objection
from forum.leaving.words.queries import UNSIGNED
from forum.texts import queries as texts
from forum.texts.actions import tell
from forum.texts.authors import queries as authors
from forum.texts.authors.models import AuthorAnswer, AuthorOffer, TextAuthor
from forum.texts.authors.together.actions import without
from forum.texts.models import Amendment, Document, Version


@publishes("erase.author")
def _erase(tx: Session, act: Act, today: date) -> None:
    document = texts.find(tx, act.collective.id, act.payload["key"])
    if act.nul == document.nul:
        return  # the first author's own text: another erasing
    forget_author(tx, document, act.nul, today)


def unsign_answers(tx: Session, document: Document, voice: str) -> None:
    """What this voice answered to objections stands without its name."""
    on_text = select(Ballot.id).where(Ballot.text_id == document.id)
    theirs = col(Objection.ballot_id).in_(on_text) & (col(Objection.answered_by) == voice)
    tx.exec(update(Objection).where(theirs).values(answered_by=UNSIGNED))


def forget_author(tx: Session, document: Document, nul: bytes, today: date, *, first: bool = False) -> None:
    """Nothing says any more that this voice wrote the text with others; what they decided stands, and they are told.

    `first`: whoever began the text, whose name is gone from it already.
    """
    if not nul:
        return
    theirs = (col(TextAuthor.text_id) == document.id) & (col(TextAuthor.nul) == nul)
    row = tx.exec(select(TextAuthor).where(theirs)).first()
    wrote = not row.stepped_back if row is not None else first
    if row is not None and wrote:
        made = (col(Version.text_id) == document.id) & (col(Version.voice) == row.voice)
        by_proposal = select(Amendment.version).where(Amendment.text_id == document.id)
        made &= ~col(Version.number).in_(by_proposal)
        tx.exec(update(Version).where(made).values(voice=UNSIGNED, reason=""))
        unsign_answers(tx, document, row.voice)
    for table in (TextAuthor, AuthorOffer):
        tx.exec(delete(table).where(col(table.text_id) == document.id, col(table.nul) == nul))
    of_text = select(Amendment.id).where(Amendment.text_id == document.id)
    mine = (col(AuthorAnswer.nul) == nul) & col(AuthorAnswer.amendment_id).in_(of_text)
    tx.exec(delete(AuthorAnswer).where(mine))
    tx.flush()
    if wrote:
        _tell_others(tx, document, today, first)
    without(tx, document, nul, today)


def _tell_others(tx: Session, document: Document, today: date, first: bool) -> None:
    """Without the name, which was taken back."""
    said = (
        _("La voix qui avait commencé ce texte s’est retirée et a effacé son nom : vous l’écrivez sans elle.")
        if first
        else _("Une voix qui écrivait ce texte avec vous s’est retirée et a effacé son nom.")
    )
    for other in authors.of(tx, document):
        tell(tx, document.thread, other.box, document.title, said, today)
