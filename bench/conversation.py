"""Everybody answers at once: `python -m bench.conversation [MEMBERS] [PHRASES] [MINUTES]` (5,000, 40 and 40), over HTTP on
127.0.0.1.

One server with its own worker, as `forum serve` has: slots come and maps are drawn while people answer. Members' sessions
are minted in its process (Argon2 is not what is tried). Each member does what a browser without JavaScript does: reads the
phrase, sends one answer, follows the 303 to the next phrase. Any answer that is not the expected one is an error.
After MINUTES nobody begins any more: how many came is said, and a run cut short has failed.
"""

import asyncio
import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

from bench.load import request
from bench.servers import ROOT, Server, environment, free_port, wait_for

MEMBERS, PHRASES, MINUTES, AT_ONCE, SLOT = 5_000, 40, 40, 16, 1
ASKED = re.compile(rb'name="phrase" value="([a-z0-9]{10})"')
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
FORM = "application/x-www-form-urlencoded"
COLLEGES = ("professional", "concerned")


@dataclass
class Tally:
    statuses: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    whole: int = 0  # members who answered everything


def serve(port: int, folder: Path, members: int, phrases: int) -> None:
    """The house, its people and its conversation; one JSON line once it is about to serve."""
    import uvicorn

    from forum.app import create_app, open_house
    from forum.core.settings import load
    from forum.core.viewer import Viewer
    from forum.http.security import csrf_token

    opened = open_house(load({}, data_dir=folder, mail_files=True))
    people = [Viewer(key=n.to_bytes(32, "big")) for n in range(1, members + 1)]
    ref = _founded(opened, people, phrases)
    tokens = [opened.sessions.open(who, opened.clock(), own_device=True) for who in people]
    held = [{"token": token, "mark": csrf_token(opened, token)} for token in tokens]
    print(json.dumps({"ref": ref, "members": held}), flush=True)
    app = create_app(opened.settings, opened)
    uvicorn.run(app, host="127.0.0.1", port=port, access_log=False, log_level="error", server_header=False)


def _founded(house: Any, people: Sequence[Any], phrases: int) -> str:
    from forum.collectives.models import Collective, Grant
    from forum.opinion_map.conversations.models import Conversation, ConversationPhrase

    today = house.clock().today
    with house.db.write() as tx:
        place = Collective(slug="carte", name="Lorne", purpose="p", charter="c", charter_html="c",
                           slot_minutes=SLOT, day=today)  # fmt: skip
        tx.add(place)
        tx.flush()
        talk = Conversation(collective_id=place.id, title="Accueillir", question="Comment ?", k=10, keep_days=30,
                            opens=today, closes=today + timedelta(9))  # fmt: skip
        tx.add(talk)
        tx.flush()
        for n in range(phrases):
            tx.add(ConversationPhrase(conversation_id=talk.id, position=n + 1, body=f"Phrase numéro {n}."))
        for n, who in enumerate(people):
            tx.add(
                Grant(
                    collective_id=place.id,
                    nul=who.nul("grant", "carte"),
                    college=COLLEGES[n % 2],
                    tier="link",
                )
            )
    return str(talk.ref)


class Line:
    """One connection that is kept, one request at a time."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def ask(self, message: bytes) -> tuple[bytes, bytes]:
        """(head, body)."""
        self.writer.write(message)
        head = await self.reader.readuntil(b"\r\n\r\n")
        found = LENGTH.search(head)
        return head, await self.reader.readexactly(int(found[1]) if found else 0)


async def _crowd(port: int, ref: str, members: list[dict[str, str]], answers: int, minutes: float) -> Tally:
    """Members come one after the other, AT_ONCE at a time; each answers until nothing is left."""
    tally, waiting = Tally(), list(enumerate(members))
    asyncio.get_running_loop().call_later(60 * minutes, waiting.clear)
    await asyncio.gather(*(_line(port, ref, waiting, answers, tally) for _ in range(AT_ONCE)))
    return tally


async def _line(
    port: int, ref: str, waiting: list[tuple[int, dict[str, str]]], answers: int, tally: Tally
) -> None:
    line = Line(*await asyncio.open_connection("127.0.0.1", port))
    while waiting:
        number, member = waiting.pop()
        await _member(line, f"/c/carte/carte/{ref}", number, member, answers, tally)
    line.writer.close()


async def _member(
    line: Line, base: str, number: int, member: dict[str, str], answers: int, tally: Tally
) -> None:
    cookie, seen = f"s={member['token']}", set[bytes]()
    read = request(f"{base}/repondre", Cookie=cookie)
    for _turn in range(answers + 1):
        found = ASKED.search(await _timed(line, read, b"200", tally))
        if not found:
            break
        if found[1] in seen:
            tally.wrong.append("asked twice")
        seen.add(found[1])
        typed = {"phrase": found[1].decode(), "says": said(number, found[1]), "_csrf": member["mark"]}
        body = urlencode(typed).encode()
        send = request(f"{base}/reponses", body, "POST", Cookie=cookie, Content_Type=FORM,
                       Origin="http://127.0.0.1")  # fmt: skip
        await _timed(line, send, b"303", tally)
    tally.whole += len(seen) == answers
    if len(seen) != answers:
        tally.wrong.append(f"{len(seen)} phrases")


async def _timed(line: Line, message: bytes, status: bytes, tally: Tally) -> bytes:
    began = time.perf_counter()
    head, body = await line.ask(message)
    tally.waits.append(time.perf_counter() - began)
    tally.statuses[head[9:12].decode()] += 1
    if head[9:12] != status:
        tally.wrong.append(head[:15].decode())
    return body


def said(number: int, phrase: bytes) -> str:
    """Two camps that cut across the colleges, and some who pass."""
    camp, side = number // 2 % 3 == 0, phrase[0] % 2 == 0
    if (number * 7 + phrase[1]) % 11 == 0:
        return "pass"
    return "agree" if camp == side else "disagree"


def run(members: int, phrases: int, minutes: float) -> int:
    with TemporaryDirectory() as folder:
        _migrated(Path(folder))
        port = free_port()
        command = [
            sys.executable,
            "-m",
            "bench.conversation",
            "serve",
            str(port),
            folder,
            str(members),
            str(phrases),
        ]
        process = subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            told = json.loads(process.stdout.readline())
            wait_for(port, process)
            return _told(Server(port, process), told, members, phrases, minutes, Path(folder))
        finally:
            process.terminate()
            process.wait(10)
            process.stdout and process.stdout.close()


def _migrated(folder: Path) -> None:
    from bench.seed import seed

    seed(folder, 1)


def _told(
    server: Server, told: dict[str, Any], members: int, phrases: int, minutes: float, folder: Path
) -> int:
    began, cpu, load = time.perf_counter(), server.cpu(), os.getloadavg()[0]
    tally = asyncio.run(_crowd(server.port, told["ref"], told["members"], phrases, minutes))
    took = time.perf_counter() - began
    waits = sorted(tally.waits)
    print(f"{tally.whole} of {members} members × {phrases} phrases: {len(waits)} requests in {took:.0f} s,")
    print(f"  {len(waits) / took:.0f}/s, {tally.whole * phrases / took:.0f} answers/s, ", end="")
    print(f"{1e3 * (server.cpu() - cpu) / len(waits):.2f} ms CPU each; {dict(tally.statuses)}")
    print(f"  waits: median {1e3 * waits[len(waits) // 2]:.1f} ms, p99 {1e3 * waits[len(waits) * 99 // 100]:.0f} ms, "
          f"longest {1e3 * waits[-1]:.0f} ms; {server.memory() >> 20} MiB")  # fmt: skip
    print(f"  load of the machine: {load:.1f} as it began, {os.getloadavg()[0]:.1f} as it ended")
    print(f"  errors: {len(tally.wrong)} {Counter(tally.wrong).most_common(5)}", flush=True)
    followed = _followed(folder, tally.whole * phrases, 60 * SLOT + 240)
    print(f"  the map: {followed}")
    print(f"  {_drawn(folder)}")
    return 1 if tally.wrong or tally.whole < members or followed.startswith("no") else 0


def _drawn(folder: Path) -> str:
    """What the last map shows, and how long drawing it from nothing takes."""
    from sqlmodel import select

    from forum.core.db import Database
    from forum.core.settings import load
    from forum.opinion_map.conversations.drawing.jobs import _given, worked
    from forum.opinion_map.conversations.models import Conversation, ConversationMap
    from forum.opinion_map.telling.rules import Told

    db = Database(load({}, data_dir=folder).url)
    with db.read() as tx:
        given, _refs = _given(tx, tx.exec(select(Conversation.id)).one())
        last = tx.exec(select(ConversationMap)).first()
    db.close()
    began = time.perf_counter()
    worked({**given, "before": {}, "kept": {}})
    took = time.perf_counter() - began
    if last is None:
        return f"drawn from nothing in {took:.1f} s; none was drawn before"
    shown = Told.from_json(last.told)
    kinds, opinions = Counter(stand.kind for stand in shown.stands), shown.opinions
    sizes = [group.size for group in opinions.groups]
    return (f"drawn from nothing in {took:.1f} s, its process included; it shows {dict(kinds)}, people {shown.people}, "
            f"groups of {sizes or opinions.waiting}, steadiness {opinions.steadiness}")  # fmt: skip


def _followed(folder: Path, answers: int, within: float) -> str:
    """How long after the last answer a map has been drawn with all of them: its slot, and the drawing."""
    from sqlmodel import select

    from forum.core.db import Database
    from forum.core.settings import load
    from forum.opinion_map.conversations.models import Conversation, ConversationMap, ConversationPaper

    db, began = Database(load({}, data_dir=folder).url), time.perf_counter()
    while time.perf_counter() - began < within:
        with db.read() as tx:
            told = sum(map(len, tx.exec(select(ConversationPaper.told)).all()))
            turn = tx.exec(select(Conversation.turn)).one()
            last = tx.exec(select(ConversationMap)).first()
        if told == answers and last is not None and last.turn == turn:
            db.close()
            size = len(json.dumps(last.told))
            after = time.perf_counter() - began
            return f"all {told} answers in it {after:.0f} s after the last one, turn {turn}, {size} bytes"
        time.sleep(1)
    db.close()
    return f"not followed: {told} of {answers}, turn {turn}, drawn {last.turn if last else None}"


def main() -> None:
    words = sys.argv[1:]
    if words[:1] == ["serve"]:
        serve(int(words[1]), Path(words[2]), int(words[3]), int(words[4]))
    else:
        sizes = [*map(int, words), *(MEMBERS, PHRASES, MINUTES)[len(words) :]]
        sys.exit(run(sizes[0], sizes[1], sizes[2]))


if __name__ == "__main__":
    main()
