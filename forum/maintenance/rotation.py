"""Other keys for the old ones, and going on without a pepper. Nobody else may be at work: a server keeps its keys in memory.

A kill -9 anywhere is made good by doing it again: the new key waits in a file of its own, what the old one had sealed is
sealed again in one transaction, and only then does the new key take the old one's name. Meanwhile nothing starts.
"""

from collections.abc import Callable
from pathlib import Path

from nacl.exceptions import CryptoError
from sqlmodel import Session, col, delete, select, update

from forum.collectives.models import Grant, Pending, Sanction
from forum.core import keys
from forum.core.crypto import lock, unlock
from forum.core.db import Database
from forum.core.models import InstanceFact, Outbox
from forum.core.upgrade import BUNDLE, MARK
from forum.deliberation.models import Ballot, BallotPaper
from forum.demands.consultations.models import Consultation, ConsultationPaper
from forum.identity.staff.models import Staff
from forum.moderation.reports.models import ReportBox
from forum.notifications.letter import actions as letters
from forum.opinion_map.conversations.models import (
    Conversation,
    ConversationPaper,
    ConversationProposal,
)
from forum.petitions.journal.actions import replace_key
from forum.texts.models import Message

Reseal = Callable[[Session, bytes, bytes], int]


def _nothing(_tx: Session, _old: bytes, _new: bytes) -> int:
    """`forms` seals nothing: open pages have to be sent twice, that is all."""
    return 0


def _mails(tx: Session, old: bytes, new: bytes) -> int:
    lost = 0
    for mail in tx.exec(select(Outbox)).all():
        sealed = _again(mail.sealed, old, new)
        lost += sealed is None
        mail.sealed = sealed or mail.sealed
        tx.add(mail)
    return lost + letters.reseal(tx, old, new)


def _codes(tx: Session, old: bytes, new: bytes) -> int:
    lost = 0
    for person in tx.exec(select(Staff).where(Staff.totp_sealed != b"")).all():
        sealed = _again(person.totp_sealed, old, new)
        lost += sealed is None
        person.totp_sealed = sealed or person.totp_sealed
        tx.add(person)
    return lost


def _again(sealed: bytes, old: bytes, new: bytes) -> bytes | None:
    """Sealed by the new key; already so if we were killed just after; None for what neither opens."""
    try:
        return lock(new, unlock(old, sealed))
    except CryptoError:
        pass
    try:
        unlock(new, sealed)
        return sealed
    except CryptoError:
        return None


RESEAL: dict[str, Reseal] = {"forms": _nothing, "mail": _mails, "staff": _codes, "journal": replace_key}


def rotate(db: Database, folder: Path, name: str) -> int:
    """Put a new key in the place of `name`; returns how many things neither key opens."""
    old, new = keys.read(folder / f"{name}.key"), keys.successor(folder, name)
    with db.write() as tx:
        lost = RESEAL[name](tx, old, new)
    keys.succeed(folder, name)
    return lost


def renounce(db: Database) -> None:
    """The pepper is lost, and with it every carnet: nobody can be found again by recomputing.

    What only a carnet could use goes: attestations (they would weigh on every quorum for ever), acts that wait, sealed
    words, sanctions, and the papers of open ballots, consultations and maps, whose authors will vote again under another
    carnet.
    """
    going = select(Ballot.id).where(Ballot.state == "open")
    asking = select(Consultation.id).where(Consultation.state == "open")
    with db.write() as tx:
        talking = select(Conversation.id).where(Conversation.state == "open")
        tx.exec(update(ConversationProposal).values(box=b""))
        tx.exec(delete(ConversationPaper).where(col(ConversationPaper.conversation_id).in_(talking)))
        tx.exec(delete(ConsultationPaper).where(col(ConsultationPaper.consultation_id).in_(asking)))
        tx.exec(delete(BallotPaper).where(col(BallotPaper.ballot_id).in_(going)))
        for table in (Grant, Sanction, Pending, Message, ReportBox):
            tx.exec(delete(table))
        tx.exec(delete(InstanceFact).where(col(InstanceFact.name).in_((MARK, BUNDLE))))
