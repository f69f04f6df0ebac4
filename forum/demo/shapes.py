"""The shapes of what the demo collective names and contests; `claims.py` has what it claims and follows.

Every `day`, `opened`, `due`… is a number of days from the day the demo is loaded (negative: past), so
that the demo never looks old. Nothing here knows the database: plain values for whoever writes them there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

College = Literal["professional", "concerned", "ally"]
AmendmentState = Literal["accepted", "refused", "open"]
COLLEGES: tuple[College, ...] = ("professional", "concerned", "ally")


@dataclass(frozen=True, slots=True)
class Counts:
    """People by college. `open` are open carnets: they speak and are shown apart, never counted."""

    professional: int = 0
    concerned: int = 0
    ally: int = 0
    open: int = 0

    def of(self, college: College) -> int:
        return {"professional": self.professional, "concerned": self.concerned, "ally": self.ally}[college]


@dataclass(frozen=True, slots=True)
class Source:
    label: str
    kind: Literal["link", "figure", "text"]
    publisher: str
    url: str = ""
    day: int | None = None
    confirmed: Counts = Counts()
    disputed: Counts = Counts()
    reason: str = ""  # of those who dispute it
    notes: tuple[str, ...] = ()  # said by the first who have a verdict, those who dispute before the others


@dataclass(frozen=True, slots=True)
class Amendment:
    """A whole new title or body; the accepted ones, in order, make the versions after the first."""

    college: College
    day: int
    reason: str
    state: AmendmentState
    title: str = ""
    body: str = ""
    decided: int | None = None
    decision_reason: str = ""


@dataclass(frozen=True, slots=True)
class Collective:
    slug: str
    name: str
    purpose: str
    charter: str
    created: int
    college_names: CollegeNames
    grants: Counts
    legal: Legal


@dataclass(frozen=True, slots=True)
class CollegeNames:
    professional: str
    concerned: str
    ally: str


@dataclass(frozen=True, slots=True)
class Legal:
    """What a petition must print about who publishes it."""

    publisher: str
    form: str
    address: str
    publication_director: str
    host: str
    personal_data: str
    contact: str


@dataclass(frozen=True, slots=True)
class Territory:
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class InstitutionDay:
    kind: str
    title: str
    day: int
    due: int
    source: str = ""


@dataclass(frozen=True, slots=True)
class Institution:
    key: str
    name: str
    kind: str
    office: str
    address: str
    profile: str = ""  # which deadlines of law run
    dates: tuple[InstitutionDay, ...] = ()


@dataclass(frozen=True, slots=True)
class Objective:
    key: str
    code: str
    title: str
    source_label: str
    source_url: str


@dataclass(frozen=True, slots=True)
class Mechanism:
    key: str
    title: str
    body: str
    kind: Literal["rule", "budget", "indicator", "management", "scheme"]
    college: College
    day: int
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Testimony:
    college: College
    text: str
    day: int
    key: str = ""  # only for those a moderation decision names


@dataclass(frozen=True, slots=True)
class Grievance:
    key: str
    title: str
    body: str
    territory: str
    since: str
    concerned: str  # whom it touches, in words
    service: str
    college: College
    day: int
    mechanisms: tuple[str, ...]
    echoes: Counts
    testimonies: tuple[Testimony, ...] = ()
    sources: tuple[Source, ...] = ()
    amendments: tuple[Amendment, ...] = ()


@dataclass(frozen=True, slots=True)
class Rebuttal:
    """It speaks on the side opposite to what it answers."""

    college: College
    day: int
    body: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Argument:
    """`side` is about the mechanism: "for" speaks for keeping it, "against" for ending it."""

    question: Literal["usefulness", "help", "sustainability"]
    side: Literal["for", "against"]
    college: College
    day: int
    body: str
    source: str = ""
    key: str = ""
    rebuttals: tuple[Rebuttal, ...] = ()


@dataclass(frozen=True, slots=True)
class Synthesis:
    """Written by the team when the arguments of that day were there; `takes` are the keys of some of them."""

    question: Literal["usefulness", "help", "sustainability"]
    day: int
    takes: tuple[str, ...]
    body: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What an institution says in its own name, `asked` to on a day."""

    institution: str
    asked: int
    day: int
    body: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Challenge:
    key: str
    mechanism: str
    title: str
    body: str
    refusal: str
    college: College
    day: int
    joins: Counts
    arguments: tuple[Argument, ...]
    grievances: tuple[str, ...] = ()
    syntheses: tuple[Synthesis, ...] = ()
    answers: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """Said in a room; `what` is a key of the forms on which it is typed."""

    what: str
    college: College
    body: str
    since: str = ""


@dataclass(frozen=True, slots=True)
class Workshop:
    """`entered`: the day on which what was said was typed."""

    key: str
    place: str
    theme: str
    territory: str
    day: int
    entered: int
    statements: tuple[Statement, ...]
