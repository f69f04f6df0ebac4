"""Asking for one's signature back: by the link of a mail, or with the carnet that signed."""

from contextlib import suppress

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from forum.collectives.publication.actions import undo
from forum.collectives.rules import next_slot
from forum.core.clock import Now
from forum.core.crypto import sha256
from forum.core.errors import NotFound
from forum.petitions.models import PendingSignature, Petition, Refusal, Signature

NOT_ME = "not_me"


def receipt_token(token: str) -> str:
    """The link that shows a receipt, made from the one that takes the signature back: it does not lead back to that one."""
    return sha256(f"receipt|{token}").hex()


def mark_of_receipt(shown: str) -> bytes:
    return sha256(f"mark|{shown}")


def mark_of(token: str) -> bytes:
    """What a signature keeps of the links in its mail: another hash than the one that confirms."""
    return mark_of_receipt(receipt_token(token))


def _older_mark(token: str) -> bytes:
    """Of the mails that were sent before there were receipts."""
    return sha256(f"withdraw|{token}")


def known(tx: Session, petition: Petition, token: str) -> bytes:
    """The nullifier that a withdrawal link stands for, counted or waiting; NotFound if there is none (any more)."""
    marks = mark_of(token), _older_mark(token)
    for table in (Signature, PendingSignature):
        # By the link alone, which is nobody else's: asked for the petition too, SQLite reads all that waits there.
        query = select(table.nul, table.petition_id).where(col(table.withdrawal).in_(marks))  # type: ignore[call-overload]
        for nul, petition_id in tx.connection().execute(query):
            if petition_id == petition.id:
                return bytes(nul)
    raise NotFound


def stands(tx: Session, petition: Petition, token: str) -> bool:
    """Whether a link is of a signature of this petition, counted or waiting."""
    with suppress(NotFound):
        known(tx, petition, token)
        return True
    return False


def ask(
    tx: Session, petition: Petition, nul: bytes, slot_minutes: int, now: Now, *, reason: str = ""
) -> None:
    """At the next slot, with others. What is not counted yet is erased at once: nothing public has to move.

    `reason`: one of the log's, if not that of whoever takes their own back.
    """
    if not forget_waiting(tx, petition.id, nul):
        slot = next_slot(now.epoch, slot_minutes)
        undo(
            tx, petition.collective_id, "erase.signature", "sign", petition.code, nul, petition.title, slot, reason
        )  # fmt: skip


def not_mine(tx: Session, petition: Petition, nul: bytes, slot_minutes: int, now: Now) -> None:
    """Whoever has the mailbox did not sign: it ends, and no mail of this petition goes there any more. Twice is once.

    What is kept is one of the address's nullifiers, which says nothing to who has not its key; at the closing both go.
    """
    ask(tx, petition, nul, slot_minutes, now, reason=NOT_ME)
    if petition.state != "open":
        return  # nothing is written to anybody any more, and the key is gone
    with suppress(IntegrityError), tx.begin_nested():
        tx.connection().execute(insert(Refusal), {"petition_id": petition.id, "nul": nul})


def forget_waiting(tx: Session, petition_id: int, nul: bytes) -> bool:
    """Whether there was one that nobody had counted yet."""
    gone = delete(PendingSignature).where(
        col(PendingSignature.petition_id) == petition_id, col(PendingSignature.nul) == nul
    )
    return bool(tx.connection().execute(gone).rowcount)
