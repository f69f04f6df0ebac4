"""The same house with its protections taken off, one by one: an attack that fails here would prove nothing elsewhere.

Only tests do this, by patching; no setting of the house leads here.
"""

import itertools
import logging
import secrets
from types import SimpleNamespace
from typing import Any

from pytest import MonkeyPatch
from sqlalchemy import event
from sqlmodel import Session
from starlette.types import ASGIApp, Receive, Scope, Send

from forum.collectives import routes as collectives
from forum.collectives.models import Pending
from forum.collectives.publication import actions as publication
from forum.collectives.publication import jobs
from forum.core import ids
from forum.core import withheld as rules
from forum.core.clock import Now
from forum.core.crypto import expand, packed, sha256
from forum.core.viewer import Viewer
from forum.exports.participation import queries as participation
from forum.http.house import House
from forum.notifications.letter import actions as letter
from forum.petitions import boxes, nullifiers, signing
from forum.petitions import publication as signatures
from forum.texts import search


class _NoShuffle:
    """Batches keep the order of arrival."""

    def shuffle(self, _rows: list[Any]) -> None:
        return None


def ordered_ids(patch: MonkeyPatch) -> None:
    count = itertools.count(1000)
    fake = SimpleNamespace(
        randbits=lambda _bits: next(count), choice=secrets.choice, token_urlsafe=secrets.token_urlsafe
    )
    patch.setattr(ids, "secrets", fake)


def at_once(patch: MonkeyPatch) -> None:
    """No slot, no shuffle; the full-text index in the order of the rows."""
    for module in (jobs, signatures, search):
        patch.setattr(module, "SystemRandom", _NoShuffle)
    patch.setattr(publication, "next_slot", lambda epoch, _minutes: epoch)
    patch.setattr(signing, "slot_at", _at_once)
    patch.setattr(publication, "AFTER_SLOT", [])  # rebuilt once at the end: at each act it would take minutes


def _at_once(now: Now, _seconds: int) -> int:
    return now.epoch


def shared_nullifiers(patch: MonkeyPatch) -> None:
    """Most of a nullifier is the same in all scopes of a carnet."""

    def nul(self: Viewer, label: str, scope: str) -> bytes:
        own = expand(self.key, packed("carnet|v1", label, scope))
        return own if scope.startswith("new|") else sha256(self.key)[:24] + own[:8]

    patch.setattr(Viewer, "nul", nul)


def plain_addresses(patch: MonkeyPatch) -> None:
    """An address is its bare hash, and what is sealed is as long as what was typed."""
    patch.setattr(nullifiers, "email_nul", lambda _key, email: sha256("".join(email.split()).casefold()))
    patch.setattr(boxes, "SEALED_STEP", 1)
    patch.setattr(boxes, "LONG_STEP", 1)
    patch.setattr(letter, "nul_of", lambda _key, _where, email: sha256("".join(email.split()).casefold()))


def never_gone(patch: MonkeyPatch) -> None:
    """What is taken back is only marked so, as is the habit; and nothing is swept after a batch."""

    def withdraw(tx: Session, pending: Pending) -> None:
        pending.state = "withdrawn"
        tx.add(pending)

    patch.setattr(publication, "withdraw", withdraw)
    patch.setattr(jobs, "forget", lambda *_all: None)


def every_number(patch: MonkeyPatch) -> None:
    """Counts of persons as they are, at once."""
    exact = {
        "suppress": lambda table, _k, **_told: rules.suppress(table, 1),
        "stepped": lambda told, _k: told,
    }
    for name, fake in exact.items():
        patch.setattr(participation, name, fake)
    patch.setattr(collectives, "about", lambda count, _step: str(count))


def everything(patch: MonkeyPatch) -> None:
    for weaken in (every_number, ordered_ids, at_once, shared_nullifiers, plain_addresses, never_gone):
        weaken(patch)


def keep_remains(house: House) -> None:
    """SQLite leaves what was deleted where it was, and its WAL grows."""
    if not house.db.sqlite:
        return

    @event.listens_for(house.db.engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA secure_delete=OFF")
        connection.execute("PRAGMA wal_autocheckpoint=0")

    house.db.engine.dispose()


class Chatty:
    """What many servers do: a line for each request, with who, what and where from."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def heard() -> Any:
            message = await receive()
            logging.getLogger("chatty").info("%s %s", scope.get("client"), message.get("body", b""))
            return message

        logging.getLogger("chatty").info(
            "%s %s %s", scope.get("client"), scope["path"], dict(scope["headers"])
        )
        await self.app(scope, heard, send)
