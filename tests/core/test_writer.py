"""Group commit: what is answered is durable, and nobody pays for somebody else's mistake."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, insert, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlmodel import Session, SQLModel, select

from forum.core.db import Database
from forum.core.errors import Busy, Closed
from forum.core.models import InstanceFact, SiteVersion
from forum.core.settings import Settings
from forum.core.writer import Writer


@pytest.fixture
def db(settings: Settings) -> Iterator[Database]:
    made = Database(settings.url)
    yield made
    made.close()


def no_gate() -> AbstractAsyncContextManager[None]:
    return nullcontext()


def adds(name: str) -> Any:
    def job(tx: Session) -> str:
        tx.connection().execute(insert(InstanceFact), {"name": name, "value": "1"})
        return name

    return job


def names(db: Database) -> set[str]:
    with db.read() as tx:
        return set(tx.exec(select(InstanceFact.name)).all())


async def together(writer: Writer, *jobs: Any) -> list[Any]:
    return await asyncio.gather(*(writer.submit(job) for job in jobs), return_exceptions=True)


def test_what_waits_is_written_in_one_transaction(db: Database) -> None:
    writer = Writer(db, no_gate)
    commits: list[int] = []
    original = db.session

    def counted(*, write: bool) -> Session:
        commits.append(1)
        return original(write=write)

    db.session = counted  # type: ignore[method-assign]
    results = asyncio.run(together(writer, *(adds(f"n{i}") for i in range(20))))
    assert results == [f"n{i}" for i in range(20)]
    assert len(commits) == 1
    db.session = original  # type: ignore[method-assign]
    assert {f"n{i}" for i in range(20)} <= names(db)


def add_all(tx: Session, wanted: Sequence[str]) -> list[str]:
    if "refused" in wanted:
        raise Closed("terminé")
    tx.connection().execute(insert(InstanceFact), [{"name": name, "value": "1"} for name in wanted])
    return [f"{name} of {len(wanted)}" for name in wanted]


async def alike(writer: Writer, *wanted: str) -> list[Any]:
    return await asyncio.gather(*(writer.add(add_all, name) for name in wanted), return_exceptions=True)


def test_many_alike_are_written_by_one_call(db: Database) -> None:
    assert asyncio.run(alike(Writer(db, no_gate), "a", "b", "c")) == ["a of 3", "b of 3", "c of 3"]
    assert {"a", "b", "c"} <= names(db)


def test_one_refused_of_many_alike_spoils_no_other(db: Database) -> None:
    results = asyncio.run(alike(Writer(db, no_gate), "a", "refused", "b", "a"))
    assert [results[0], results[2]] == ["a of 1", "b of 1"]
    assert isinstance(results[1], Closed)
    assert type(results[3]).__name__ == "IntegrityError"
    assert {"a", "b"} <= names(db)


def test_a_refused_job_spoils_no_other(db: Database) -> None:
    def refused(tx: Session) -> None:
        adds("half")(tx)
        raise Closed("terminé")

    results = asyncio.run(together(Writer(db, no_gate), adds("a"), refused, adds("a"), adds("b")))
    assert results[0] == "a"
    assert isinstance(results[1], Closed)
    assert type(results[2]).__name__ == "IntegrityError"
    assert results[3] == "b"
    assert {"a", "b"} <= names(db)
    assert "half" not in names(db)


def test_a_row_of_the_orm_that_cannot_be_written_is_its_own_mistake(db: Database) -> None:
    def twice(tx: Session) -> None:
        tx.add(InstanceFact(name="a", value="2"))

    results = asyncio.run(together(Writer(db, no_gate), adds("a"), twice, adds("b")))
    assert [results[0], results[2]] == ["a", "b"]
    assert type(results[1]).__name__ == "IntegrityError"
    assert {"a", "b"} <= names(db)


def test_a_broken_connection_is_survived_by_the_others(db: Database) -> None:
    def breaks(tx: Session) -> None:
        tx.connection().invalidate()
        raise OSError("the line is cut")

    async def scene() -> tuple[list[Any], str]:
        writer = Writer(db, no_gate)
        first = await together(writer, adds("a"), breaks, adds("b"))
        return first, await writer.submit(adds("c"))

    results, after = asyncio.run(scene())
    assert [results[0], results[2], after] == ["a", "b", "c"]
    assert isinstance(results[1], OSError)
    assert {"a", "b", "c"} <= names(db)


def test_a_failing_commit_stores_nothing_and_says_so(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_commit(_tx: Session) -> None:
        raise OSError("disk full")

    async def scene() -> list[Any]:
        writer = Writer(db, no_gate)
        with monkeypatch.context() as patch:
            patch.setattr(Session, "commit", no_commit)
            failed = await together(writer, adds("a"), adds("b"))
        return [*failed, await writer.submit(adds("c"))]

    results = asyncio.run(scene())
    assert [type(r) for r in results] == [OSError, OSError, str]
    assert {"a", "b"}.isdisjoint(names(db))


def test_no_database_is_said_to_everyone_at_once(db: Database) -> None:
    writer = Writer(db, no_gate)
    original = db.session

    def none(*, write: bool) -> Session:
        raise OSError("no database")

    db.session = none  # type: ignore[method-assign]
    results = asyncio.run(together(writer, adds("a"), adds("b")))
    assert all(isinstance(r, OSError) for r in results)
    db.session = original  # type: ignore[method-assign]
    assert asyncio.run(writer.submit(adds("a"))) == "a"  # and from another event loop


def test_a_full_queue_is_busy(db: Database) -> None:
    results = asyncio.run(together(Writer(db, no_gate, most=2), adds("a"), adds("b"), adds("c")))
    assert results[:2] == ["a", "b"]
    assert isinstance(results[2], Busy)
    assert "c" not in names(db)


def test_a_cut_line_leaves_the_act_done_and_the_next_one_served(db: Database) -> None:
    async def scene() -> str:
        writer = Writer(db, no_gate)
        gone = asyncio.ensure_future(writer.submit(adds("a")))
        await asyncio.sleep(0)
        gone.cancel()
        return await writer.submit(adds("b"))

    assert asyncio.run(scene()) == "b"
    assert {"a", "b"} <= names(db)


@contextmanager
def full_disk(db: Database) -> Iterator[None]:
    """The file may not grow by one page: SQLite says « database or disk is full », as it does on a full disk."""
    listened = db.engine

    def no_room(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA max_page_count=1")  # raised by SQLite to what is already there

    event.listen(listened, "connect", no_room)
    db.engine.dispose()
    try:
        yield
    finally:
        event.remove(listened, "connect", no_room)
        db.engine.dispose()


def adds_much(name: str) -> Any:
    return lambda tx: tx.connection().execute(insert(InstanceFact), {"name": name, "value": "x" * 100_000})


def test_a_full_disk_stores_nothing_by_half_and_heals(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path / 'full.sqlite3'}")
    tables = [InstanceFact.__table__, SiteVersion.__table__]  # type: ignore[attr-defined]
    SQLModel.metadata.create_all(db.engine, tables)
    writer = Writer(db, no_gate)

    async def scene() -> tuple[list[Any], list[Any]]:
        with full_disk(db):
            refused = await together(writer, adds_much("a"), adds_much("b"))
            mixed = await together(writer, adds("small"), adds_much("c"))
        return [*refused, *mixed], await together(writer, adds_much("a"), adds("after"))

    refused, healed = asyncio.run(scene())
    assert [type(r) for r in refused] == [OperationalError, OperationalError, str, OperationalError]
    assert "full" in str(refused[0])
    assert healed[1] == "after"
    assert names(db) == {"small", "a", "after"}
    db.close()


def dies(tx: Session) -> None:
    """The connection goes away in the middle of the batch, for real."""
    adds("half")(tx)
    if tx.get_bind().dialect.name == "postgresql":
        tx.connection().execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    else:
        tx.connection().connection.dbapi_connection.close()  # type: ignore[union-attr]
        adds("after the end")(tx)


def test_a_connection_that_dies_costs_only_who_was_on_it(db: Database) -> None:
    async def scene() -> list[Any]:
        writer = Writer(db, no_gate)
        first = await together(writer, adds("a"), dies, adds("b"))
        return [*first, *await together(writer, adds("c"), adds("d"))]

    results = asyncio.run(scene())
    assert [results[0], *results[2:]] == ["a", "b", "c", "d"]
    assert isinstance(results[1], DBAPIError)
    assert {"a", "b", "c", "d"} <= names(db)
    assert {"half", "after the end"}.isdisjoint(names(db))


def test_a_gate_that_refuses_leaves_nobody_waiting(db: Database) -> None:
    @asynccontextmanager
    async def shut() -> AsyncIterator[None]:
        if writer.most:
            raise Busy
        yield

    async def scene() -> list[Any]:
        return await asyncio.wait_for(together(writer, adds("a"), adds("b")), 5)

    writer = Writer(db, shut)
    assert [type(result) for result in asyncio.run(scene())] == [Busy, Busy]
    assert {"a", "b"}.isdisjoint(names(db))


steps = st.lists(st.tuples(st.sampled_from(["adds", "refused", "breaks"]), st.integers(0, 3)), max_size=12)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_whatever_comes_together_what_is_answered_is_what_is_stored(
    db: Database, jobs: list[tuple[str, int]]
) -> None:
    """Each job alone, one after the other, would have given the same answers and the same rows."""
    with db.write() as tx:
        tx.connection().execute(text("DELETE FROM instance_fact WHERE name LIKE 'n%'"))

    def made(kind: str, number: int) -> Any:
        def job(tx: Session) -> str:
            adds(f"n{number}")(tx)
            if kind == "refused":
                raise Closed("terminé")
            if kind == "breaks":
                tx.connection().invalidate()
                raise OSError("cut")
            return f"n{number}"

        return job

    results = asyncio.run(together(Writer(db, no_gate), *(made(*job) for job in jobs)))
    expected: list[str] = []
    for kind, number in jobs:
        taken = f"n{number}" in expected
        expected.append(f"n{number}" if kind == "adds" and not taken else "")
    assert [result if isinstance(result, str) else "" for result in results] == expected
    assert {name for name in names(db) if name.startswith("n")} == {name for name in expected if name}
