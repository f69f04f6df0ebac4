"""What the figures of a petition are made of, ready to be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, select

from forum.collectives.models import Collective
from forum.collectives.queries import Place, place_choices
from forum.petitions.models import Petition
from forum.petitions.news.queries import latest
from forum.petitions.official.queries import Chosen
from forum.petitions.queries import Counts
from forum.petitions.shown import rules
from forum.petitions.shown.models import PetitionPicture, SignaturePlace
from forum.petitions.shown.rules import Tile


@dataclass(frozen=True)
class Where:
    """Places that are told, by steps of `step`; `tiles` only where a map says something."""

    places: Sequence[rules.Spot]
    tiles: Sequence[Tile]
    step: int
    asked: bool

    @property
    def size(self) -> tuple[int, int]:
        return rules.size(self.tiles)


def common(petition: Petition, place: Place) -> bool:
    """Whether its page is the same for everybody: drafts and what is hidden are for a few."""
    return place.public and petition.state != "draft" and not petition.hidden


def progress(petition: Petition, counts: Counts, path: Chosen | None) -> dict[str, Any]:
    """For the partials of `templates/petitions/shown`."""
    total, colleges = counts.total, counts.by_college
    return {
        "milestone": rules.next_milestone(total, petition.goal, path.needed if path else 0),
        "reached": rules.reached(total),
        "parity": rules.parity(colleges["professional"], colleges["concerned"]),
    }


def around(
    tx: Session, petition: Petition, place: Place, counts: Counts, path: Chosen | None
) -> dict[str, Any]:
    """What stands around the text on the petition's own page."""
    return {
        **progress(petition, counts, path),
        "common": common(petition, place),
        "picture": picture_mark(tx, petition.id),
        "news": latest(tx, petition.id),
    }


def where_from(tx: Session, collective: Collective, petition_id: int) -> Where:
    query = select(SignaturePlace.territory, SignaturePlace.told)
    counts = dict(tx.exec(query.where(SignaturePlace.petition_id == petition_id)).all())
    choices = place_choices(tx, collective.id)
    places, on_map = rules.by_place(rules.told(counts, collective.k), dict(choices))
    drawn = rules.tiles(on_map) if on_map and rules.drawable(choices) else []
    return Where(places, drawn, collective.k, bool(choices))


def picture_mark(tx: Session, petition_id: int) -> str:
    """Of the picture there is; "" before it is drawn."""
    query = select(PetitionPicture.mark).where(PetitionPicture.petition_id == petition_id)
    return tx.exec(query).first() or ""


def picture(tx: Session, petition_id: int) -> PetitionPicture | None:
    return tx.get(PetitionPicture, petition_id)
