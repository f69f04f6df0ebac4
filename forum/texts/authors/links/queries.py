"""Reads: the link behind a code, those that wait for one text, what is said of a link that opens nothing."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, func, select

from forum.collectives.models import Pending
from forum.core.crypto import sha256
from forum.core.errors import Closed
from forum.core.i18n import _, long_date
from forum.core.ids import ref_from
from forum.texts import queries as texts
from forum.texts.authors.models import AuthorInvitation
from forum.texts.models import Document

MADE, TAKEN_BACK, COMING = "author.invitation", "author.uninvitation", "author"


@dataclass(frozen=True)
class Link:
    """One link as its authors see it. `mark` is drawn from the hash: it tells links apart, and opens nothing."""

    mark: str
    until: date


def number_of(code: str) -> int:
    """The hash, as it waits: a number is nobody's words, and the guard reads none."""
    return int.from_bytes(sha256(code), "big")


def hash_of(number: int) -> bytes:
    return number.to_bytes(32, "big")


def mark_of(number: int) -> str:
    return ref_from(hash_of(number))


def find(tx: Session, collective_id: int, code: str, today: date) -> Document:
    """The text that a code lets one write; a link that waits for its slot counts already. Closed if it opens nothing."""
    number = number_of(code)
    row = published(tx, number)
    document = _text(tx, row) if row else _announced(tx, collective_id, number)
    if document is None or document.collective_id != collective_id or taken_back(tx, number):
        raise Closed(not_good())
    if row and row.until < today:
        raise Closed(
            _("Ce lien a valu jusqu’au {day}. Demandez-en un autre à qui vous l’a donné.").format(
                day=long_date(row.until)
            )
        )
    return document


def not_good() -> str:
    return _(
        "Ce lien n’ouvre rien, ou plus rien : il a servi, il a été retiré, ou il est mal recopié. Demandez-en un autre à "
        "qui vous l’a donné."
    )


def published(tx: Session, number: int) -> AuthorInvitation | None:
    query = select(AuthorInvitation).where(AuthorInvitation.code_hash == hash_of(number))
    return tx.exec(query).first()


def _text(tx: Session, row: AuthorInvitation) -> Document:
    return tx.exec(select(Document).where(Document.id == row.text_id)).one()


def _announced(tx: Session, collective_id: int, number: int) -> Document | None:
    """A link made since the last slot: who holds it may answer at once, and both are published together."""
    for payload in _waiting(tx, MADE, number):
        return texts.find(tx, collective_id, payload["text"])
    return None


def taken_back(tx: Session, number: int) -> bool:
    """Whether it is withdrawn, were it at the next slot only."""
    return bool(_waiting(tx, TAKEN_BACK, number))


def announced(tx: Session, number: int) -> bool:
    return bool(_waiting(tx, MADE, number))


def _waiting(tx: Session, kind: str, number: int) -> list[dict[str, str]]:
    query = select(Pending.payload).where(
        Pending.kind == kind, Pending.state == "waiting", col(Pending.payload).contains(str(number))
    )
    return [json.loads(payload) for payload in tx.exec(query).all()]


def taken(tx: Session, number: int, nul: bytes = b"") -> bool:
    """Whether somebody (else) already waits to come in by it: the first who did is the one it is for."""
    query = select(Pending.payload).where(
        Pending.kind == COMING,
        Pending.state == "waiting",
        Pending.nul != nul,
        col(Pending.payload).contains(str(number)),
    )
    return any(not json.loads(payload).get("late") for payload in tx.exec(query).all())


def count(tx: Session, document: Document, today: date) -> int:
    query = select(func.count()).where(
        AuthorInvitation.text_id == document.id, AuthorInvitation.until >= today
    )
    return tx.exec(query).one()


def own_waiting(tx: Session, document: Document, nul: bytes) -> int:
    """The links that this voice has made since the last slot."""
    query = select(func.count()).where(
        Pending.kind == MADE,
        Pending.state == "waiting",
        Pending.nul == nul,
        col(Pending.payload).contains(document.ref),
    )
    return tx.exec(query).one()


def of_text(tx: Session, document: Document, today: date) -> Sequence[Link]:
    """The links that still open something, soonest to end first."""
    query = select(AuthorInvitation).where(
        AuthorInvitation.text_id == document.id, AuthorInvitation.until >= today
    )
    rows = tx.exec(query.order_by(col(AuthorInvitation.until), col(AuthorInvitation.id))).all()
    numbers = [(int.from_bytes(row.code_hash, "big"), row.until) for row in rows]
    return [Link(mark_of(number), until) for number, until in numbers if not taken_back(tx, number)]


def marked(tx: Session, document: Document, mark: str) -> int:
    """The number of one of this text's links."""
    query = select(AuthorInvitation.code_hash).where(AuthorInvitation.text_id == document.id)
    numbers = [int.from_bytes(code_hash, "big") for code_hash in tx.exec(query).all()]
    found = next((number for number in numbers if mark_of(number) == mark), None)
    if found is None:
        raise Closed(_("Ce lien n’ouvrait déjà plus rien."))
    return found
