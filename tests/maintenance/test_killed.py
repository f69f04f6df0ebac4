"""kill -9 at any point of a round costs nothing but the step it was in."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from forum.collectives.models import Territory
from forum.texts.search import rebuild
from tests import rows
from tests.world import World

ROOT = Path(__file__).resolve().parents[2]


def killed(world: World, seed: int, kills: int) -> dict[str, int]:
    with world.house.db.write() as tx:
        place = tx.merge(world.rows(Territory)[0])
        for n in range(40):
            rows.grievance(tx, world.collective, place, f"Doléance {n}", fields={"body": "Le bus. " * 60})
        rebuild(tx)
    world.house.db.close()  # a round must not lean on this process
    words = [str(world.settings.data_dir), world.settings.url, str(seed), str(kills)]
    command = [sys.executable, "-m", "tests.maintenance.killed", *words]
    # No bound on the whole, which went wrong on a machine with ten times too much to do: each round has one (`LONGEST`).
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-3000:]
    said: dict[str, int] = json.loads(run.stdout)
    return said


@pytest.mark.slow
def test_a_round_killed_here_and_there_is_made_good_by_the_next(world: World) -> None:
    said = killed(world, seed=7, kills=4)
    assert said["places"] > 20
    assert said["killed"] >= 3, said


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_a_round_killed_many_times(world: World, seed: int) -> None:
    said = killed(world, seed, kills=25)
    assert said["killed"] >= 20, said
