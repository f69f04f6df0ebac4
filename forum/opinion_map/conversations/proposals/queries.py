"""Reads of proposals: one's own as far as they use up one's number of them, and those that wait for the team."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import literal, union_all
from sqlmodel import Session, col, func, select

from forum.collectives.models import Pending
from forum.core.errors import NotFound
from forum.core.viewer import Viewer
from forum.opinion_map.conversations import queries as talks
from forum.opinion_map.conversations.models import Conversation, ConversationProposal
from forum.opinion_map.conversations.proposals.rules import (
    MOST_PROPOSED,
    alike,
    form,
    free,
    numbers,
    same_as,
    scope,
)

KIND = "opinion.phrase"


@dataclass(frozen=True)
class Offered:
    """A proposal as the team reads it: its words, and what is alike among the phrases of the map. Nothing of who."""

    ref: str
    body: str
    same: str
    alike: Sequence[str]


def next_number(tx: Session, conversation: Conversation, viewer: Viewer) -> int | None:
    """The number under which this person may propose one phrase more; None when they have proposed all they may."""
    order = numbers(viewer.nul("voice", f"phrases:{conversation.ref}"))
    return free(order, _taken(tx, conversation, viewer))


def left(tx: Session, conversation: Conversation, viewer: Viewer) -> int:
    """How many phrases this person may still propose: for whoever holds the carnet alone."""
    return MOST_PROPOSED - len(_taken(tx, conversation, viewer))


def said_by(tx: Session, conversation: Conversation, viewer: Viewer, phrase: str) -> bool:
    """Whether this person has proposed these words already, and nobody decided yet: a double click is one proposal."""
    return form(phrase) in {form(body) for body in _proposed(tx, conversation, viewer).values() if body}


def _taken(tx: Session, conversation: Conversation, viewer: Viewer) -> set[int]:
    return set(_proposed(tx, conversation, viewer))


def _proposed(tx: Session, conversation: Conversation, viewer: Viewer) -> dict[int, str]:
    """By number, what this person proposed: words that wait, "" once they are decided on."""
    mine = {viewer.nul("voice", scope(conversation.ref, n)): n for n in range(1, MOST_PROPOSED + 1)}
    kept = select(ConversationProposal.nul, ConversationProposal.body, literal(0)).where(
        ConversationProposal.conversation_id == conversation.id, col(ConversationProposal.nul).in_(mine)
    )
    waits = select(Pending.nul, Pending.payload, literal(1)).where(
        Pending.kind == KIND, col(Pending.nul).in_(mine)
    )
    rows = tx.connection().execute(union_all(kept, waits)).all()
    return {mine[bytes(nul)]: json.loads(text)["body"] if waits else text for nul, text, waits in rows}


def shown_words(tx: Session, conversation: Conversation, slug: str) -> list[str]:
    """The phrases of the map that may be read today."""
    return [one.words for one in talks.phrases(tx, conversation, slug) if one.words and not one.hidden]


def near(tx: Session, conversation: Conversation, slug: str, typed: str) -> list[talks.Phrase]:
    """The phrases of the map that say what was typed, or nearly: whoever types reads them, and may answer them."""
    if not typed.strip():
        return []
    found = [one for one in talks.phrases(tx, conversation, slug) if one.words and not one.hidden]
    words = [one.words for one in found]
    said = [same_as(typed, words), *alike(typed, words)]
    return [one for text in dict.fromkeys(filter(None, said)) for one in found if one.words == text]


def waiting(tx: Session, conversation: Conversation, slug: str) -> list[Offered]:
    """Those that the team has yet to decide on, the oldest day first; inside a day by their drawn keys."""
    query = select(ConversationProposal).where(
        ConversationProposal.conversation_id == conversation.id, ConversationProposal.state == "proposed"
    )
    rows = tx.exec(query.order_by(col(ConversationProposal.day), col(ConversationProposal.id))).all()
    words = shown_words(tx, conversation, slug) if rows else []
    return [_offered(row, words) for row in rows]


def _offered(row: ConversationProposal, words: Sequence[str]) -> Offered:
    return Offered(row.ref, row.body, same_as(row.body, words), alike(row.body, words))


def how_many_wait(tx: Session, conversation: Conversation) -> int:
    query = select(func.count()).where(
        ConversationProposal.conversation_id == conversation.id, ConversationProposal.state == "proposed"
    )
    return tx.exec(query).one()


def find(tx: Session, conversation: Conversation, ref: str) -> ConversationProposal:
    query = select(ConversationProposal).where(
        ConversationProposal.ref == ref, ConversationProposal.conversation_id == conversation.id
    )
    found = tx.exec(query).first()
    if found is None:
        raise NotFound
    return found


def phrases_of(tx: Session) -> list[tuple[int, str, str, int]]:
    """(map's key, key, title, collective) of all that a carnet may have proposed, for whoever takes theirs back."""
    found = range(1, MOST_PROPOSED + 1)
    return [
        (one, f"{ref}:{n}", title, place) for one, ref, title, place in talks.open_ones(tx) for n in found
    ]
