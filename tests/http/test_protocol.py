"""A visitor's kept page, written by the protocol itself, is what the usual way sends; all the rest takes the usual way."""

import asyncio
import re
from typing import Any

import pytest
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from forum.core import i18n
from forum.http.front_cache import Answer
from forum.http.protocol import Protocol
from tests.petitions.scene import Scene
from tests.world import World

LIST = "/c/lorne/doleances"
HEAD = re.compile(rb"HTTP/1\.1 200 OK.*?\r\n\r\n", re.DOTALL)
DATE = [(b"date", b"Mon, 02 Mar 2026 09:05:00 GMT")]


class Wire(asyncio.Transport):
    """A connection that goes nowhere, and keeps what is written on it."""

    def __init__(self) -> None:
        super().__init__()
        self.sent, self.over = b"", False

    def write(self, data: Any) -> None:
        self.sent += data

    def close(self) -> None:
        self.over = True

    def is_closing(self) -> bool:
        return self.over

    def pause_reading(self) -> None: ...
    def resume_reading(self) -> None: ...


def asked(path: str, *lines: str, method: str = "GET", body: str = "") -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: testserver", *lines, "", body]).encode()


def talk(world: World, *sent: bytes, kind: type[HttpToolsProtocol] = Protocol) -> tuple[bytes, list[bool]]:
    """All that is answered on one connection, and for each thing sent: was it answered before any task?"""
    at_once: list[bool] = []

    async def spoken() -> bytes:
        config = uvicorn.Config(world.app, http=kind, access_log=False, log_config=None, lifespan="off")
        config.load()
        state, wire = ServerState(), Wire()
        state.default_headers = DATE
        protocol = kind(config, state, {})
        protocol.connection_made(wire)
        for data in sent:
            before = len(wire.sent)
            protocol.data_received(data)
            at_once.append(len(wire.sent) > before and not state.tasks)
            while state.tasks:
                await asyncio.gather(*state.tasks)
                await asyncio.sleep(0)
        protocol.connection_lost(None)
        return wire.sent

    return asyncio.run(spoken()), at_once


@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("Accept-Encoding: gzip, deflate, br",),
        ("Accept-Encoding: gzip",),
        ("If-None-Match: *", "Accept-Encoding: br"),
    ],
)
def test_a_kept_page_is_the_same_byte_for_byte(world: World, lines: tuple[str, ...]) -> None:
    world.browser().get(LIST)
    question = asked(LIST, *lines)
    ours, at_once = talk(world, question)
    theirs, never = talk(world, question, kind=HttpToolsProtocol)
    assert ours == theirs
    assert ours.startswith(b"HTTP/1.1 200 OK\r\ndate: ")
    assert b"content-security-policy: default-src 'none'" in ours
    assert (at_once, never) == ([True], [False])


def test_what_has_not_changed_is_told_in_a_few_bytes(world: World) -> None:
    tag = world.browser().get(LIST).headers.get("etag") or world.browser().get(LIST).headers["etag"]
    question = asked(LIST, f"If-None-Match: {tag}")
    ours, at_once = talk(world, question)
    assert ours == talk(world, question, kind=HttpToolsProtocol)[0]
    assert ours.startswith(b"HTTP/1.1 304 Not Modified\r\n")
    assert ours.endswith(b"\r\n\r\n")
    assert at_once == [True]


def test_a_drawing_for_other_sites_keeps_its_own_headers(world: World) -> None:
    badge = f"/p/{Scene(world).code}/badge.svg"
    world.browser().get(badge)
    ours, at_once = talk(world, asked(badge))
    assert ours == talk(world, asked(badge), kind=HttpToolsProtocol)[0]
    assert b"content-type: image/svg+xml" in ours
    assert at_once == [True]


USUAL = {
    "HEAD": asked(LIST, method="HEAD"),
    "a form": asked(LIST, "Content-Length: 3", method="POST", body="a=b"),
    "a body": asked(LIST, "Content-Length: 3", body="a=b"),
    "a cookie of a session": asked(LIST, "Cookie: s=abc"),
    "a page that is not kept": asked(f"{LIST}?q=rien"),
    "a connection that ends": asked(LIST, "Connection: close"),
    "one that waits to be told": asked(LIST, "Expect: 100-continue"),
}


@pytest.mark.parametrize("case", USUAL)
def test_whatever_is_out_of_the_ordinary_takes_the_usual_way(world: World, case: str) -> None:
    world.browser().get(LIST)
    ours, at_once = talk(world, USUAL[case])
    assert at_once == [False]
    assert _undated(ours) == _undated(talk(world, USUAL[case], kind=HttpToolsProtocol)[0])


def _undated(answer: bytes) -> tuple[bytes, list[bytes]]:
    """Its first line and the names of its headers: a page made twice may hold marks that are drawn."""
    first, *lines = answer.partition(b"\r\n\r\n")[0].split(b"\r\n")
    return first, [line.partition(b":")[0] for line in lines]


def test_questions_sent_in_one_go_are_answered_in_their_order(world: World) -> None:
    world.browser().get(LIST)
    fresh = [asked(f"{LIST}?vide={n}") for n in range(2)]
    answered, _ = talk(world, b"".join([asked(LIST), fresh[0], *[asked(LIST)] * 500, fresh[1], asked(LIST)]))
    kept = [b"\r\netag: " in head for head in HEAD.findall(answered)]
    assert kept == [True, False, *[True] * 500, False, True]


def test_a_page_that_somebody_has_changed_is_made_afresh(world: World) -> None:
    world.browser().get(LIST)
    with world.house.db.write() as tx:
        tx.merge(world.collective).name = "Un autre nom"
    answered, at_once = talk(world, asked(LIST), asked(LIST))
    assert answered.count(b"Un autre nom") >= 2
    assert at_once == [world.house.db.sqlite, True]


def test_a_language_of_one_s_own_is_kept_apart(world: World) -> None:
    for lang in ("fr", "en"):
        question = asked(LIST, f"Cookie: lang={lang}")
        answered, at_once = talk(world, question, question)
        assert answered.count(f'<html lang="{lang}">'.encode()) == 2
        assert at_once == [world.house.db.sqlite, True]


@pytest.mark.parametrize("path", ["/", "/c/lorne", f"{LIST}?vide=1"])
def test_a_page_that_is_not_kept_is_the_same_byte_for_byte(world: World, path: str) -> None:
    """Where it is made in the loop: on PostgreSQL it has a thread."""
    ours, at_once = talk(world, asked(path, "Accept-Encoding: gzip"))
    with world.house.db.write() as tx:
        tx.merge(world.collective).k = 11  # nothing that a page tells, and nothing is kept any more
    assert ours == talk(world, asked(path, "Accept-Encoding: gzip"), kind=HttpToolsProtocol)[0]
    assert b"content-encoding: gzip" in ours
    assert b"etag" not in ours.partition(b"\r\n\r\n")[0]
    assert at_once == [world.house.db.sqlite]


def test_what_is_made_at_once_is_kept_for_the_next(world: World) -> None:
    answered, at_once = talk(world, asked(LIST), asked(LIST), asked(f"{LIST}?lieu=&q=rien"))
    assert at_once == [world.house.db.sqlite, True, False]
    assert [b"\r\netag: " in head for head in HEAD.findall(answered)] == [False, True, False]


def test_a_refusal_is_told_the_usual_way_and_asked_for_once_less(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []
    real = type(world.app.lean)._page

    def watched(*given: Any) -> Any:
        made.append(given)
        return real(*given)

    monkeypatch.setattr(type(world.app.lean), "_page", watched)
    answered, at_once = talk(world, asked(f"{LIST}/inconnue"))
    assert answered.startswith(b"HTTP/1.1 404 ")
    assert (len(made), at_once) == (1, [False])


def test_a_header_that_goes_on_in_another_line_is_left_to_uvicorn(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    split = Answer(200, [(b"x-note", b"a\r\nset-cookie: s=1"), (b"content-length", b"0")], b"")
    monkeypatch.setattr(world.app, "ready", lambda _scope: split)
    answered, at_once = talk(world, asked(LIST))
    assert b"set-cookie" not in answered
    assert at_once == [False]


def test_the_language_of_one_page_is_not_the_next_one_s(world: World) -> None:
    before = i18n.current.get()
    talk(world, asked(LIST, "Cookie: lang=en"))
    assert i18n.current.get() == before


def test_a_fault_in_the_short_way_is_left_to_the_usual_one(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.browser().get(LIST)

    def broken(_scope: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(world.app, "ready", broken)
    answered, at_once = talk(world, asked(LIST))
    assert answered.startswith(b"HTTP/1.1 200 OK\r\n")
    assert at_once == [False]
