"""Open sessions, in memory only: `sha256(token)` leads to a box that only the token opens.

Neither half is useful alone: the store holds no key, the cookie no secret but the token.
"""

import hashlib
import threading
from dataclasses import dataclass, field

from forum.core.clock import Now
from forum.core.crypto import lock, sha256, unlock
from forum.core.ids import new_token
from forum.core.viewer import Viewer

IDLE = 30 * 60
LONG_IDLE = 4 * 3600
LIFETIME = 4 * 3600


@dataclass(slots=True)
class Entry:
    box: bytes = field(repr=False)
    opened: int
    seen: int
    idle: int
    flash: str = ""
    recognised: frozenset[str] = frozenset()

    def over(self, now: Now) -> bool:
        return now.epoch - self.seen > self.idle or now.epoch - self.opened > LIFETIME


class Sessions:
    """A bounded store; the oldest leave first."""

    def __init__(self, limit: int = 50_000) -> None:
        self._entries: dict[bytes, Entry] = {}
        self._lock = threading.Lock()
        self._limit = limit

    def open(self, viewer: Viewer, now: Now, *, own_device: bool = False) -> str:
        """Start a session; the returned token goes into the cookie and nowhere else."""
        token = new_token()
        payload = _payload(viewer)
        entry = Entry(lock(_key(token), payload), now.epoch, now.epoch, LONG_IDLE if own_device else IDLE)
        with self._lock:
            while len(self._entries) >= self._limit:
                self._entries.pop(next(iter(self._entries)))
            self._entries[sha256(token)] = entry
        return token

    def read(self, token: str, now: Now) -> Viewer | None:
        """Who holds this token, or None when it is unknown, ended, or asleep for too long."""
        entry = self._entries.get(sha256(token))
        if entry is None:
            return None
        if entry.over(now):
            self.close(token)
            return None
        entry.seen = now.epoch
        return _viewer(unlock(_key(token), entry.box))

    def close(self, token: str) -> None:
        with self._lock:
            self._entries.pop(sha256(token), None)

    def sweep(self, now: Now) -> int:
        """Forget the sessions that nobody will wake again; returns how many."""
        with self._lock:
            ended = [mark for mark, entry in self._entries.items() if entry.over(now)]
            for mark in ended:
                del self._entries[mark]
        return len(ended)

    def say(self, token: str, text: str) -> None:
        """Leave a sentence for the next page."""
        entry = self._entries.get(sha256(token))
        if entry is not None:
            entry.flash = text

    def hear(self, token: str) -> str:
        entry = self._entries.get(sha256(token))
        if entry is None or not entry.flash:
            return ""
        text, entry.flash = entry.flash, ""
        return text

    def recognise(self, token: str, slug: str, chosen: bool) -> None:
        """Whether this carnet's next text in a collective should again be under the name it has there."""
        entry = self._entries.get(sha256(token))
        if entry is not None:
            entry.recognised = entry.recognised | {slug} if chosen else entry.recognised - {slug}

    def recognised(self, token: str) -> frozenset[str]:
        entry = self._entries.get(sha256(token))
        return entry.recognised if entry is not None else frozenset()


def _key(token: str) -> bytes:
    return hashlib.blake2b(token.encode(), digest_size=32).digest()


def _payload(viewer: Viewer) -> bytes:
    return b"k" + viewer.key if viewer.key else f"s{viewer.staff_id}:{viewer.staff_name}".encode()


def _viewer(payload: bytes) -> Viewer:
    if payload.startswith(b"k"):
        return Viewer(key=payload[1:])
    ident, name = payload[1:].decode().split(":", 1)
    return Viewer(staff_id=int(ident), staff_name=name)
