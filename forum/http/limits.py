"""Rate limits. The key is an HMAC under a daily key that is never written: no address is kept.

Two kinds: `count` (so many in a window) for acts, `attempt` (delays that grow) for doors. Kept in this process or shared
with other nodes (`forum/http/stores.py`).
"""

from forum.core.clock import Now
from forum.core.crypto import mac
from forum.core.errors import TooMany
from forum.core.i18n import _
from forum.http.stores import CountStore, MemoryCounts


class TooSoon(TooMany):
    """After several wrong keys at one door: how long to wait, and which door does not make one wait."""

    def __init__(self, seconds: int) -> None:
        wait = (
            _("{n} secondes").format(n=seconds)
            if seconds < 60
            else _("{n} minutes").format(n=-(-seconds // 60))
        )
        text = _("Trop d’essais. Attendez {wait}, ou demandez un lien par courriel : il entre tout de suite.")
        super().__init__(text.format(wait=wait))
        self.seconds = seconds


class Limits:
    """The same for every store."""

    def __init__(self, store: CountStore | None = None) -> None:
        self._store: CountStore = store or MemoryCounts()

    def count(self, what: str, who: str, most: int, seconds: int, now: Now) -> None:
        """Count one try; raise TooMany past `most` in the window."""
        slot = str(now.epoch // seconds)
        if self._store.count(self._key(now, "count", what, who, slot), seconds) > most:
            raise TooMany

    def attempt(self, what: str, who: str, free: int, now: Now) -> None:
        """Note one try at a door before it is judged; TooSoon while the last wrong ones are still to be waited for."""
        wait = self._store.attempt(self._key(now, "attempt", what, who), now.epoch, free)
        if wait:
            raise TooSoon(wait)

    def forgive(self, what: str, who: str, now: Now) -> None:
        """The right key: nothing is held against this door any more."""
        self._store.forget(self._key(now, "attempt", what, who))

    def _key(self, now: Now, *parts: str) -> bytes:
        return mac(self._store.day_key(now.epoch // 86_400), *parts)[:16]
