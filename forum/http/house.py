"""What lives as long as the process: settings, database, keys, sessions, templates, the gate before the writer."""

import asyncio
import os
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, nullcontext
from contextvars import copy_context
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from jinja2 import Environment

from forum.core.clock import Now
from forum.core.clock import now as machine_now
from forum.core.crypto import argon2id
from forum.core.db import Database
from forum.core.errors import Busy
from forum.core.keys import Keys
from forum.core.settings import Settings
from forum.core.writer import Writer
from forum.http.limits import Limits
from forum.http.room import Room
from forum.http.sessions import Sessions

T = TypeVar("T")
ASIDE = 8
ARGON_AT_ONCE = 2
ARGON_QUEUE = 32
ARGON_SHARE = 8  # of the queue, for one address


@dataclass
class House:
    """Made by `create_app`, found at `request.app.state.house`."""

    settings: Settings
    db: Database
    keys: Keys
    instance: str
    environments: dict[str, Environment]
    demo: bool = False
    clock: Callable[[], Now] = machine_now
    sessions: Sessions = field(default_factory=Sessions)
    limits: Limits = field(default_factory=Limits)
    writer: Writer = field(init=False)
    uploads: Room = field(default_factory=Room)
    _gate: asyncio.Lock | None = None
    _argon: ThreadPoolExecutor = field(init=False)
    _aside: ThreadPoolExecutor | None = field(init=False)
    _waiting: int = 0
    _from: Counter[str] = field(default_factory=Counter, repr=False)

    def __post_init__(self) -> None:
        self.writer = Writer(self.db, self.gate)
        self._argon = ThreadPoolExecutor(ARGON_AT_ONCE, "argon", initializer=_step_back)
        self._aside = ThreadPoolExecutor(ASIDE, "stores") if self.settings.shared_url else None

    def gate(self) -> AbstractAsyncContextManager[None]:
        """One writer at a time in this process: SQLite itself waits unfairly (3.8 s at worst against 0.12)."""
        if not self.db.sqlite:
            return nullcontext()
        if self._gate is None:
            self._gate = asyncio.Lock()
        return self._gate

    @property
    def writes_letters(self) -> bool:
        """Whether mail is offered to people: a demonstration writes it to files, so that it can be looked at."""
        return self.settings.mails or self.demo

    @property
    def cost(self) -> tuple[int, int]:
        """Argon2's memory (KiB) and passes, as set today: keep them beside whatever a hash must open later."""
        return self.settings.argon2_memory_kib, self.settings.argon2_time

    async def slow_hash(
        self, secret: bytes, salt: bytes, cost: tuple[int, int] | None = None, who: str = ""
    ) -> bytes:
        """Argon2id away from the readers: two at once at a lower priority, a bounded queue, then 503.

        `who` (an address, if it tells one person from another) has a share of the queue: it cannot fill it alone.
        """
        if self._waiting >= ARGON_QUEUE or (who and self._from[who] >= ARGON_SHARE):
            raise Busy
        self._waiting += 1
        self._from[who] += 1
        try:
            work = partial(argon2id, secret, salt, *(cost or self.cost))
            return await asyncio.get_running_loop().run_in_executor(self._argon, work)
        finally:
            self._waiting -= 1
            self._from[who] -= 1
            self._from += Counter()  # whoever waits no more is forgotten

    async def aside(self, ask: Callable[..., T], *args: Any) -> T:
        """A question to the stores of sessions and counts, from the loop: at once in memory, in a thread when shared."""
        if self._aside is None:
            return ask(*args)
        work = partial(copy_context().run, ask, *args)
        return await asyncio.get_running_loop().run_in_executor(self._aside, work)

    def soon(self, ask: Callable[..., object], *args: Any) -> None:
        """The same where nothing can be awaited, for what nobody waits for."""
        if self._aside is not None and _in_the_loop():
            self._aside.submit(copy_context().run, ask, *args)
        else:
            ask(*args)

    def close(self) -> None:
        if self._aside is not None:
            self._aside.shutdown(wait=False, cancel_futures=True)
        self._argon.shutdown(wait=False, cancel_futures=True)
        self.db.close()


def _in_the_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _step_back() -> None:
    if hasattr(os, "setpriority"):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
