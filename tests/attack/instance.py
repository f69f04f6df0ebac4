"""A place to attack: one house on one engine, ours or weakened, lived in for some weeks, and dumped twice."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pytest import MonkeyPatch

from forum.core.settings import load
from forum.texts.search import rebuild
from tests.attack import canaries, dump, weak
from tests.attack.dump import Dump
from tests.attack.weeks import Plan, Weeks
from tests.conftest import CHEAP, PostgresTemplate, SqliteTemplate
from tests.world import World


@dataclass
class Attacked:
    """`during`: carried away while acts wait for their slot; `after`: once the slot has passed."""

    engine: str
    weak: bool
    world: World
    weeks: Weeks
    folder: Path
    planted: canaries.Planted
    during: Dump
    after: Dump
    commits: dump.Commits | None
    wal_from: str = ""
    banned: list[int] = field(default_factory=list)


@contextmanager
def lived_in(engine: str, plan: Plan, *, weakened: bool) -> Iterator[Attacked]:
    with tempfile.TemporaryDirectory(prefix="pv-attack-") as name, MonkeyPatch.context() as patch:
        folder = Path(name)
        if weakened:
            weak.everything(patch)
        template = SqliteTemplate(folder) if engine == "sqlite" else PostgresTemplate()
        world = World(load({}, data_dir=folder / "data", database_url=template.fresh(folder), **CHEAP))
        try:
            yield _live(engine, plan, weakened, world, folder)
        finally:
            world.close()
            template.drop()


def _live(engine: str, plan: Plan, weakened: bool, world: World, folder: Path) -> Attacked:
    if weakened:
        weak.keep_remains(world.house)
    begin = dump.wal_position(world.settings.url) if engine == "postgresql" else ""
    commits = dump.Commits(world.house.db.engine) if engine == "postgresql" else None
    weeks = Weeks(world, plan, weak=weakened)
    weeks.run()
    weeks.drop_draft()
    planted = canaries.plant(weeks)
    during = dump.take(world, folder / "during", commits)
    weeks.close_petition()
    weeks.finish()
    if weakened:
        with world.house.db.write() as tx:
            rebuild(tx)
    return Attacked(
        engine,
        weakened,
        world,
        weeks,
        folder,
        planted,
        during,
        dump.take(world, folder / "after", commits),
        commits,
        begin,
    )
