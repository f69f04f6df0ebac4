"""The shapes of what the demo collective claims, signs and follows, and of the whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from forum.demo.shapes import (
    Amendment,
    Challenge,
    Collective,
    College,
    Grievance,
    Institution,
    Mechanism,
    Objective,
    Territory,
    Workshop,
)

DemandState = Literal["draft", "ballot", "shared", "single_college", "not_adopted"]


@dataclass(frozen=True, slots=True)
class Tally:
    for_: int
    against: int
    abstain: int = 0

    @property
    def cast(self) -> int:
        return self.for_ + self.against + self.abstain


@dataclass(frozen=True, slots=True)
class Votes:
    professional: Tally
    concerned: Tally
    ally: Tally

    def of(self, college: College) -> Tally:
        return {"professional": self.professional, "concerned": self.concerned, "ally": self.ally}[college]


@dataclass(frozen=True, slots=True)
class Objection:
    college: College
    text: str
    answer: str


@dataclass(frozen=True, slots=True)
class Ballot:
    """`closes` in the future means still open; its votes are those cast so far."""

    opened: int
    closes: int
    quorum_percent: int
    votes: Votes
    objections: tuple[Objection, ...] = ()


@dataclass(frozen=True, slots=True)
class Demand:
    key: str
    title: str
    body: str
    kind: Literal["principle", "condition", "agenda"]
    institution: str
    responsible: str
    deadline: int
    criteria: tuple[str, ...]
    equity: str
    college: College
    day: int
    expected_state: DemandState  # what the rules must find from the ballot below
    grievances: tuple[str, ...]
    mechanisms: tuple[str, ...]
    objectives: tuple[str, ...]
    authors: tuple[College, ...] = ()  # who came to write it with its first author
    cost: str = ""
    amendments: tuple[Amendment, ...] = ()
    ballot: Ballot | None = None


@dataclass(frozen=True, slots=True)
class Opinion:
    """What so many people of a college think, demand by demand: 0 is the lowest grade, 5 the highest."""

    college: College
    count: int
    grades: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Consultation:
    """By grades, and counted: `closes` is past."""

    key: str
    title: str
    question: str
    places: int
    quorum_percent: int
    opened: int
    closes: int
    demands: tuple[str, ...]
    opinions: tuple[Opinion, ...]


@dataclass(frozen=True, slots=True)
class Camp:
    """How so many people of a college answer, a sign for each phrase: « + », « - », « 0 » (passes), « . » (not reached)."""

    college: College
    count: int
    answers: str


@dataclass(frozen=True, slots=True)
class Map:
    """A map of opinions that is still open."""

    key: str
    title: str
    question: str
    opened: int
    closes: int
    keep_days: int
    phrases: tuple[str, ...]
    camps: tuple[Camp, ...]
    proposed: tuple[str, ...] = ()  # by members, and taken in by the team


@dataclass(frozen=True, slots=True)
class Platform:
    key: str
    title: str
    introduction: str
    day: int
    demands: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """Signatures of one day, one tier, one college."""

    day: int
    tier: Literal["email", "carnet"]
    college: College
    count: int


@dataclass(frozen=True, slots=True)
class Erratum:
    day: int
    printed: str
    correct: str
    reason: str


@dataclass(frozen=True, slots=True)
class Petition:
    key: str
    title: str
    body: str
    institution: str
    adopted: bool
    opened: int
    closes: int
    goal: int
    signatures: tuple[Batch, ...]
    demands: tuple[str, ...] = ()
    organisation: str = ""  # the author when not adopted by the colleges
    errata: tuple[Erratum, ...] = ()
    path: str = ""  # the official path it also takes


@dataclass(frozen=True, slots=True)
class Delivery:
    day: int
    to: str
    how: str
    agreed: int = 0  # the day of the promised answer; 0: none was promised
    agreed_source: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """A silence is a reply too: what the collective wrote down the day it counted it."""

    day: int
    label: Literal["commitment", "refusal", "stalling", "silence"]
    text: str
    source: str = ""
    stalling: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    college: College
    verdict: Literal["kept", "not_kept"]
    day: int
    kept: int
    not_kept: int
    comment: str


@dataclass(frozen=True, slots=True)
class Commitment:
    key: str
    owner: str
    what: str
    made: int
    due: int
    source: str
    proof: str  # how we will know
    demand: str
    expected_state: Literal["open", "overdue", "kept", "broken"]
    criterion: int = 0  # the number of the demand's criterion it answers, from 1; 0: the demand as a whole
    assessments: tuple[Assessment, ...] = ()
    done: int = 0  # the day the institution said that it was done; 0: nobody did
    done_said: str = ""


@dataclass(frozen=True, slots=True)
class FollowUp:
    key: str
    subject: Literal["petition", "demand", "platform"]
    subject_key: str
    institution: str
    delivery: Delivery
    replies: tuple[Reply, ...] = ()
    commitments: tuple[Commitment, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """A public moderation decision. `target_key` is the key of a testimony or of an argument."""

    key: str
    target: Literal["testimony", "argument"]
    target_key: str
    act: Literal["hide", "restore"]
    day: int
    ground: str  # the article of the charter
    reason: str
    after: str = ""  # the decision this one comes back on


@dataclass(frozen=True, slots=True)
class Report:
    """What a reader said of a grievance, which nobody has decided on yet."""

    key: str
    grievance: str
    reason: Literal[
        "identifiable", "insult", "false_figure", "manipulation", "off_charter", "illegal", "other"
    ]
    passage: str
    explanation: str
    day: int


@dataclass(frozen=True, slots=True)
class Content:
    collective: Collective
    territories: tuple[Territory, ...] = ()
    institutions: tuple[Institution, ...] = ()
    objectives: tuple[Objective, ...] = ()
    mechanisms: tuple[Mechanism, ...] = ()
    grievances: tuple[Grievance, ...] = ()
    challenges: tuple[Challenge, ...] = ()
    workshops: tuple[Workshop, ...] = ()
    demands: tuple[Demand, ...] = ()
    consultations: tuple[Consultation, ...] = ()
    maps: tuple[Map, ...] = ()
    platforms: tuple[Platform, ...] = ()
    petitions: tuple[Petition, ...] = ()
    followups: tuple[FollowUp, ...] = ()
    decisions: tuple[Decision, ...] = ()
    reports: tuple[Report, ...] = ()
    files: dict[str, str] = field(default_factory=dict)  # "grievances.visites" → the file that says it
