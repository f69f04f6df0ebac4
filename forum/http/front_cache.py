"""Answers before any routing: pages already rendered for somebody else.

A page enters when its route called it shared (`pages.page(..., shared=True)`) and leaves when anybody has committed
(`Database.version`), or when the day has changed (a promise is overdue without anybody's act). It is kept with its holes
open; a visitor gets ready-made compressed bytes. A page that its route
called `alike` as well is the same for those who opened a carnet: their own bytes are put into the holes here, before any
routing. Staff, and whoever has a sentence waiting, always go through their route.
Only pages of collectives that everyone may read are shared, so nothing here is anybody's secret.
"""

import asyncio
import gzip
import hashlib
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import brotli
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from forum.core import i18n
from forum.core.errors import StoreAway
from forum.http import holes
from forum.http.deps import cookie_name, read_cookies, whose
from forum.http.holes import Holed, Own, Shared
from forum.http.house import House
from forum.http.lean import Lean, send_whole
from forum.http.pages import HTML, NO_CACHE, NO_STORE, PACKED, VARY
from forum.http.security import HEADERS, dressed

Headers = list[tuple[bytes, bytes]]
Key = tuple[str, str]
Stamp = tuple[int, date]
MAX_KEY = 300
USUAL = (HTML, NO_CACHE, VARY)
NO_COOKIE = ("", i18n.choose(None))  # what `read_cookies` finds where none is sent
PERSONAL = [HTML, NO_STORE, VARY, *HEADERS]
PERSONAL_GZIP = [*PERSONAL, PACKED]


@dataclass
class Page:
    """One kept page: a visitor's bytes by encoding, made when asked for again: many pages are read once."""

    holed: Holed
    alike: bool
    own: Own
    stamp: Stamp
    checked: float
    mine: tuple[tuple[bytes, bytes], ...] = USUAL
    by_encoding: dict[str, "Answer"] = field(default_factory=dict)

    @cached_property
    def plain(self) -> bytes:
        return self.holed.plain(self.own)

    @cached_property
    def etag(self) -> bytes:
        return b'W/"' + hashlib.blake2b(self.plain, digest_size=9).hexdigest().encode() + b'"'

    @cached_property
    def not_modified(self) -> "Answer":
        kept = [header for header in self.mine if header[0] in (b"cache-control", b"vary")]
        return Answer(304, [(b"etag", self.etag), *kept], b"")

    def answer(self, accept: bytes, none_match: bytes) -> "Answer":
        """What a visitor gets of it."""
        if none_match and self.etag in none_match:
            return self.not_modified
        encoding = "br" if b"br" in accept else "gzip" if b"gzip" in accept else ""
        made = self.by_encoding.get(encoding)
        if made is None:
            body = compress(self.plain, encoding)
            made = self.by_encoding[encoding] = Answer(200, _headers(body, encoding, self), body)
        return made


@dataclass
class Answer:
    """Ready to be sent: as messages of ASGI, or as the bytes of HTTP/1.1 (`protocol.py`)."""

    status: int
    headers: Headers
    body: bytes

    @cached_property
    def head(self) -> bytes:
        """The lines of our headers, and the empty one after them."""
        return b"".join([b"%b: %b\r\n" % header for header in self.headers]) + b"\r\n"


def compress(body: bytes, encoding: str) -> bytes:
    if encoding == "br":
        return bytes(brotli.compress(body, quality=5))
    return gzip.compress(body, 6, mtime=0) if encoding == "gzip" else body


def _headers(body: bytes, encoding: str, page: Page) -> Headers:
    length = (b"content-length", str(len(body)).encode())
    headers = [length, (b"etag", page.etag), *dressed(page.mine)]
    return [*headers, (b"content-encoding", encoding.encode())] if encoding else headers


class FrontCache:
    """Pure ASGI, outermost. `house` is given at start, once the database is open."""

    def __init__(self, app: ASGIApp, house: House, lean: Lean) -> None:
        self.app, self.house, self.lean = app, house, lean
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._flights: dict[Key, list[asyncio.Future[None]]] = {}
        self._cookie = cookie_name(house.settings.secure)
        self._acted = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["method"] in ("GET", "HEAD"):
            request = _Request(scope, self._cookie)
            page = self._find(request.key)
            if page is None or request.token:
                await self._read(page, scope, request, receive, send)
            else:
                await _answer(page, request, send)
        else:
            await self._act(scope, receive, send)

    async def _act(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Whoever has just acted here sees what they did, without waiting for the next look at the version."""
        try:
            if not await self.lean.act(scope, receive, send):
                await self.app(scope, receive, send)
        finally:
            self._acted = time.monotonic()

    def ready(self, scope: Scope) -> Answer | None:
        """What a visitor's GET gets, at once; None when the way through ASGI must answer."""
        request = _Request(scope, self._cookie)
        if request.token or request.head:
            return None
        page = self._find(request.key)
        return page.answer(request.accept, request.none_match) if page else self._made(scope, request)

    def _made(self, scope: Scope, request: "_Request") -> Answer | None:
        """A page that is not kept, where it would be made in the loop anyway."""
        stamps: list[Stamp] = []

        def version() -> int:
            stamps.append(self._stamp())
            return stamps[0][0]

        response = (
            self.lean.at_once(scope, request.key[1], version) if request.key not in self._flights else None
        )
        if response is None:
            return None
        found = scope.get("front_cache")
        if found is not None and request.may_keep:
            self._keep(request.key, found, stamps[0])
        return Answer(response.status_code, dressed(response.raw_headers), bytes(response.body))

    async def _read(
        self, page: Page | None, scope: Scope, request: "_Request", receive: Receive, send: Send
    ) -> None:
        if page is None and not request.token and request.key in self._flights:
            landed = asyncio.get_running_loop().create_future()
            self._flights[request.key].append(landed)
            await landed
            page = self._find(request.key)
        if page is None:
            await self._render(scope, request, receive, send)
        elif not request.token:
            await _answer(page, request, send)
        elif not (page.alike and await self._answer_carnet(page, scope, request, send)):
            await self._render(scope, request, receive, send)

    def _find(self, key: Key) -> Page | None:
        page = self._pages.get(key)
        if page is None:
            return None
        moment = time.monotonic()
        if page.checked > self._acted and moment - page.checked < self.house.settings.cache_seconds:
            return page
        if self._stamp() != page.stamp:
            del self._pages[key]
            return None
        page.checked = moment
        return page

    def _stamp(self) -> Stamp:
        return self.house.db.version(), self.house.clock().today

    async def _answer_carnet(self, page: Page, scope: Scope, request: "_Request", send: Send) -> bool:
        """The kept page with this reader's own bytes; False when their route must answer."""
        house, token = self.house, request.token
        try:
            seen = await whose(house, scope, token, house.clock())
        except StoreAway:
            return False
        if seen is None or not seen.viewer.key or seen.said:
            return False
        encoding = holes.accepted(request.accept)
        own = holes.own(house, request.key[1], seen.viewer, token, seen.recognised)
        body = page.holed.encoded(own, encoding)
        length = (b"content-length", str(len(body)).encode())
        headers = [length, *(PERSONAL_GZIP if encoding else PERSONAL)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if request.head else body})
        return True

    async def _render(self, scope: Scope, request: "_Request", receive: Receive, send: Send) -> None:
        """Through the route; others who ask for the same page meanwhile wait for it instead of rendering it too."""
        if request.token or request.key in self._flights:
            await self._route(scope, request, receive, send)
            return
        waiting: list[asyncio.Future[None]] = []
        self._flights[request.key] = waiting
        try:
            await self._route(scope, request, receive, send)
        finally:
            del self._flights[request.key]
            for landed in waiting:
                if not landed.done():  # whoever has gone away meanwhile waits for nothing
                    landed.set_result(None)

    async def _route(self, scope: Scope, request: "_Request", receive: Receive, send: Send) -> None:
        # The version is read before rendering: a commit in between makes the page stale, never wrongly fresh.
        stamp = self._stamp()
        inner = {**scope, "method": "GET"} if request.head else scope
        response = await self.lean.answer(inner, request.key[1], stamp[0]) if not request.token else None
        if response is None:
            await self.app(inner, receive, _without_body(send) if request.head else send)
        else:
            await send_whole(response, send, head=request.head)
        found = inner.get("front_cache")
        if found is not None and request.may_keep and (found.alike or not request.token):
            self._keep(request.key, found, stamp)

    def _keep(self, key: Key, found: Shared, stamp: Stamp) -> None:
        own = holes.nobody(self.house, key[1])
        mine = found.own or USUAL
        self._pages[key] = Page(found.holed, found.alike, own, stamp, time.monotonic(), mine)
        while len(self._pages) > self.house.settings.cache_entries:
            self._pages.popitem(last=False)


class _Request:
    """The few headers that matter, read without building a Request."""

    __slots__ = ("accept", "head", "key", "none_match", "query", "token")

    def __init__(self, scope: Scope, cookie_name: str) -> None:
        headers = dict(scope["headers"])
        self.accept = headers.get(b"accept-encoding", b"")
        self.none_match = headers.get(b"if-none-match", b"")
        self.token, lang = read_cookies(scope, cookie_name) if b"cookie" in headers else NO_COOKIE
        self.head = scope["method"] == "HEAD"
        self.query = query = scope["query_string"]
        self.key = (f"{scope['path']}?{query.decode('latin-1')}" if query else scope["path"], lang)

    @property
    def may_keep(self) -> bool:
        """A page that is kept answers otherwise than one that is not: nobody learns so what others have searched for."""
        searched = self.query.startswith(b"q=") or b"&q=" in self.query
        return len(self.key[0]) < MAX_KEY and not searched


async def _answer(page: Page, request: _Request, send: Send) -> None:
    answer = page.answer(request.accept, request.none_match)
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    await send({"type": "http.response.body", "body": b"" if request.head else answer.body})


def _without_body(send: Send) -> Send:
    """HEAD: the same answer, its body kept back."""

    async def headers_only(message: Message) -> None:
        body = message["type"] == "http.response.body"
        await send({**message, "body": b""} if body else message)

    return headers_only
