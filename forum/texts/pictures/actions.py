"""Joining an image to a text. It waits beside the text, for the same slot, and is moved with it.

It is never inserted among what is public before its slot: the order of rows, or the transaction they share, would tell
when somebody was there.
"""

from datetime import date

from sqlmodel import Session, delete, select

from forum.collectives.models import Pending
from forum.collectives.publication.actions import Act, beware, publishes, submit
from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.errors import Closed
from forum.core.i18n import _
from forum.texts.models import Document, Evidence, PendingPicture, Picture
from forum.texts.pictures import queries
from forum.texts.pictures.queries import Target
from forum.texts.pictures.rules import PER_TEXT
from forum.texts.sources.actions import cite
from forum.texts.voices import as_author


def join(
    tx: Session, place: Place, target: Target, data: bytes, label: str, now: Now, *, relaxed: bool = False
) -> None:
    """`data` has been made again from its pixels; `label` says what is seen, and is read by the guard."""
    if queries.count(tx, target.ref) >= PER_TEXT:
        raise Closed(_("Ce texte a déjà {n} images : c’est le plus qu’il peut avoir.").format(n=PER_TEXT))
    if target.pending is not None:
        _wait_with(tx, target.pending, target.ref, data, label, relaxed=relaxed)
        return
    assert target.document is not None
    payload = {"ref": target.ref, "label": label}
    place = as_author(place, target.document)
    waiting = submit(
        tx, place, now, "picture", target.document.thread, payload, title=target.title, relaxed=relaxed
    )
    if waiting is None:
        _show(tx, target.document, label, data)  # staff's is public at once, like all that staff write
        return
    tx.flush()
    _lay(tx, waiting, target.ref, label, data)


def _wait_with(tx: Session, pending: Pending, ref: str, data: bytes, label: str, *, relaxed: bool) -> None:
    """On the act of the text itself: withdrawn, refused or published, they go together."""
    warnings = beware([label], relaxed=relaxed)
    row = tx.exec(select(Pending).where(Pending.id == pending.id).with_for_update()).first()
    if row is None:
        raise Closed(_("Votre texte vient d’être publié. Revenez à cette page : l’image le rejoindra."))
    if warnings:
        row.state = "held"
        tx.add(row)
    _lay(tx, row, ref, label, data)


def _lay(tx: Session, pending: Pending, ref: str, label: str, data: bytes) -> None:
    """Beside its act. The same words again are the same image: a double click is one, a better copy takes its place."""
    same = (PendingPicture.pending_id == pending.id, PendingPicture.label == label)
    tx.exec(delete(PendingPicture).where(*same))  # type: ignore[arg-type]
    tx.add(PendingPicture(pending_id=pending.id, subject=ref, label=label, data=data))


def move(tx: Session, document: Document, label: str = "") -> None:
    """At the slot: what waited with this text becomes its sources; or, of a public text, the one image of an act."""
    query = select(PendingPicture).where(PendingPicture.subject == document.ref)
    for row in tx.exec(query.where(PendingPicture.label == label) if label else query).all():
        _show(tx, document, row.label, row.data)
        tx.delete(row)


def _show(tx: Session, document: Document, label: str, data: bytes) -> None:
    cited = cite(tx, document.collective_id, {"kind": "image", "label": label})
    source = Evidence(text_id=document.id, kind="image", label=label, source=cited)
    picture = Picture(evidence_id=source.id, data=data)
    source.picture = picture.ref
    tx.add(source)
    tx.flush()
    tx.add(picture)
    tx.flush()


@publishes("picture")
def _publish(tx: Session, act: Act, _today: date) -> None:
    """An image sent after its text was public."""
    document = tx.exec(
        select(Document).where(
            Document.ref == act.payload["ref"], Document.collective_id == act.collective.id
        )
    ).first()
    if document is None or document.hidden:
        raise Closed(_("Le texte que cette image appuyait n’est plus visible."))
    if act.nul:
        move(tx, document, act.payload["label"])
