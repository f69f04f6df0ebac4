"""Where a simulated attack happens: the real application in this process, the people who come, and what they are known to
have done. Who is hostile is known here, and nowhere in the house.
"""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode, urlsplit

from sqlmodel import col, select

from bench.hostile_texts import bare
from forum.collectives.publication.jobs import publish_slot
from forum.core.clock import at
from forum.core.crypto import sha256
from forum.core.settings import Settings
from forum.core.viewer import Viewer
from forum.deliberation.ballot_jobs import close_ballots
from forum.http.security import csrf_token
from forum.petitions.publication import publish_signatures
from forum.texts.models import Document, Version
from tests.world import ORIGIN, SLUG, World, portal

ROOM = f"/c/{SLUG}"
EVE, DAY, END = "2026-03-02T09:05", "2026-03-03T07:05", "2026-03-04T07:05"
HOUR = 3600
COLLEGES = ("professional", "concerned")
SEEN = re.compile(r'name="seen" value="([^"]*)"')
RELAX = 'name="relaxed"'
PAGES = {"grievance": "doleances", "argument": "arguments", "testimony": "doleances"}


@dataclass(frozen=True)
class Plan:
    """How many come, and how much each does on average."""

    hostile: int = 300
    granted: int = 60  # honest, of both colleges
    honest: int = 60  # honest, with open carnets
    homes: int = 100  # addresses that the hostile come from
    leaked: int = 10  # places left on an invitation that went astray
    decisions: int = 40  # of each of two moderators
    best: int = 20  # texts that were there the day before
    pace: float = 1.0  # of what each does on average
    seed: int = 7
    real: Path | None = None
    tools: tuple[str, ...] = ("queue",)


@dataclass
class Person:
    number: int
    side: str
    viewer: Viewer
    college: str
    address: str


@dataclass
class Item:
    """Something written. `door`: what the house answered; `ref` and `thread` once it is public."""

    who: Person
    tactic: str
    kind: str
    body: str
    door: int = 0
    ref: str = ""
    thread: str = ""
    mark: str = field(init=False)

    def __post_init__(self) -> None:
        self.mark = bare(self.body)

    @property
    def hostile(self) -> bool:
        return self.who.side == "hostile"

    @property
    def url(self) -> str:
        return f"{ROOM}/{PAGES[self.kind]}/{self.thread if self.kind == 'testimony' else self.ref}"


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    location: str


class Chance:
    """What the house draws its keys with, the same at every run."""

    def __init__(self, seed: int) -> None:
        self.draw = Random(seed)
        self.randbits, self.choice = self.draw.getrandbits, self.draw.choice

    def token_urlsafe(self, size: int) -> str:
        return self.draw.randbytes(size).hex()


@contextmanager
def replayable(seed: int) -> Iterator[None]:
    """Keys, references and the order of a batch come from the seed: the queue is then in one order."""
    with (
        patch("forum.core.ids.secrets", Chance(seed)),
        patch("forum.collectives.publication.jobs.SystemRandom", partial(Random, seed)),
    ):
        yield


class Town:
    """One instance, a collective, and whoever comes to it. Requests are made one after the other."""

    def __init__(self, settings: Settings, plan: Plan) -> None:
        self.world, self.plan, self.draw = World(settings), plan, Random(plan.seed)
        self.items: list[Item] = []
        self.marks: dict[str, Item] = {}
        self.answers: Counter[tuple[str, str, int]] = Counter()
        self.did: dict[str, list[tuple[Person, str]]] = {"echo": [], "vote": [], "ask": [], "sign": []}
        self.shown: list[int] = []  # at each round of the worker, how many hostile texts are public
        self._tokens: dict[tuple[bytes, int], str] = {}
        self.world.clock.now = at(EVE)
        granted = [self._person(n, "honest", COLLEGES[n % 2]) for n in range(plan.granted)]
        self.granted = granted
        self.honest = granted + [self._person(plan.granted + n, "honest", "") for n in range(plan.honest)]
        self.hostile = [self._person(1000 + n, "hostile", "") for n in range(plan.hostile)]
        with self.world.house.db.write() as tx:
            malo = self.world._staff(tx, "Malo", "moderator")
        self.moderators = [self.world.maud, malo]

    def _person(self, number: int, side: str, college: str) -> Person:
        """Hostile carnets share some homes; each honest one has an address of its own."""
        viewer = Viewer(key=sha256(f"hostile bench {self.plan.seed} {number}"))
        if college:
            self.world.grant(viewer, college)
        home = f"2001:db8::1:{number % self.plan.homes:x}" if side == "hostile" else f"2001:db8::2:{number:x}"
        return Person(number, side, viewer, college, home)

    # -- time

    def tick(self, epoch: int) -> None:
        """The worker's round, and then it is that time."""
        self.world.clock.forward(epoch - self.world.clock().epoch)
        house = self.world.house
        for job in (publish_slot, close_ballots, publish_signatures):
            job(house)

    # -- requests

    def get(self, url: str, viewer: Viewer | None = None) -> Answer:
        return self._ask("GET", url, viewer)

    def post(self, what: str, who: Person, url: str, typed: Mapping[str, str]) -> Answer:
        answer = self._ask("POST", url, who.viewer, typed, who.address)
        self.answers[what, who.side, answer.status] += 1
        return answer

    def staff_post(self, viewer: Viewer, url: str, typed: Mapping[str, str | list[str]]) -> Answer:
        return self._ask("POST", url, viewer, typed)

    def token(self, viewer: Viewer) -> str:
        """A session minted for the hour."""
        now = self.world.clock()
        who = viewer.key or str(viewer.staff_id).encode()
        key = (who, now.epoch // HOUR)
        if key not in self._tokens:
            self._tokens[key] = self.world.house.sessions.open(viewer, now, own_device=True)
        return self._tokens[key]

    def _ask(
        self, method: str, url: str, viewer: Viewer | None, typed: Mapping[str, Any] | None = None,
        address: str = "2001:db8::3",
    ) -> Answer:  # fmt: skip
        headers, body = {"host": "testserver", "origin": ORIGIN}, b""
        token = self.token(viewer) if viewer else ""
        if token:
            headers["cookie"] = f"s={token}"
        if typed is not None:
            sent = {**typed, "_csrf": csrf_token(self.world.house, token)}
            body = urlencode(sent, doseq=True).encode()
            headers |= {"content-type": "application/x-www-form-urlencoded", "content-length": str(len(body))}
        scope = _scope(method, url, headers, address)
        answer: Answer = portal().call(_answered, self.world.app, scope, body)
        return answer

    # -- writing

    def write(self, item: Item, url: str, **typed: str) -> None:
        """Sent as its author would: asked whether another text says the same, or to take a person out, they insist."""
        sent = {**typed}
        answer = self.post(item.kind, item.who, url, sent)
        while answer.status in (200, 422) and (more := _insisting(answer.text, sent)):
            sent |= more
            answer = self.post(item.kind, item.who, url, sent)
        item.door = answer.status
        self.items.append(item)
        self.marks[item.mark] = item

    def locate(self) -> None:
        """What became public since last time, by its words and its author's own key."""
        missing = [item for item in self.items if not item.ref and item.door == 303]
        with self.world.house.db.read() as tx:
            columns = (Document.ref, Document.kind, Document.thread, Document.nul, Version.fields)
            rows = tx.exec(select(*columns).join(Version, col(Version.text_id) == Document.id)).all()  # type: ignore[call-overload]
        found: dict[tuple[str, str], list[Any]] = {}
        for row in rows:
            found.setdefault((row[1], bare(row[4].get("body", ""))), []).append(row)
        for item in missing:
            for ref, _kind, thread, nul, _fields in found.get((item.kind, item.mark), []):
                if item.who.viewer.nul("voice", thread) == nul:
                    item.ref, item.thread = ref, thread

    def public(self, *, hostile: bool, kind: str = "") -> list[Item]:
        """What was published of one side, whatever was decided of it since."""
        return [i for i in self.items if i.ref and i.hostile == hostile and kind in ("", i.kind)]

    def watch(self) -> None:
        hidden = self.hidden()
        self.shown.append(sum(item.ref not in hidden for item in self.public(hostile=True)))

    def hidden(self) -> set[str]:
        with self.world.house.db.read() as tx:
            return set(tx.exec(select(Document.ref).where(col(Document.hidden).is_(True))).all())


def _insisting(page: str, sent: Mapping[str, str]) -> dict[str, str]:
    """What is ticked when the page asks whether one is sure; nothing if it asks nothing new."""
    seen = SEEN.search(page)
    if seen and seen[1] not in ("", sent.get("seen")):
        return {"seen": seen[1]}
    return {"relaxed": "1"} if RELAX in page and "relaxed" not in sent else {}


def _scope(method: str, url: str, headers: Mapping[str, str], address: str) -> dict[str, Any]:
    parts = urlsplit(url)
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": parts.path,
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": (address, 50_000),
        "server": ("testserver", 80),
    }


async def _answered(app: Any, scope: dict[str, Any], body: bytes) -> Answer:
    """One request to the application, without a socket."""
    status, head, parts = 0, dict[bytes, bytes](), list[bytes]()
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        if not waiting:
            await asyncio.Event().wait()  # whoever asks is still there
        return waiting.pop()

    async def send(message: dict[str, Any]) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
            head.update(message["headers"])
        elif message["type"] == "http.response.body":
            parts.append(message.get("body", b""))

    await app(scope, receive, send)
    return Answer(status, b"".join(parts).decode("utf-8", "replace"), head.get(b"location", b"").decode())
