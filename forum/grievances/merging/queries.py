"""Reads on merges: one with its two grievances, what stands beside a grievance, what a carnet is asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from sqlmodel import Session, and_, col, func, or_, select

from forum.collectives.models import DECIDING, Collective, Pending
from forum.core.errors import NotFound
from forum.core.viewer import Viewer
from forum.grievances import queries as grievances
from forum.grievances.merging.models import Merge, MergeApart, MergePaper
from forum.grievances.merging.rules import JOINED, SIDES, Papers, Side, vote_scope
from forum.grievances.models import Echo, Grievance
from forum.texts import queries as texts
from forum.texts.models import Document
from forum.texts.queries import Reading
from forum.texts.sources.queries import Cited

COLLEGES = ("professional", "concerned", "ally", "open")
Counts = dict[str, int]


@dataclass(frozen=True)
class Pair:
    """A merge and the heads of its two grievances."""

    merge: Merge
    absorbed: Document
    survivor: Document

    def side(self, side: str) -> Document:
        return cast(Document, getattr(self, side))

    def side_of(self, document: Document) -> str:
        return next(side for side in SIDES if self.side(side).id == document.id)

    def other(self, document: Document) -> Document:
        return self.survivor if document.id == self.absorbed.id else self.absorbed


@dataclass(frozen=True)
class Brought:
    """An absorbed grievance as the page of its survivor shows it: `waiting` and `apart` are its echoes, by college, that
    have not answered yet and that said no. One that moderation hid has no `reading`, and none of its testimonies."""

    pair: Pair
    reading: Reading | None
    testimonies: list[Reading]
    sources: list[Cited]
    waiting: Counts
    apart: Counts


@dataclass(frozen=True)
class Beside:
    """What the page of a grievance says of merges: open proposals, what was brought, what parted from it again."""

    proposed: list[Pair] = field(default_factory=list)
    brought: list[Brought] = field(default_factory=list)
    parted: list[Pair] = field(default_factory=list)


def find(tx: Session, collective_id: int, ref: str) -> Pair:
    query = select(Merge).where(Merge.ref == ref, Merge.collective_id == collective_id)
    merge = tx.exec(query).first()
    if merge is None:
        raise NotFound
    return pair_of(tx, merge)


def pair_of(tx: Session, merge: Merge) -> Pair:
    return _pairs(tx, [merge])[0]


def _pairs(tx: Session, merges: Sequence[Merge]) -> list[Pair]:
    ids = {ident for m in merges for ident in (m.absorbed_id, m.survivor_id)}
    if not ids:
        return []
    found = {d.id: d for d in tx.exec(select(Document).where(col(Document.id).in_(ids))).all()}
    return [Pair(m, found[m.absorbed_id], found[m.survivor_id]) for m in merges]


def of_text(tx: Session, document: Document, *states: str) -> Sequence[Merge]:
    """The merges that a grievance is a side of, in these states."""
    query = select(Merge).where(
        or_(Merge.absorbed_id == document.id, Merge.survivor_id == document.id), col(Merge.state).in_(states)
    )
    return tx.exec(query.order_by(col(Merge.day), col(Merge.ref))).all()


def beside(tx: Session, document: Document, today: date) -> Beside:
    """One query for a grievance that nobody compared with another."""
    merges = of_text(tx, document, "proposed", *JOINED, "undone")
    pairs = _pairs(tx, merges)
    joined = [p for p in pairs if p.merge.state in JOINED and p.survivor.id == document.id]
    return Beside(
        [p for p in pairs if p.merge.state == "proposed" and p.merge.closes >= today and not p.merge.hidden],
        _brought(tx, joined),
        [p for p in pairs if p.merge.state == "undone" and (p.merge.until or today) >= today],
    )


def _brought(tx: Session, pairs: list[Pair]) -> list[Brought]:
    if not pairs:
        return []
    shown = [pair.absorbed for pair in pairs if not pair.absorbed.hidden]
    readings = {reading.document.id: reading for reading in texts.read_many(tx, shown)}
    sources = texts.sources(tx, [document.id for document in shown])
    return [
        Brought(
            pair,
            readings.get(pair.absorbed.id),
            _testimonies(tx, pair.absorbed),
            sources.get(pair.absorbed.id, []),
            *divided(tx, pair.merge),
        )
        for pair in pairs
    ]


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
    query = select(MergePaper.side, MergePaper.college, MergePaper.choice, func.count())
    rows = tx.exec(
        query.where(MergePaper.merge_id == merge.id).group_by(
            MergePaper.side, MergePaper.college, MergePaper.choice
        )
    ).all()
    counted = {(side, college, choice): n for side, college, choice, n in rows}
    idents = {"absorbed": merge.absorbed_id, "survivor": merge.survivor_id}
    return {
        side: Side(
            getattr(merge, f"{side}_says"),
            echoes(tx, idents[side]),
            {c: Papers(counted.get((side, c, "yes"), 0), counted.get((side, c, "no"), 0)) for c in DECIDING},
        )
        for side in SIDES
    }


def came_from(tx: Session, document: Document, ref: str) -> Document | None:
    """The absorbed grievance whose address led here; None for a forged or outdated one."""
    if not ref:
        return None
    query = select(Document).where(Document.ref == ref, Document.elsewhere == document.ref)
    return tx.exec(query).first()


def look_alikes(tx: Session, collective: Collective, document: Document) -> list[Document]:
    """Others that may say the same. The one place that knows how they are found."""
    near = grievances.alike(tx, collective, document.title)
    return [other for other in near if other.id != document.id]


# -- what one carnet is asked --------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """`what`: "vote" on an open proposal, "confirm" where one's echo of the absorbed grievance goes, "again" after an
    undoing, for those who live the survivor and not (or no longer) the other."""

    what: str
    pair: Pair
    slug: str


def own_echo(tx: Session, viewer: Viewer, document: Document) -> Echo | None:
    if not viewer.key:
        return None
    nul = viewer.nul("echo", document.ref)
    return tx.exec(select(Echo).where(Echo.text_id == document.id, Echo.nul == nul)).first()


def own_waiting(tx: Session, viewer: Viewer, kinds: Iterable[str], label: str, scope: str) -> list[Pending]:
    """What this carnet sent of these kinds and waits for its slot."""
    if not viewer.key:
        return []
    mine = Pending.nul == viewer.nul(label, scope)
    query = select(Pending).where(col(Pending.kind).in_(list(kinds)), Pending.scope == scope, mine)
    return list(tx.exec(query).all())


def is_apart(tx: Session, echo: Echo, merge: Merge) -> bool:
    query = select(MergeApart.echo_id).where(MergeApart.echo_id == echo.id, MergeApart.merge_id == merge.id)
    return tx.exec(query).first() is not None


def asked(tx: Session, viewer: Viewer, today: date) -> list[Asked]:
    """All that this carnet is asked: its echoes are found by making their nullifiers again."""
    if not viewer.key:
        return []
    live = or_(
        col(Merge.state).in_(JOINED),
        and_(col(Merge.state) == "proposed", col(Merge.closes) >= today),
        and_(col(Merge.state) == "undone", col(Merge.until) >= today),
    )
    merges = tx.exec(select(Merge).where(live, col(Merge.hidden).is_(False)).order_by(Merge.ref)).all()
    pairs = _pairs(tx, merges)
    mine = _echoed(tx, viewer, pairs)
    slugs: dict[Any, str] = dict(tx.exec(select(Collective.id, Collective.slug)).all())
    found = [(_question(tx, viewer, pair, mine), pair) for pair in pairs]
    return [Asked(what, pair, slugs[pair.merge.collective_id]) for what, pair in found if what]


def _echoed(tx: Session, viewer: Viewer, pairs: list[Pair]) -> dict[int, Echo]:
    """This carnet's echoes of all these grievances, by grievance."""
    nuls = {d.id: viewer.nul("echo", d.ref) for pair in pairs for d in (pair.absorbed, pair.survivor)}
    rows: list[Echo] = []
    values = list(nuls.values())
    for start in range(0, len(values), 500):
        rows += tx.exec(select(Echo).where(col(Echo.nul).in_(values[start : start + 500]))).all()
    return {echo.text_id: echo for echo in rows if bytes(echo.nul) == nuls.get(echo.text_id)}


def _question(tx: Session, viewer: Viewer, pair: Pair, mine: dict[int, Echo]) -> str:
    merge, there, here = pair.merge, mine.get(pair.absorbed.id), mine.get(pair.survivor.id)
    if merge.state == "proposed":
        return "vote" if (there or here) and not has_voted(tx, viewer, pair) else ""
    if merge.state == "undone":
        return "again" if here and not there and any(merge.confirmed.values()) else ""
    waits = own_waiting(tx, viewer, ("merge.leave", "merge.apart"), "echo", pair.absorbed.ref)
    return "confirm" if there and not waits and not is_apart(tx, there, merge) else ""


def has_voted(tx: Session, viewer: Viewer, pair: Pair) -> bool:
    """Whether a paper of this carnet is in, or waits: for its own eyes, and never which."""
    scopes = [vote_scope(pair.merge.ref, side) for side in SIDES]
    nuls = [viewer.nul("vote", scope) for scope in scopes]
    counted = select(MergePaper.id).where(MergePaper.merge_id == pair.merge.id, col(MergePaper.nul).in_(nuls))
    waiting = select(Pending.id).where(col(Pending.scope).in_(scopes), col(Pending.nul).in_(nuls))
    return tx.exec(counted).first() is not None or tx.exec(waiting).first() is not None
