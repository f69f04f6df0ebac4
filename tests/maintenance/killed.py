"""A process that is killed again and again while it keeps house: run by `test_killed.py`, never imported by it.

Each kill is a SIGKILL that a forked child gives itself, at a drawn instruction of SQLite's machine (VACUUM's included)
or a drawn statement of PostgreSQL. Then the database is looked at, before and after a second round.
"""

import json
import os
import random
import signal
import sqlite3
import sys
import traceback
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import event, text
from sqlmodel import Session, select

from forum import rooms
from forum.collectives.models import Collective
from forum.core import keys, storage
from forum.core.clock import at
from forum.core.db import Database
from forum.core.settings import Settings, load
from forum.http.sessions import Sessions
from forum.maintenance import actions
from forum.maintenance.queries import differences
from tests.maintenance import scene

NOW = at("2026-03-03T03:30")
EVERY = 40  # instructions of SQLite's machine between two places where one may be killed
LONGEST = 120  # seconds of one round; alone it takes a third of one, on a machine with too much to do ten
NEW = ["n failed", "n held", "n waiting", "n withdrawn", "o held", "o waiting"]


class Small:
    """What maintenance needs of a house."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.db, self.sessions = settings, Database(settings.url), Sessions()
        self.keys, self.clock = keys.load(settings.keys), lambda: NOW


def in_child(work: Callable[[], None]) -> int:
    """Run apart; returns the signal that ended it, 0 if it came to its end."""
    child = os.fork()
    if not child:
        code = 1
        signal.alarm(LONGEST)
        try:
            work()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    status = os.waitpid(child, 0)[1]
    assert not (os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM), "a round never ended"
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "a round failed by itself"
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def keep_house(settings: Settings, tick: Callable[[], int]) -> None:
    """A whole round, `tick` called all along."""
    house = Small(settings)
    if house.db.sqlite:
        driver = storage._driver

        def watched(db: Database, seconds: float) -> sqlite3.Connection:
            connection = driver(db, seconds)
            connection.set_progress_handler(tick, EVERY)
            return connection

        storage._driver = watched
        event.listen(house.db.engine, "connect", lambda c, _r: c.set_progress_handler(tick, EVERY))
    for moment in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(house.db.engine, moment, lambda *_args: tick() and None)
    done = actions.maintain(house)
    assert not done.failed and not done.differences, done


def counted(settings: Settings, note: Path) -> int:
    """At how many places a round can be killed."""
    places = 0

    def tick() -> int:
        nonlocal places
        places += 1
        return 0

    def work() -> None:
        keep_house(settings, tick)
        note.write_text(str(places))

    assert in_child(work) == 0
    return int(note.read_text())


def kill_at(settings: Settings, place: int) -> int:
    left = place

    def tick() -> int:
        nonlocal left
        left -= 1
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

    return in_child(lambda: keep_house(settings, tick))


def strew(settings: Settings, mark: bytes) -> None:
    house = Small(settings)
    with house.db.write() as tx:
        collective = tx.exec(select(Collective)).one()
        for row in _strewn(tx):
            tx.delete(row)
        tx.flush()
        scene.strew(tx, collective, scene.staff_of(tx), NOW, mark)
    scene.half_file(settings.keys, f".mail.key.{mark.hex():0>16}", 90_000, NOW)
    house.db.close()


def _strewn(tx: Session) -> list[Any]:
    return [row for table in scene.TABLES for row in tx.exec(select(table)).all()]


def check(settings: Settings, kept: dict[str, int], *, whole: bool) -> None:
    """Nothing that lives is lost, nothing is broken; after a whole round, nothing is left of the rest."""
    if settings.url.startswith("sqlite"):
        with closing(sqlite3.connect(settings.data_dir / "forum.sqlite3")) as plain:
            assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert plain.execute("PRAGMA foreign_key_check").fetchall() == []
    house = Small(settings)
    with house.db.read() as tx:
        assert differences(tx) == {}
        assert living(tx) == kept
        left = scene.left(tx)
    house.db.close()
    for name in ("links", "invitations", "sanctions"):
        assert sum(mark.startswith("n") for mark in left[name]) == 1, left
        assert not whole or len(left[name]) == 1, left
    pending = [f"{line[0]} {line.split()[1]}" for line in left["pending"]]
    assert set(NEW) <= set(pending) and (not whole or pending == NEW), left
    assert not whole or not list(settings.keys.glob(".mail.key.*"))


def living(tx: Session) -> dict[str, int]:
    names = ("text", "version", "grievance", "collective", "territory")
    count = {
        name: tx.connection().execute(text(f"SELECT count(*) FROM {name}")).scalar_one() for name in names
    }
    words = "SELECT count(*) FROM text_place" if _sqlite(tx) else "SELECT count(*) FROM text_search"
    return {**count, "indexed": tx.connection().execute(text(words)).scalar_one()}


def _sqlite(tx: Session) -> bool:
    return tx.get_bind().dialect.name == "sqlite"


def main(data_dir: str, url: str, seed: int, kills: int) -> None:
    rooms.install()
    settings = load({}, data_dir=Path(data_dir), database_url=url)
    house = Small(settings)
    with house.db.read() as tx:
        kept = living(tx)
    house.db.close()
    strew(settings, b"0")
    places = counted(settings, Path(data_dir) / "places")
    chance, killed = random.Random(seed), 0
    for turn in range(1, kills + 1):
        strew(settings, str(turn).encode())
        killed += kill_at(settings, chance.randrange(1, places)) == signal.SIGKILL
        check(settings, kept, whole=False)
        assert in_child(lambda: keep_house(settings, lambda: 0)) == 0
        check(settings, kept, whole=True)
    print(json.dumps({"places": places, "kills": kills, "killed": killed}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
