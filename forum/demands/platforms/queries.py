"""Reads on cahiers. Of a demand they say what the vote that brought it in said, even if there was another since."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import tuple_
from sqlmodel import Session, col, func, select

from forum.collectives.models import Collective
from forum.collectives.queries import Place
from forum.core.errors import NotFound
from forum.deliberation.models import Ballot
from forum.deliberation.rules import outcome_of
from forum.demands import rules
from forum.demands.models import Demand, Platform, PlatformItem
from forum.demands.queries import COLUMNS, Row
from forum.registers.models import Institution
from forum.texts.hidden import listed as listed_texts
from forum.texts.models import Document, Version


@dataclass(frozen=True)
class Later:
    """A vote that came after the one a cahier tells, on another version."""

    day: date
    outcome: str
    carried_by: str
    version: int


@dataclass(frozen=True)
class Item:
    """One demand of a cahier, as voted."""

    ref: str
    kind: str
    institution: str
    outcome: str
    carried_by: str
    version: Version
    later: Later | None = None

    @property
    def fields(self) -> dict[str, str]:
        return self.version.fields

    @property
    def criteria(self) -> list[str]:
        return rules.criteria_of(self.fields["criteria"])

    @property
    def deadline(self) -> date | None:
        return rules.deadline_of(self.fields["deadline"])


def eligible(tx: Session, collective: Collective) -> list[Row]:
    """The demands that may enter a cahier: adopted together, or carried by one college (and labelled so)."""
    query = COLUMNS.where(
        Document.collective_id == collective.id,
        Document.kind == "demand",
        listed_texts(),
        col(Demand.state).in_(("shared", "single")),
    )
    return [Row(*values) for values in tx.exec(query.order_by(Demand.state, Document.title)).all()]


def listed(tx: Session, place: Place) -> Sequence[tuple[Platform, int]]:
    """The cahiers, newest first, with how many demands each holds. Organisers also see what is hidden."""
    query = (
        select(Platform, func.count(col(PlatformItem.text_id)))
        .join(PlatformItem, PlatformItem.platform_id == Platform.id)  # type: ignore[arg-type]
        .where(Platform.collective_id == place.collective.id)
        .group_by(*Platform.__table__.columns)  # type: ignore[attr-defined]
    )
    if not place.may("organise"):
        query = query.where(col(Platform.hidden).is_(False))
    return tx.exec(query.order_by(col(Platform.day).desc(), Platform.title)).all()


def find(tx: Session, collective: Collective, ref: str) -> Platform:
    query = select(Platform).where(Platform.ref == ref, Platform.collective_id == collective.id)
    found = tx.exec(query).first()
    if found is None:
        raise NotFound
    return found


def items(tx: Session, platform: Platform) -> list[Item]:
    """Its visible demands, in its order, each at the version that was voted."""
    query = (
        select(Document, Demand, Institution, PlatformItem.vote)
        .join(PlatformItem, PlatformItem.text_id == Document.id)  # type: ignore[arg-type]
        .join(Demand, Demand.text_id == Document.id)  # type: ignore[arg-type]
        .join(Institution, Institution.id == Demand.institution_id)  # type: ignore[arg-type]
        .where(PlatformItem.platform_id == platform.id, col(Document.hidden).is_(False))
    )
    rows = tx.exec(query.order_by(col(PlatformItem.position))).all()
    ended = _closed(tx, [document.id for document, *_rest in rows])
    last = {ballot.text_id: ballot for ballot in ended}
    votes = last | {
        ballot.text_id: ballot for ballot in ended if ballot.ref in {vote for *_rest, vote in rows}
    }
    versions = _versions(tx, votes.values())
    return [
        _item(document, demand, institution, votes[document.id], versions[document.id], last[document.id])
        for document, demand, institution, _vote in rows
    ]


def brought_in(tx: Session, platform: Platform) -> dict[int, Ballot]:
    """The vote by which each demand came into the cahier, by text."""
    query = select(Ballot).join(PlatformItem, col(PlatformItem.vote) == Ballot.ref)
    return {
        ballot.text_id: ballot
        for ballot in tx.exec(query.where(PlatformItem.platform_id == platform.id)).all()
    }


def later_than(ballot: Ballot, last: Ballot | None) -> Later | None:
    """The last vote on a demand, where it is not the one that is told."""
    if last is None or last.version <= ballot.version:
        return None
    outcome = outcome_of(last.result)
    return Later(last.ended or last.closes, outcome.name, outcome.carried_by, last.version)


def last_closed(tx: Session, text_ids: Sequence[int]) -> dict[int, Ballot]:
    """The last vote that ended, by text."""
    return {ballot.text_id: ballot for ballot in _closed(tx, text_ids)}


def _closed(tx: Session, text_ids: Sequence[int]) -> Sequence[Ballot]:
    """Every vote that ended, the oldest first."""
    query = select(Ballot).where(col(Ballot.text_id).in_(text_ids), Ballot.state == "closed")
    return tx.exec(query.order_by(col(Ballot.version))).all()


def _versions(tx: Session, ballots: Iterable[Ballot]) -> dict[int, Version]:
    keys = [(ballot.text_id, ballot.version) for ballot in ballots]
    query = select(Version).where(tuple_(col(Version.text_id), col(Version.number)).in_(keys))
    return {version.text_id: version for version in tx.exec(query).all()}


def _item(
    document: Document,
    demand: Demand,
    institution: Institution,
    ballot: Ballot,
    version: Version,
    last: Ballot,
) -> Item:
    carried_by = outcome_of(ballot.result).carried_by
    told = (ballot.outcome, carried_by, version, later_than(ballot, last))
    return Item(document.ref, demand.kind, institution.name, *told)
