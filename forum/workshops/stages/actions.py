"""Say more of what somebody has just said, in their place and with their yes: an act of their card, like the statement."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.errors import Closed, NotFound
from forum.core.i18n import _
from forum.core.viewer import Viewer
from forum.workshops.cards import actions as cards
from forum.workshops.cards import queries
from forum.workshops.cards.queries import Said
from forum.workshops.stages.rules import Sitting, Typed
from forum.workshops.statements.actions import note


def said(tx: Session, card: Viewer, one: Typed) -> Said:
    """Closed once it is its speaker's alone: taken back, put in a carnet, or leaving for one."""
    try:
        found = queries.one_of(tx, card, one.ref)
    except NotFound:
        raise Closed(_("Cette parole n’est plus à compléter ici : qui l’a dite l’a reprise.")) from None
    cards.check_still_the_card_s(found)
    return found


def answer(
    tx: Session, place: Place, sitting: Sitting, card: Viewer, one: Typed, changes: Mapping[str, str],
    sources: Sequence[dict[str, Any]], now: Now, *, relaxed: bool = False,
) -> None:  # fmt: skip
    """One stage, kept at once. The log says what it says of any statement, and the words go under the card alone."""
    cards.change(tx, card, said(tx, card, one), changes, now, sources=sources, relaxed=relaxed)
    note(tx, place, sitting.workshop, now)
