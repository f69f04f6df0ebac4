"""A map that was drawn, without the work of drawing it: for what only asks whether another is due."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from forum.opinion_map.conversations.models import Conversation, ConversationMap
from forum.opinion_map.telling.rules import Told


def made_up(tx: Session, one: Conversation, refs: Sequence[str]) -> None:
    turn = tx.get_one(Conversation, one.id).turn
    tx.add(
        ConversationMap(
            conversation_id=one.id,
            turn=turn,
            day=date(2026, 3, 2),
            phrases=list(refs),
            told=Told.nothing(one.k).to_json(),
            weights={},
            memory={},
            kept={},
        )
    )
