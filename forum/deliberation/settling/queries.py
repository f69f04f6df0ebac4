"""Reads on the votes about proposals of change. Nothing is told of the papers before they are counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, func, select

from forum.collectives.models import COLLEGES, Pending
from forum.collectives.queries import Place, grants
from forum.core.viewer import Viewer
from forum.deliberation.rules import Rule, Tally, common, lacking
from forum.deliberation.settling import rules
from forum.deliberation.settling.models import AmendmentPaper, AmendmentVote
from forum.texts.models import Amendment, Document


@dataclass(frozen=True)
class Settling:
    """What the page of a proposal says of its vote: `vote` if there is one; else whether one may ask, or from when."""

    vote: AmendmentVote | None
    open: bool
    askable: bool
    asked_from: date
    voted: bool
    votes: bool
    asks: bool
    prepares: bool

    @property
    def common(self) -> int | None:
        """How far both colleges agree on the change, in percents; None where one of them is too small to tell."""
        return common(self.vote.result) if self.vote else None

    @property
    def lacking(self) -> list[str]:
        """Of a vote in which too few people voted: the deciding colleges whose voices were missing."""
        return lacking(self.vote.result) if self.vote and self.vote.state == "lapsed" else []


def of(tx: Session, amendment: Amendment) -> AmendmentVote | None:
    return tx.exec(select(AmendmentVote).where(AmendmentVote.amendment_id == amendment.id)).first()


def settling(tx: Session, place: Place, amendment: Amendment, worth: str, today: date) -> Settling:
    """`worth`: what the proposal is worth on today's text; only one that applies goes to a vote."""
    vote, since = of(tx, amendment), rules.asked_from(amendment.day)
    waits = amendment.state == "open" and worth == "open"
    return Settling(
        vote,
        vote is not None and taking(vote, amendment, today),
        vote is None and waits and today >= since,
        since,
        vote is not None and has_voted(tx, vote, amendment, place.viewer),
        place.may("vote"),
        place.may("vote") or place.may("organise"),
        place.may("prepare a workshop"),
    )


def taking(vote: AmendmentVote, amendment: Amendment, today: date) -> bool:
    """Whether papers are taken."""
    return vote.state == "open" and amendment.state == "open" and today <= vote.closes


def has_voted(tx: Session, vote: AmendmentVote, amendment: Amendment, viewer: Viewer) -> bool:
    if not viewer.key:
        return False
    scope = rules.scope(amendment.ref)
    nul = viewer.nul("vote", scope)
    counted = select(AmendmentPaper.id).where(AmendmentPaper.vote_id == vote.id, AmendmentPaper.nul == nul)
    waiting = select(Pending.id).where(
        Pending.kind == "settling.paper", Pending.scope == scope, Pending.nul == nul
    )
    return tx.exec(counted).first() is not None or tx.exec(waiting).first() is not None


def tallies(tx: Session, vote: AmendmentVote, collective_id: int) -> dict[str, Tally]:
    """The papers by college; every college is there."""
    query = select(AmendmentPaper.college, AmendmentPaper.choice, func.count()).where(
        AmendmentPaper.vote_id == vote.id
    )
    papers: dict[str, dict[str, int]] = {college: {} for college in COLLEGES}
    for college, choice, count in tx.exec(
        query.group_by(AmendmentPaper.college, AmendmentPaper.choice)
    ).all():
        papers[college][choice] = count
    allowed = grants(tx, collective_id)
    return {college: Tally(papers[college], allowed[college]) for college in COLLEGES}


def rule_of(vote: AmendmentVote) -> Rule:
    return Rule(vote.quorum_percent, vote.threshold_percent)


def due(tx: Session, today: date) -> Sequence[tuple[AmendmentVote, Amendment, Document]]:
    """Open votes whose last day is past, or whose proposal has had its answer."""
    query = (
        select(AmendmentVote, Amendment, Document)
        .join(Amendment, col(Amendment.id) == AmendmentVote.amendment_id)
        .join(Document, col(Document.id) == Amendment.text_id)
        .where(
            AmendmentVote.state == "open",
            (col(AmendmentVote.closes) < today) | (col(Amendment.state) != "open"),
        )
    )
    return tx.exec(query.order_by(col(AmendmentVote.closes), col(AmendmentVote.id))).all()


def open_votes(tx: Session) -> Sequence[tuple[int, str, str, int]]:
    """(id, reference of the proposal, title of the text, collective) of the votes whose papers may be taken back."""
    query = (
        select(AmendmentVote.id, Amendment.ref, Document.title, Document.collective_id)
        .join(Amendment, col(Amendment.id) == AmendmentVote.amendment_id)
        .join(Document, col(Document.id) == Amendment.text_id)
    )
    return tx.exec(query.where(AmendmentVote.state == "open")).all()
