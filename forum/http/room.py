"""Room for bodies that are megabytes in memory: a few at once, and nobody keeps the others out by being slow.

Whoever is signed in has places of their own, and one each; when they are all taken, the slowest line gives its place up.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from forum.core.errors import Busy

PLACES = 4  # for people who are signed in
STRANGERS = 2  # for sessions that ended meanwhile: their words are given back, their file is not kept
SECONDS, STRANGERS_SECONDS = 120, 30  # for a body to arrive
GRACE = 10.0  # seconds before a line is judged
SLOW = 64_000  # bytes a second: below it a place may be taken back, if somebody waits for one


@dataclass(eq=False)
class Sending:
    """One body on its way. `whose` is a session's token, "" for a stranger."""

    whose: str = field(repr=False)
    since: float
    received: int = 0
    deadline: asyncio.Timeout | None = None  # while it is being read

    def rate(self, now: float) -> float:
        return self.received / max(now - self.since, 0.001)

    def slow(self, now: float) -> bool:
        return self.deadline is not None and now - self.since >= GRACE and self.rate(now) < SLOW

    @property
    def seconds(self) -> int:
        return SECONDS if self.whose else STRANGERS_SECONDS


class Room:
    """Lives on the event loop, and nowhere else."""

    def __init__(self) -> None:
        self._there: list[Sending] = []

    def __len__(self) -> int:
        return len(self._there)

    @contextmanager
    def place(self, whose: str) -> Iterator[Sending]:
        """Busy when every place is taken by a line that is not slow."""
        sending = Sending(whose, asyncio.get_running_loop().time())
        self._make_room(sending)
        self._there.append(sending)
        try:
            yield sending
        finally:
            if sending in self._there:
                self._there.remove(sending)

    def _make_room(self, new: Sending) -> None:
        alike = [one for one in self._there if bool(one.whose) == bool(new.whose)]
        if again := [one for one in alike if new.whose and one.whose == new.whose]:
            if again[0].deadline is None:
                raise Busy  # its body is here, and being looked at
            self._leave(again[0], new.since)  # pressed again: the line that hung is given up
        elif len(alike) >= (PLACES if new.whose else STRANGERS):
            slow = [one for one in alike if one.slow(new.since)]
            if not slow:
                raise Busy
            self._leave(min(slow, key=lambda one: one.rate(new.since)), new.since)

    def _leave(self, one: Sending, now: float) -> None:
        self._there.remove(one)
        if one.deadline is not None:
            one.deadline.reschedule(now)
