"""The worker outlives a job that fails."""

import asyncio
import logging

import pytest

from forum.app import _do
from forum.http.house import House
from tests.world import World


def test_a_job_that_fails_stops_nothing_and_tells_no_value(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []

    def broken(_house: House) -> None:
        raise RuntimeError("un secret")

    def good(_house: House) -> None:
        done.append("fait")

    async def round_of_jobs() -> None:
        for job in (broken, good):
            await _do(job, world.house)

    with caplog.at_level(logging.ERROR):
        asyncio.run(round_of_jobs())
    assert done == ["fait"]
    assert "RuntimeError" in caplog.text
    assert "un secret" not in caplog.text
