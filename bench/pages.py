"""Pages against bare Starlette: requests a second and processor time, in turns, so that a busy moment hits all alike."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from statistics import median

from bench.load import Run, burst, once, request
from bench.seed import SLUG
from bench.servers import Server

LIST = f"/c/{SLUG}/doleances"
ROUNDS = 3


@dataclass
class Case:
    """One thing to ask for, again and again."""

    name: str
    server: Server
    following: Callable[[], bytes]
    status: int = 200
    runs: list[Run] | None = None


def same(message: bytes) -> Callable[[], bytes]:
    return lambda: message


def other_each_time(path: str, **headers: str) -> Callable[[], bytes]:
    """A query that nobody asked before: never in the cache."""
    numbers = count()
    return lambda: request(f"{path}?vide={next(numbers)}", b"", "GET", **headers)


def missing(name: str, server: Server) -> Case:
    return Case(name, server, other_each_time(LIST, Accept_Encoding="gzip, deflate, br"))


def cases(bare: Server, house: Server) -> list[Case]:
    session = f"s={house.told['session']}"
    once(house, LIST)  # the first answer comes from the route, the next from memory
    _, headers, _ = once(house, LIST)
    packed = "gzip, deflate, br"
    return [
        Case("bare", bare, same(request("/", Accept_Encoding=packed))),
        Case("kept", house, same(request(LIST, Accept_Encoding=packed))),
        Case("304", house, same(request(LIST, If_None_Match=headers["etag"], Accept_Encoding=packed)), 304),
        missing("miss", house),
        Case("signed", house, same(request(LIST, Cookie=session, Accept_Encoding=packed))),
    ]


def measure(found: list[Case], seconds: float, rounds: int = ROUNDS) -> None:
    """Each case in turn, `rounds` times after one short warm-up. Wrong answers are the business of whoever asks for them."""
    for case in found:
        burst(case.server, case.following, status=case.status, seconds=0.2)
        case.runs = []
    for _ in range(rounds):
        for case in found:
            run = burst(case.server, case.following, status=case.status, seconds=seconds)
            assert case.runs is not None
            case.runs.append(run)


def ratio(case: Case, against: Case, figure: Callable[[Run], float]) -> float:
    """The median over rounds of one figure beside the yardstick's in the same round. RuntimeError on a wrong answer."""
    assert case.runs and against.runs
    for run in (*case.runs, *against.runs):
        if run.wrong or not run.requests:
            raise RuntimeError(f"{case.name}: {run.wrong} wrong answers of {run.requests}")
    return median(figure(a) / figure(b) for a, b in zip(case.runs, against.runs, strict=True))


def total(case: Case) -> int:
    return sum(run.requests for run in case.runs or [])


def microseconds(case: Case) -> float:
    return 1e6 * median(run.each() for run in case.runs or [])
