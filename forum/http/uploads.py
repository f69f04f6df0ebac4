"""The one kind of body that is not a plain form: a form with a file, on the routes that ask for it and no other.

A picture (`Upload`) is made again from its pixels before the writer's gate, so that nobody waits for it; a document
(`Bring`) is read in the route, once it is known who brings it, and is never kept. A file's name is never read.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request

from forum.core import pictures
from forum.core.errors import Busy, HouseError, NotFound, TooLarge
from forum.core.i18n import _, later
from forum.http.body import MAX_FIELDS, Body, read_body, read_bytes
from forum.http.deps import PageCtx, check_present, look, writing
from forum.http.limits import client_of
from forum.http.room import Sending
from forum.http.security import check_csrf

BOUNDARY = re.compile(
    r'multipart/form-data\s*;.*?\bboundary="?([\w\'()+,./:=? -]{1,70})"?\s*(?:;|$)', re.IGNORECASE
)
NAME = re.compile(rb';\s*name="([a-z_]{1,30})"')
HEAD = 2000  # bytes of a part's own headers
DATA = 1_000_000  # bytes: a table of a thousand lines has a tenth of that
DOCUMENT = 8_000_000  # bytes: a leaflet of two pages with its photographs has three
SENT, WINDOW = 30, 600


@dataclass
class UploadCtx(PageCtx):
    """A PageCtx with the picture that was sent, as it may be kept; or why it may not."""

    picture: bytes = b""
    refused: str = ""


@dataclass
class BringCtx(PageCtx):
    """A PageCtx with the document that was sent, untouched."""

    document: bytes = field(default=b"", repr=False)


async def open_upload(request: Request) -> AsyncIterator[UploadCtx]:
    ctx = UploadCtx(*await look(request))
    request.state.ctx = ctx
    if "\0" in ctx.path:
        raise NotFound
    with ctx.house.uploads.place(ctx.token if ctx.viewer.signed_in else "") as sending:
        sent = await _take(ctx, sending, ctx.house.settings.picture_limit, PICTURE_TOO_LARGE)
        check_csrf(ctx.request, ctx.house, ctx.viewer, ctx.token, ctx.body)
        check_present(ctx)
        if sent and ctx.viewer.signed_in:
            await _clean(ctx, sent)
    async with writing(ctx):
        yield ctx


async def open_bring(request: Request) -> AsyncIterator[BringCtx]:
    """It reads, and waits for no writer: what a document says is shown before anything is made of it."""
    ctx = BringCtx(*await look(request))
    request.state.ctx = ctx
    if "\0" in ctx.path:
        raise NotFound
    with ctx.house.uploads.place(ctx.token if ctx.viewer.signed_in else "") as sending:
        ctx.document = await _take(ctx, sending, DOCUMENT, DOCUMENT_TOO_LARGE)
        check_csrf(ctx.request, ctx.house, ctx.viewer, ctx.token, ctx.body)
        check_present(ctx)
    with ctx.house.db.session(write=False) as ctx.tx:
        yield ctx


async def open_load(request: Request) -> AsyncIterator[BringCtx]:
    """A small file of data: taken in by the same request that brings it."""
    ctx = BringCtx(*await look(request))
    request.state.ctx = ctx
    if "\0" in ctx.path:
        raise NotFound
    with ctx.house.uploads.place(ctx.token if ctx.viewer.signed_in else "") as sending:
        ctx.document = await _take(ctx, sending, DATA, DATA_TOO_LARGE)
        check_csrf(ctx.request, ctx.house, ctx.viewer, ctx.token, ctx.body)
        check_present(ctx)
    async with writing(ctx):
        yield ctx


Upload = Annotated[UploadCtx, Depends(open_upload, scope="function")]
Bring = Annotated[BringCtx, Depends(open_bring, scope="function")]
Load = Annotated[BringCtx, Depends(open_load, scope="function")]
PICTURE_TOO_LARGE = later("L’image est trop lourde : {n} Mo au plus. Envoyez-en une copie réduite.")
DOCUMENT_TOO_LARGE = later(
    "Ce document est trop lourd : {n} Mo au plus. Enlevez-en les images, ou collez son texte."
)
DATA_TOO_LARGE = later("Ce tableau est trop lourd : {n} Mo au plus.")


async def _take(ctx: PageCtx, sending: Sending, most: int, said: str) -> bytes:
    """Read the form; returns the file that came with it, as it was sent. `said` if it has more than `most` bytes."""

    def heard(bytes_: int) -> None:
        sending.received = bytes_

    found, limit = BOUNDARY.match(ctx.request.headers.get("content-type", "")), ctx.house.settings.body_limit
    raw = b""
    try:
        async with asyncio.timeout(sending.seconds) as sending.deadline:
            if found is None:
                ctx.body = await read_body(ctx.request, limit)
            else:
                raw = await read_bytes(ctx.request, most, heard)
    except TimeoutError:
        raise Busy from None
    except TooLarge:
        raise TooLarge(_(said).format(n=most // 1_000_000)) from None
    finally:
        sending.deadline = None
    sent = b""
    if found is not None:
        ctx.body, sent = split(raw, found[1].encode(), limit)
    ctx.values = ctx.body.values
    return sent


async def _clean(ctx: UploadCtx, sent: bytes) -> None:
    await ctx.house.aside(ctx.house.limits.count, "picture", client_of(ctx.request), SENT, WINDOW, ctx.now)
    try:
        ctx.picture = await asyncio.to_thread(pictures.clean, sent)
    except pictures.BadPicture as bad:
        ctx.refused = str(bad)


def split(raw: bytes, boundary: bytes, most: int) -> tuple[Body, bytes]:
    """The fields of a multipart form (RFC 7578), in order, and its file. Strict: what browsers send, and nothing else.

    What is typed beside a file is no longer than in a form without one: `most` bytes. TooLarge.
    """
    mark = b"\r\n--" + boundary
    pairs: list[tuple[str, str]] = []
    file = b""
    for head, content in _parts(b"\r\n" + raw, mark):
        name = NAME.search(head)
        if name is None or len(pairs) >= MAX_FIELDS:
            raise _unreadable()
        if b"filename" in head:
            file = file or content
        else:
            most -= len(content)
            if most < 0:
                raise TooLarge
            pairs.append((name[1].decode(), _text(content)))
    return Body(tuple(pairs)), file


def _parts(raw: bytes, mark: bytes) -> Iterator[tuple[bytes, bytes]]:
    """(headers, content) of each part; a form that stops before its last mark is refused whole."""
    if not raw.startswith(mark):
        raise _unreadable()
    start = len(mark)
    while raw[start : start + 2] == b"\r\n":
        end = raw.find(mark, start)
        middle = raw.find(b"\r\n\r\n", start, min(start + HEAD, end if end > 0 else start))
        if end < 0 or middle < 0:
            raise _unreadable()
        yield raw[start:middle], raw[middle + 4 : end]
        start = end + len(mark)
    if raw[start : start + 2] != b"--":
        raise _unreadable()


def _text(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise _unreadable() from None


def _unreadable() -> HouseError:
    return HouseError(_("Le formulaire reçu est illisible. Revenez en arrière et renvoyez-le."))
