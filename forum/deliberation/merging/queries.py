"""Reads on merges: one with its two texts, what stands beside a text, what a carnet is asked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from sqlmodel import Session, and_, col, func, or_, select

from forum.collectives.models import Collective, Pending
from forum.core.errors import NotFound
from forum.core.viewer import Viewer
from forum.deliberation.merging.models import Merge, MergePaper
from forum.deliberation.merging.rules import JOINED, OPEN, PAPERS, SIDES, vote_scope
from forum.deliberation.merging.ways import KINDS, Way, way_of
from forum.texts.hidden import listed
from forum.texts.models import Amendment, Document

NEAR = 6  # look-alikes that the form offers


@dataclass(frozen=True)
class Pair:
    """A merge and the heads of its two texts."""

    merge: Merge
    absorbed: Document
    survivor: Document

    @property
    def way(self) -> Way:
        return way_of(self.absorbed.kind)

    def side(self, side: str) -> Document:
        return cast(Document, getattr(self, side))

    def side_of(self, document: Document) -> str:
        return next(side for side in SIDES if self.side(side).id == document.id)

    def other(self, document: Document) -> Document:
        return self.survivor if document.id == self.absorbed.id else self.absorbed


@dataclass(frozen=True)
class Beside:
    """What the page of a text says of merges: open proposals, what was joined to it, what parted from it again."""

    proposed: list[Pair] = field(default_factory=list)
    joined: list[Pair] = field(default_factory=list)
    parted: list[Pair] = field(default_factory=list)


def find(tx: Session, collective_id: int, ref: str) -> Pair:
    query = select(Merge).where(Merge.ref == ref, Merge.collective_id == collective_id)
    merge = tx.exec(query).first()
    if merge is None:
        raise NotFound
    return pair_of(tx, merge)


def pair_of(tx: Session, merge: Merge) -> Pair:
    return pairs(tx, [merge])[0]


def pairs(tx: Session, merges: Sequence[Merge]) -> list[Pair]:
    ids = {ident for m in merges for ident in (m.absorbed_id, m.survivor_id)}
    if not ids:
        return []
    found = {d.id: d for d in tx.exec(select(Document).where(col(Document.id).in_(ids))).all()}
    return [Pair(m, found[m.absorbed_id], found[m.survivor_id]) for m in merges]


def of_text(tx: Session, document: Document, *states: str) -> Sequence[Merge]:
    """The merges that a text is a side of, in these states."""
    query = select(Merge).where(
        or_(Merge.absorbed_id == document.id, Merge.survivor_id == document.id), col(Merge.state).in_(states)
    )
    return tx.exec(query.order_by(col(Merge.day), col(Merge.ref))).all()


def beside(tx: Session, document: Document, today: date) -> Beside:
    """One query for a text that nobody compared with another."""
    found = pairs(tx, of_text(tx, document, *OPEN, *JOINED, "undone"))
    return Beside(
        [p for p in found if p.merge.state in OPEN and p.merge.closes >= today and not p.merge.hidden],
        [p for p in found if p.merge.state in JOINED and p.survivor.id == document.id],
        [p for p in found if p.merge.state == "undone" and (p.merge.until or today) >= today],
    )


def counted(tx: Session, merge: Merge) -> dict[tuple[str, str, str], int]:
    """(side, college, choice) → how many papers."""
    columns = (MergePaper.side, MergePaper.college, MergePaper.choice)
    query = select(*columns, func.count()).where(MergePaper.merge_id == merge.id).group_by(*columns)
    return {(side, college, choice): n for side, college, choice, n in tx.exec(query).all()}


def came_from(tx: Session, document: Document, ref: str) -> Pair | None:
    """The merge of the text whose address led here; None for a forged or outdated one."""
    if not ref:
        return None
    query = select(Document).where(Document.ref == ref, Document.elsewhere == document.ref)
    absorbed = tx.exec(query).first()
    merges = of_text(tx, absorbed, *JOINED) if absorbed else ()
    return next((pair for pair in pairs(tx, merges) if pair.absorbed.ref == ref), None)


def look_alikes(tx: Session, collective: Collective, document: Document) -> list[Document]:
    """Others of its kind that may say the same. The one place that knows how they are found."""
    from forum.texts.similar.queries import closest  # whoever reads a text does not need it

    close = closest(tx, collective, document.title, 3 * NEAR)
    near = [one.ref for one in close if one.kind == document.kind and one.ref != document.ref][:NEAR]
    found = tx.exec(select(Document).where(col(Document.ref).in_(near), listed())).all()
    return sorted(found, key=lambda other: near.index(other.ref))


# -- what one carnet is asked --------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """`what`: "vote" on an open proposal, "confirm" where one's voice on the absorbed text goes, "again" after an undoing,
    for those who live the survivor and not (or no longer) the other."""

    what: str
    pair: Pair
    slug: str = ""


def asked(tx: Session, viewer: Viewer, today: date) -> list[Asked]:
    """All that this carnet is asked: each kind finds its voices by making their nullifiers again."""
    if not viewer.key:
        return []
    live = or_(
        col(Merge.state).in_(JOINED),
        and_(col(Merge.state).in_(OPEN), col(Merge.closes) >= today),
        and_(col(Merge.state) == "undone", col(Merge.until) >= today),
    )
    merges = tx.exec(select(Merge).where(live, col(Merge.hidden).is_(False)).order_by(Merge.ref)).all()
    found = pairs(tx, merges)
    slugs: dict[Any, str] = dict(tx.exec(select(Collective.id, Collective.slug)).all()) if found else {}
    return [
        Asked(one.what, one.pair, slugs[one.pair.merge.collective_id])
        for kind in KINDS
        if (own := [pair for pair in found if pair.absorbed.kind == kind])
        for one in way_of(kind).asked(tx, viewer, own)
    ]


def own_waiting(tx: Session, viewer: Viewer, kinds: Iterable[str], label: str, scope: str) -> list[Pending]:
    """What this carnet sent of these kinds and waits for its slot."""
    if not viewer.key:
        return []
    mine = Pending.nul == viewer.nul(label, scope)
    query = select(Pending).where(col(Pending.kind).in_(list(kinds)), Pending.scope == scope, mine)
    return list(tx.exec(query).all())


def has_voted(tx: Session, viewer: Viewer, merge: Merge, *sides: str) -> bool:
    """Whether a paper of this carnet is in, or waits: for its own eyes, and never which."""
    scopes = [vote_scope(merge.ref, side) for side in sides]
    nuls = [viewer.nul("vote", scope) for scope in scopes]
    known = select(MergePaper.id).where(MergePaper.merge_id == merge.id, col(MergePaper.nul).in_(nuls))
    waiting = select(Pending.id).where(col(Pending.scope).in_(scopes), col(Pending.nul).in_(nuls))
    return tx.exec(known).first() is not None or tx.exec(waiting).first() is not None


def taking(tx: Session) -> Sequence[tuple[int, str, str, int]]:
    """(merge, `ref:side`, title, collective) of the papers that may be taken back: a carnet has one for each side."""
    query = select(Merge.id, Merge.ref, Document.title, Merge.collective_id).join(
        Document, col(Document.id) == Merge.absorbed_id
    )
    some = select(MergePaper.merge_id)
    rows = tx.exec(query.where(col(Merge.state).in_((*OPEN, *JOINED)), col(Merge.id).in_(some))).all()
    return [(ident, f"{ref}:{side}", title, place) for ident, ref, title, place in rows for side in PAPERS]


def around(tx: Session, document: Document) -> dict[bytes, str]:
    """Where those who spoke of a text, or wait for an answer to their change, are told; each with its thread."""
    spoke = select(Document.box).where(
        Document.thread == document.ref, Document.id != document.id, Document.nul != b""
    )
    changing = select(Amendment.box).where(
        Amendment.text_id == document.id, Amendment.state == "open", Amendment.nul != b""
    )
    return {bytes(box): document.thread for query in (spoke, changing) for box in tx.exec(query).all() if box}
