"""What the figures of a petition are made of, ready to be read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlmodel import Session, select

from forum.collectives.models import Collective
from forum.collectives.queries import Place, by_id, place_choices
from forum.core.db import once
from forum.petitions import queries as petitions
from forum.petitions.journal import queries as journal
from forum.petitions.lifecycle import queries as lifecycle
from forum.petitions.models import Petition
from forum.petitions.news import queries as news
from forum.petitions.official import queries as official
from forum.petitions.official.queries import Chosen
from forum.petitions.paper import queries as paper
from forum.petitions.queries import Counts
from forum.petitions.shown import rules
from forum.petitions.shown.models import PetitionPicture, SignaturePlace
from forum.petitions.shown.rules import Tile
from forum.petitions.towns.rules import FOLLOWS
from forum.petitions.waves.queries import waves_of
from forum.petitions.waves.rules import REASONS


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


def told_of(tx: Session, petition_id: int, today: date, lang: str) -> dict[str, Any]:
    """All that its page says to everybody alike: kept until somebody commits, whoever asks, and whatever follows « ? »."""
    return once(tx, ("petition page", petition_id, today, lang), lambda tx: _all_told(tx, petition_id, today))


def _all_told(tx: Session, petition_id: int, today: date) -> dict[str, Any]:
    # The petition too is read here: what is kept may not be made of an older one.
    petition = tx.get_one(Petition, petition_id)
    counts, path = petitions.counts(tx, petition_id), official.chosen(tx, petition_id)
    return lifecycle.shown(tx, petition, today) | {
        "parts": {},  # of the page, once they are rendered: they go with what they are made of
        "petition": petition,
        "collective": by_id(tx, petition.collective_id),
        "addressee": petitions.addressee(tx, petition),
        "demands": petitions.carried(tx, petition),
        "errata": petitions.errata(tx, petition),
        "counts": counts,
        "official": path,
        **progress(petition, counts, path),
        "picture": picture_mark(tx, petition_id),
        "news": news.latest(tx, petition_id),
        "paper": paper.figures(tx, petition_id, today),
        "point": journal.latest(tx, petition),
        "waves": waves_of(tx, petition_id),
        "reasons": REASONS,
        **asked_where(tx, petition.collective_id),
    }


def asked_where(tx: Session, collective_id: int) -> dict[str, Any]:
    """What a form asks of where people live: the collective's places, and whether a commune can say which."""
    known = place_choices(tx, collective_id)
    return {"places": known, "follows": _follows(known)}


@lru_cache(maxsize=100)
def _follows(known: tuple[tuple[str, str], ...]) -> str:
    """Kept: to look five hundred names up takes milliseconds, for each reader."""
    return FOLLOWS if rules.by_department(known) else ""


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
