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


class ByVoice(ByCollege):
    """The same, and those whose carnet no grant makes count."""

    open: Count


class Source(BaseModel):
    """What a text leans on. Nobody here opens its address; what is said of it is said by people."""

    ref: str = Field(description="the same in every text of the collective that cites it")
    kind: str = Field(description="link, figure, text (an official one) or image")
    label: str = Field(description="as this text calls it; for an image, what is seen on it")
    url: str
    publisher: str
    dated: str = Field(description="of when it is, in the words of whoever cites it")
    standing: str = Field(
        description="once enough said so: confirmed, disputed, shared (both), dead (its link), or empty"
    )
    confirmed: ByVoice
    disputed: ByVoice
    broken: ByVoice = Field(description="of those who dispute it, who found its link dead")
    page: str | None = Field(description="where people confirm or dispute it")


class Heard(BaseModel):
    """Said aloud, typed by somebody else, read back and agreed by whoever said it: « recueillie en atelier »."""

    in_workshop: bool = Field(description="else: said to somebody who facilitates")
    account: str | None = Field(description="the account of that workshop, for everyone")


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
    sources: list[Source]
    heard: Heard | None = Field(description="null if its author wrote it")
    url: str
    day: date


class Objective(BaseModel):
    ref: str
    code: str
    title: str
    source: str = Field(description="the official text it is of")
    source_url: str
    withdrawn: bool


class Agreement(BaseModel):
    """How much each deciding college agrees, (for + 1) / (for + against + objections + 2), in percents; a college under 5
    has none."""

    professional: int | None
    concerned: int | None
    together: int | None = Field(description="« accord commun »: the product of both, before rounding")


class Demand(BaseModel):
    ref: str
    title: str
    text: str = Field(description="Markdown")
    kind: str
    state: str = Field(description="draft, ballot, shared (adopted by both colleges), single or rejected")
    carried_by: str = Field(
        description="of a single one, the college that adopted it: professional or concerned"
    )
    institution: str
    responsible: str
    deadline: str
    criteria: list[str]
    equity: str
    cost: str = Field(description="in its authors’ words; empty if nobody said")
    objectives: list[Objective]
    authors: list[str] = Field(description="the college of each who writes it, the first author’s first")
    sources: list[Source]
    heard: Heard | None = Field(description="null if its author wrote it")
    agreement: Agreement | None = Field(description="of its last vote; null before one is over")
    url: str
    day: date


class Answered(BaseModel):
    """One college's answers on one demand; `counts`: how many chose each answer, the lowest first."""

    college: str = Field(description="professional, concerned, or ally (heard, and in no ranking)")
    counts: list[Count] = Field(description="null under 5")


class Asked(BaseModel):
    demand: str
    version: int
    sha256: str
    rank: int | None = Field(description="on a par; null where a deciding college was missing")
    answers: list[Answered] = Field(description="nothing of a college of fewer than 5 answers")
    agreement: Agreement | None = Field(
        description="« for » is to choose it, or to give it a grade that wants it; null before the count"
    )


class Turnout(BaseModel):
    """How one college answered a consultation; null under 5 voters, and what allies, who decide nothing, have not."""

    college: str
    voters: Count
    quorum: Count
    reached: bool | None


class Pick(BaseModel):
    """A demand that the count chose for the cahier; of hidden ones nothing is told."""

    demand: str
    way: str = Field(description="shares (bought at once) or savings (its backers had to wait)")
    paid: dict[str, int] = Field(description="percents")
    wanted: dict[str, Count] = Field(description="how many want it; null under 5")


class Consultation(BaseModel):
    ref: str
    title: str
    question: str
    way: str = Field(description="grades (six, from 0, the lowest) or approval (0 not chosen, 1 chosen)")
    quorum_percent: int
    opens: date
    closes: date
    state: str = Field(description="open or closed; nothing is counted before")
    demands: list[Asked] = Field(description="in the order drawn at the opening")
    turnout: list[Turnout] = Field(description="empty before the count")
    picks: list[Pick] = Field(
        description="what the cahier would hold, in order; empty where nothing was to be chosen"
    )
    plain_count: list[str] = Field(
        description="what a plain count, without colleges, would have chosen, to compare with"
    )
    url: str
    day: date


class HeardInTenths(BaseModel):
    """One college on one phrase, in tenths of those who answered it; the rest of ten passes."""

    college: str = Field(
        description="professional, concerned, ally; empty for answers that came from elsewhere"
    )
    agree: int
    disagree: int


class Phrase(BaseModel):
    text: str
    url: str = Field(description="the demand or the grievance it is the title of, or empty")
    heard: list[HeardInTenths] = Field(description="nothing of a college in which fewer than k answered it")
    stand: str = Field(description="unites, divides or unknown")


class Map(BaseModel):
    ref: str
    title: str
    question: str
    source: str = Field(description="where it was held, if not here")
    k: int
    opens: date
    closes: date
    state: str
    phrases: list[Phrase]
    url: str
    day: date


class Ticket(BaseModel):
    """One line that came out; anybody can make its ticket again."""

    line: str
    ticket: str = Field(
        description="SHA-256 of `fingerprint|seed|line`; lines come out by it, the smallest first"
    )
    picked: bool


class Lot(BaseModel):
    """A draw in public. `lines`, `sha256` and `source` are frozen before anybody can know the seed."""

    ref: str
    title: str
    lines: list[str]
    sha256: str = Field(description="of the lines, joined by line breaks, in UTF-8")
    source: str = Field(description="what gives the seed, in words")
    due: date = Field(description="from which day the seed can be known")
    until: date | None = Field(description="the last day it is taken, if there is one")
    picked: int = Field(description="how many come out; 0 where the whole order is wanted")
    seed: str | None = Field(description="null until it is written, once")
    drawn: list[Ticket] = Field(
        description="in the order in which they came out; nothing before there is a seed"
    )
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
