"""The one writer with group commit (SPEED.md, item 5): what waits is written together, and answered after the commit.

A job is a function of the session; or an item, and the function that writes many such items at once. A batch is first
written as one; if anything is refused, it is written again with a savepoint for each, so that none spoils another; if the
connection itself breaks, each is tried again alone. So a job touches nothing but the session, and may run three times.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import NestedTransaction
from sqlmodel import Session

from forum.core.db import Database
from forum.core.errors import Busy

I = TypeVar("I")  # noqa: E741  # an item
T = TypeVar("T")
Many = Callable[[Session, Sequence[I]], Sequence[T]]
QUEUE = 2000
BATCH = 250


@dataclass(eq=False, slots=True)
class _Item:
    """What to write and how, whoever waits for it, and what came of it."""

    many: Many[Any, Any]
    what: Any
    future: asyncio.Future[Any]
    result: Any = None
    error: Exception | None = None

    def settle(self) -> None:
        if self.future.done():  # nobody waits any more: the line was cut
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


@dataclass(eq=False)
class _Lane:
    """The queue of one event loop: a server has one, tests have many."""

    loop: asyncio.AbstractEventLoop
    waiting: deque[_Item] = field(default_factory=deque)
    task: asyncio.Task[None] | None = None

    def take(self, most: int) -> list[_Item]:
        return [self.waiting.popleft() for _ in range(min(most, len(self.waiting)))]


class Writer:
    """`await writer.submit(job)`: the job's result once it is durable, or the exception it raised."""

    def __init__(
        self, db: Database, gate: Callable[[], AbstractAsyncContextManager[None]], most: int = QUEUE
    ) -> None:
        self.most = most
        self._db, self._gate = db, gate
        self._lane: _Lane | None = None

    async def submit(self, job: Callable[[Session], T]) -> T:
        """Run `job` in the next batch. Busy when too many wait already: nothing was taken then."""
        result: T = await self.add(_each, job)
        return result

    async def add(self, many: Many[I, T], what: I) -> T:
        """The same for one of many alike: `many` gets all that wait together, and gives a result for each, in order."""
        lane = self._here()
        if len(lane.waiting) >= self.most:
            raise Busy
        item = _Item(many, what, lane.loop.create_future())
        lane.waiting.append(item)
        if lane.task is None or lane.task.done():
            lane.task = lane.loop.create_task(self._drain(lane))
        result: T = await item.future
        return result

    def _here(self) -> _Lane:
        loop = asyncio.get_running_loop()
        if self._lane is None or self._lane.loop is not loop:
            self._lane = _Lane(loop)
        return self._lane

    async def _drain(self, lane: _Lane) -> None:
        """Batch after batch until nothing waits. What arrives while one is written makes the next."""
        while lane.waiting:
            batch: list[_Item] = []
            try:
                async with self._gate():
                    batch = lane.take(BATCH)
                    await asyncio.to_thread(self._write, batch)
            except Exception as error:  # whatever happens, nobody is left waiting
                batch = batch or lane.take(len(lane.waiting))
                _fail(batch, error)
            for item in batch:
                item.settle()

    def _write(self, batch: list[_Item]) -> None:
        with self._db.session(write=True) as tx:
            tx.connection()  # no database: everybody is told at once
            try:
                if not _as_one(tx, batch):
                    self._together(tx, batch)
                return
            except Exception as error:  # one at a time, whoever is at fault gets it and nobody else
                if len(batch) == 1:
                    _fail(batch, error)
                    return
        for item in batch:
            self._alone(item)

    def _together(self, tx: Session, batch: list[_Item]) -> None:
        for item in batch:
            _attempt(tx, tx.connection().begin_nested(), item)
        tx.commit()

    def _alone(self, item: _Item) -> None:
        item.result = item.error = None
        try:
            with self._db.write() as tx:
                item.result = item.many(tx, [item.what])[0]
        except Exception as error:  # raised again where the job is awaited, and told there
            item.error = error


def _each(tx: Session, jobs: Sequence[Callable[[Session], Any]]) -> list[Any]:
    return [job(tx) for job in jobs]


def _alike(batch: list[_Item]) -> dict[Many[Any, Any], list[_Item]]:
    found: dict[Many[Any, Any], list[_Item]] = {}
    for item in batch:
        found.setdefault(item.many, []).append(item)
    return found


def _as_one(tx: Session, batch: list[_Item]) -> bool:
    """Without savepoints, which cost as much as a job; False, and nothing written, when a job was refused."""
    try:
        for many, items in _alike(batch).items():
            for item, result in zip(items, many(tx, [i.what for i in items]), strict=True):
                item.result = result
        tx.flush()
    except Exception as error:  # whose it is, and what it was, the savepoints will tell
        logging.getLogger("forum").debug("batch taken apart: %s", type(error).__name__)
        tx.rollback()
        tx.expunge_all()
        return False
    tx.commit()
    return True


def _attempt(tx: Session, savepoint: NestedTransaction, item: _Item) -> None:
    """Errors of the job are its own; errors of the savepoint are the connection's, and go up.

    The savepoint is the connection's, not the session's: 50 µs less, and no `before_commit` at each.
    """
    try:
        item.result = item.many(tx, [item.what])[0]
        tx.flush()
        savepoint.commit()
    except Exception as error:  # raised again where the job is awaited, and told there
        item.error = error
        savepoint.rollback()
        tx.expunge_all()


def _fail(batch: list[_Item], error: Exception) -> None:
    for item in batch:
        item.result, item.error = None, item.error or error
