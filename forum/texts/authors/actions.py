"""Becoming an author of a text, stepping back: what every way in shares."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, delete, select

from forum.collectives.publication.actions import Act, publishes, submit
from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.errors import Closed, Forbidden
from forum.core.events import record
from forum.core.i18n import _
from forum.texts import queries as texts
from forum.texts.actions import tell
from forum.texts.authors import queries as authors
from forum.texts.authors import rules
from forum.texts.authors.models import AuthorOffer, TextAuthor
from forum.texts.authors.queries import Author
from forum.texts.authors.together import actions as together
from forum.texts.models import Document
from forum.texts.voices import as_author, voice_for


def own(place: Place, document: Document, found: Sequence[Author]) -> Author:
    """The author at the screen; Forbidden for anybody else."""
    author = authors.mine(place, document, found)
    if author is None:
        raise Forbidden(_("Cette page est celle des voix qui écrivent ce texte."))
    return author


def check_author(tx: Session, document: Document, nul: bytes) -> None:
    """At the slot: that whoever acted still writes the text, and that it is there to be written."""
    if not any(one.nul == nul for one in authors.of(tx, document)):
        raise Closed(_("Vous n’écrivez plus ce texte."))
    _check_there(document)


def _check_there(document: Document) -> None:
    if document.hidden:
        raise Closed(_("La modération a masqué ce texte : il ne prend plus d’auteur·rice."))
    if document.elsewhere:
        raise Closed(_("Ce texte est maintenant regroupé avec un autre : c’est l’autre qu’on écrit."))
    if document.kind not in rules.KINDS or not document.voice:
        raise Closed(_("Ce texte ne s’écrit pas à plusieurs."))


def check_room(document: Document, found: Sequence[Author]) -> None:
    _check_there(document)
    if len(found) >= rules.MOST:
        raise Closed(_("Ce texte a déjà huit auteur·rices, le plus qu’il puisse avoir."))


def add(tx: Session, act: Act, document: Document, today: date) -> None:
    """Whoever acted writes the text from now on."""
    found = authors.of(tx, document)
    check_room(document, found)
    if any(one.nul == act.nul for one in found):
        raise Closed(_("Vous écrivez déjà ce texte."))
    enter(tx, document, Author(act.nul, act.box, voice_for(tx, act, document.thread), act.college), today)


def enter(tx: Session, document: Document, author: Author, today: date) -> None:
    """One more author, told to those who were there; a first author who comes back is the first again."""
    for other in authors.of(tx, document):
        said = _("{voice} écrit maintenant ce texte avec vous.").format(voice=author.voice)
        tell(tx, document.thread, other.box, document.title, said, today)
    mine = (col(TextAuthor.text_id) == document.id) & (col(TextAuthor.nul) == author.nul)
    back = tx.exec(select(TextAuthor).where(mine)).first()
    if back is not None:
        tx.delete(back)
    else:
        tx.add(
            TextAuthor(
                text_id=document.id,
                nul=author.nul,
                box=author.box,
                voice=author.voice,
                college=author.college,
                day=today,
            )
        )
    theirs = (col(AuthorOffer.text_id) == document.id) & (col(AuthorOffer.nul) == author.nul)
    tx.exec(delete(AuthorOffer).where(theirs))
    tx.flush()
    record(tx, "text.author", document.collective_id, document.ref, document.title, today)


# -- stepping back -------------------------------------------------------------


def step_back(tx: Session, place: Place, document: Document, now: Now) -> None:
    """At the next slot. What was written stays; whoever wrote it first keeps the right to erase it."""
    author = own(place, document, authors.of(tx, document))
    if not author.nul:
        raise Forbidden(
            _("L’équipe ne se retire pas d’un texte : invitez-y des auteur·rices, qui répondront avec elle.")
        )
    place = as_author(place, document, author.nul)
    submit(tx, place, now, "author.leave", document.thread, {"text": document.ref}, title=document.title)


@publishes("author.leave")
def _publish_leave(tx: Session, act: Act, today: date) -> None:
    document = texts.find(tx, act.collective.id, act.payload["text"])
    author = next((one for one in authors.of(tx, document) if one.nul == act.nul), None)
    if author is None:
        return  # gone already
    drop(tx, document, author, today)


def drop(tx: Session, document: Document, author: Author, today: date) -> None:
    if author.nul == document.nul:
        tx.add(
            TextAuthor(
                text_id=document.id,
                nul=author.nul,
                box=author.box,
                voice=author.voice,
                college=author.college,
                stepped_back=True,
                day=today,
            )
        )
    else:
        mine = (col(TextAuthor.text_id) == document.id) & (col(TextAuthor.nul) == author.nul)
        tx.exec(delete(TextAuthor).where(mine))
    tx.flush()
    for other in authors.of(tx, document):
        said = _("{voice} n’écrit plus ce texte avec vous.").format(voice=author.voice)
        tell(tx, document.thread, other.box, document.title, said, today)
    together.without(tx, document, author.nul, today)
