"""Reads on merges of grievances: whose voices are where, and what the page of a survivor shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, func, select

from forum.collectives.models import DECIDING, Territory
from forum.collectives.queries import Place
from forum.core.viewer import Viewer
from forum.deliberation.merging import queries as merging
from forum.deliberation.merging.models import Merge
from forum.deliberation.merging.queries import Asked, Pair
from forum.deliberation.merging.rules import JOINED, OPEN, SIDES
from forum.grievances.merging.models import MergeApart
from forum.grievances.merging.rules import Papers, Side
from forum.grievances.models import Echo, Grievance
from forum.texts import queries as texts
from forum.texts.amendments import queries as amendments
from forum.texts.amendments.queries import Listed
from forum.texts.models import Document
from forum.texts.queries import Reading
from forum.texts.sources.queries import Cited

COLLEGES = ("professional", "concerned", "ally", "open")
Counts = dict[str, int]


@dataclass(frozen=True)
class Brought:
    """An absorbed grievance as the page of its survivor shows it: `waiting` and `apart` are its echoes, by college, that
    have not answered yet and that said no; `place` is where it was lived. One that moderation hid has no `reading`, none of
    its testimonies and none of the changes proposed to it."""

    pair: Pair
    place: str
    reading: Reading | None
    testimonies: list[Reading]
    sources: list[Cited]
    proposals: list[Listed]
    waiting: Counts
    apart: Counts


def brought(tx: Session, pairs: Sequence[Pair]) -> list[Brought]:
    if not pairs:
        return []
    shown = [pair.absorbed for pair in pairs if not pair.absorbed.hidden]
    readings = {reading.document.id: reading for reading in texts.read_many(tx, shown)}
    sources = texts.sources(tx, [document.id for document in shown])
    places = _places(tx, [pair.absorbed.id for pair in pairs])
    return [
        Brought(
            pair,
            places[pair.absorbed.id],
            readings.get(pair.absorbed.id),
            _testimonies(tx, pair.absorbed),
            sources.get(pair.absorbed.id, []),
            [] if pair.absorbed.hidden else amendments.of_text(tx, pair.absorbed),
            *divided(tx, pair.merge),
        )
        for pair in pairs
    ]


def _places(tx: Session, ids: Sequence[int]) -> dict[int, str]:
    query = select(Grievance.text_id, Territory.name).join(
        Territory, col(Territory.id) == Grievance.territory_id
    )
    return dict(tx.exec(query.where(col(Grievance.text_id).in_(ids))).all())


def _testimonies(tx: Session, document: Document) -> list[Reading]:
    return [] if document.hidden else texts.read_many(tx, texts.thread(tx, document.ref, "testimony"))


def divided(tx: Session, merge: Merge) -> tuple[Counts, Counts]:
    """The echoes that the absorbed grievance still has, by college: those not asked yet, and those that stay apart."""
    apart = said_no(tx, merge)
    all_of_them = echoes(tx, merge.absorbed_id)
    return {college: all_of_them[college] - apart[college] for college in COLLEGES}, apart


def said_no(tx: Session, merge: Merge) -> Counts:
    query = select(Echo.college, func.count()).join(MergeApart, col(MergeApart.echo_id) == Echo.id)
    rows = tx.exec(query.where(MergeApart.merge_id == merge.id).group_by(Echo.college)).all()
    return {**dict.fromkeys(COLLEGES, 0), **dict(rows)}


def echoes(tx: Session, text_id: int) -> Counts:
    columns = [getattr(Grievance, f"echo_{college}") for college in COLLEGES]
    row = tx.exec(select(*columns).where(Grievance.text_id == text_id)).one()
    return dict(zip(COLLEGES, row, strict=True))


def sides(tx: Session, merge: Merge) -> dict[str, Side]:
    """All that a decision is made of."""
    counted = merging.counted(tx, merge)
    idents = {"absorbed": merge.absorbed_id, "survivor": merge.survivor_id}
    return {
        side: Side(
            getattr(merge, f"{side}_says"),
            echoes(tx, idents[side]),
            {c: Papers(counted.get((side, c, "yes"), 0), counted.get((side, c, "no"), 0)) for c in DECIDING},
        )
        for side in SIDES
    }


# -- what one carnet is asked --------------------------------------------------


def own_echo(tx: Session, viewer: Viewer, document: Document) -> Echo | None:
    if not viewer.key:
        return None
    nul = viewer.nul("echo", document.ref)
    return tx.exec(select(Echo).where(Echo.text_id == document.id, Echo.nul == nul)).first()


def lived(tx: Session, place: Place, pair: Pair) -> list[tuple[str, str]]:
    """The sides that this carnet lives, each with the college it is counted in."""
    echoes = ((side, own_echo(tx, place.viewer, pair.side(side))) for side in SIDES)
    return [(side, echo.college) for side, echo in echoes if echo is not None]


def shown(tx: Session, place: Place, pair: Pair, _today: date) -> dict[str, Any]:
    own = own_echo(tx, place.viewer, pair.absorbed)
    return {"asks": pair.merge.state in JOINED and own is not None}


def is_apart(tx: Session, echo: Echo, merge: Merge) -> bool:
    query = select(MergeApart.echo_id).where(MergeApart.echo_id == echo.id, MergeApart.merge_id == merge.id)
    return tx.exec(query).first() is not None


def asked(tx: Session, viewer: Viewer, pairs: Sequence[Pair]) -> list[Asked]:
    """Its echoes are found by making their nullifiers again."""
    mine = _echoed(tx, viewer, pairs)
    found = [(_question(tx, viewer, pair, mine), pair) for pair in pairs]
    return [Asked(what, pair) for what, pair in found if what]


def _echoed(tx: Session, viewer: Viewer, pairs: Sequence[Pair]) -> dict[int, Echo]:
    """This carnet's echoes of all these grievances, by grievance."""
    nuls = {d.id: viewer.nul("echo", d.ref) for pair in pairs for d in (pair.absorbed, pair.survivor)}
    rows: list[Echo] = []
    values = list(nuls.values())
    for start in range(0, len(values), 500):
        rows += tx.exec(select(Echo).where(col(Echo.nul).in_(values[start : start + 500]))).all()
    return {echo.text_id: echo for echo in rows if bytes(echo.nul) == nuls.get(echo.text_id)}


def _question(tx: Session, viewer: Viewer, pair: Pair, mine: dict[int, Echo]) -> str:
    merge, there, here = pair.merge, mine.get(pair.absorbed.id), mine.get(pair.survivor.id)
    if merge.state in OPEN:
        return "vote" if (there or here) and not merging.has_voted(tx, viewer, merge, *SIDES) else ""
    if merge.state == "undone":
        return "again" if here and not there and any(merge.confirmed.values()) else ""
    waits = merging.own_waiting(tx, viewer, ("merge.leave", "merge.apart"), "echo", pair.absorbed.ref)
    return "confirm" if there and not waits and not is_apart(tx, there, merge) else ""
