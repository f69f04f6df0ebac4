"""The highest public record, here: `python -m bench.record [SECONDS] [KILLS] [RATE] [READERS]`, over HTTP on 127.0.0.1
(300, 0, 35 and 100).

One server with its own worker, as `forum serve` has, letters written as files. People sign by mail at a steady RATE,
whoever answers or not; each letter that comes is confirmed by its button; READERS look at the count once a second each.
What is told: errors, waits from the moment each request was due, how old the count on the page was (the time since the
first confirmation that it did not hold), and, once all is quiet, what the count, the rows, the log and its checker say.

KILLS: so many times, at drawn moments, the server is ended with SIGKILL and started again. A request that got no answer is
then no error: what is asked is that each confirmation that was answered stands once, and that the log verifies.
"""

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from bench.load import request
from bench.petition import CODE, add_petition
from bench.seed import seed
from bench.servers import ROOT, Server, environment, free_port, wait_for

SECONDS, KILLS, RATE, READERS, LINES, SLOT = 300, 0, 35, 100, 16, 30
FORM = "application/x-www-form-urlencoded"
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
COUNT = re.compile(r"<strong>([\d\s]+)</strong> signature")
LINK = re.compile(r"/p/\w+/confirmation/([A-Za-z0-9_-]+)")
QUIET = 4 * SLOT  # seconds for the last slot to come


Line = tuple[asyncio.StreamReader, asyncio.StreamWriter] | None


@dataclass
class Tally:
    began: float = field(default_factory=time.perf_counter)
    statuses: Counter[str] = field(default_factory=Counter)
    waits: dict[str, list[float]] = field(default_factory=lambda: {"sign": [], "confirm": [], "read": []})
    wrong: Counter[str] = field(default_factory=Counter)
    cut: int = 0  # requests without an answer while the server was down
    confirmed: list[float] = field(default_factory=list)  # when each confirmation was answered
    who: set[str] = field(default_factory=set)  # the addresses of these
    ages: list[float] = field(default_factory=list)


def serve(port: int, folder: Path) -> None:
    import uvicorn

    from forum.app import create_app, open_house
    from forum.core.settings import load

    settings = load({}, data_dir=folder, mail_files=True, signature_slot_seconds=SLOT)
    app = create_app(settings, open_house(settings))
    uvicorn.run(app, host="127.0.0.1", port=port, access_log=False, log_level="error", server_header=False)


class House:
    """The server of the bench, ended and started again on the same port and folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.cpu = 0.0
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "bench.record", "serve", str(self.port), str(self.folder)]
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment(), text=True)
        wait_for(self.port, self.process)

    def end(self, how: signal.Signals) -> None:
        self.cpu += Server(self.port, self.process).cpu()
        self.process.send_signal(how)
        self.process.wait(30)


async def _ask(port: int, lines: asyncio.Queue[Line], message: bytes) -> tuple[bytes, bytes] | None:
    """(head, body) by one of the kept connections; None if the server went away."""
    line = await lines.get()
    try:
        reader, writer = line or await asyncio.open_connection("127.0.0.1", port)
        line = (reader, writer)
        writer.write(message)
        head = await reader.readuntil(b"\r\n\r\n")
        found = LENGTH.search(head)
        return head, await reader.readexactly(int(found[1]) if found else 0)
    except (OSError, asyncio.IncompleteReadError):
        line = None
        return None
    finally:
        lines.put_nowait(line)


def _lines(many: int) -> asyncio.Queue[Line]:
    queue: asyncio.Queue[Line] = asyncio.Queue()
    for _ in range(many):
        queue.put_nowait(None)
    return queue


def _noted(
    tally: Tally, kind: str, due: float, told: tuple[bytes, bytes] | None, *good: bytes
) -> bytes | None:
    """The body of the expected answer."""
    tally.waits[kind].append(time.perf_counter() - due)
    if told is None:
        tally.cut += 1
        return None
    status = told[0][9:12]
    tally.statuses[f"{kind} {status.decode()}"] += 1
    if status not in good:
        tally.wrong[f"{kind} {status.decode()}"] += 1
        return None
    return told[1]


async def _sign(house: House, lines: asyncio.Queue[Line], tally: Tally, number: int, due: float) -> None:
    typed = {"name": f"Personne {number}", "email": f"p{number}@example.org", "quality": "concerned"}
    message = request(f"/p/{CODE}/signatures", urlencode(typed).encode(), "POST", Content_Type=FORM)
    _noted(tally, "sign", due, await _ask(house.port, lines, message), b"303")


async def _confirm(house: House, lines: asyncio.Queue[Line], tally: Tally, token: str, who: str) -> None:
    """Pressed again while nobody answers, as people do."""
    message = request(f"/p/{CODE}/confirmation/{token}", b"x=1", "POST", Content_Type=FORM)
    while True:
        due = time.perf_counter()
        told = await _ask(house.port, lines, message)
        _noted(tally, "confirm", due, told, b"303")
        if told is not None:
            tally.confirmed.append(time.perf_counter())
            tally.who.add(who)
            return
        await asyncio.sleep(0.2)


async def _post(house: House, lines: asyncio.Queue[Line], tally: Tally, end: float) -> None:
    """Letters as they come; the folder stands for the mailboxes of all."""
    seen: set[str] = set()
    folder, at_work = house.folder / "mail", set[asyncio.Task[None]]()
    while time.perf_counter() < end:
        for path in [
            entry for entry in (folder.iterdir() if folder.exists() else ()) if entry.name not in seen
        ]:
            letter = message_from_bytes(path.read_bytes(), policy=policy.default)
            found = LINK.search(letter.get_content()) if letter.get_content_type() == "text/plain" else None
            if found is None:
                continue  # still being written
            seen.add(path.name)
            task = asyncio.create_task(_confirm(house, lines, tally, found[1], str(letter["To"])))
            at_work.add(task)
            task.add_done_callback(at_work.discard)
        await asyncio.sleep(0.25)
    await asyncio.gather(*at_work)


async def _watch(house: House, lines: asyncio.Queue[Line], tally: Tally, first: float, end: float) -> None:
    await asyncio.sleep(first)
    message = request(f"/p/{CODE}")
    while (due := time.perf_counter()) < end:
        body = _noted(tally, "read", due, await _ask(house.port, lines, message), b"200")
        found = COUNT.search(body.decode()) if body else None
        if found:
            shown = int("".join(found[1].split()))
            late = tally.confirmed[shown] if shown < len(tally.confirmed) else None
            tally.ages.append(max(due - late, 0.0) if late else 0.0)
        elif body:
            tally.wrong["no count on the page"] += 1
        await asyncio.sleep(max(0.0, 1 - (time.perf_counter() - due)))


async def _killed(house: House, kills: int, end: float, draw: Random) -> None:
    moments = sorted(draw.uniform(time.perf_counter() + 1, end - 1) for _ in range(kills))
    for moment in moments:
        await asyncio.sleep(max(0.0, moment - time.perf_counter()))
        house.end(signal.SIGKILL)
        await asyncio.to_thread(house.start)


async def _crowd(house: House, seconds: float, kills: int, rate: int, readers: int) -> Tally:
    tally, lines, many = Tally(), _lines(LINES), int(seconds * rate)
    end = tally.began + seconds
    watching = [_watch(house, _lines(1), tally, n / readers, end) for n in range(readers)]
    others = asyncio.gather(
        *watching, _post(house, _lines(LINES), tally, end + 15), _killed(house, kills, end, Random(5))
    )
    signing = set[asyncio.Task[None]]()
    for number in range(many):
        due = tally.began + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        task = asyncio.create_task(_sign(house, lines, tally, number, due))
        signing.add(task)
        task.add_done_callback(signing.discard)
    await asyncio.gather(*signing)
    await others
    return tally


def run(seconds: float, kills: int, rate: int, readers: int) -> int:
    with TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        seed(folder, 0, searchable=False, also=_founded)
        house, load = House(folder), os.getloadavg()[0]
        try:
            tally = asyncio.run(_crowd(house, seconds, kills, rate, readers))
            print(f"load of the machine: {load:.1f} as it began, {os.getloadavg()[0]:.1f} as it ended")
            _say(tally, seconds)
            stands = _settled(folder, tally)
        finally:
            with suppress(ProcessLookupError):
                house.end(signal.SIGTERM)
        print(f"  the server's processor: {house.cpu:.0f} s, kills {kills}")
        return 0 if stands and not tally.wrong and (kills or not tally.cut) else 1


def _founded(tx: object) -> None:
    from typing import cast

    from sqlmodel import Session

    from forum.petitions.journal.rules import EMPTY_ROOT, Frontier
    from forum.petitions.models import LogHead

    session = cast(Session, tx)
    session.add(LogHead(petition_id=add_petition(session), frontier=Frontier().to_bytes(), root=EMPTY_ROOT))


def _say(tally: Tally, seconds: float) -> None:
    print(f"{len(tally.waits['sign'])} signatures in {seconds:.0f} s; {dict(tally.statuses)}, errors {dict(tally.wrong)}, "
          f"without an answer {tally.cut}")  # fmt: skip
    for kind, waits in tally.waits.items():
        told = sorted(waits) or [0.0]
        print(f"  {kind}: median {1e3 * told[len(told) // 2]:.0f} ms, p99 {1e3 * told[len(told) * 99 // 100]:.0f} ms, "
              f"longest {1e3 * told[-1]:.0f} ms")  # fmt: skip
    ages = sorted(tally.ages) or [0.0]
    print(
        f"  the count on the page: {len(ages)} looks, at most {ages[-1]:.0f} s old, median {ages[len(ages) // 2]:.0f} s"
    )


def _settled(folder: Path, tally: Tally) -> bool:
    """Once the slots have come: every confirmation that was answered stands once, and the log says the same."""
    from sqlmodel import select

    from forum.core.db import Database
    from forum.core.keys import load as load_keys
    from forum.core.settings import load
    from forum.petitions.journal.checker.verify import run as verified
    from forum.petitions.journal.queries import lines
    from forum.petitions.models import PendingSignature, Petition, Signature
    from forum.petitions.nullifiers import email_nul
    from forum.petitions.queries import counts, recount

    config = load({}, data_dir=folder)
    db, keys, end = Database(config.url), load_keys(config.data_dir / "keys"), time.perf_counter() + QUIET
    while time.perf_counter() < end:
        with db.read() as tx:
            if tx.exec(select(PendingSignature.id).where(PendingSignature.confirmed)).first() is None:
                break
        time.sleep(1)
    with db.read() as tx:
        petition = tx.exec(select(Petition).where(Petition.code == CODE)).one()
        nuls = Counter(tx.exec(select(Signature.nul)).all())
        total, (in_log, rows) = counts(tx, petition.id).total, recount(tx, petition.id)
        (folder / "journal").write_text("\n".join(lines(tx, petition)) + "\n", encoding="utf-8")
    db.close()
    k_petition = keys.petition(CODE)
    lost = sum(nuls[email_nul(k_petition, who)] != 1 for who in tally.who)
    said: list[str] = []
    code = verified(str(folder / "journal"), "", "", [], said.append)
    print(f"  confirmed and answered {len(tally.who)}, of which not there once: {lost}; rows {rows}, in the log {in_log}, "
          f"shown {total}, difference {rows - total}")  # fmt: skip
    print(f"  the checker: {code} {said[-1] if said else ''}")
    return not lost and rows == in_log == total and max(nuls.values(), default=1) == 1 and code == 0


if __name__ == "__main__":
    given = sys.argv[1:]
    if given[:1] == ["serve"]:
        serve(int(given[1]), Path(given[2]))
    else:
        wanted = [
            int(given[n]) if len(given) > n else usual
            for n, usual in enumerate((SECONDS, KILLS, RATE, READERS))
        ]
        sys.exit(run(*wanted))
