"""Reads on ballots. Before closing nothing is told of the papers, not even how many there are."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from forum.collectives.models import COLLEGES, Collective
from forum.collectives.queries import grants
from forum.core.errors import NotFound
from forum.deliberation.models import Ballot, BallotPaper, Objection
from forum.deliberation.rules import Tally


@dataclass(frozen=True)
class Figure:
    """One college's part of a result; `counts` is empty where too few voted to tell."""

    college: str
    label: str
    adopted: bool
    counts: dict[str, int]

    @property
    def voters(self) -> int:
        return sum(self.counts.get(choice, 0) for choice in ("for", "against", "abstain", "objection"))

    @property
    def bar(self) -> dict[str, object]:
        """As `ui.college_bars` draws it: an objection weighs as a vote against."""
        against = self.counts["against"] + self.counts["objection"]
        drawn = {"for": self.counts["for"], "against": against, "abstain": self.counts["abstain"]}
        return {"college": self.college, "label": self.label, **drawn}


def latest(tx: Session, text_id: int) -> Ballot | None:
    """The open ballot on a text, else the last one that ended."""
    query = select(Ballot).where(Ballot.text_id == text_id)
    return tx.exec(query.order_by(col(Ballot.version).desc()).limit(1)).first()


def paper_scope(ref: str) -> str:
    return f"ballot:{ref}"


def objection_scope(ballot: Ballot) -> str:
    return f"objection:{ballot.ref}"


def tallies(tx: Session, ballot: Ballot, version: int) -> dict[str, Tally]:
    """The papers given to this version, by college; every college is there."""
    query = (
        select(BallotPaper.college, BallotPaper.choice, func.count())
        .where(BallotPaper.ballot_id == ballot.id, BallotPaper.version == version)
        .group_by(BallotPaper.college, BallotPaper.choice)
    )
    papers: dict[str, dict[str, int]] = {college: {} for college in COLLEGES}
    for college, choice, count in tx.exec(query).all():
        papers[college][choice] = count
    allowed = grants(tx, ballot.collective_id)
    return {college: Tally(papers[college], allowed[college]) for college in COLLEGES}


def figures(ballot: Ballot, collective: Collective) -> list[Figure]:
    """The result of a closed ballot, college by college."""
    return [
        Figure(
            college,
            collective.college_name(college),
            bool(ballot.result[college]["adopted"]),
            ballot.result[college] if "for" in ballot.result[college] else {},
        )
        for college in COLLEGES
        if college in ballot.result
    ]


def apart(ballot: Ballot, collective: Collective) -> list[tuple[int, list[Figure]]]:
    """(version, college by college) of the papers that stayed with an older version of the text, oldest first."""
    return [
        (
            int(number),
            [Figure(c, collective.college_name(c), False, counts[c]) for c in COLLEGES if c in counts],
        )
        for number, counts in sorted((ballot.apart or {}).items(), key=lambda one: int(one[0]))
    ]


def badged(ballot: Ballot) -> list[int]:
    """The versions whose objections may show their college, and each college its number of them: all three are told.

    With one college withheld, the objections that bear no badge, or the difference of the sums, would be its own.
    """
    by_version = {int(number): colleges for number, colleges in (ballot.apart or {}).items()}
    by_version[ballot.version] = ballot.result
    return [
        number
        for number, told in by_version.items()
        if all("for" in told.get(college, {}) for college in COLLEGES)
    ]


def objections(tx: Session, ballot: Ballot) -> Sequence[Objection]:
    return tx.exec(select(Objection).where(Objection.ballot_id == ballot.id).order_by(Objection.ref)).all()


def of_objection(tx: Session, objection: Objection) -> Ballot:
    return tx.exec(select(Ballot).where(Ballot.id == objection.ballot_id)).one()


def objection_of(tx: Session, text_id: int, ref: str) -> Objection:
    """One that can be answered, of any vote on this text; what moderation hid cannot."""
    query = select(Objection).join(Ballot, col(Ballot.id) == Objection.ballot_id)
    query = query.where(Ballot.text_id == text_id, Objection.ref == ref)
    found = tx.exec(query.where(col(Objection.hidden).is_(False))).first()
    if found is None:
        raise NotFound
    return found
