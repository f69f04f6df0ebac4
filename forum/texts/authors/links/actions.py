"""A link that makes an author: made by one of them, good once, for fourteen days; all at slots, like any other act."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlmodel import Session, delete

from forum.collectives.publication.actions import Act, publishes, submit
from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.errors import Closed, Forbidden, Invalid
from forum.core.i18n import _
from forum.core.ids import new_token
from forum.texts import queries as texts
from forum.texts.authors import actions as writing
from forum.texts.authors import queries as authors
from forum.texts.authors import rules
from forum.texts.authors.links import queries
from forum.texts.authors.links.queries import COMING, MADE, TAKEN_BACK
from forum.texts.authors.models import AuthorInvitation
from forum.texts.authors.queries import Author
from forum.texts.models import Document
from forum.texts.voices import as_author, in_thread, met


def invite(
    tx: Session, place: Place, document: Document, now: Now, *, aware: bool = False
) -> tuple[str, str]:
    """(code, mark) of a new link. The code is shown once; who made it is kept nowhere.

    `aware`: they know that whoever they hand it to learns which voice is theirs, and all that it says elsewhere.
    """
    found = authors.of(tx, document)
    author = writing.own(place, document, found)
    writing.check_room(document, found)
    place = as_author(place, document, author.nul)
    made = queries.own_waiting(tx, document, author.nul) if author.nul else 0
    if queries.count(tx, document, now.today) + made >= rules.LINKS:
        raise Closed(_("Huit liens attendent déjà : retirez-en un avant d’en faire un autre."))
    if place.recognised and not aware:
        raise Invalid({"aware": _("Cochez cette case si vous l’acceptez ; sinon, ne faites pas de lien.")})
    code = new_token()
    number = queries.number_of(code)
    said = {"text": document.ref, "link": number}
    submit(tx, place, now, MADE, document.thread, said, title=document.title)
    return code, queries.mark_of(number)


@publishes(MADE)
def _publish(tx: Session, act: Act, today: date) -> None:
    document = texts.find(tx, act.collective.id, act.payload["text"])
    number = act.payload["link"]
    if number in tx.info.get("links used", ()):
        return  # whoever it was for came before this slot
    writing.check_author(tx, document, act.nul)
    if queries.count(tx, document, today) >= rules.LINKS:
        raise Closed(
            _(
                "Huit liens attendaient déjà pour ce texte : celui-ci n’ouvre rien. Retirez-en un, puis faites-en un autre."
            )
        )
    until = today + timedelta(rules.LINK_DAYS)
    tx.add(AuthorInvitation(text_id=document.id, code_hash=queries.hash_of(number), until=until))
    tx.exec(delete(AuthorInvitation).where(AuthorInvitation.until < today))  # type: ignore[arg-type]
    tx.flush()


def uninvite(tx: Session, place: Place, document: Document, mark: str, now: Now) -> None:
    """Withdraw a link of this text, whoever of its authors made it: nobody else comes in by it from now on."""
    author = writing.own(place, document, authors.of(tx, document))
    said = {"text": document.ref, "link": queries.marked(tx, document, mark)}
    place = as_author(place, document, author.nul)
    submit(tx, place, now, TAKEN_BACK, document.thread, said, title=document.title)


@publishes(TAKEN_BACK)
def _publish_withdrawal(tx: Session, act: Act, _today: date) -> None:
    document = texts.find(tx, act.collective.id, act.payload["text"])
    writing.check_author(tx, document, act.nul)
    row = queries.published(tx, act.payload["link"])
    if row is not None:
        tx.delete(row)
        tx.flush()


# -- coming in by it -----------------------------------------------------------


def check(place: Place, document: Document, found: Sequence[Author]) -> None:
    if authors.mine(place, document, found):
        raise Closed(_("Vous écrivez déjà ce texte : ce lien est pour quelqu’un d’autre, il vaut toujours."))
    writing.check_room(document, found)


def come(tx: Session, place: Place, document: Document, code: str, now: Now, *, aware: bool = False) -> None:
    """Whoever holds the link becomes an author at the next slot, with the voice they have in the thread.

    `aware`: they know that whoever gave it to them learns whose voice that is. Of two who come by one link the first is
    the one it is for: the second learns so at the slot, as who watches the link would else learn the first one's minute.
    """
    if place.viewer.staff_id:
        raise Forbidden(_("C’est un carnet qui devient auteur·rice, pas un compte de l’équipe."))
    check(place, document, authors.of(tx, document))
    if not aware and met(tx, place, document.thread):
        raise Invalid({"aware": _("Cochez cette case si vous l’acceptez ; sinon, laissez ce lien.")})
    place = in_thread(tx, place, document.thread)
    number = queries.number_of(code)
    late = queries.taken(tx, number, place.viewer.nul("voice", place.voice_scope(document.thread)))
    said = {"text": document.ref, "link": number, **({"late": True} if late else {})}
    submit(tx, place, now, COMING, document.thread, said, title=document.title)


@publishes(COMING)
def _publish_author(tx: Session, act: Act, today: date) -> None:
    document = texts.find(tx, act.collective.id, act.payload["text"])
    number = act.payload["link"]
    row = queries.published(tx, number)
    used = tx.info.setdefault("links used", set())
    if number in used or queries.taken_back(tx, number) or not (row or queries.announced(tx, number)):
        raise Closed(queries.not_good())
    if act.payload.get("late") and queries.taken(tx, number, act.nul):
        raise Closed(queries.not_good())  # whoever came first comes later in this batch
    writing.add(tx, act, document, today)
    used.add(number)
    if row is not None:
        tx.delete(row)
        tx.flush()
