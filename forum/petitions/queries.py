"""Reads: the list, one petition with its counts, the log, and what may be carried or addressed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, and_, col, func, or_, select

from forum.collectives.models import COLLEGES, Collective
from forum.collectives.queries import Place, enter_collective
from forum.core.db import once
from forum.core.errors import NotFound
from forum.core.viewer import Viewer
from forum.demands.models import Demand
from forum.petitions.actions import ADOPTED
from forum.petitions.lifecycle.rules import OVER
from forum.petitions.models import (
    SIGNATURE_TIERS,
    Erratum,
    LogHead,
    LogLeaf,
    Petition,
    PetitionDemand,
    SignatureCount,
)
from forum.registers.models import Institution
from forum.texts.hidden import check_shown, listed
from forum.texts.models import Document
from forum.texts.queries import PAGE

POINTS = 60
LEAST = 5


# -- one petition -----------------------------------------------------------


def find(
    tx: Session, code: str, viewer: Viewer, act: str = "read", *, hidden: bool = False
) -> tuple[Petition, Place]:
    """The petition behind a code, if the viewer may do `act` there. A draft exists for organisers alone; what is
    hidden says so, and why, but to whoever only takes their signature back (`hidden`)."""
    petition, collective = once(tx, ("petition", code), lambda tx: _behind(tx, code))
    place = enter_collective(tx, collective, viewer, act)
    if petition.state == "draft" and not place.may("organise"):
        raise NotFound
    check_shown(tx, place, code, petition.hidden and not hidden, "petition")
    return petition, place


def _behind(tx: Session, code: str) -> tuple[Petition, Collective]:
    petition = by_code(tx, code)
    return petition, tx.exec(select(Collective).where(Collective.id == petition.collective_id)).one()


def by_code(tx: Session, code: str) -> Petition:
    """For whoever holds a link of theirs: who may read it is asked by `find`."""
    petition = tx.exec(select(Petition).where(Petition.code == code)).first()
    if petition is None:
        raise NotFound
    return petition


def over(petition: Petition, today: date) -> bool:
    """No signature will count any more, on paper either."""
    return petition.state in OVER or petition.closes < today


def of_collective(tx: Session, place: Place, code: str) -> Petition:
    query = select(Petition).where(Petition.code == code, Petition.collective_id == place.collective.id)
    petition = tx.exec(query).first()
    if petition is None:
        raise NotFound
    return petition


@dataclass(frozen=True)
class Counts:
    """Signatures, each tier apart. `points` is the curve: every day from the first, thinned out.

    The total is public by nature (the log shows its size), so a small part of it would be told by subtraction:
    a division is shown when none of its parts is small, or not at all.
    """

    total: int
    by_tier: list[tuple[str, int]]
    by_college: dict[str, int]
    points: list[tuple[date, int]]

    @property
    def tiers_told(self) -> bool:
        return all(n >= LEAST for _tier, n in self.by_tier)

    @property
    def colleges_told(self) -> bool:
        return all(n >= LEAST for n in self.by_college.values() if n)


def counts(tx: Session, petition_id: int) -> Counts:
    rows = tx.exec(
        select(  # type: ignore[call-overload]
            SignatureCount.day, SignatureCount.tier, SignatureCount.college, SignatureCount.n
        ).where(SignatureCount.petition_id == petition_id)
    ).all()
    tiers, colleges = dict.fromkeys(SIGNATURE_TIERS, 0), dict.fromkeys(COLLEGES, 0)
    days: dict[date, int] = {}
    for day, tier, college, n in rows:
        tiers[tier] += n
        colleges[college] += n
        days[day] = days.get(day, 0) + n
    by_tier = [(tier, n) for tier, n in tiers.items() if n]
    return Counts(sum(tiers.values()), by_tier, colleges, curve(days))


def curve(days: dict[date, int]) -> list[tuple[date, int]]:
    """Totals so far, on at most about sixty days evenly apart, the first and the last among them."""
    if not days:
        return []
    first, last = min(days), max(days)
    step = (last - first).days // POINTS + 1
    chosen = {first + timedelta(days=n) for n in range(0, (last - first).days, step)} | {last}
    so_far, points = 0, []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        so_far += days.get(day, 0)
        if day in chosen:
            points.append((day, so_far))
    return points


def carried(tx: Session, petition: Petition) -> Sequence[tuple[Document, Demand, int]]:
    """The demands a petition carries, with the version it carries."""
    query = (
        select(Document, Demand, PetitionDemand.version)
        .join(Demand, col(Demand.text_id) == Document.id)
        .join(PetitionDemand, col(PetitionDemand.text_id) == Document.id)
    )
    return tx.exec(query.where(PetitionDemand.petition_id == petition.id).order_by(Document.title)).all()


def addressee(tx: Session, petition: Petition) -> str:
    """As it was at opening; a draft follows the register."""
    query = select(Institution.name).where(Institution.id == petition.institution_id)
    return petition.addressee or tx.exec(query).one()


def errata(tx: Session, petition: Petition) -> Sequence[Erratum]:
    query = select(Erratum).where(Erratum.petition_id == petition.id)
    return tx.exec(query.order_by(col(Erratum.day), col(Erratum.id))).all()


def recount(tx: Session, petition_id: int) -> tuple[int, int]:
    """(additions less revocations in the log, sum of the counters): a nightly check must find them equal."""
    kinds = dict(
        tx.exec(
            select(LogLeaf.kind, func.count())
            .where(LogLeaf.petition_id == petition_id)
            .group_by(LogLeaf.kind)
        ).all()
    )
    counted = select(func.coalesce(func.sum(SignatureCount.n), 0))
    total = tx.exec(counted.where(SignatureCount.petition_id == petition_id)).one()
    return kinds.get("add", 0) - kinds.get("revoke", 0), int(total)


# -- lists ------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    code: str
    title: str
    addressee: str
    state: str
    organisation: str
    opens: date
    closes: date
    goal: int
    hidden: bool
    count: int
    position: str


def page_of(tx: Session, place: Place, after: str) -> tuple[list[Row], str]:
    """Twenty petitions, the latest first, and the position after them. Organisers also see drafts and what is hidden."""
    query = (
        select(Petition, Institution.name, LogHead.count)
        .join(Institution, col(Institution.id) == Petition.institution_id)
        .outerjoin(LogHead, col(LogHead.petition_id) == Petition.id)
        .where(Petition.collective_id == place.collective.id, *_after(after))
    )
    if not place.may("organise"):
        query = query.where(Petition.state != "draft", col(Petition.hidden).is_(False))
    found = tx.exec(query.order_by(col(Petition.opens).desc(), col(Petition.id).desc()).limit(PAGE + 1)).all()
    rows = [_row(*values) for values in found]
    return rows[:PAGE], rows[PAGE - 1].position if len(rows) > PAGE else ""


def _row(p: Petition, institution: str, count: int | None) -> Row:
    return Row(
        p.code,
        p.title,
        p.addressee or institution,
        p.state,
        p.organisation,
        p.opens,
        p.closes,
        p.goal,
        p.hidden,
        count or 0,
        f"{p.opens}.{p.id}",
    )


def _after(position: str) -> list[Any]:
    day_text, _dot, ident = position.partition(".")
    try:
        day, last = date.fromisoformat(day_text), int(ident)
    except ValueError:
        return []
    return [or_(col(Petition.opens) < day, and_(Petition.opens == day, col(Petition.id) < last))]


def institutions(tx: Session, collective_id: int) -> list[tuple[str, str]]:
    query = select(Institution.ref, Institution.name).where(Institution.collective_id == collective_id)
    return list(tx.exec(query.order_by(Institution.name)).all())


def institution_ref(tx: Session, petition: Petition) -> str:
    return tx.exec(select(Institution.ref).where(Institution.id == petition.institution_id)).one()


def adopted_demands(tx: Session, collective_id: int) -> Sequence[tuple[Document, Demand]]:
    query = select(Document, Demand).join(Demand, col(Demand.text_id) == Document.id)
    return tx.exec(
        query.where(
            Document.collective_id == collective_id,
            listed(),
            col(Demand.state).in_(ADOPTED),
        ).order_by(Document.title)
    ).all()
