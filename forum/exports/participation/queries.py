"""Who takes part, by college, by the way they came and by place: counts only, and none that is small."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session, and_, case, col, func, select

from forum.collectives.models import COLLEGES, DECIDING, TIERS, Collective, Territory
from forum.collectives.queries import heads, tiers
from forum.core.withheld import Suppressed, stepped, suppress
from forum.exports.participation.reference.models import Concerned
from forum.exports.participation.reference.queries import loaded
from forum.exports.participation.rules import Compared, compared, little_heard
from forum.grievances.models import Grievance
from forum.texts.hidden import listed
from forum.texts.models import Document
from forum.texts.spoken.models import Spoken

CHANNELS = ("online", "workshop", "met")


@dataclass(frozen=True)
class Beside:
    """A college beside those who are concerned: in all (0: nobody says), and place by place."""

    college: str
    concerned: int
    percent: int
    places: Sequence[tuple[str, Compared]] = ()


@dataclass(frozen=True)
class Participation:
    """Grants by college and tier, texts by college and channel, « je le vis aussi » by territory and college.

    None is withheld. `tiered`: whether the ways people came are known for the same slot as their number.
    """

    grants: Suppressed
    tiered: bool
    texts: Suppressed
    codes: Sequence[str]
    places: Sequence[str]
    echoes: Suppressed
    beside: Sequence[Beside] = ()
    sources: Sequence[tuple[str, str]] = ()
    reference: Sequence[Concerned] = field(default=(), repr=False)

    @property
    def missing(self) -> list[str]:
        return little_heard({c: self.grants.rows[COLLEGES.index(c)] for c in DECIDING})

    @property
    def silent(self) -> list[str]:
        """The places from which nothing is told to have come."""
        return [name for name, n in zip(self.places, self.echoes.rows, strict=True) if n == 0]


def of_collective(tx: Session, collective: Collective) -> Participation:
    tiered, grants = _grants(tx, collective)
    codes, names, table = _echoes(tx, collective)
    echoes, reference = _safe(table, collective.k), loaded(tx, collective.id)
    return Participation(
        grants,
        tiered,
        _safe(_texts(tx, collective), collective.k),
        codes,
        names,
        echoes,
        _beside(grants, codes, names, echoes, reference),
        sorted({(one.source, one.when) for one in reference}),
        reference,
    )


def _safe(table: Sequence[Sequence[int]], k: int) -> Suppressed:
    return stepped(suppress(table, k), k)


def _grants(tx: Session, collective: Collective) -> tuple[bool, Suppressed]:
    """The home page tells each college that is not small, so nothing may hide behind these totals."""
    held, ways = heads(tx, collective.id), tiers(tx, collective.id)
    table = [[ways.get((college, tier), 0) for tier in TIERS] for college in COLLEGES]
    tiered = [sum(row) for row in table] == [held[college] for college in COLLEGES]
    if not tiered:
        table = [[held[college]] for college in COLLEGES]
    return tiered, stepped(suppress(table, collective.k, rows_told=True), collective.k)


def _texts(tx: Session, collective: Collective) -> list[list[int]]:
    """What people wrote or said, by college and channel."""
    way = case((col(Spoken.text_id).is_(None), "online"), (Spoken.workshop == "", "met"), else_="workshop")
    query = (
        select(Document.college, way, func.count())
        .outerjoin(Spoken, and_(Spoken.text_id == Document.id))
        .where(Document.collective_id == collective.id, listed(), col(Document.college).in_(COLLEGES))
        .group_by(Document.college, way)
    )
    found: dict[tuple[str, str], int] = {(college, way): n for college, way, n in tx.exec(query).all()}
    return [[found.get((college, channel), 0) for channel in CHANNELS] for college in COLLEGES]


def _echoes(tx: Session, collective: Collective) -> tuple[list[str], list[str], list[list[int]]]:
    """Every territory is there, also those from which nobody spoke: the silence is what one looks for."""
    heard = (
        select(
            col(Grievance.territory_id).label("territory_id"),
            *(getattr(Grievance, f"echo_{c}") for c in COLLEGES),
        )
        .join(Document, Document.id == Grievance.text_id)
        .where(Document.collective_id == collective.id, col(Document.hidden).is_(False))
    ).subquery()
    sums = [func.coalesce(func.sum(heard.c[f"echo_{college}"]), 0) for college in COLLEGES]
    query = (
        select(Territory.code, Territory.name, *sums)
        .outerjoin(heard, heard.c.territory_id == Territory.id)
        .where(Territory.collective_id == collective.id)
        .group_by(col(Territory.id), Territory.name, Territory.code)
    )
    rows: Sequence[Any] = tx.exec(query.order_by(Territory.code)).all()
    return [row[0] for row in rows], [row[1] for row in rows], [[int(n) for n in row[2:]] for row in rows]


def _beside(
    grants: Suppressed,
    codes: Sequence[str],
    names: Sequence[str],
    echoes: Suppressed,
    reference: Sequence[Concerned],
) -> list[Beside]:
    found = []
    for at, college in enumerate(COLLEGES):
        there = {one.territory: one.n for one in reference if one.college == college}
        if not there:
            continue
        local = [there.get(code, 0) for code in codes]
        told = compared(local, [row[at] for row in echoes.cells]) if any(local) else []
        pairs = [(name, one) for name, one in zip(names, told, strict=bool(told)) if one.concerned]
        whole = there.get("") or sum(local)
        percent = round(100 * (grants.rows[at] or 0) / whole) if whole else 0
        found.append(Beside(college, whole, percent, pairs))
    return found
