"""Places for images on their way: strangers and slow lines keep nobody out."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from forum.core.errors import Busy
from forum.http import room
from forum.http.room import Room
from forum.http.security import csrf_token
from tests.core import images
from tests.texts.test_pictures import SEEN, written
from tests.world import World, portal

Receive = Callable[[], Awaitable[dict[str, Any]]]


def body_of(mark: str) -> bytes:
    parts = [("_csrf", mark, b""), ("alt", SEEN, b""), ("picture", "", images.talkative_jpeg())]
    lines = b""
    for name, value, file in parts:
        said = '; filename="a.jpg"' if file else ""
        head = f'--xx\r\nContent-Disposition: form-data; name="{name}"{said}\r\n\r\n'
        lines += head.encode() + (file or value.encode()) + b"\r\n"
    return lines + b"--xx--\r\n"


def arriving(body: bytes, *, then_hang: bool = False) -> Receive:
    """A body that comes at once, or of which the end never does."""
    sent = [{"type": "http.request", "body": body, "more_body": then_hang}]

    async def receive() -> dict[str, Any]:
        if sent:
            return sent.pop()
        await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    return receive


async def post(world: World, path: str, cookie: str, receive: Receive) -> int:
    headers = [(b"host", b"testserver"), (b"cookie", cookie.encode())]
    headers += [(b"content-type", b"multipart/form-data; boundary=xx"), (b"origin", b"http://testserver")]
    scope = {"type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"",
             "root_path": "", "scheme": "http", "http_version": "1.1", "server": ("testserver", 80),
             "client": ("192.0.2.1", 5), "headers": headers}  # fmt: skip
    status = []

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            status.append(message["status"])

    await world.app(scope, receive, send)
    return int(status[0])


async def hanging(world: World, path: str, cookies: list[str]) -> list["asyncio.Task[int]"]:
    tasks = [
        asyncio.ensure_future(post(world, path, c, arriving(b"--xx\r\n", then_hang=True))) for c in cookies
    ]
    await asyncio.sleep(0.05)
    return tasks


async def end(tasks: list["asyncio.Task[int]"]) -> list[int]:
    """The answers that were given; the rest are hung up on."""
    done = [task.result() for task in tasks if task.done()]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return done


def test_strangers_who_hang_keep_nobody_s_image_out(world: World) -> None:
    browser = written(world)
    path, token = browser.page.url, browser.client.cookies["s"]

    async def play() -> tuple[int, list[int]]:
        tasks = await hanging(world, path, [""] * 6)
        status = await post(world, path, f"s={token}", arriving(body_of(csrf_token(world.house, token))))
        return status, await end(tasks)

    status, turned_away = portal().call(play)
    assert status == 303
    assert turned_away == [503] * (6 - room.STRANGERS)
    assert len(world.house.uploads) == 0


def test_slow_lines_give_their_place_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = written(world)
    path, token = browser.page.url, browser.client.cookies["s"]
    slow = [f"s={world.browser(world.bob).client.cookies['s']}" for _n in range(room.PLACES)]

    async def play() -> tuple[int, int, list[int]]:
        tasks = await hanging(world, path, slow)
        early = await post(world, path, f"s={token}", arriving(body_of(csrf_token(world.house, token))))
        monkeypatch.setattr(room, "GRACE", 0.0)
        late = await post(world, path, f"s={token}", arriving(body_of(csrf_token(world.house, token))))
        await asyncio.sleep(0.05)
        return early, late, await end(tasks)

    early, late, given_up = portal().call(play)
    assert (early, late) == (503, 303), "not before a line was given its time"
    assert given_up == [503], "one place, and no more"
    assert len(world.house.uploads) == 0


def test_a_session_has_one_place_and_pressing_again_takes_it_over(world: World) -> None:
    browser = written(world)
    path, token = browser.page.url, browser.client.cookies["s"]

    async def play() -> tuple[int, list[int]]:
        tasks = await hanging(world, path, [f"s={token}"] * 3)
        status = await post(world, path, f"s={token}", arriving(body_of(csrf_token(world.house, token))))
        await asyncio.sleep(0.05)
        return status, await end(tasks)

    status, given_up = portal().call(play)
    assert (status, given_up) == (303, [503] * 3)


def test_what_is_being_looked_at_keeps_its_place() -> None:
    async def play() -> None:
        here = Room()
        with here.place("a"):  # no deadline: its body is whole
            with pytest.raises(Busy), here.place("a"):
                pass
            assert len(here) == 1
        assert len(here) == 0

    asyncio.run(play())
