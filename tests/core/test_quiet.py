"""What a fault says: where and of which kind, never of what."""

import asyncio
import logging
from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from forum.collectives.models import Grant
from forum.core.quiet import Quiet
from tests.world import World

SECRET = "zqsecret"


def test_an_error_of_the_database_does_not_quote_what_was_written(world: World) -> None:
    def clash(tx: Session) -> None:
        known = world.rows(Grant)[0]
        tx.add(Grant(collective_id=known.collective_id, nul=known.nul, college="ally", tier="link"))
        tx.flush()

    assert "[parameters:" not in said(world, clash, str)


def test_the_server_s_log_tells_places_and_kinds_but_no_message(world: World) -> None:
    def refuse(tx: Session) -> None:
        tx.connection().execute(
            text(
                "INSERT INTO college_grant (id, collective_id, nul, college, tier) "
                f"VALUES (1, {world.collective.id}, '{SECRET}', '{SECRET}', 'link')"
            )
        )

    logged = said(world, refuse, formatted)
    assert SECRET not in logged
    assert "IntegrityError" in logged
    assert "test_quiet.py" in logged


def test_a_task_that_nobody_waited_for_is_told_without_its_error(caplog: pytest.LogCaptureFixture) -> None:
    async def lost() -> None:
        async def failing() -> None:
            raise ValueError(SECRET)

        task = asyncio.ensure_future(failing())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        context = {"message": "Task exception was never retrieved", "exception": task.exception()}
        asyncio.get_running_loop().default_exception_handler({**context, "future": task})

    asyncio.run(lost())
    (record,) = [r for r in caplog.records if r.name == "asyncio" and r.exc_info]
    assert SECRET in record.getMessage(), "as asyncio says it"
    logged = Quiet("%(message)s").format(record)
    assert SECRET not in logged
    assert "never retrieved" in logged
    assert "ValueError" in logged


def test_an_error_among_the_arguments_of_a_message_is_told_by_its_kind() -> None:
    record = logging.LogRecord(
        "psycopg", 30, "", 1, "error ignored in %s: %s", ("rollback", ValueError(SECRET)), None
    )
    assert Quiet("%(message)s").format(record) == "error ignored in rollback: ValueError"


def said(world: World, job: Callable[[Session], None], how: Callable[[BaseException], str]) -> str:
    with pytest.raises(IntegrityError) as caught, world.house.db.write() as tx:
        job(tx)
    return how(caught.value)


def formatted(error: BaseException) -> str:
    try:
        raise RuntimeError(SECRET) from error
    except RuntimeError as outer:
        record = logging.LogRecord("x", 40, "", 1, "boom", None, (type(outer), outer, outer.__traceback__))
    return Quiet("%(message)s").format(record)
