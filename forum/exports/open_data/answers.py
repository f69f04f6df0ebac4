"""What the open data answer: references, days, counts. No nullifier, no key of a row, no hour, no voice.

A count of persons under LEAST is null; so is one from which such a count could be worked out.
"""

from datetime import date
from typing import Generic, TypeVar

from pydantic import BaseModel, Field

LICENCE = "etalab-2.0"
LICENCE_URL = "https://spdx.org/licenses/etalab-2.0.html"
LEAST = 5

Count = int | None
Item = TypeVar("Item", bound=BaseModel)


def told(n: Count) -> Count:
    return n if n is not None and n >= LEAST else None


class ByCollege(BaseModel):
    """People, college by college; null under 5."""

    professional: Count
    concerned: Count
    ally: Count


class Collective(BaseModel):
    slug: str
    name: str
    purpose: str
    url: str
    day: date


class Grievance(BaseModel):
    ref: str
    title: str
    text: str = Field(description="Markdown")
    since: str
    territory: str
    college: str = Field(description="professional, concerned, ally, open (no grant) or staff")
    echoes: ByCollege = Field(description="« Je le vis aussi »")
    url: str
    day: date


class Objective(BaseModel):
    ref: str
    code: str
    title: str
    source: str = Field(description="the official text it is of")
    source_url: str
    withdrawn: bool


class Demand(BaseModel):
    ref: str
    title: str
    text: str = Field(description="Markdown")
    kind: str
    state: str = Field(description="draft, ballot, shared (adopted by both colleges), single or rejected")
    institution: str
    responsible: str
    deadline: str
    criteria: list[str]
    equity: str
    objectives: list[Objective]
    url: str
    day: date


class Signatures(BaseModel):
    total: Count
    by_college: ByCollege
    by_tier: dict[str, Count]


class Petition(BaseModel):
    ref: str
    title: str
    text: str = Field(description="Markdown, frozen")
    sha256: str
    organisation: str = Field(description="empty if the text is the collective's own")
    institution: str
    state: str
    opens: date
    closes: date
    goal: int
    signatures: Signatures
    url: str


class Verdicts(BaseModel):
    kept: Count
    broken: Count


class Commitment(BaseModel):
    ref: str
    kind: str = Field(description="what was handed over: petition, demand or platform")
    subject: str = Field(description="its reference")
    demand: str | None = Field(description="the demand it answers, if the collective said which")
    criterion: str = Field(description="the success criterion it answers, in the words voted; may be empty")
    owner: str
    what: str
    due: date
    overdue: bool
    evidence: str
    source: str
    professional: Verdicts
    concerned: Verdicts
    url: str
    day: date


class Listing(BaseModel, Generic[Item]):
    """One page of a list; `next` is the address of the following one, null at the end."""

    licence: str = LICENCE
    licence_url: str = LICENCE_URL
    items: list[Item]
    next: str | None = None


class Wrong(BaseModel):
    """Every refusal."""

    detail: str
