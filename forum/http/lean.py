"""A page for a visitor, made the short way: a reading session that stays, no dependency to solve, no other thread.

Only for the routes that say `crowd=True`: a GET whose function takes `ctx` and the parts of its address. The function is
the same, and so is what it answers (a test compares the two ways on every such page). Whatever is out of the ordinary
goes again through FastAPI, which refuses, redirects or reports as everywhere.

An act of thousands in the same hour (`Direct`) goes without FastAPI's layers as well, which it needs for nothing: what it
raises is given to the same handlers, with the body that was read.

SQLite answers these pages from memory in a few hundred microseconds, and waits for no writer (WAL): they are made in the
loop itself, since changing threads costs as much as asking for the list. Searches, and PostgreSQL, get a thread.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, cast

from fastapi import FastAPI, Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from forum.core import i18n
from forum.core.errors import HouseError
from forum.core.viewer import NOBODY
from forum.http.deps import PageCtx
from forum.http.house import House
from forum.http.routing import Table
from forum.http.security import dressed

THREADS = 4  # readers hold the interpreter most of their time: more of them would only wait for one another


class Lean:
    """The routes made for crowds, and the threads that answer them."""

    def __init__(self, house: House, table: Table, app: FastAPI) -> None:
        self.house, self.table, self.app = house, table, app
        self._threads = ThreadPoolExecutor(THREADS, "reader")

    async def answer(self, scope: Scope, lang: str, version: int) -> Response | None:
        """What the route answers to a visitor, or None when FastAPI must. `version`: of what is public, read just before."""
        found = self.found(scope)
        if found is None:
            return None
        request = Request(scope)
        if self._quick(scope):
            return self._page(*found, request, lang, version)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._page, *found, request, lang, version)

    def found(self, scope: Scope) -> tuple[Callable[..., Response], dict[str, str]] | None:
        """What answers there and the parts of the address; None for FastAPI's, and for what was given back to it."""
        if scope.get("root_path") or "given_back" in scope:
            return None
        return self.table.for_crowds(scope["path"])

    def at_once(self, scope: Scope, lang: str, version: Callable[[], int]) -> Response | None:
        """The same for whoever cannot wait (`protocol.py`): None as well where a thread is needed."""
        found = self.found(scope) if self._quick(scope) else None
        if found is None:
            return None
        # Its own context, as a task has: the language of one reader is not the next one's on the same line.
        response = copy_context().run(self._page, *found, Request(scope), lang, version())
        if response is None:
            scope["given_back"] = True
        return response

    def _quick(self, scope: Scope) -> bool:
        return self.house.db.sqlite and b"q=" not in scope["query_string"]

    async def act(self, scope: Scope, receive: Receive, send: Send) -> bool:
        """Take a POST in and answer it; False, and nothing read, when FastAPI must."""
        found = self.table.direct(scope) if scope["method"] == "POST" and not scope.get("root_path") else None
        if found is None:
            return False
        request = Request({**scope, **found, "app": self.app}, receive)
        fault: Exception | None = None
        try:
            response = await found["route"].respond(request)
        except Exception as error:  # told as FastAPI tells it; a fault goes up after
            response, told = await self._told(request, error)
            fault = None if told else error
        await send_whole(response, send, head=False)
        if fault is not None:
            raise fault  # the server logs it, as from any other route
        return True

    async def _told(self, request: Request, error: Exception) -> tuple[Response, bool]:
        """The page for what was raised, and whether it is a refusal: what is none is a fault of ours."""
        handlers = self.app.exception_handlers
        kind = next(kind for kind in type(error).__mro__ if kind in handlers)
        return await cast(Any, handlers[kind])(request, error), kind is not Exception

    def _page(
        self, endpoint: Callable[..., Response], params: dict[str, str], request: Request, lang: str, version: int
    ) -> Response | None:  # fmt: skip
        i18n.current.set(lang)
        ctx = PageCtx(self.house, request, self.house.clock(), NOBODY, "", lang)
        try:
            with self.house.db.reading(version) as ctx.tx:
                return endpoint(ctx=ctx, **params)
        except HouseError:
            return None  # refusals are told in one place, by asking again
        except Exception as error:  # so are faults; but one that does not come again would leave no trace
            logging.getLogger("forum").warning("page asked again: %s", type(error).__name__)
            return None

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


async def send_whole(response: Response, send: Send, *, head: bool) -> None:
    """The answer with the house's headers, without the layers that an ordinary one goes through."""
    start: Message = {"type": "http.response.start", "status": response.status_code}
    await send({**start, "headers": dressed(response.raw_headers)})
    await send({"type": "http.response.body", "body": b"" if head else bytes(response.body)})
