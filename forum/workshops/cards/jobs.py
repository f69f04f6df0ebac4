"""A card goes into a carnet, or becomes one: what was said with it goes along, in a transaction without the grant."""

from sqlmodel import Session

from forum.core.viewer import Viewer
from forum.http.house import House
from forum.texts.spoken.rules import holder, mark_of
from forum.workshops.cards.actions import claim_all


def along(tx: Session, house: House, code: str, viewer: Viewer) -> None:
    pepper = house.keys.pepper
    claim_all(tx, holder(mark_of(code, pepper), pepper), viewer, house.clock())
