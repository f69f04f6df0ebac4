"""Reads: the text an image is for, the images that wait, the one that is shown."""

import json
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from forum.collectives.models import Pending
from forum.collectives.queries import Place
from forum.core.crypto import same
from forum.core.errors import NotFound
from forum.core.viewer import Viewer
from forum.texts.hidden import check_shown
from forum.texts.models import Document, Evidence, PendingPicture, Picture
from forum.texts.pictures.rules import KINDS
from forum.texts.voices import wrote


@dataclass(frozen=True)
class Target:
    """A text of the viewer's own that may take an image: one that waits, or one that is public."""

    ref: str
    title: str
    pending: Pending | None = None
    document: Document | None = None


@dataclass(frozen=True)
class Shown:
    """An image as it is served; `public` as far as its collective is."""

    data: bytes
    public: bool = False


def target(tx: Session, place: Place, ref: str) -> Target:
    """NotFound for whoever did not write it: a stranger does not even learn that it waits."""
    pending = _pending_of(tx, place, ref)
    if pending is not None:
        return Target(ref, pending.title, pending=pending)
    query = select(Document).where(
        Document.ref == ref, Document.collective_id == place.collective.id, col(Document.kind).in_(KINDS)
    )
    document = tx.exec(query).first()
    if document is None or not _wrote(place, document):
        raise NotFound
    check_shown(tx, place, ref, document.hidden)
    return Target(ref, document.title, document=document)


def _pending_of(tx: Session, place: Place, ref: str) -> Pending | None:
    """By recomputing, as a carnet finds all that is its own."""
    if not place.viewer.key:
        return None
    rows = select(Pending).where(
        Pending.collective_id == place.collective.id,
        col(Pending.kind).in_(KINDS),
        col(Pending.state).in_(("waiting", "held")),
    )
    ours = (row for row in tx.exec(rows).all() if _is_mine(place.viewer, row))
    return next((row for row in ours if json.loads(row.payload)["ref"] == ref), None)


def _is_mine(viewer: Viewer, row: Pending) -> bool:
    return bool(viewer.key) and same(viewer.nul(row.label, row.scope), row.nul)


def _wrote(place: Place, document: Document) -> bool:
    if document.college == "staff":
        return bool(place.viewer.staff_id) and place.may("organise")
    return wrote(place.viewer, document, document.nul)


def waiting(tx: Session, subject: str) -> list[tuple[str, str]]:
    """(reference, what is seen) of the images that wait for a text."""
    query = select(PendingPicture.ref, PendingPicture.label).where(PendingPicture.subject == subject)
    return list(tx.exec(query.order_by(PendingPicture.label)).all())


def waiting_with(tx: Session, pending_id: int) -> list[tuple[str, str]]:
    """The same, of one act: for the moderator who reads it."""
    query = select(PendingPicture.ref, PendingPicture.label).where(PendingPicture.pending_id == pending_id)
    return list(tx.exec(query.order_by(PendingPicture.label)).all())


def count(tx: Session, subject: str) -> int:
    """How many images a text has, public or not yet."""
    here = select(func.count()).where(PendingPicture.subject == subject)
    public = (
        select(func.count())
        .join(Document, col(Document.id) == Evidence.text_id)
        .where(Document.ref == subject, Evidence.kind == "image")
    )
    return tx.exec(here).one() + tx.exec(public.select_from(Evidence)).one()


def shown(tx: Session, place: Place, ref: str, picture: str) -> Shown:
    """A public image; it is hidden with its text, or alone."""
    query = (
        select(Picture.data, Document, Evidence.hidden)
        .join(Evidence, col(Evidence.id) == Picture.evidence_id)
        .join(Document, col(Document.id) == Evidence.text_id)
    )
    here = (Picture.ref == picture, Document.ref == ref, Document.collective_id == place.collective.id)
    found = tx.exec(query.where(*here)).first()
    if found is None:
        raise NotFound
    data, document, alone = found
    check_shown(tx, place, ref, document.hidden)
    check_shown(tx, place, picture, alone, "picture")
    return Shown(bytes(data), place.public and not (document.hidden or alone))


def shown_waiting(tx: Session, place: Place, picture: str) -> Shown:
    """An image that waits: to its author, and to those who may stop it."""
    query = select(PendingPicture.data, Pending).join(Pending, col(Pending.id) == PendingPicture.pending_id)
    here = (PendingPicture.ref == picture, Pending.collective_id == place.collective.id)
    found = tx.exec(query.where(*here)).first()
    if found is None or not (place.may("moderate") or _is_mine(place.viewer, found[1])):
        raise NotFound
    return Shown(bytes(found[0]))
