"""A text of the viewer's own that may be completed: what it says by now, with what waits of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from forum.collectives.models import Pending
from forum.collectives.queries import Place
from forum.core.crypto import same
from forum.core.errors import NotFound
from forum.texts import queries as texts
from forum.texts.actions import filled
from forum.texts.hidden import check_shown
from forum.texts.models import Document
from forum.texts.voices import as_author, wrote

KIND = "text.revision"


@dataclass(frozen=True)
class Own:
    """`waits` is the act that is completed: the text's own, or the one that revises it (`document` is then public)."""

    ref: str
    kind: str
    title: str
    fields: dict[str, str]
    sources: list[dict[str, Any]]
    waits: Pending | None = None
    document: Document | None = None


def own(tx: Session, place: Place, ref: str, kind: str) -> Own:
    """NotFound for whoever did not write it: a stranger does not even learn that it waits."""
    for row, payload in _mine(tx, place, kind):
        if payload["ref"] == ref:
            fields = filled(kind, payload["fields"])
            return Own(ref, kind, row.title, fields, payload.get("sources", []), row)
    query = select(Document).where(
        Document.ref == ref, Document.collective_id == place.collective.id, Document.kind == kind
    )
    document = tx.exec(query).first()
    if document is None or not wrote(place.viewer, document, document.nul):
        raise NotFound
    check_shown(tx, place, ref, document.hidden)
    return _public(tx, place, document)


def _public(tx: Session, place: Place, document: Document) -> Own:
    fields, sources, waits = filled(document.kind, texts.read(tx, document).fields), [], None
    for row, payload in _mine(tx, as_author(place, document), KIND):
        if payload["text"] == document.ref:
            waits, sources = row, payload["sources"]
            fields = fields | payload["changes"]
    return Own(document.ref, document.kind, document.title, fields, sources, waits, document)


def _mine(tx: Session, place: Place, kind: str) -> list[tuple[Pending, Mapping[str, Any]]]:
    """By recomputing, as a carnet finds all that is its own."""
    if not place.viewer.key:
        return []
    rows = select(Pending).where(
        Pending.collective_id == place.collective.id,
        Pending.kind == kind,
        col(Pending.state).in_(("waiting", "held")),
    )
    ours = (row for row in tx.exec(rows).all() if same(place.viewer.nul(row.label, row.scope), row.nul))
    return [(row, json.loads(row.payload)) for row in ours]
