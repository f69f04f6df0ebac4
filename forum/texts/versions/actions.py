"""Going back to an older version of a text, by a new one."""

from datetime import date

from sqlmodel import Session

from forum.collectives.publication.actions import Act, publishes, submit
from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.errors import Closed, Forbidden, Invalid, NotFound
from forum.core.events import record
from forum.core.i18n import _
from forum.texts import queries
from forum.texts.actions import check_standing, revise
from forum.texts.amendments.actions import check_open
from forum.texts.amendments.messages import tell_others
from forum.texts.authors import queries as authors
from forum.texts.authors.together.actions import came_back
from forum.texts.models import Document
from forum.texts.voices import as_author, voice_for


def restore(
    tx: Session,
    place: Place,
    document: Document,
    number: int,
    seen: int,
    reason: str,
    now: Now,
    *,
    relaxed: bool = False,
) -> None:
    """The author makes an older version the next one. `seen` is the version they read: another may have come since.

    Where several write a text, none of them goes back alone: what older words say again is proposed to all.
    """
    found = authors.of(tx, document)
    author = authors.mine(place, document, found)
    if author is None:
        raise Forbidden(
            _("Seule la voix qui a écrit ce texte peut le faire revenir en arrière ; proposez un changement.")
        )
    check_open(tx, document)
    check_standing(tx, document, now.today)
    if len(found) > 1:
        raise Closed(several())
    if seen != document.number:
        raise Invalid(
            {"seen": _("Une nouvelle version est arrivée entre-temps : relisez, puis recommencez.")}
        )
    if not 1 <= number <= document.number:
        raise NotFound
    if queries.read(tx, document, number).fields == queries.read(tx, document).fields:
        raise Invalid({"reason": _("Le texte dit déjà ce que disait cette version.")})
    payload = {"text": document.ref, "number": number, "seen": seen, "reason": reason}
    said = {"title": document.title, "relaxed": relaxed}
    place = as_author(place, document, author.nul)
    submit(tx, place, now, "text.restoration", document.thread, payload, **said)  # type: ignore[arg-type]


def several() -> str:
    return _(
        "Vous écrivez ce texte à plusieurs : pour revenir à cette version, proposez-le comme un changement, auquel chacun·e "
        "répondra."
    )


@publishes("text.restoration")
def _publish_restoration(tx: Session, act: Act, today: date) -> None:
    said = act.payload
    document = queries.find(tx, act.collective.id, said["text"])
    check_open(tx, document)
    found = authors.of(tx, document)
    if [one.nul for one in found] != [act.nul]:
        raise Closed(several())
    came_back(tx, document, today)
    if document.hidden or said["seen"] != document.number:
        raise Closed(_("Le texte a changé entre-temps : relisez-le avant de revenir en arrière."))
    older = queries.read(tx, document, said["number"])
    version = revise(tx, document, older.fields, voice_for(tx, act, document.thread), today)
    version.reason = said["reason"]
    tx.add(version)
    tell_others(tx, document, 0, today)
    record(tx, "text.restored", act.collective.id, document.ref, document.title, today)
