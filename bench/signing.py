"""Signing a petition, durable and sealed, against servers that commit one row a request, and against its own size.

Two yardsticks on one disk. The harder is what SPEED.md calls raw: threads that do nothing else, each committing its own row.
The other is fair: the same requests, from the same client, to a bare Starlette that commits one row each.
"""

import os
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from random import randbytes
from statistics import median
from urllib.parse import urlencode

from sqlalchemy import create_engine, insert
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool
from sqlmodel import select

from bench.load import Run, burst, request
from bench.one_row import SEALED, THREADS
from bench.petition import CODE, signed
from bench.report import Line, guarded
from bench.seed import seed
from bench.servers import Server, serving
from forum.core.db import Database
from forum.petitions.models import PendingSignature, Petition
from forum.petitions.signing import Signing

WAITING = 64
ROUNDS = 3
FEW, MANY = 1_000, 200_000
POSTGRES = os.environ.get("FORUM_TEST_POSTGRES", "postgresql+psycopg://postgres@127.0.0.1:5432/postgres")


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
    db = Database(_copy(folder, "raw"), THREADS)
    with db.read() as tx:
        petition = tx.exec(select(Petition.id)).one()
    end = time.perf_counter() + seconds
    with ThreadPoolExecutor(THREADS) as threads:
        done = sum(threads.map(lambda _: _rows(db, petition, end), range(THREADS)))
    db.close()
    return done / seconds


def _copy(folder: Path, name: str) -> str:
    """The house's own database, empty of signatures: on the same disk, under the same constraints."""
    path = folder / f"{name}.sqlite3"
    if not path.exists():
        with (
            closing(sqlite3.connect(folder / "forum.sqlite3")) as ours,
            closing(sqlite3.connect(path)) as copy,
        ):
            ours.backup(copy)
            copy.execute("DELETE FROM pending_signature")
            copy.commit()
    return f"sqlite:///{path}"


def _rows(db: Database, petition: int, end: float) -> int:
    done = 0
    while time.perf_counter() < end:
        nul, sealed = randbytes(32), b"x" * SEALED
        row = Signing(petition, nul, "email", "concerned", "", sealed, nul, 1)
        with db.write() as tx:
            tx.connection().execute(insert(PendingSignature), row.columns)
        done += 1
    return done


def lines(house: Server, folder: Path, seconds: float) -> Iterator[Line]:
    """Everything about signing, SQLite first."""
    url = _copy(folder, "one_row")
    with serving("one_row", url) as plain:
        raws, ours, others = _in_turns(house, plain, seconds, lambda: raw_rate(folder, seconds / 2))
    sent = sum(run.requests for run in ours)
    yield Line(
        f"signature POST by mail, durable, sealed, against {THREADS} threads each committing its row, without HTTP",
        1.2,
        median(run.rate() / raw for run, raw in zip(ours, raws, strict=True)),
        sent,
        note=f"{_each(ours)}; raw {median(raws):.0f}/s",
    )
    yield Line(
        "the same, against a bare Starlette POST that commits its row",
        1.2,
        _ratio(ours, others),
        sent,
        note=f"{_each(ours)}; bare {_each(others)}",
    )
    yield from guarded("signature POST on PostgreSQL", lambda: [on_postgres(folder, seconds)])
    yield from guarded("petitions of few and of many signatures", lambda: growth(folder, seconds))


def _in_turns(
    house: Server, plain: Server, seconds: float, raw: Callable[[], float] | None = None
) -> tuple[list[float], list[Run], list[Run]]:
    """(raw rates, our runs, the other server's), round after round."""
    following, raws, ours, others = signers(), [], [], []
    for server in (house, plain):
        _sign(server, following, 0.3)
    for _ in range(ROUNDS):
        raws += [raw()] if raw else []
        ours.append(_sign(house, following, seconds))
        others.append(_sign(plain, following, seconds))
    return raws, ours, others


def _sign(server: Server, following: Callable[[], bytes], seconds: float) -> Run:
    run = burst(server, following, status=303, seconds=seconds, many=WAITING)
    if run.wrong:
        raise RuntimeError(f"{run.wrong} signatures refused of {run.requests}")
    return run


def _each(runs: list[Run]) -> str:
    return f"{_microseconds(runs):.0f} µs CPU, {median(run.rate() for run in runs):.0f}/s"


def _microseconds(runs: list[Run]) -> float:
    return 1e6 * median(run.each() for run in runs)


def _ratio(ours: list[Run], others: list[Run], figure: Callable[[Run], float] = Run.rate) -> float:
    return median(figure(a) / figure(b) for a, b in zip(ours, others, strict=True))


def on_postgres(folder: Path, seconds: float) -> Line:
    what = "signature POST on PostgreSQL, against a bare Starlette POST that commits its row and moves no counter"
    try:
        with _databases(2) as (first, second):
            for url in (first, second):
                seed(folder / "postgres", 0, searchable=False, also=signed(0), url=url)
            with serving("house", folder / "postgres", first) as house, serving("one_row", second) as plain:
                _none, ours, others = _in_turns(house, plain, seconds)
    except OperationalError:
        return Line(what, 2.0, None, 0, note="no PostgreSQL here")
    note = f"{_each(ours)}; bare {_each(others)}"
    return Line(what, 2.0, _ratio(ours, others), sum(run.requests for run in ours), note=note)


@contextmanager
def _databases(many: int) -> Iterator[list[str]]:
    """New databases for the time of the block, with the server's own settings: durable unless it says otherwise."""
    admin = create_engine(POSTGRES, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    names = [f"pv_bench_{uuid.uuid4().hex[:12]}" for _ in range(many)]
    try:
        for name in names:
            with admin.connect() as connection:
                connection.exec_driver_sql(f"CREATE DATABASE {name}")
        yield [f"{POSTGRES.rpartition('/')[0]}/{name}" for name in names]
    finally:
        for name in names:
            with admin.connect() as connection:
                connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def growth(folder: Path, seconds: float) -> Iterator[Line]:
    """What a signature and a reading cost on a petition of few and of many signatures."""
    for many in (FEW, MANY):
        seed(folder / f"signed-{many}", 0, searchable=False, also=signed(many))
    with (
        serving("house", folder / f"signed-{FEW}") as few,
        serving("house", folder / f"signed-{MANY}") as much,
    ):
        _raws, small, large = _in_turns(few, much, seconds)
        yield _grown("write", small, large)
        reads = [[_read(server, seconds / 2) for server in (few, much)] for _ in range(ROUNDS)]
        yield _grown("read, not kept", *map(list, zip(*reads, strict=True)))


def _read(server: Server, seconds: float) -> Run:
    run = burst(server, lambda: request(f"/p/{CODE}?vide={next(_numbers)}"), seconds=seconds)
    if run.wrong:
        raise RuntimeError(f"{run.wrong} pages refused of {run.requests}")
    return run


_numbers = count()


def _grown(what: str, small: list[Run], large: list[Run]) -> Line:
    note = f"{_microseconds(large):.0f} µs CPU against {_microseconds(small):.0f}"
    sent = sum(run.requests for run in large)
    return Line(
        f"petition of {FEW} → {MANY} signatures, CPU a {what}",
        1.1,
        _ratio(large, small, Run.each),
        sent,
        at_most=True,
        note=note,
    )
