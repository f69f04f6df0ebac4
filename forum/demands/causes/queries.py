"""Reads: which mechanisms are named most, by whom, and what answers them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select as select_rows
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from forum.collectives.models import Collective
from forum.demands.causes.rules import MOST, Cause, Leaning
from forum.demands.models import Demand
from forum.texts.hidden import listed
from forum.texts.models import Document, Link

SHOWN = 6  # texts of each side that are drawn beside a mechanism
CALLS = 10


@dataclass(frozen=True)
class Causes:
    """`drawn`: the most named mechanisms, with what leans on them; `unanswered`: the most named that no demand answers,
    then those that a challenge alone names. A demand that both colleges rejected answers nothing."""

    drawn: tuple[Cause, ...]
    unanswered: tuple[Cause, ...]
    total: int


Counts = dict[int, dict[str, int]]


def causes_of(tx: Session, collective: Collective, college: str = "") -> Causes:
    """The map of a collective; with `college`, the mechanisms that this college names most."""
    named, answered = _counts(tx, collective, "grievance"), _counts(tx, collective, "demand")
    order, contested = _order(named, college), _order(_counts(tx, collective, "challenge"), college)
    named.update({ident: {} for ident in contested if ident not in named})
    calls = [*order, *(ident for ident in contested if ident not in order)]
    unanswered = [ident for ident in calls if ident not in answered][:CALLS]
    heads = _heads(tx, {*order[:MOST], *unanswered})
    leaning = _leaning(tx, order[:MOST])
    return Causes(
        tuple(_cause(heads[i], named[i], leaning, answered.get(i, {})) for i in order[:MOST]),
        tuple(Cause(heads[i].ref, heads[i].title, named[i]) for i in unanswered),
        len(order),
    )


def _order(counts: Counts, college: str) -> list[int]:
    """The mechanisms of these counts, the most named first; with `college`, by its own count."""
    weights = {i: of.get(college, 0) if college else sum(of.values()) for i, of in counts.items()}
    return sorted((ident for ident, weight in weights.items() if weight), key=lambda i: (-weights[i], i))


def _counts(tx: Session, collective: Collective, kind: str) -> Counts:
    """mechanism → college → how many visible texts of this kind, written from that college, lean on it."""
    source, target = aliased(Document), aliased(Document)
    query = (
        select(Link.target_id, source.college, func.count())
        .join(source, col(source.id) == Link.source_id)
        .join(target, col(target.id) == Link.target_id)
        .where(
            source.collective_id == collective.id,
            source.kind == kind,
            listed(source),
            _stands(source),
            target.kind == "mechanism",
            col(target.hidden).is_(False),
        )
        .group_by(col(Link.target_id), source.college)
    )
    found: Counts = defaultdict(dict)
    for ident, college, n in tx.exec(query).all():
        found[ident][college] = n
    return found


def _stands(table: Any) -> Any:
    """Not a demand that was rejected."""
    rejected = select(Demand.text_id).where(Demand.text_id == table.id, Demand.state == "rejected")
    return ~rejected.exists()


def _heads(tx: Session, ids: set[int]) -> dict[int, Document]:
    return {d.id: d for d in tx.exec(select(Document).where(col(Document.id).in_(ids))).all()}


def _leaning(tx: Session, ids: Sequence[int]) -> dict[tuple[int, str], list[Leaning]]:
    """(mechanism, kind) → the newest visible texts that lean on it: at most `SHOWN` of each, and how they are called."""
    rank = (
        func.row_number()
        .over(
            partition_by=[col(Link.target_id), col(Document.kind)],
            order_by=[col(Document.day).desc(), col(Document.id)],
        )
        .label("rank")
    )
    newest = (
        select(Link.target_id, Document.kind, Document.ref, Document.title, Document.college, rank)  # type: ignore[call-overload]
        .join(Document, col(Document.id) == Link.source_id)
        .where(
            col(Link.target_id).in_(ids),
            col(Document.kind).in_(("grievance", "demand")),
            listed(),
            _stands(Document),
        )
        .subquery()
    )
    found: dict[tuple[int, str], list[Leaning]] = defaultdict(list)
    kept = select_rows(newest).where(newest.c.rank <= SHOWN).order_by(newest.c.rank)
    for ident, kind, ref, title, college, _rank in tx.connection().execute(kept):
        found[ident, kind].append(Leaning(ref, title, college))
    return found


def _cause(
    head: Document,
    named: dict[str, int],
    leaning: dict[tuple[int, str], list[Leaning]],
    answered: dict[str, int],
) -> Cause:
    grievances, demands = leaning[head.id, "grievance"], leaning[head.id, "demand"]
    more = sum(named.values()) - len(grievances), sum(answered.values()) - len(demands)
    cause = Cause(head.ref, head.title, named, tuple(grievances), tuple(demands))
    return replace(cause, more=more)
