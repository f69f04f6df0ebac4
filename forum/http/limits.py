"""Rate limits. The key is an HMAC under a daily key that is never written: no address is kept.

Two kinds: `count` (so many in a window) for acts, `attempt` (delays that grow) for doors. Kept in this process or shared
with other nodes (`forum/http/stores.py`).
"""

import logging
from functools import cache

from fastapi import Request

from forum.core.clock import Now
from forum.core.crypto import mac
from forum.core.errors import TooMany
from forum.core.i18n import _
from forum.http.stores import CountStore, MemoryCounts


def span(seconds: int) -> str:
    if seconds < 60:
        return _("{n} secondes").format(n=seconds)
    return _("{n} minutes").format(n=-(-seconds // 60))


class TooSoon(TooMany):
    """After several wrong keys at one door: how long to wait, and which door does not make one wait."""

    def __init__(self, seconds: int) -> None:
        text = _(
            "Trop d’essais. Attendez {wait}, ou demandez un lien à qui héberge : il entre tout de suite."
        )
        super().__init__(text.format(wait=span(seconds)))
        self.seconds = seconds


FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")
HERE = frozenset({"127.0.0.1", "::1"})
CROWD = 50  # how many times more is let through where everybody has one address


def client_of(request: Request) -> str:
    """The address that a limit is for; "" where it is everybody's: a proxy that we do not believe, or an onion service.

    A proxy that is believed (`FORUM_TRUSTED_PROXIES`) has its visitor's address put in its place, with port 0.
    """
    host, port = request.client or ("", 0)
    if port and any(name in request.headers for name in FORWARDED):
        _warn_once()
        return ""
    return "" if port and host in HERE else host


@cache
def _warn_once() -> None:
    logging.getLogger("forum").warning(
        "Un mandataire est devant nous sans être cru : les limites par adresse valent pour tout le monde à la fois. "
        "Réglez FORUM_TRUSTED_PROXIES."
    )


class Limits:
    """The same for every store."""

    def __init__(self, store: CountStore | None = None) -> None:
        self._store: CountStore = store or MemoryCounts()

    def count(self, what: str, who: str, most: int, seconds: int, now: Now) -> None:
        """Count one try; raise TooMany past `most` in the window, many more for nobody in particular (`who` is "")."""
        counted = self._store.count(self._slot(what, who, seconds, now), seconds)
        if counted > (most if who else most * CROWD):
            raise TooMany

    def counted(self, what: str, who: str, seconds: int, now: Now) -> bool:
        """Whether `count` was ever called with these in the window."""
        return self._store.counted(self._slot(what, who, seconds, now))

    def _slot(self, what: str, who: str, seconds: int, now: Now) -> bytes:
        return self._key(now, "count", what, who, str(now.epoch // seconds))

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
