"""Signing a petition, durable and sealed, against the plainest thing the same driver can do: one row, one commit."""

import sqlite3
import time
from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from sqlmodel import Session, select

from bench.load import burst, request
from bench.servers import Server
from forum.collectives.models import Collective
from forum.core.crypto import key_pair
from forum.petitions.models import Petition
from forum.registers.models import Institution

CODE = "benchpet"
WAITING = 64
ROUNDS = 3
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")


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
    """Rows a second, each with its own commit, in a file beside ours and with our pragmas."""
    connection = sqlite3.connect(folder / "raw.sqlite3", isolation_level=None)
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE IF NOT EXISTS s (id INTEGER PRIMARY KEY, nul BLOB UNIQUE, sealed BLOB)")
    start = connection.execute("SELECT count(*) FROM s").fetchone()[0]
    began, done = time.perf_counter(), 0
    while (took := time.perf_counter() - began) < seconds:
        done += 1
        nul = (start + done).to_bytes(32, "big")
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO s(nul, sealed) VALUES (?, ?)", (nul, b"x" * 120))
        connection.execute("COMMIT")
    connection.close()
    return done / took


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
    note = f"{each:.0f} µs CPU each; raw: {median(raws):.0f} commits/s"
    return median(ratios), sum(run.requests for run in runs), note
