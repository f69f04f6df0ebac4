"""Open sessions: `sha256(token)` leads to a box that only the token opens.

Neither half is useful alone: the store holds no key, the cookie no secret but the token. The store is this process, or a
Redis or Valkey that several nodes share (`forum/http/stores.py`).
"""

import hashlib
from dataclasses import dataclass

from nacl.exceptions import CryptoError

from forum.core.clock import Now
from forum.core.crypto import lock, sha256, unlock
from forum.core.ids import new_token
from forum.core.viewer import Viewer
from forum.http.stores import Entry, MemorySessions, SessionStore

IDLE = 30 * 60
LONG_IDLE = 4 * 3600
LIFETIME = 4 * 3600
PARCEL, CARD = b"p", b"c"
MARKED = "\x1f"


@dataclass(frozen=True)
class Open:
    """One of a staff member's own sessions, as they see it. No address, no browser's name: none is kept."""

    door: str
    opened: Now
    seen: Now
    here: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """Who holds a token, the sentence that waits for their next page, and where they are recognised."""

    viewer: Viewer
    said: str = ""
    recognised: frozenset[str] = frozenset()


class Sessions:
    """What the house asks of a session, whatever keeps it."""

    def __init__(self, store: SessionStore | None = None) -> None:
        self.store: SessionStore = store or MemorySessions()

    def open(self, viewer: Viewer, now: Now, *, own_device: bool = False, door: str = "") -> str:
        """Start a session; the returned token goes into the cookie and nowhere else."""
        token = new_token()
        box, idle = lock(_key(token), _payload(viewer)), LONG_IDLE if own_device else IDLE
        self.store.put(sha256(token), Entry(box, now.epoch, now.epoch, idle, viewer.staff_id, door))
        return token

    def look(self, token: str, now: Now) -> Seen | None:
        """Who holds this token, or None when it is unknown, ended, or asleep for too long. StoreAway if nobody can say."""
        found = self.store.look(sha256(token), now.epoch, LIFETIME)
        if found is None:
            return None
        entry, said = found
        try:
            viewer = _viewer(unlock(_key(token), entry.box))
            return Seen(viewer, _heard(said), _slugs(token, entry)) if viewer else None
        except CryptoError:  # whoever can write in a shared store can break a session, and open none
            return None

    def read(self, token: str, now: Now) -> Viewer | None:
        seen = self.look(token, now)
        return seen.viewer if seen else None

    def close(self, token: str) -> None:
        if token:
            self.store.drop(sha256(token))

    def mine(self, viewer: Viewer, token: str, now: Now) -> list[Open]:
        """All the open sessions of somebody of the staff, the latest seen first."""
        here, found = sha256(token), self.store.of_staff(viewer.staff_id).items()
        rows = [
            Open(entry.door, Now(entry.opened), Now(entry.seen), key == here)
            for key, entry in found
            if _alive(entry, now)
        ]
        return sorted(rows, key=lambda row: (not row.here, -row.seen.epoch, -row.opened.epoch))

    def close_others(self, staff_id: int, token: str) -> int:
        """End every other session of that account; how many there were. With no token, all of them."""
        here = sha256(token)
        others = [key for key in self.store.of_staff(staff_id) if key != here]
        for key in others:
            self.store.drop(key)
        return len(others)

    def sweep(self, now: Now) -> int:
        """Forget the sessions that nobody will wake again; returns how many."""
        return self.store.sweep(lambda entry: not _alive(entry, now))

    def door(self, token: str) -> str:
        """By which door this session was opened."""
        entry = self.store.get(sha256(token))
        return entry.door if entry else ""

    def park(self, text: str, now: Now, seconds: int) -> str:
        """Put a text aside for somebody who comes back; the token that opens it, once."""
        token = new_token()
        box = lock(_key(token), PARCEL + text.encode())
        self.store.put(sha256(token), Entry(box, now.epoch, now.epoch, seconds))
        return token

    def unpark(self, token: str, now: Now) -> str:
        """The text, or "" when it is unknown or waited too long."""
        entry = self.store.get(sha256(token))
        if entry is None:
            return ""
        self.store.drop(sha256(token))
        return unlock(_key(token), entry.box).removeprefix(PARCEL).decode() if _alive(entry, now) else ""

    def say(self, token: str, text: str, of: str = "") -> None:
        """Leave a sentence for the next page. `of` marks the act it tells, so that the same one is known again."""
        self.store.say(sha256(token), f"{of}{MARKED}{text}" if of else text)

    def hear(self, token: str) -> str:
        return _heard(self.store.hear(sha256(token)))

    def done(self, token: str, of: str) -> str | None:
        """The sentence of that very act, if it was done and nobody heard of it yet: somebody pressed twice. Else None."""
        said = self.store.told(sha256(token))
        return said.removeprefix(of + MARKED) if said.startswith(of + MARKED) else None

    def recognise(self, token: str, slug: str, chosen: bool) -> None:
        """Whether this carnet's next text in a collective should again be under the name it has there."""
        known = self.recognised(token)
        slugs = "\n".join(sorted(known | {slug} if chosen else known - {slug}))
        self.store.keep(sha256(token), lock(_key(token), slugs.encode()))

    def recognised(self, token: str) -> frozenset[str]:
        """Sealed like the key: the store alone does not tell in which collective anybody is known."""
        entry = self.store.get(sha256(token)) if token else None
        return _slugs(token, entry) if entry else frozenset()


def _heard(said: str) -> str:
    return said.rpartition(MARKED)[2]


def _slugs(token: str, entry: Entry) -> frozenset[str]:
    if not entry.recognised:
        return frozenset()
    return frozenset(unlock(_key(token), entry.recognised).decode().split("\n")) - {""}


def _alive(entry: Entry, now: Now) -> bool:
    return entry.alive(now.epoch, LIFETIME)


def _key(token: str) -> bytes:
    return hashlib.blake2b(token.encode(), digest_size=32).digest()


def _payload(viewer: Viewer) -> bytes:
    if viewer.key:
        return (CARD if viewer.card else b"k") + viewer.key
    return f"s{viewer.staff_id}:{viewer.staff_name}".encode()


def _viewer(payload: bytes) -> Viewer | None:
    if payload.startswith(PARCEL):
        return None  # a text put aside is nobody's session
    if payload.startswith((b"k", CARD)):
        return Viewer(key=payload[1:], card=payload.startswith(CARD))
    ident, name = payload[1:].decode().split(":", 1)
    return Viewer(staff_id=int(ident), staff_name=name)
