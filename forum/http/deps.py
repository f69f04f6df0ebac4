"""What a route receives: `Ctx` (with a transaction) or `Bare` (without). One dependency, so that pages stay cheap.

The body is read before the gate, so that a slow line keeps nobody waiting; the commit comes before the answer.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated
from urllib.parse import parse_qsl, urlencode

from fastapi import Depends, Request
from sqlmodel import Session
from starlette.types import Scope

from forum.core import i18n
from forum.core.clock import Now
from forum.core.crypto import mac
from forum.core.errors import Done, NotFound, Over, StoreAway
from forum.core.i18n import _
from forum.core.viewer import NOBODY, Viewer
from forum.http.body import Body, read_body
from forum.http.house import House
from forum.http.left import came_back, mark_of, trail
from forum.http.security import NO_AUTHORITY, check_csrf
from forum.http.sessions import Seen

SAFE = {"GET", "HEAD", "OPTIONS"}


@dataclass
class BareCtx:
    """The request as a route sees it. `errors` and `values` refill a form that was refused."""

    house: House
    request: Request
    now: Now
    viewer: Viewer
    token: str
    lang: str
    said: str = ""
    recognised: frozenset[str] = frozenset()
    away: bool = False  # nobody can say whose session it is
    trail: str = ""  # marks of the texts that were sent on the way to this page
    body: Body = field(default_factory=Body)
    unsent: frozenset[str] = frozenset()  # fields of this form that stay between its writer and us
    errors: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return str(self.request.scope["path"])

    def query(self, name: str, default: str = "") -> str:
        return self._asked.get(name, default).replace("\0", "")  # PostgreSQL refuses NUL

    @cached_property
    def _asked(self) -> dict[str, str]:
        asked = self.request.scope["query_string"].decode("latin-1")
        return dict(parse_qsl(asked, keep_blank_values=True)) if asked else {}

    def with_query(self, **changes: str) -> str:
        """This page's address with some parameters changed ("" removes one)."""
        pairs = {**self._asked, **changes}
        rest = urlencode({key: value for key, value in pairs.items() if value})
        return f"{self.path}?{rest}" if rest else self.path

    def say(self, text: str) -> None:
        """A sentence for the next page of this session."""
        self.house.sessions.say(self.token, text, self._mark if self.viewer.staff_id else "")
        self.said = text

    async def check_again(self) -> None:
        """Done, if this form was just taken and its answer not read: a double click is one act, and is told once."""
        if self.viewer.staff_id:
            done = await self.house.aside(self.house.sessions.done, self.token, self._mark)
            if done is not None:
                self.said = done
                raise Done

    @cached_property
    def _mark(self) -> str:
        return mac(self.house.keys.forms, "again", self.token, self.path, self.body.encoded()).hex()[:32]

    def hear(self) -> str:
        """The sentence that waited for this page, once."""
        said, self.said = (self.said, "") if self.token else ("", "")
        if said:
            self.house.soon(self.house.sessions.hear, self.token)
        return said


@dataclass
class PageCtx(BareCtx):
    """A BareCtx with a transaction: read for GET, write for the rest."""

    tx: Session = None  # type: ignore[assignment]  # a dataclass field after defaults; always given


def cookie_name(secure: bool) -> str:
    return "__Host-s" if secure else "s"


def language_cookie(secure: bool) -> str:
    """A wish and no secret; named like the session all the same, so that no neighbour under our name can set it."""
    return "__Host-lang" if secure else "lang"


def read_cookies(scope: Scope, session: str) -> tuple[str, str]:
    """The session's token ("" for a visitor) and the language; of several of one name, the last.

    Read once a request: were the front cache to see a visitor where a route sees a carnet, it would keep for everybody
    what was made for one.
    """
    known: tuple[str, str] | None = scope.get("cookies_read")
    if known is None:
        sent = b";".join([value for name, value in scope["headers"] if name == b"cookie"])
        known = scope["cookies_read"] = _cookies(sent, session.encode()) if sent else ("", i18n.choose(None))
    return known


def _cookies(sent: bytes, session: bytes) -> tuple[str, str]:
    name, _, value = sent.partition(b"=")
    if name == session and b";" not in value:  # most readers have no other
        return value.strip().decode("latin-1"), i18n.choose(None)
    pairs = (pair.partition(b"=") for pair in sent.split(b";"))
    found = {name.strip(): value.strip().decode("latin-1") for name, _, value in pairs}
    lang = language_cookie(session.startswith(b"__Host-")).encode()
    return found.get(session, ""), i18n.choose(found.get(lang))


Look = tuple[House, Request, Now, Viewer, str, str, str, frozenset[str], bool]


async def look(request: Request) -> Look:
    """What a context begins with: who holds the session cookie, the language, what waits for them (read once a request)."""
    house: House = request.app.state.house
    now = house.clock()
    token, lang = read_cookies(request.scope, cookie_name(house.settings.secure))
    i18n.current.set(lang)
    try:
        seen = await whose(house, request.scope, token, now) if token else None
    except StoreAway:
        return house, request, now, NOBODY, "", lang, "", frozenset(), True
    if seen is None:
        return house, request, now, NOBODY, "", lang, "", frozenset(), False
    return house, request, now, seen.viewer, token, lang, seen.said, seen.recognised, False


async def whose(house: House, scope: Scope, token: str, now: Now) -> Seen | None:
    """Asked once a request, whether the front cache or a route asks first. StoreAway when nobody can say."""
    if "seen" not in scope:
        scope["seen"] = await house.aside(house.sessions.look, token, now)
    seen: Seen | None = scope["seen"]
    return seen


def check_present(ctx: BareCtx) -> None:
    """Once the body is read, so that it can be given back. Leaving fast waits for nobody: the cookie goes."""
    if ctx.away and ctx.path not in NO_AUTHORITY:
        raise StoreAway


async def bare(request: Request) -> BareCtx:
    ctx = BareCtx(*await look(request))
    request.state.ctx = ctx
    if request.method not in SAFE:
        await _take_body(ctx)
        await ctx.check_again()
    check_present(ctx)
    return ctx


async def reached(request: Request) -> BareCtx:
    """`bare`, for a route; a page that says what is wrong is made with `bare` itself, whatever the address."""
    if "\0" in request.url.path:
        raise NotFound  # nothing has such an address, and PostgreSQL would refuse to look
    return await bare(request)


async def open_ctx(request: Request) -> AsyncIterator[PageCtx]:
    ctx = PageCtx(*await look(request))
    request.state.ctx = ctx
    if "\0" in ctx.path:
        raise NotFound  # nothing has such an address, and PostgreSQL would refuse to look
    if request.method in SAFE:
        check_present(ctx)
        with ctx.house.db.session(write=False) as ctx.tx:
            yield ctx
        return
    await _take_body(ctx)
    check_present(ctx)
    async with writing(ctx):
        yield ctx


async def open_peek(request: Request) -> AsyncIterator[PageCtx]:
    """For a POST that only asks: what it sends is too private for an address. It reads, and waits for no writer."""
    ctx = PageCtx(*await look(request))
    request.state.ctx = ctx
    await _take_body(ctx)
    check_present(ctx)
    with ctx.house.db.session(write=False) as ctx.tx:
        yield ctx


@asynccontextmanager
async def writing(ctx: PageCtx) -> AsyncIterator[None]:
    """The writer's transaction, committed at the end, which is before the answer."""
    async with ctx.house.gate():
        await ctx.check_again()
        ctx.tx = ctx.house.db.session(write=True)
        ctx.tx.info["viewer"] = ctx.viewer  # the tests refuse what staff write and nobody's log says
        try:
            yield
            await asyncio.to_thread(ctx.tx.commit)
        finally:
            await asyncio.to_thread(ctx.tx.close)


def _left() -> Over:
    said = _(
        "Cette page a été quittée par « Quitter vite » : ce qui y était écrit ne se remontre pas. "
        "Si c’était vous, vous pouvez l’écrire de nouveau."
    )
    return Over(_("Une page quittée"), said, ("/", _("Revenir à l’accueil")))


async def _take_body(ctx: BareCtx) -> None:
    ctx.body = await read_body(ctx.request, ctx.house.settings.body_limit)
    mark = mark_of(ctx.house, ctx.path, ctx.body)
    asked = bool(mark) and ctx.path not in NO_AUTHORITY
    if asked and await ctx.house.aside(came_back, ctx.house, ctx.request, mark, ctx.now):
        ctx.body = Body()
        raise _left()
    ctx.values, ctx.trail = ctx.body.values, trail(mark, ctx.body)
    check_csrf(ctx.request, ctx.house, ctx.viewer, ctx.token, ctx.body)


Ctx = Annotated[PageCtx, Depends(open_ctx, scope="function")]
Peek = Annotated[PageCtx, Depends(open_peek, scope="function")]
Bare = Annotated[BareCtx, Depends(reached)]
