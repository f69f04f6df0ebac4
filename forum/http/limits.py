"""Rate limits in memory. The key is an HMAC under a daily key that is never written: no address is kept."""

import secrets
import threading

from forum.core.clock import Now
from forum.core.crypto import mac
from forum.core.errors import TooMany


class Limits:
    """Fixed windows; a bounded table that starts afresh when full."""

    def __init__(self, size: int = 100_000) -> None:
        self._counts: dict[tuple[bytes, int], int] = {}
        self._lock = threading.Lock()
        self._size = size
        self._day, self._key = -1, b""

    def count(self, what: str, who: str, most: int, seconds: int, now: Now) -> None:
        """Count one try; raise TooMany past `most` in the window."""
        with self._lock:
            self._renew(now)
            slot = (mac(self._key, what, who)[:16], now.epoch // seconds)
            self._counts[slot] = self._counts.get(slot, 0) + 1
            if self._counts[slot] > most:
                raise TooMany

    def _renew(self, now: Now) -> None:
        day = now.epoch // 86_400
        if day != self._day or len(self._counts) > self._size:
            self._day, self._key = day, secrets.token_bytes(32)
            self._counts.clear()
