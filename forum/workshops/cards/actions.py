"""What the holder of a card does with what they said: change it, take it back, put it in a carnet."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import Session, select

from forum.collectives.actions import check_sanctions
from forum.collectives.models import Pending
from forum.collectives.publication.actions import Act, blend, publishes, undo, withdraw
from forum.collectives.queries import place_of
from forum.collectives.rules import next_slot
from forum.core.clock import Now
from forum.core.errors import Closed
from forum.core.i18n import _
from forum.core.viewer import Viewer
from forum.grievances.actions import check_small
from forum.texts import queries as texts
from forum.texts.revisions import actions as revisions
from forum.texts.revisions.queries import own
from forum.workshops.cards.queries import CLAIM, ERASE, Said, said_with


def take_back(tx: Session, card: Viewer, said: Said, now: Now) -> None:
    """What waits never is public; what is leaves with the next batch, as everything erased does."""
    check_still_the_card_s(said)
    if said.waits is not None:
        withdraw(tx, said.waits)
        return
    assert said.document is not None
    slot = next_slot(now.epoch, said.collective.slot_minutes)
    nul = card.nul("voice", said.document.thread)
    where = (said.collective.id, ERASE, "voice", said.document.thread, nul)
    undo(tx, *where, said.document.title, slot, said.ref)
    blend(tx)


def change(
    tx: Session, card: Viewer, said: Said, fields: Mapping[str, str], now: Now, *,
    sources: Sequence[dict[str, Any]] = (), relaxed: bool = False,
) -> None:  # fmt: skip
    """Like any author's: in what waits, or by an act that waits."""
    check_still_the_card_s(said)
    place = place_of(tx, said.collective, card)
    check_small(place, fields.get("concerned", ""))
    mine = own(tx, place, said.ref, said.kind.name)
    college = said.document.college if said.document else said.waits.college if said.waits else place.college
    revisions.save(tx, replace(place, college=college), mine, fields, sources, now, relaxed=relaxed)
    blend(tx)


def check_still_the_card_s(said: Said) -> None:
    if said.claimed or said.leaving:
        raise Closed(_("C’est déjà demandé : cela se fera au prochain créneau."))


def claim(tx: Session, card: Viewer, viewer: Viewer, said: Said, now: Now) -> None:
    """From the card to the carnet that is open: at once in what waits, by the slot in what is public."""
    check_still_the_card_s(said)
    place = place_of(tx, said.collective, viewer)
    check_sanctions(tx, place, now)
    if said.waits is not None:
        _give(said.waits, viewer)
        tx.add(said.waits)
        blend(tx)
        return
    assert said.document is not None
    thread = said.document.thread
    slot = next_slot(now.epoch, said.collective.slot_minutes)
    where = (said.collective.id, CLAIM, "voice", thread, card.nul("voice", thread))
    row = undo(tx, *where, said.document.title, slot, said.ref)
    # Nothing of it is words: neither the guard nor a moderator has anything to read there.
    given = {"nul": viewer.nul("voice", thread).hex(), "box": viewer.box(thread)[1].hex()}
    row.payload = json.dumps({"text": said.ref, **given})
    tx.add(row)
    blend(tx)


def _give(row: Pending, viewer: Viewer) -> None:
    row.nul, row.box = viewer.nul(row.label, row.scope), viewer.box(row.scope)[1]


def claim_all(tx: Session, card: Viewer, viewer: Viewer, now: Now) -> None:
    """A card that goes into a carnet, or becomes one, takes along all that was said with it."""
    for said in said_with(tx, card):
        if not (said.claimed or said.leaving):
            claim(tx, card, viewer, said, now)


@publishes(CLAIM)
def _publish(tx: Session, act: Act, _today: date) -> None:
    document = texts.find(tx, act.collective.id, act.payload["text"])
    if document.nul != act.nul:
        raise Closed(_("Cette parole n’est plus celle de la carte."))
    document.nul, document.box = bytes.fromhex(act.payload["nul"]), bytes.fromhex(act.payload["box"])
    tx.add(document)
    # What the card asked before goes on in the name of the carnet: it would be refused otherwise.
    rows = select(Pending).where(Pending.nul == act.nul, Pending.scope == act.scope, Pending.kind != CLAIM)
    for row in tx.exec(rows).all():
        row.nul = document.nul
        tx.add(row)
    tx.flush()
