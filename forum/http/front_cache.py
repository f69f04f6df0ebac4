"""Answers before any routing: static files, and pages already rendered for somebody else.

A page enters when its route called it shared (`pages.page(..., shared=True)`) and leaves when anybody has committed
(`Database.version`), or when the day has changed (a promise is overdue without anybody's act). It is kept with its
holes open; a reader without a session gets ready-made compressed bytes.
Only pages of collectives that everyone may read are shared, so nothing here is anybody's secret.
"""

import gzip
import hashlib
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date
from http.cookies import SimpleCookie

import brotli
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from forum.core.i18n import choose
from forum.http.house import House
from forum.http.security import HEADERS

Headers = list[tuple[bytes, bytes]]
MAX_KEY = 300


@dataclass(slots=True)
class Page:
    """One rendered page: its bytes by encoding, made when first asked for."""

    html: str
    plain: bytes
    version: int
    checked: float
    etag: bytes
    day: date
    by_encoding: dict[str, tuple[bytes, Headers]] = field(default_factory=dict)

    def encoded(self, encoding: str) -> tuple[bytes, Headers]:
        if encoding not in self.by_encoding:
            body = compress(self.plain, encoding)
            self.by_encoding[encoding] = (body, _headers(body, encoding, self.etag))
        return self.by_encoding[encoding]


def compress(body: bytes, encoding: str) -> bytes:
    if encoding == "br":
        return bytes(brotli.compress(body, quality=5))
    return gzip.compress(body, 6, mtime=0) if encoding == "gzip" else body


def _headers(body: bytes, encoding: str, etag: bytes) -> Headers:
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-cache"),
        (b"vary", b"Accept-Encoding, Cookie"),
        (b"etag", etag),
        *HEADERS,
    ]
    return [*headers, (b"content-encoding", encoding.encode())] if encoding else headers


class FrontCache:
    """Pure ASGI, outermost. `house` is given at start, once the database is open."""

    def __init__(self, app: ASGIApp, house: House) -> None:
        self.app, self.house = app, house
        self._pages: OrderedDict[tuple[str, str], Page] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        request = _Request(scope)
        if request.anonymous:
            page = self._find(request.key)
            if page is not None:
                await _answer(page, request, send)
                return
        await self._render(scope, request, receive, send)

    def _find(self, key: tuple[str, str]) -> Page | None:
        page = self._pages.get(key)
        if page is None:
            return None
        moment = time.monotonic()
        if moment - page.checked < self.house.settings.cache_seconds:
            return page
        if self.house.db.version() != page.version or self.house.clock().today != page.day:
            del self._pages[key]
            return None
        page.checked = moment
        return page

    async def _render(self, scope: Scope, request: "_Request", receive: Receive, send: Send) -> None:
        # The version is read before rendering: a commit in between makes the page stale, never wrongly fresh.
        version = self.house.db.version()
        inner = {**scope, "method": "GET"} if request.head else scope
        catcher = _Catcher(send, request.head)
        await self.app(inner, receive, catcher)
        html = inner.get("front_cache")
        if html is not None and request.anonymous and catcher.status == 200 and len(request.path) < MAX_KEY:
            self._keep(request.key, html, b"".join(catcher.body), version)

    def _keep(self, key: tuple[str, str], html: str, plain: bytes, version: int) -> None:
        etag = b'W/"' + hashlib.blake2b(plain, digest_size=9).hexdigest().encode() + b'"'
        self._pages[key] = Page(html, plain, version, time.monotonic(), etag, self.house.clock().today)
        while len(self._pages) > self.house.settings.cache_entries:
            self._pages.popitem(last=False)


class _Request:
    """The few headers that matter, read without building a Request."""

    __slots__ = ("anonymous", "encoding", "head", "key", "none_match", "path")

    def __init__(self, scope: Scope) -> None:
        cookie, accept, self.none_match = b"", b"", b""
        for name, value in scope["headers"]:
            if name == b"cookie":
                cookie = value
            elif name == b"accept-encoding":
                accept = value
            elif name == b"if-none-match":
                self.none_match = value
        self.anonymous = b"s=" not in cookie
        self.encoding = "br" if b"br" in accept else "gzip" if b"gzip" in accept else ""
        self.head = scope["method"] == "HEAD"
        query = scope["query_string"]
        self.path = scope["path"] + ("?" + query.decode("latin-1") if query else "")
        self.key = (self.path, _lang(cookie) if cookie else "fr")


def _lang(cookie: bytes) -> str:
    found = SimpleCookie(cookie.decode("latin-1")).get("lang")
    return choose(found.value if found else None)


async def _answer(page: Page, request: _Request, send: Send) -> None:
    if page.etag in request.none_match:
        headers = [
            (b"etag", page.etag),
            (b"cache-control", b"no-cache"),
            (b"vary", b"Accept-Encoding, Cookie"),
        ]
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return
    body, headers = page.encoded(request.encoding)
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if request.head else body})


class _Catcher:
    """Passes an answer on (without its body for HEAD) and keeps a copy."""

    def __init__(self, send: Send, head: bool) -> None:
        self._send, self._head = send, head
        self.status = 0
        self.body: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        else:
            self.body.append(message.get("body", b""))
            message = {**message, "body": b""} if self._head else message
        await self._send(message)
