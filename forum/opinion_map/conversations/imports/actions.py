"""A conversation that was held elsewhere, from the files that Polis publishes: its phrases, and the map of its answers.

Not one answer is stored: the map is drawn first, from what is in memory, and then written with the phrases. The published
table says what each participant answered, under a number of theirs; here it would be a table of people that nobody asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from forum.collectives.models import Collective
from forum.collectives.publication.actions import warned
from forum.core.clock import Now
from forum.core.events import record
from forum.opinion_map.conversations.models import Conversation, ConversationMap, ConversationPhrase
from forum.opinion_map.conversations.rules import LEAST


@dataclass(frozen=True)
class Brought:
    """What was read: words, which of them were taken out there, and what the work is given."""

    bodies: list[str]
    out: list[bool]
    given: dict[str, Any]


@dataclass(frozen=True)
class Named:
    """What this house calls it, and where it comes from."""

    title: str
    question: str
    source: str


def read(files: Mapping[str, bytes], k: int) -> Brought:
    """`Malformed` (opinions/polis.py) names the file and the line: nothing is taken by half."""
    from forum.opinion_map.opinions import polis

    talk = polis.read(files)
    votes = talk.votes
    given = {
        "people": votes.people,
        "phrases": votes.statements,
        "rows": votes.rows.tolist(),
        "columns": votes.columns.tolist(),
        "values": votes.values.tolist(),
        "colleges": [""] * votes.people,
        "out": talk.out.tolist(),
        "k": k,
        "before": {},
        "kept": {},
        "closing": True,
    }
    return Brought([_plain(one.body) for one in talk.statements], talk.out.tolist(), given)


def _plain(body: str) -> str:
    """One line, without the signs that nobody sees and PostgreSQL may refuse."""
    return "".join(sign for sign in " ".join(body.split()) if sign.isprintable())


def seen_by_the_guard(brought: Brought) -> list[int]:
    """The numbers, from 1, of the phrases in which the guard sees somebody's data; not of those that nobody will read."""
    return [
        number
        for number, (body, out) in enumerate(zip(brought.bodies, brought.out, strict=True), 1)
        if not out and warned([body])
    ]


def take(
    tx: Session,
    collective: Collective,
    brought: Brought,
    named: Named,
    made: Mapping[str, Any],
    now: Now,
) -> Conversation:
    """`made`: the map that the work drew of it. Closed from the start, and nothing of it to delete later."""
    talk = Conversation(
        collective_id=collective.id,
        title=named.title,
        question=named.question,
        source=named.source,
        k=max(LEAST, collective.k),
        keep_days=0,
        opens=now.today,
        closes=now.today,
        ended=now.today,
        erased=now.today,
        state="closed",
        turn=1,
    )
    tx.add(talk)
    tx.flush()
    phrases = [
        ConversationPhrase(conversation_id=talk.id, position=place, body="" if out else body, out=out)
        for place, (body, out) in enumerate(zip(brought.bodies, brought.out, strict=True), 1)
    ]
    tx.add_all(phrases)
    tx.add(
        ConversationMap(
            conversation_id=talk.id,
            turn=1,
            day=now.today,
            phrases=[phrase.ref for phrase in phrases],
            told=made["told"],
            weights={},
            memory={},
            kept={},
        )
    )
    record(tx, "conversation.closed", collective.id, talk.ref, talk.title, now.today)
    tx.flush()
    return talk
