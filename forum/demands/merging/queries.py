"""Reads on merges of demands: what keeps one from being joined, who decides, whose voices are where."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from forum.collectives.models import COLLEGES, Pending
from forum.collectives.queries import Place, by_id, grants, place_of
from forum.collectives.rules import shared_scope
from forum.core.hooks import hooks
from forum.core.i18n import _
from forum.core.viewer import Viewer
from forum.deliberation.merging import queries as merging
from forum.deliberation.merging.models import Merge
from forum.deliberation.merging.queries import Asked, Pair
from forum.deliberation.merging.rules import JOINED, SIDES
from forum.deliberation.models import Argument, Ballot
from forum.deliberation.rules import Tally
from forum.demands.consultations.models import Consultation, ConsultationOption
from forum.demands.merging import rules
from forum.demands.models import Demand, PlatformItem
from forum.texts import queries as texts
from forum.texts.authors import queries as authors
from forum.texts.authors.queries import Author
from forum.texts.models import Document
from forum.texts.queries import Reading
from forum.texts.sources.queries import Cited
from forum.texts.voices import wrote

# (transaction, demand) → why what a higher room does with these words keeps them apart, or "".
BOUND: list[Callable[[Session, Document], str]] = hooks("demand.bound")


def why_apart(tx: Session, document: Document) -> str:
    """Why a demand cannot be joined with another, in plain words, or "": others count on it as it is."""
    demand = tx.exec(select(Demand).where(Demand.text_id == document.id)).one()
    voting = select(Ballot.id).where(Ballot.text_id == document.id, col(Ballot.state) != "closed")
    asked = (
        select(Consultation.id)
        .join(ConsultationOption, col(ConsultationOption.consultation_id) == Consultation.id)
        .where(ConsultationOption.text_id == document.id, Consultation.state == "open")
    )
    printed = select(PlatformItem.platform_id).where(PlatformItem.text_id == document.id)
    said = ""
    if demand.state == "ballot" or tx.exec(voting).first() is not None:
        said = _("On vote en ce moment sur « {title} » : elle ne se regroupe avec rien avant la fin du vote.")
    elif demand.state == "shared":
        said = _("Les deux collèges ont adopté « {title} » telle qu’elle est : elle ne se regroupe plus.")
    elif tx.exec(asked).first() is not None:
        said = _("« {title} » est dans une consultation ouverte : attendez qu’elle soit comptée.")
    elif tx.exec(printed).first() is not None:
        said = _("« {title} » est dans un cahier publié : elle ne se regroupe plus.")
    else:
        said = next((why for why in (ask(tx, document) for ask in BOUND) if why), "")
    return said.format(title=document.title)


def tallies(tx: Session, merge: Merge, side: str) -> dict[str, Tally]:
    """The papers on the joining (`all`), or on the parting, by college; every college is there."""
    counted, allowed = merging.counted(tx, merge), grants(tx, merge.collective_id)
    return {
        college: Tally(
            {name: counted.get((side, college, choice), 0) for choice, name in rules.CHOICES.items()},
            allowed[college],
        )
        for college in COLLEGES
    }


def papers(_tx: Session, place: Place, pair: Pair) -> list[tuple[str, str]]:
    """Whoever votes in the collective has one paper, while there is a vote."""
    side = {"voting": "all", "parting": "parting"}.get(pair.merge.state, "")
    return [(side, place.college)] if side and place.may("vote") else []


# -- the page of the one that stays --------------------------------------------


@dataclass(frozen=True)
class Brought:
    """An absorbed demand as the page of its survivor shows it. `apart`: how many of its `authors` are counted apart.

    One that moderation hid has no `reading`.
    """

    pair: Pair
    reading: Reading | None
    sources: list[Cited]
    authors: list[Author]
    came: int
    apart: int
    debated: bool


def brought(tx: Session, pairs: Sequence[Pair]) -> list[Brought]:
    if not pairs:
        return []
    shown = [pair.absorbed for pair in pairs if not pair.absorbed.hidden]
    readings = {reading.document.id: reading for reading in texts.read_many(tx, shown)}
    sources = texts.sources(tx, [document.id for document in shown])
    return [_brought(tx, pair, readings, sources) for pair in pairs]


def _brought(
    tx: Session, pair: Pair, readings: Mapping[int, Reading], sources: Mapping[int, list[Cited]]
) -> Brought:
    absorbed, came = pair.absorbed, sum(pair.merge.confirmed.values())
    signed = [one for one in authors.of(tx, absorbed) if one.nul]
    about = select(Argument.text_id).where(Argument.thread == absorbed.ref)
    return Brought(
        pair,
        readings.get(absorbed.id),
        sources.get(absorbed.id, []),
        signed,
        came,
        rules.apart(len(signed), came),
        tx.exec(about).first() is not None,
    )


# -- what one carnet is asked --------------------------------------------------


def asked(tx: Session, viewer: Viewer, pairs: Sequence[Pair]) -> list[Asked]:
    """To vote, where the collective does; to say whether one also writes the demand in which one's own goes on."""
    wrote_one = {d.id for d in authors.cowritten(tx, viewer)} if pairs else set()
    found = []
    for pair in pairs:
        if pair.merge.state in ("voting", "parting"):
            place = place_of(tx, by_id(tx, pair.merge.collective_id), viewer)
            sides = [side for side, _college in papers(tx, place, pair)]
            if sides and not merging.has_voted(tx, viewer, pair.merge, *sides):
                found.append(Asked("parting" if pair.merge.state == "parting" else "decide", pair))
        one = pair.absorbed
        if pair.merge.state in JOINED and (one.id in wrote_one or wrote(viewer, one, one.nul)):
            place = place_of(tx, by_id(tx, pair.merge.collective_id), viewer)
            if signs(tx, place, pair) and not answered(tx, viewer, pair):
                found.append(Asked("sign", pair))
    return found


def signs(tx: Session, place: Place, pair: Pair) -> bool:
    """Whether this carnet writes the absorbed demand, and not the other."""
    if not place.viewer.key or pair.merge.state not in JOINED:
        return False
    mine, there = (authors.mine(place, d, authors.of(tx, d)) for d in (pair.absorbed, pair.survivor))
    return mine is not None and there is None


def answered(tx: Session, viewer: Viewer, pair: Pair) -> bool:
    return merging.has_voted(tx, viewer, pair.merge, "aside") or bool(signing(tx, viewer, pair))


def signing(tx: Session, viewer: Viewer, pair: Pair) -> list[Pending]:
    """What this carnet sent to write the one that stays, and waits for its slot."""
    scopes = (pair.survivor.thread, shared_scope(pair.merge.collective_id))
    rows = (row for s in scopes for row in merging.own_waiting(tx, viewer, ("merge.sign",), "voice", s))
    return [row for row in rows if json.loads(row.payload)["merge"] == pair.merge.ref]


def shown(tx: Session, place: Place, pair: Pair, _today: date) -> dict[str, Any]:
    return {"asks": signs(tx, place, pair)}


def left(tx: Session, pair: Pair) -> set[str]:
    """The sides of which nobody is left to answer."""
    return {side for side in SIDES if not authors.of(tx, pair.side(side))}
