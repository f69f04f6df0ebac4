"""What was said: the fact beside a text, the texts of a workshop, the texts of a card."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from forum.core.viewer import Viewer
from forum.texts.hidden import listed
from forum.texts.models import Document
from forum.texts.spoken.models import Spoken
from forum.texts.voices import wrote


def told(tx: Session, document: Document) -> Spoken | None:
    """How a text was said; None for one that its author wrote."""
    return tx.get(Spoken, document.id)


def of_workshop(tx: Session, ref: str) -> Sequence[Document]:
    """What everyone may read of it. Never in the order in which it was said: by kind, then by title."""
    query = select(Document).join(Spoken, col(Spoken.text_id) == Document.id)
    return tx.exec(
        query.where(Spoken.workshop == ref, listed()).order_by(Document.kind, Document.title)
    ).all()


def of_card(tx: Session, card: Viewer) -> list[Document]:
    """Found as a carnet finds its own: the nullifiers are made again, and compared."""
    query = select(Document).join(Spoken, col(Spoken.text_id) == Document.id).order_by(Document.title)
    return [d for d in tx.exec(query.where(Document.nul != b"")).all() if wrote(card, d, d.nul)]
