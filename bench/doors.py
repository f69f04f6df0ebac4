"""At the doors: what a sign-in costs beside Argon2, what readers feel of a crowd at the door, what a shared store costs.

The client's addresses are many (127.0.0.2, …), as those of people are: one address opens sixty carnets in ten minutes.
"""

import asyncio
import json
import os
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from bench.load import CONNECTIONS, Run, Talk, once, request, run_of
from bench.pages import LIST, Case, measure, microseconds, ratio, same, total
from bench.report import Line
from bench.servers import Server, serving

SIGN_INS = 24
STORM, ROUNDS = 8, 3
PACKED = "gzip, deflate, br"
REDIS = os.environ.get("FORUM_TEST_REDIS", "redis://127.0.0.1:6379/9")
FORM = "application/x-www-form-urlencoded"
DOOR = "/carnet/ouverture"


def lines(bare: Server, folder: Path, seconds: float) -> Iterator[Line]:
    with serving("doors", folder) as house:
        argon, costs = sign_in(house, SIGN_INS)
        yield from costs
        yield from storm(house, 2 * seconds, argon)
    yield from stores(bare, folder, seconds)


# -- one sign-in


def sign_in(house: Server, many: int) -> tuple[float, list[Line]]:
    """(seconds of one Argon2, lines): one sign-in after another, and what the server spent in Argon2 meanwhile."""
    body = urlencode({"words": house.told["words"]})
    for _ in range(2):
        _enter(house, body)
    before = _told(house)
    walls = [_enter(house, body) for _ in range(many)]
    spent = {name: value - before[name] for name, value in _told(house).items()}
    argon, wall, cpu = spent["wall"] / many, sum(walls) / many, spent["all"] / many
    if spent["times"] != many:
        raise RuntimeError(f"{spent['times']} hashes for {many} sign-ins")
    beside = 1e3 * (wall - argon), 1e3 * (cpu - spent["cpu"] / many)
    what = "carnet sign-in POST beside its Argon2,"
    return argon, [
        Line(f"{what} wall", 20, beside[0], many, "ms", True, f"{1e3 * wall:.0f} ms, Argon2 {1e3 * argon:.0f}"),
        Line(f"{what} CPU", 20, beside[1], many, "ms", True, f"{1e3 * cpu:.0f} ms CPU of the server"),
    ]  # fmt: skip


def _enter(house: Server, body: str) -> float:
    """Seconds of one POST, on a connection that was open."""
    connection = HTTPConnection("127.0.0.1", house.port, timeout=30, source_address=("127.0.0.2", 0))
    connection.connect()
    began = time.perf_counter()
    connection.request("POST", DOOR, body, {"Content-Type": FORM})
    answer = connection.getresponse()
    answer.read()
    took = time.perf_counter() - began
    connection.close()
    if answer.status != 303:
        raise RuntimeError(f"a sign-in answered {answer.status}")
    return took


def _told(house: Server) -> dict[str, float]:
    told: dict[str, float] = json.loads(once(house, "/bench")[2])
    return told


# -- a crowd at the door


def storm(house: Server, seconds: float, argon: float) -> list[Line]:
    """Readers of a kept page, with and without eight sign-ins in flight, in turns."""
    once(house, LIST)
    calm, busy, entered = [], [], 0
    for _ in range(ROUNDS):
        calm.append(asyncio.run(_readers(house, seconds, 0))[0])
        readers, opened = asyncio.run(_readers(house, seconds, STORM))
        busy.append(readers)
        entered += opened
    kept = median(b.rate() / c.rate() for b, c in zip(busy, calm, strict=True))
    note = f"{median(r.rate() for r in busy):.0f}/s against {median(r.rate() for r in calm):.0f}, {entered} sign-ins ended"
    worst, sent = max(run.wait(1.0) for run in busy), sum(run.requests for run in busy)
    p99 = [1e3 * median(run.wait(0.99) for run in runs) for runs in (busy, calm)]
    return [
        Line(f"kept page while {STORM} sign-ins are in flight, against none", 0.5, kept, sent, note=note),
        Line(
            "the longest wait of a kept page meanwhile, at most one Argon2",
            round(1e3 * argon, 1),
            1e3 * worst,
            sent,
            "ms",
            at_most=True,
            note=f"p99 {p99[0]:.1f} ms against {p99[1]:.1f} without",
        ),
    ]


async def _readers(house: Server, seconds: float, at_the_door: int) -> tuple[Run, int]:
    """(the readers' run, how many came in meanwhile)."""
    knock = request(DOOR, urlencode({"words": house.told["words"]}).encode(), "POST", Content_Type=FORM)
    read = request(LIST, Accept_Encoding=PACKED)
    crowd = [await _connected(house, knock, b"303", f"127.0.0.{10 + n}") for n in range(at_the_door)]
    await asyncio.sleep(0.2 if crowd else 0)
    entered, began, cpu = sum(talk.done for talk in crowd), time.perf_counter(), house.cpu()
    readers = [await _connected(house, read, b"200", "127.0.0.1") for _ in range(CONNECTIONS)]
    await asyncio.sleep(seconds)
    for talk in readers:  # what is still waited for counts as a wait
        talk.waits.append(time.perf_counter() - talk.asked)
    run = run_of(readers, time.perf_counter() - began, house.cpu() - cpu)
    entered = sum(talk.done for talk in crowd) - entered
    for talk in (*crowd, *readers):
        talk.stopped = True
        talk.transport.abort()
    wrong = run.wrong + sum(talk.wrong for talk in crowd)
    if wrong or not run.requests:
        raise RuntimeError(f"{wrong} wrong answers of {run.requests} pages and {entered} sign-ins")
    return run, entered


async def _connected(house: Server, message: bytes, status: bytes, address: str) -> Talk:
    _transport, talk = await asyncio.get_running_loop().create_connection(
        lambda: Talk(same(message), status), "127.0.0.1", house.port, local_addr=(address, 0)
    )
    return talk


# -- where sessions are kept


def stores(bare: Server, folder: Path, seconds: float) -> Iterator[Line]:
    what = "signed-in page, sessions in"
    if not _redis():
        yield Line(f"{what} Redis", None, None, 0, note="no Redis here")
        return
    with serving("house", folder) as memory, serving("house", folder, "", REDIS) as shared:
        try:
            cases = [Case("bare", bare, same(request("/", Accept_Encoding=PACKED)))]
            cases += [_signed("memory", memory), _signed("Redis", shared)]
            measure(cases, seconds)
            for case, goal in zip(cases[1:], (0.35, None), strict=True):
                each = f"{microseconds(case):.0f} µs CPU against {microseconds(cases[0]):.0f}"
                yield Line(
                    f"{what} {case.name}", goal, ratio(case, cases[0], Run.rate), total(case), note=each
                )
        finally:
            _forget(shared.told["instance"])


def _signed(name: str, house: Server) -> Case:
    once(house, LIST)
    cookie = f"s={house.told['session']}"
    return Case(name, house, same(request(LIST, Cookie=cookie, Accept_Encoding=PACKED)))


def _redis() -> bool:
    import redis

    from forum.http.shared import connect

    try:
        return bool(connect(REDIS).ping())
    except redis.RedisError:
        return False


def _forget(instance: str) -> None:
    from forum.http.shared import connect

    client = connect(REDIS)
    for key in client.scan_iter(f"pv:{instance}:*"):
        client.delete(key)
    client.close()
