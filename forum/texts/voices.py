"""Under which name somebody speaks in a thread, and which of their two voices wrote something.

A carnet has one voice a thread and, where it chooses so when it writes, one in the whole collective. Which of them wrote a
row is kept nowhere: the carnet's key makes both again. In one thread a person is one voice, whatever they choose.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, or_, select

from forum.collectives.models import Pending
from forum.collectives.queries import Place
from forum.collectives.rules import shared_scope
from forum.core.crypto import same
from forum.core.i18n import _
from forum.core.viewer import Viewer
from forum.identity.voices import voice_name
from forum.texts.authors.models import AuthorOffer, TextAuthor
from forum.texts.models import Amendment, Document

if TYPE_CHECKING:
    from forum.collectives.publication.actions import Act


def voice_for(tx: Session, act: "Act", thread: str) -> str:
    """The pseudonym of whoever acts: the one they have, or a new one that nobody bears where they will be met."""
    if not act.nul:
        return _("L’équipe du collectif")
    recognised = act.scope == shared_scope(act.collective.id)
    met = Document.collective_id == act.collective.id if recognised else Document.thread == thread
    known = _names(tx, met, act.nul)
    return known.get(act.nul) or voice_name(act.nul, {*_names(tx, met).values()}, recognised=recognised)


def _names(tx: Session, met: Any, nul: bytes = b"") -> dict[bytes, str]:
    """Nullifier → name, of the voices met there; of one of them alone, if it is given."""
    found: list[tuple[bytes, str]] = []
    tables: tuple[Any, ...] = (Document, Amendment, TextAuthor, AuthorOffer)
    for table in tables:
        query = select(table.nul, table.voice).where(met)
        if table is not Document:
            query = query.join(Document, col(Document.id) == table.text_id)
        found += tx.exec(query.where(table.nul == nul) if nul else query).all()
    return {bytes(one): name for one, name in found}


def scopes(collective_id: int, thread: str) -> tuple[str, str]:
    return thread, shared_scope(collective_id)


def scope_of(viewer: Viewer, collective_id: int, thread: str, nul: bytes) -> str:
    """The scope of whichever voice of this carnet wrote; "" if it was somebody else. Staff's words have no nullifier."""
    if not (viewer.key and nul):
        return ""
    found = (s for s in scopes(collective_id, thread) if same(viewer.nul("voice", s), nul))
    return next(found, "")


def wrote(viewer: Viewer, document: Document, nul: bytes) -> bool:
    """Whether one of this carnet's voices wrote what bears `nul` in the document's thread."""
    return bool(scope_of(viewer, document.collective_id, document.thread, nul))


def in_thread(tx: Session, place: Place, thread: str) -> Place:
    """Whoever has spoken in the thread goes on with the voice they have there, so that nobody is two voices in it."""
    if not place.viewer.key:
        return place
    own = [place.viewer.nul("voice", scope) for scope in scopes(place.collective.id, thread)]
    there = [_speaks(tx, thread, nul) for nul in own]
    return replace(place, recognised=there[1]) if there[0] is not there[1] else place


@dataclass(frozen=True)
class Met:
    """A voice that others have met. `name` is "" while its first words wait; `shared`: it is the collective's."""

    name: str
    shared: bool


def met(tx: Session, place: Place, thread: str) -> Met | None:
    """The voice that whoever acts in the thread will go on with; None where it will be new to everybody."""
    if not place.viewer.key:
        return None
    place = in_thread(tx, place, thread)
    nul = place.viewer.nul("voice", place.voice_scope(thread))
    there = Document.collective_id == place.collective.id if place.recognised else Document.thread == thread
    name = _names(tx, there, nul).get(nul, "")
    return Met(name, place.recognised) if name or place.recognised or _speaks(tx, thread, nul) else None


def as_author(place: Place, document: Document, nul: bytes | None = None) -> Place:
    """What an author does with their text goes by the voice that writes it: the other one would be linked with it.

    `nul`: of an author who is not its first.
    """
    shared = shared_scope(place.collective.id)
    own = document.nul if nul is None else nul
    return replace(
        place, recognised=scope_of(place.viewer, place.collective.id, document.thread, own) == shared
    )


def _speaks(tx: Session, thread: str, nul: bytes) -> bool:
    if _names(tx, Document.thread == thread, nul):
        return True
    # What waits names the thread, or what stands in it, among its words.
    waits = select(Pending.id).where(Pending.label == "voice", Pending.nul == nul)
    here = or_(Pending.scope == thread, col(Pending.payload).contains(thread))
    return tx.exec(waits.where(here)).first() is not None
