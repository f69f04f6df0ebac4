"""A text whose authors are silent or gone: somebody offers to take it over, they are told, a week goes by."""

from datetime import date

from sqlmodel import Session, col, select

from forum.collectives.publication.actions import Act, publishes, submit
from forum.collectives.queries import Place, by_id
from forum.collectives.rules import DECIDING, closing_moment
from forum.core.clock import Now
from forum.core.errors import Closed, Forbidden
from forum.core.events import record
from forum.core.i18n import _, long_date
from forum.texts import queries as texts
from forum.texts.actions import tell
from forum.texts.authors import actions as writing
from forum.texts.authors import queries as authors
from forum.texts.authors import rules
from forum.texts.authors.models import AuthorOffer
from forum.texts.authors.queries import Author
from forum.texts.models import Document
from forum.texts.voices import in_thread, voice_for


def offer(tx: Session, place: Place, document: Document, now: Now) -> None:
    """Offer to write a text that waits for somebody; Closed or Forbidden, with the reason, if that cannot be."""
    if place.college not in DECIDING:
        raise Forbidden(
            _(
                "Pour reprendre un texte, il faut une attestation d’un des deux collèges qui décident : professionnel·les "
                "ou personnes concernées."
            )
        )
    check(tx, place, document, now.today)
    place = in_thread(tx, place, document.thread)
    submit(tx, place, now, "author.offer", document.thread, {"text": document.ref}, title=document.title)


def check(tx: Session, place: Place, document: Document, today: date) -> None:
    found = authors.of(tx, document)
    writing.check_room(document, found)
    if authors.mine(place, document, found):
        raise Closed(_("Vous écrivez déjà ce texte : répondez à ce qui attend."))
    _check_waits(tx, document, today)


def _check_waits(tx: Session, document: Document, today: date) -> None:
    if not authors.why_orphan(tx, document, authors.of(tx, document), today):
        raise Closed(_("Ce texte n’attend personne : ses auteur·rices répondent."))


@publishes("author.offer")
def _publish(tx: Session, act: Act, today: date) -> None:
    document = texts.find(tx, act.collective.id, act.payload["text"])
    found = authors.of(tx, document)
    writing.check_room(document, found)
    _check_waits(tx, document, today)
    if act.nul in [one.nul for one in found] + [row.nul for row in authors.offers(tx, document)]:
        return  # said already
    tx.add(
        AuthorOffer(
            text_id=document.id,
            nul=act.nul,
            box=act.box,
            voice=voice_for(tx, act, document.thread),
            college=act.college,
            day=today,
        )
    )
    tx.flush()
    said = _(
        "On propose de reprendre ce texte avec vous, parce qu’une proposition y attend. Sans réponse de votre part à une "
        "proposition avant le {day}, ce sera fait ; vous resterez auteur·rice."
    ).format(day=long_date(rules.taken_day(today)))
    for author in found:
        tell(tx, document.thread, author.box, document.title, said, today)
    record(tx, "text.offered", act.collective.id, document.ref, document.title, today)


def due(tx: Session, now: Now) -> list[tuple[AuthorOffer, Document]]:
    """Offers whose week is over, at a slot that has the answers of its last day in."""
    before = date.fromordinal(now.today.toordinal() - rules.TAKEN_DAYS)
    query = select(AuthorOffer, Document).join(Document, col(Document.id) == AuthorOffer.text_id)
    rows = tx.exec(query.where(col(AuthorOffer.day) < before).order_by(col(AuthorOffer.id))).all()
    return [
        (row, document)
        for row, document in rows
        if closing_moment(rules.taken_day(row.day), by_id(tx, document.collective_id).slot_minutes)
        <= now.epoch
    ]


def close_due(tx: Session, now: Now) -> int:
    """The offers become authors; those that cannot are told why. How many were looked at."""
    found = due(tx, now)
    for row, document in found:
        author = Author(bytes(row.nul), row.box, row.voice, row.college)
        tx.delete(row)
        tx.flush()
        try:
            writing.check_room(document, authors.of(tx, document))
            writing.enter(tx, document, author, now.today)
            said = _("Vous écrivez maintenant ce texte : une proposition y attend peut-être votre réponse.")
        except Closed as refused:
            said = refused.message
        tell(tx, document.thread, row.box, document.title, said, now.today)
    return len(found)
