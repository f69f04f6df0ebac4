"""Reads on shared texts."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import tuple_
from sqlmodel import Session, and_, col, or_, select

from forum.collectives.models import Collective
from forum.collectives.rules import shared_scope
from forum.core.crypto import unseal
from forum.core.errors import NotFound
from forum.core.viewer import Viewer
from forum.texts import search
from forum.texts.hidden import listed
from forum.texts.kinds import KINDS, address
from forum.texts.models import Amendment, Document, Link, Message, Version
from forum.texts.sources.queries import Cited, of_texts
from forum.texts.voices import wrote

PAGE = search.PAGE
BIGGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Reading:
    """A text at one version."""

    document: Document
    version: Version

    @property
    def fields(self) -> dict[str, str]:
        return self.version.fields

    @property
    def html(self) -> dict[str, str]:
        return self.version.html


def find(tx: Session, collective_id: int, ref: str, kind: str = "") -> Document:
    """The text behind a reference in this collective. Hidden ones are found too: their page says so."""
    query = select(Document).where(Document.ref == ref, Document.collective_id == collective_id)
    document = tx.exec(query.where(Document.kind == kind) if kind else query).first()
    if document is None:
        raise NotFound
    return document


def place_of(tx: Session, slug: str, document: Document) -> str:
    """Where a text is read; an argument or a testimony has only its thread's page, whose kind must be looked up."""
    if KINDS[document.kind].path:
        return address(slug, document)
    root = tx.exec(select(Document.kind).where(Document.ref == document.thread)).first()
    return address(slug, document, root) if root else f"/c/{slug}"


def read(tx: Session, document: Document, number: int = 0) -> Reading:
    """A text at its current version, or at `number`."""
    wanted = number or document.number
    version = tx.exec(select(Version).where(Version.text_id == document.id, Version.number == wanted)).first()
    if version is None:
        raise NotFound
    return Reading(document, version)


def numbered(tx: Session, document: Document, number: str) -> Reading:
    """A text at the version that an address names; NotFound for one that never was."""
    return read(tx, document, (int(number) if number.isdecimal() and len(number) < 7 else 0) or -1)


def read_many(tx: Session, documents: Sequence[Document]) -> list[Reading]:
    """Current versions of several texts, in one query, in the order given."""
    if not documents:
        return []
    keys = [(d.id, d.number) for d in documents]
    found = tx.exec(select(Version).where(tuple_(col(Version.text_id), col(Version.number)).in_(keys))).all()
    by_text = {version.text_id: version for version in found}
    return [Reading(document, by_text[document.id]) for document in documents]


def versions(tx: Session, document: Document) -> Sequence[Version]:
    return tx.exec(
        select(Version).where(Version.text_id == document.id).order_by(col(Version.number).desc())
    ).all()


def thread(tx: Session, ref: str, kind: str) -> Sequence[Document]:
    """The visible texts of a kind inside a thread, oldest day first (their order inside a day is drawn)."""
    query = select(Document).where(
        Document.thread == ref, Document.kind == kind, col(Document.hidden).is_(False)
    )
    return tx.exec(query.order_by(col(Document.day), col(Document.id))).all()


def sources(tx: Session, text_ids: Iterable[int]) -> dict[int, list[Cited]]:
    """Sources by text, each with what is said of it."""
    return of_texts(tx, text_ids)


def linked(tx: Session, document: Document, kind: str) -> Sequence[Document]:
    """Visible texts of a kind that this one leans on."""
    query = (
        select(Document)
        .join(Link, Link.target_id == Document.id)  # type: ignore[arg-type]
        .where(Link.source_id == document.id, Document.kind == kind, listed())
    )
    return tx.exec(query.order_by(Document.title)).all()


def linking(tx: Session, document: Document, kind: str) -> Sequence[Document]:
    """Visible texts of a kind that lean on this one."""
    query = (
        select(Document)
        .join(Link, Link.source_id == Document.id)  # type: ignore[arg-type]
        .where(Link.target_id == document.id, Document.kind == kind, listed())
    )
    return tx.exec(query.order_by(Document.title)).all()


def after(position: str) -> Any:
    """The keyset condition behind `position` (`day.id`); a forged one shows the first page."""
    day_text, _, ident = position.partition(".")
    try:
        day, last = date.fromisoformat(day_text), int(ident)
    except ValueError:
        return col(Document.id).is_not(None)
    if not 0 <= last <= BIGGEST_ID:  # the driver would refuse it
        return col(Document.id).is_not(None)
    return or_(col(Document.day) < day, and_(Document.day == day, col(Document.id) < last))


def mine(tx: Session, viewer: Viewer) -> list[Document]:
    """This carnet's public texts, found by recomputing the nullifiers of its voices: nothing is kept."""
    if not viewer.key:
        return []
    nuls = [viewer.nul("voice", scope) for scope in _scopes(tx, select(Document.thread).distinct())]
    found: list[Document] = []
    for start in range(0, len(nuls), 500):
        query = select(Document).where(col(Document.nul).in_(nuls[start : start + 500]))
        found += tx.exec(query.order_by(col(Document.day).desc(), Document.title)).all()
    return found


def _scopes(tx: Session, threads: Any) -> list[str]:
    """Where a carnet may have spoken: the threads, and each collective for those who chose to be recognised there."""
    return [*tx.exec(threads).all(), *map(shared_scope, tx.exec(select(Collective.id)).all())]


def my_amendments(tx: Session, viewer: Viewer) -> list[tuple[Amendment, Document]]:
    query = select(Amendment, Document).join(Document, Document.id == Amendment.text_id)  # type: ignore[arg-type]
    rows = tx.exec(query.where(Amendment.nul != b"")).all()
    return [(a, d) for a, d in rows if wrote(viewer, d, a.nul)]


def messages(tx: Session, viewer: Viewer) -> list[tuple[Message, dict[str, str]]]:
    """Words left for this carnet: those whose box is one of its own, opened."""
    if not viewer.key:
        return []
    pairs = (viewer.box(scope) for scope in _scopes(tx, select(Message.thread).distinct()))
    boxes = {public: private for private, public in pairs}
    rows = tx.exec(select(Message).order_by(col(Message.day).desc(), col(Message.id))).all()
    return [(row, json.loads(unseal(boxes[row.box], row.sealed))) for row in rows if row.box in boxes]
