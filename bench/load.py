"""A light client: a few kept-alive connections, one request at a time on each, for a bounded time."""

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection

from bench.servers import Server

CONNECTIONS = 16
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)")
BROWSER = {
    "Host": "127.0.0.1",
    "User-Agent": "Mozilla/5.0 (Android 9; Mobile; rv:115.0) Gecko/115.0 Firefox/115.0",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "fr,fr-FR;q=0.8,en-US;q=0.5,en;q=0.3",
}


@dataclass(frozen=True)
class Run:
    """What one burst showed."""

    requests: int
    seconds: float
    cpu: float
    wrong: int
    waits: tuple[float, ...] = ()

    def rate(self) -> float:
        return self.requests / self.seconds

    def each(self) -> float:
        """Seconds of the server's processor a request."""
        return self.cpu / max(self.requests, 1)

    def wait(self, share: float) -> float:
        """Seconds within which this share of the answers came (1.0: all of them)."""
        ordered = sorted(self.waits)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def request(path: str, body: bytes = b"", method: str = "GET", **headers: str) -> bytes:
    """The bytes of one request, as a phone's browser would send it."""
    told = {**BROWSER, **{name.replace("_", "-"): value for name, value in headers.items() if value}}
    if body:
        told["Content-Length"] = str(len(body))
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in told.items()), "", ""]
    return "\r\n".join(lines).encode() + body


class Talk(asyncio.Protocol):
    """Sends, waits for the whole answer, sends the next."""

    def __init__(self, following: Callable[[], bytes], status: bytes) -> None:
        self.following, self.expected = following, b"HTTP/1.1 " + status
        self.done, self.wrong, self.missing = 0, 0, -1
        self.stopped = False
        self.head = b""
        self.asked = 0.0
        self.waits: list[float] = []
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._ask()

    def _ask(self) -> None:
        self.asked = time.perf_counter()
        self.transport.write(self.following())

    def data_received(self, data: bytes) -> None:
        if self.missing >= 0:
            self.missing -= len(data)
        else:
            self.head += data
            end = self.head.find(b"\r\n\r\n")
            if end < 0:
                return
            found = LENGTH.search(self.head, 0, end)
            self.missing = (int(found[1]) if found else 0) - (len(self.head) - end - 4)
        if self.missing <= 0:
            self._next()

    def _next(self) -> None:
        self.done += 1
        self.waits.append(time.perf_counter() - self.asked)
        self.wrong += not self.head.startswith(self.expected)
        self.head, self.missing = b"", -1
        if self.stopped:
            self.transport.close()
        else:
            self._ask()


async def _burst(
    port: int, following: Callable[[], bytes], status: bytes, seconds: float, many: int
) -> list[Talk]:
    loop = asyncio.get_running_loop()
    pairs = [
        await loop.create_connection(lambda: Talk(following, status), "127.0.0.1", port) for _ in range(many)
    ]
    await asyncio.sleep(seconds)
    for _, talk in pairs:
        talk.stopped = True
    await asyncio.sleep(0.1)
    for transport, _ in pairs:
        transport.abort()
    return [talk for _, talk in pairs]


def burst(
    server: Server,
    following: Callable[[], bytes],
    *,
    status: int = 200,
    seconds: float = 1.0,
    many: int = CONNECTIONS,
) -> Run:
    """Requests from `following` for `seconds`; the server's processor time is read around it."""
    began, cpu = time.perf_counter(), server.cpu()
    talks = asyncio.run(_burst(server.port, following, str(status).encode(), seconds, many))
    took = time.perf_counter() - began - 0.1
    return run_of(talks, took, server.cpu() - cpu)


def run_of(talks: list[Talk], seconds: float, cpu: float) -> Run:
    waits = tuple(wait for talk in talks for wait in talk.waits)
    return Run(sum(t.done for t in talks), seconds, cpu, sum(t.wrong for t in talks), waits)


def once(server: Server, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """One plain request: status, headers, body as it was on the wire."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request(
        "GET", path, headers={**BROWSER, **{n.replace("_", "-"): v for n, v in headers.items()}}
    )
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, body
