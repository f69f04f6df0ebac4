"""Reads of whoever draws: which maps are to be drawn, and without which of their phrases."""

from collections.abc import Sequence

from sqlmodel import Session, col, or_, select

from forum.opinion_map.conversations.models import Conversation, ConversationMap, ConversationPhrase
from forum.texts.models import Document


def unseen(tx: Session, ident: int) -> list[str]:
    """The references of the phrases that are not to be drawn today: taken out where they come from, or hidden."""
    query = (
        select(ConversationPhrase.ref)
        .outerjoin(Document, col(Document.id) == ConversationPhrase.text_id)
        .where(ConversationPhrase.conversation_id == ident)
        .where(
            or_(
                col(ConversationPhrase.out).is_(True),
                col(ConversationPhrase.hidden).is_(True),
                col(Document.hidden).is_(True),
            )
        )
    )
    return sorted(tx.exec(query).all())


def left_out(tx: Session, ident: int) -> list[str] | None:
    """Those that the last map was drawn without; None where none was drawn."""
    found = tx.exec(select(ConversationMap.out).where(ConversationMap.conversation_id == ident)).first()
    return None if found is None else list(found)


def to_draw(tx: Session) -> Sequence[tuple[int, int]]:
    """(key, turn) of those that changed since they were last drawn, and still have what to draw them from."""
    last = col(ConversationMap.turn)
    query = (
        select(Conversation.id, Conversation.turn)
        .outerjoin(ConversationMap, col(ConversationMap.conversation_id) == Conversation.id)
        .where(col(Conversation.turn) > 0, col(Conversation.erased).is_(None))
        .where(last.is_(None) | (last < col(Conversation.turn)))
    )
    return tx.exec(query.order_by(col(Conversation.id))).all()
