"""What a card holds: the statements said with it, those that wait and those that are public."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from forum.collectives.models import Collective, Pending
from forum.collectives.publication import queries as publication
from forum.collectives.queries import by_id
from forum.core.clock import Now
from forum.core.errors import NotFound
from forum.core.viewer import Viewer
from forum.texts import queries as texts
from forum.texts.kinds import KINDS, Kind
from forum.texts.models import Document
from forum.texts.revisions.queries import KIND as REVISION
from forum.texts.spoken.queries import of_card

CLAIM, ERASE = "spoken.claim", "erase.text"


@dataclass(frozen=True)
class Said:
    """One statement, as its card shows it. `waits` is its own act; `asked` what the card asked for since."""

    ref: str
    kind: Kind
    fields: dict[str, str]
    collective: Collective
    slot: Any
    url: str = ""
    waits: Pending | None = None
    document: Document | None = None
    asked: frozenset[str] = frozenset()

    @property
    def leaving(self) -> bool:
        return ERASE in self.asked

    @property
    def claimed(self) -> bool:
        return CLAIM in self.asked


def said_with(tx: Session, card: Viewer) -> list[Said]:
    """Nothing of it is kept together anywhere: each text's nullifier is made again from the card."""
    rows = [(row, json.loads(row.payload)) for row in publication.mine(tx, card)]
    waiting = [_waiting(tx, row, payload) for row, payload in rows if "spoken" in payload]
    return waiting + [_public(tx, d, rows) for d in of_card(tx, card)]


def one_of(tx: Session, card: Viewer, ref: str) -> Said:
    """NotFound for what was not said with this card, or is its holder's no more."""
    found = next((one for one in said_with(tx, card) if one.ref == ref), None)
    if found is None:
        raise NotFound
    return found


def _waiting(tx: Session, row: Pending, payload: Mapping[str, Any]) -> Said:
    place = by_id(tx, row.collective_id)
    return Said(
        payload["ref"], KINDS[row.kind], payload["fields"], place, Now(row.slot).local, waits=row,
        asked=frozenset({row.state}),
    )  # fmt: skip


def _public(tx: Session, document: Document, rows: list[tuple[Pending, dict[str, Any]]]) -> Said:
    place = by_id(tx, document.collective_id)
    about = [(row, p) for row, p in rows if document.ref in (p.get("text"), p.get("key"))]
    changes: dict[str, str] = {}
    for row, payload in about:
        changes |= payload["changes"] if row.kind == REVISION else {}
    slot = next((Now(row.slot).local for row, _p in about), None)
    fields = {**texts.read(tx, document).fields, **changes}
    url = texts.place_of(tx, place.slug, document)
    asked = frozenset(row.kind for row, _p in about)
    return Said(document.ref, KINDS[document.kind], fields, place, slot, url, None, document, asked)
