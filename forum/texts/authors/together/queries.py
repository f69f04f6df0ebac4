"""What the page of a proposal says of its answers, where several write the text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from forum.texts.authors import queries as authors
from forum.texts.authors import rules
from forum.texts.authors.models import AuthorAnswer
from forum.texts.authors.queries import Author
from forum.texts.models import Amendment, Document


@dataclass(frozen=True)
class Answers:
    """`given` by several authors, in public; `missing` are those who have not answered, until the day `until` if one has.

    `mine` is the viewer's own answer, if they gave one; `several`, that more than one voice writes the text;
    `alone`, that the one who proposes the change is so far the only one who answered, and wants it.
    """

    several: bool
    given: Sequence[AuthorAnswer] = ()
    missing: Sequence[Author] = ()
    until: date | None = None
    mine: AuthorAnswer | None = None
    disagree: bool = False
    alone: bool = False


def proposer(amendment: Amendment) -> bytes | None:
    """Whose proposal it is; "" for the team's, and None once whoever made it has taken their name away."""
    return bytes(amendment.nul) if amendment.nul or amendment.college == "staff" else None


def standing(tx: Session, document: Document, amendment: Amendment, mine: Author | None) -> Answers:
    found = authors.of(tx, document)
    given = authors.answers(tx, amendment)
    said = {bytes(row.nul): row for row in given}
    verdicts = {nul: row.verdict for nul, row in said.items()}
    days = [row.day for row in given if not row.counted]
    return Answers(
        len(found) > 1,
        [row for row in given if not row.hidden],
        [one for one in found if one.nul not in said] if len(found) > 1 else [],
        rules.last_day(min(days)) if days and amendment.state == "open" else None,
        said.get(mine.nul) if mine else None,
        bool(given) and amendment.state == "open" and all(row.counted for row in given),
        rules.outcome([one.nul for one in found], verdicts, over=True, proposer=proposer(amendment))
        == rules.ALONE,
    )
