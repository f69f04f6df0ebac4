"""A simulated attack: 300 hostile carnets report, post look-alikes, name people, insult, cheer themselves, vote and sign
for a day, among 120 honest ones; two moderators have 40 decisions each.

`python -m bench.hostile [--seed N] [--tools queue,waiting] [--write before|after]`: one process, no socket, seventy seconds
of a processor. Everybody acts through the real application, under a simulated clock of a Tuesday from 7 a.m. to 7 a.m.;
sessions are minted (Argon2 is not what is tried). The same seed gives the same day. This script was written before what it
tries.

Hostile: each of the day before's 20 best texts is reported some 60 times, never in the same words; five slogans come back in
480 disguises, in three waves, the last once moderators sleep; 81 texts name somebody who does not exist, spell them, or
tell enough for neighbours; 180 insult. They use a link that went astray (ten places), and insist where a page asks twice.
Moderators decide rightly, five times a day, in the order of the queue, with what its pages offer (`TOOLS`).
"""

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import hostile_measures as measures
from bench.hostile_day import Day
from bench.hostile_moderators import SITTINGS, TOOLS, Tally, sit
from bench.hostile_town import END, HOUR, Plan, Town, replayable
from forum.core import migrate
from forum.core.clock import at
from forum.core.db import Database
from forum.core.settings import Settings, load
from tests.real import real

MEMORY = Path("/dev/shm")  # what is tried is no disk
ROUND = 1800  # seconds between two rounds of the worker


def simulated(settings: Settings, plan: Plan) -> tuple[Town, list[measures.Line], measures.End]:
    """One day in a migrated, empty instance. Close the town's world when it has been looked at."""
    began, worked = time.perf_counter(), time.process_time()
    with replayable(plan.seed):
        town = Town(settings, plan)
        day, tally = Day(town), Tally()
        before = measures.rows(town)
        lived(town, day, tally)
        written = measures.rows(town) - before
        end = measures.fates(town)
        took = time.perf_counter() - began, time.process_time() - worked
        found = list(measures.lines(town, tally, end, written, took))
    return town, found, end


def lived(town: Town, day: Day, tally: Tally) -> None:
    """Everything in the order of the clock: what people do, the rounds of the worker, the sittings of moderators."""
    left = {viewer.staff_name: town.plan.decisions for viewer in town.moderators}
    sittings = [day.begin + int((hour - 7) * HOUR) - 300 for hour in SITTINGS]
    acts, end = day.acts(), at(END).epoch
    for epoch in sorted([*range(day.begin, end + 1, ROUND), *sittings]):
        while acts and acts[0][0] <= epoch:
            moment, act = acts.pop(0)
            town.world.clock.forward(moment - town.world.clock().epoch)
            act()
        town.tick(epoch)
        town.locate()
        if epoch not in sittings:
            town.watch()
        else:
            sit(town, left, len(sittings) - sittings.index(epoch), tally)


def main() -> None:
    asked = argparse.ArgumentParser(description="A simulated attack.")
    asked.add_argument("--seed", type=int, default=Plan.seed)
    asked.add_argument("--tools", default=",".join(Plan.tools), help=f"of {', '.join(TOOLS)}")
    asked.add_argument("--write", choices=("before", "after"), help="fill this column of bench/HOSTILE.md")
    given = asked.parse_args()
    tools = tuple(given.tools.split(","))
    if unknown := set(tools) - TOOLS.keys():
        sys.exit(f"no such tool: {', '.join(unknown)}")
    source = real("texts/republique-numerique.jsonl")
    plan = replace(Plan(), seed=given.seed, tools=tools, real=source if source.exists() else None)
    with TemporaryDirectory(prefix="hostile-", dir=MEMORY if MEMORY.is_dir() else None) as folder:
        settings = load(
            {}, data_dir=Path(folder), embedded_worker=False, cache_seconds=0.0, threads=4, mail_files=True
        )
        db = Database(settings.url)
        migrate.upgrade(db)
        db.close()
        town, found, _end = simulated(settings, plan)
        print(measures.table(found))
        if given.write:
            measures.write(found, given.write, town, __doc__ or "")
        town.world.close()


if __name__ == "__main__":
    main()
