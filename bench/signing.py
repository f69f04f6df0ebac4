"""Signing a petition, durable and sealed, against one commit a row by the same driver.

SPEED.md compares group commit with what a server does without it: each of its threads commits its own row.
"""

import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from random import randbytes
from statistics import median
from urllib.parse import urlencode

from sqlalchemy import insert
from sqlmodel import Session, select

from bench.load import burst, request
from bench.servers import Server
from forum.collectives.models import Collective
from forum.core.crypto import key_pair
from forum.core.db import Database
from forum.petitions.models import PendingSignature, Petition
from forum.petitions.signing import Signing
from forum.registers.models import Institution

CODE = "benchpet"
WAITING = 64
ROUNDS = 3
THREADS = 16
SEALED = 560  # a name and an address, padded and sealed


def add_petition(tx: Session) -> None:
    """One open petition, as an organiser would have left it."""
    place = tx.exec(select(Collective)).one()
    institution = Institution(collective_id=place.id, name="Conseil départemental")
    tx.add(institution)
    tx.flush()
    _, public = key_pair()
    tx.add(
        Petition(
            code=CODE,
            collective_id=place.id,
            institution_id=institution.id,
            title="Une visite pour chaque naissance",
            body="Nous demandons deux postes.",
            body_html="<p>Nous demandons deux postes.</p>",
            sha256="0" * 64,
            state="open",
            opens=date.today() - timedelta(days=1),  # noqa: DTZ011  # any open day will do
            closes=date.today() + timedelta(days=60),  # noqa: DTZ011
            goal=1000,
            public_key=public,
            private_sealed=b"\x00" * 100,
        )
    )


def signers() -> Callable[[], bytes]:
    """A new person at each request."""
    numbers = count()

    def following() -> bytes:
        number = next(numbers)
        typed = {
            "name": f"Personne {number}",
            "email": f"personne{number}@example.org",
            "quality": "concerned",
        }
        kind = "application/x-www-form-urlencoded"
        return request(f"/p/{CODE}/signatures", urlencode(typed).encode(), "POST", Content_Type=kind)

    return following


def raw_rate(folder: Path, seconds: float) -> float:
    """Rows a second when each request commits its own: threads of one process, our driver, pragmas, table and indexes."""
    db = Database(f"sqlite:///{_copy(folder)}", THREADS)
    with db.read() as tx:
        petition = tx.exec(select(Petition.id)).one()
    end = time.perf_counter() + seconds
    with ThreadPoolExecutor(THREADS) as threads:
        done = sum(threads.map(lambda _: _rows(db, petition, end), range(THREADS)))
    db.close()
    return done / seconds


def _copy(folder: Path) -> Path:
    """The house's own database, empty of signatures: on the same disk, under the same constraints."""
    path = folder / "raw.sqlite3"
    if not path.exists():
        with (
            closing(sqlite3.connect(folder / "forum.sqlite3")) as ours,
            closing(sqlite3.connect(path)) as copy,
        ):
            ours.backup(copy)
            copy.execute("DELETE FROM pending_signature")
            copy.commit()
    return path


def _rows(db: Database, petition: int, end: float) -> int:
    done = 0
    while time.perf_counter() < end:
        nul, sealed = randbytes(32), b"x" * SEALED
        row = Signing(petition, nul, "email", "concerned", "", sealed, nul, 1)
        with db.write() as tx:
            tx.connection().execute(insert(PendingSignature), row.columns)
        done += 1
    return done


def measure(house: Server, folder: Path, seconds: float) -> tuple[float, int, str]:
    """(ratio to the raw rate, signatures sent, what each cost), in turns."""
    following, ratios, runs, raws = signers(), [], [], []
    burst(house, following, status=303, seconds=0.3, many=WAITING)
    for _ in range(ROUNDS):
        raws.append(raw_rate(folder, seconds / 2))
        run = burst(house, following, status=303, seconds=seconds, many=WAITING)
        if run.wrong:
            raise RuntimeError(f"{run.wrong} signatures refused of {run.requests}")
        ratios.append(run.rate() / raws[-1])
        runs.append(run)
    each = 1e6 * median(run.each() for run in runs)
    note = (
        f"{each:.0f} µs CPU each, {median(run.rate() for run in runs):.0f}/s; "
        f"raw, {THREADS} threads each committing its row: {median(raws):.0f}/s"
    )
    return median(ratios), sum(run.requests for run in runs), note
