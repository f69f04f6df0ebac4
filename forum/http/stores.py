"""Where open sessions and counts are kept: in this process (here), or with other nodes (`forum/http/shared.py`).

Both makers keep the same promises and pass the same tests; `Sessions` and `Limits` know neither. Nothing here is written
to a disk, ever.
"""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Protocol


@dataclass(slots=True)
class Entry:
    """A session as the store sees it: a box that only the token opens, and moments. `staff` is 0 for a carnet."""

    box: bytes = field(repr=False)
    opened: int
    seen: int
    idle: int
    staff: int = 0
    door: str = ""
    recognised: bytes = field(default=b"", repr=False)

    def alive(self, moment: int, lifetime: int) -> bool:
        return moment - self.seen <= self.idle and moment - self.opened <= lifetime


class SessionStore(Protocol):
    """Keyed by `sha256(token)`. `look` is what every page asks: a session that lives, seen once more, and what was said to
    it; one that is over is dropped. With other nodes it is one round trip."""

    def put(self, key: bytes, entry: Entry) -> None: ...
    def look(self, key: bytes, moment: int, lifetime: int) -> tuple[Entry, str] | None: ...
    def get(self, key: bytes) -> Entry | None: ...
    def keep(self, key: bytes, recognised: bytes) -> None: ...
    def drop(self, key: bytes) -> None: ...
    def say(self, key: bytes, text: str) -> None: ...
    def told(self, key: bytes) -> str: ...
    def hear(self, key: bytes) -> str: ...
    def of_staff(self, staff: int) -> dict[bytes, Entry]: ...
    def sweep(self, over: Callable[[Entry], bool]) -> int: ...


class CountStore(Protocol):
    """Keyed by an HMAC under a key of the day, which the store itself draws and never writes."""

    def day_key(self, day: int) -> bytes: ...
    def count(self, key: bytes, seconds: int) -> int: ...
    def counted(self, key: bytes) -> bool: ...
    def attempt(self, key: bytes, now: int, free: int) -> int: ...
    def forget(self, key: bytes) -> None: ...


FIRST_WAIT, LONGEST_WAIT = 5, 900


def wait_after(tries: int, free: int) -> int:
    """Seconds before the next try: none for the first `free`, then 5, 10, 20 … up to a quarter of an hour."""
    return min(FIRST_WAIT << min(tries - free - 1, 20), LONGEST_WAIT) if tries > free else 0


class MemorySessions:
    """A bounded table; the oldest leave first. Staff's are also found by account: they may look at their own."""

    def __init__(self, limit: int = 50_000) -> None:
        self.entries: dict[bytes, Entry] = {}
        self._said: dict[bytes, str] = {}
        self._lock = threading.Lock()
        self._limit = limit

    def put(self, key: bytes, entry: Entry) -> None:
        with self._lock:
            while len(self.entries) >= self._limit:
                oldest = next(iter(self.entries))
                self.entries.pop(oldest)
                self._said.pop(oldest, None)
            self.entries[key] = entry

    def look(self, key: bytes, moment: int, lifetime: int) -> tuple[Entry, str] | None:
        entry = self.entries.get(key)
        if entry is None:
            return None
        if not entry.alive(moment, lifetime):
            self.drop(key)
            return None
        entry.seen = moment
        return entry, self._said.get(key, "") if self._said else ""

    def get(self, key: bytes) -> Entry | None:
        return self.entries.get(key)

    def keep(self, key: bytes, recognised: bytes) -> None:
        entry = self.entries.get(key)
        if entry is not None:
            entry.recognised = recognised

    def drop(self, key: bytes) -> None:
        with self._lock:
            self.entries.pop(key, None)
            self._said.pop(key, None)

    def say(self, key: bytes, text: str) -> None:
        if key in self.entries:
            self._said[key] = text

    def told(self, key: bytes) -> str:
        return self._said.get(key, "")

    def hear(self, key: bytes) -> str:
        return self._said.pop(key, "") if self._said else ""

    def of_staff(self, staff: int) -> dict[bytes, Entry]:
        with self._lock:
            return {key: replace(entry) for key, entry in self.entries.items() if entry.staff == staff}

    def sweep(self, over: Callable[[Entry], bool]) -> int:
        """Let go of what is over; how many there were."""
        with self._lock:
            ended = [key for key, entry in self.entries.items() if over(entry)]
            for key in ended:
                self.entries.pop(key)
                self._said.pop(key, None)
        return len(ended)


class MemoryCounts:
    """A bounded table that starts afresh each day, and when it is full."""

    def __init__(self, size: int = 100_000) -> None:
        self._counts: dict[bytes, int] = {}
        self._tries: dict[bytes, tuple[int, int]] = {}
        self._lock = threading.Lock()
        self._size = size
        self._day, self._key = -1, b""

    def day_key(self, day: int) -> bytes:
        with self._lock:
            if day != self._day or len(self._counts) + len(self._tries) > self._size:
                self._day, self._key = day, secrets.token_bytes(32)
                self._counts.clear()
                self._tries.clear()
            return self._key

    def count(self, key: bytes, seconds: int) -> int:  # noqa: ARG002  # the day ends it
        with self._lock:
            self._counts[key] = self._counts.get(key, 0) + 1
            return self._counts[key]

    def counted(self, key: bytes) -> bool:
        return key in self._counts

    def attempt(self, key: bytes, now: int, free: int) -> int:
        with self._lock:
            tries, until = self._tries.get(key, (0, 0))
            if now < until:
                return until - now
            self._tries[key] = tries + 1, now + wait_after(tries + 1, free)
            return 0

    def forget(self, key: bytes) -> None:
        with self._lock:
            self._tries.pop(key, None)
