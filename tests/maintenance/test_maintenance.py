"""A night's work: what goes, what stays, what is counted again, and that readers and writers go on meanwhile."""

import logging
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col, select, update

from forum import rooms
from forum.collectives.models import Pending, Territory
from forum.core import storage
from forum.core.clock import at
from forum.core.models import InstanceFact
from forum.grievances.models import Grievance
from forum.identity.staff.models import Staff
from forum.maintenance import actions
from forum.maintenance.queries import differences
from forum.maintenance.rules import Round, due, late, load
from forum.texts.models import Document
from tests import rows
from tests.maintenance import scene
from tests.world import World

NIGHT = at("2026-03-03T03:30")


def strew(world: World) -> None:
    with world.house.db.write() as tx:
        olga = tx.exec(select(Staff).where(Staff.email == "olga@example.org")).one()
        scene.strew(tx, world.collective, olga, world.clock())


def facts(world: World) -> dict[str, str]:
    return {fact.name: fact.value for fact in world.rows(InstanceFact)}


def test_what_has_had_its_time_goes_and_the_rest_stays(world: World) -> None:
    strew(world)
    done = actions.maintain(world.house)
    assert (done.failed, done.differences) == ((), {})
    with world.house.db.read() as tx:
        left = scene.left(tx)
    assert left["links"] == left["invitations"] == left["sanctions"] == ["n"]
    assert left["mails"] == ["n failed", "n waiting", "o waiting"], "what still waits is still sent"
    assert left["pending"] == ["n failed", "n held", "n waiting", "n withdrawn", "o held", "o waiting"]
    assert load(facts(world)[actions.DONE]) == Round("2026-03-02", len(actions.STEPS))
    assert actions.UNDER_WAY not in facts(world)


def test_half_written_files_go_once_nobody_can_be_writing_them(world: World) -> None:
    keys, backups = world.house.keys.folder, world.settings.data_dir / "backups"
    old = [
        scene.half_file(keys, ".petition-abcd.key.0123456789abcdef", 90_000, world.clock()),
        scene.half_file(keys, ".mail.next.00ff00ff00ff00ff", 90_000, world.clock()),
        scene.half_file(backups, "porte-voix.age.partiel", 90_000, world.clock()),
    ]
    mine = scene.half_file(keys, ".gitignore", 90_000, world.clock())
    young = scene.half_file(keys, ".mail.next.4567456745674567", 60, world.clock())
    kept = sorted(path.name for path in keys.glob("*.key"))
    actions.maintain(world.house)
    assert not any(path.exists() for path in old)
    assert young.exists() and mine.exists()
    assert sorted(path.name for path in keys.glob("*.key")) == kept


def test_sleeping_sessions_are_forgotten_and_open_ones_are_not(world: World) -> None:
    house = world.house
    asleep = house.sessions.open(world.alice, world.clock())
    world.clock.forward(3600)
    awake = house.sessions.open(world.bob, world.clock())
    assert house.sessions.sweep(world.clock()) == 1
    assert house.sessions.read(asleep, world.clock()) is None
    assert house.sessions.read(awake, world.clock()) == world.bob


def grievance(world: World, **counts: int) -> int:
    with world.house.db.write() as tx:
        made = rows.grievance(tx, world.collective, _territory(world), "Le bus", **counts)
        return made.id


def _territory(world: World) -> Territory:
    found: Territory = world.rows(Territory)[0]
    return found


def test_a_counter_that_lies_is_told_and_not_touched(world: World, caplog: pytest.LogCaptureFixture) -> None:
    right, wrong = grievance(world), grievance(world, echo_concerned=1)
    with caplog.at_level(logging.ERROR):
        done = actions.maintain(world.house)
    assert done.differences == {"grievance.echo": 1}
    assert "grievance.echo differs on 1 rows" in caplog.text
    said = {g.text_id: g.echo_concerned for g in world.rows(Grievance)}
    assert said == {right: 0, wrong: 1}
    with world.house.db.write() as tx:
        tx.exec(update(Grievance).where(col(Grievance.text_id) == wrong).values(echo_concerned=0))
    assert actions.maintain(world.house).differences == {}


def test_counts_after_real_acts_are_right(world: World) -> None:
    browser = world.browser(world.alice)
    browser.get("/c/lorne/doleances/nouvelle")
    browser.send("Envoyer", body="Les visites sont supprimées.", territory="nord", since="mars")
    world.slot()
    ref = world.rows(Document)[0].ref
    for viewer in (world.bob, world.charlie):
        other = world.browser(viewer)
        other.get(f"/c/lorne/doleances/{ref}")
        other.send("Je le vis aussi")
    world.slot()
    assert world.rows(Grievance)[0].echo_concerned == 1
    with world.house.db.read() as tx:
        assert differences(tx) == {}


def test_a_petition_whose_log_was_touched_is_told(world: World) -> None:
    from forum.petitions.journal.rules import Frontier, leaf_hash
    from forum.petitions.models import LogHead, LogLeaf, SignatureCount
    from forum.petitions.shown.models import SignaturePlace

    leaves = [leaf_hash(bytes([n])) for n in range(3)]
    whole = Frontier().append(*leaves)
    with world.house.db.write() as tx:
        office = rows.institution(tx, world.collective)
        made = rows.petition(tx, world.collective, office, title="Des postes")
        same: dict[str, Any] = {"petition_id": made.id, "kind": "add"}
        tx.add_all(LogLeaf(leaf=n, hash=leaf, **same) for n, leaf in enumerate(leaves))
        for row in [*tx.exec(select(LogHead)).all(), *tx.exec(select(SignatureCount)).all()]:
            tx.delete(row)
        tx.flush()
        tx.add(LogHead(petition_id=made.id, size=3, count=3, frontier=whole.to_bytes(), root=whole.root))
        tx.add(SignatureCount(petition_id=made.id, day=rows.DAY, tier="email", college="ally", n=3))
        tx.add(SignaturePlace(petition_id=made.id, territory="nord", n=3))
    with world.house.db.read() as tx:
        assert differences(tx) == {}
    with world.house.db.write() as tx:
        tx.exec(update(LogLeaf).where(col(LogLeaf.leaf) == 1).values(hash=b"x" * 32))
        tx.exec(update(SignatureCount).values(n=4))
        tx.exec(update(SignaturePlace).values(n=2))
    with world.house.db.read() as tx:
        assert differences(tx) == {"log_head.root": 1, "signature_count.n": 1, "signature_place.n": 1}


@pytest.fixture
def traced(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The names of the steps taken, without what they do."""
    taken: list[str] = []

    def step(name: str) -> actions.Step:
        return actions.Step(name, name, lambda _house: taken.append(name) or actions.Outcome())  # type: ignore[func-returns-value]

    monkeypatch.setattr(actions, "STEPS", tuple(step(name) for name in ("un", "deux", "trois")))
    yield taken


def test_the_worker_takes_one_step_at_a_time_once_a_night(world: World, traced: list[str]) -> None:
    world.clock.now = NIGHT
    assert [actions.keep_house(world.house) for _ in range(4)] == [True, True, True, False]
    assert traced == ["un", "deux", "trois"]
    world.clock.forward(86_400)
    assert actions.keep_house(world.house)
    assert actions.keep_house in rooms.jobs()


def test_another_process_goes_on_from_where_the_first_was_killed(world: World, traced: list[str]) -> None:
    world.clock.now = NIGHT
    actions.keep_house(world.house)
    begun = Round("2026-03-03", next=1, tries=1)
    actions._write(world.house, actions.UNDER_WAY, begun)  # killed inside its second step
    while actions.keep_house(world.house):
        pass
    assert traced == ["un", "deux", "trois"]


def test_a_step_that_kills_each_time_is_given_up_after_three_tries(
    world: World, traced: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    world.clock.now = NIGHT
    actions._write(world.house, actions.UNDER_WAY, Round("2026-03-03", next=1, tries=3))
    while actions.keep_house(world.house):
        pass
    assert traced == ["trois"]
    done = load(facts(world)[actions.DONE])
    assert done is not None and done.failed == ("deux",)
    assert "deux never ends" in caplog.text


def test_a_step_that_fails_leaves_their_turn_to_the_others_and_tells_no_value(
    world: World, traced: list[str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_house: object) -> actions.Outcome:
        raise RuntimeError("un secret")

    first, second, third = list(actions.STEPS)
    monkeypatch.setattr(actions, "STEPS", (first, replace(second, run=broken), third))
    assert actions.maintain(world.house).failed == ("deux",)
    assert traced == ["un", "trois"]
    assert "deux: RuntimeError" in caplog.text and "un secret" not in caplog.text


@pytest.mark.parametrize(
    ("last", "moment", "expected"),
    [
        ("", "2026-03-03T00:10", True),
        ("2026-03-02", "2026-03-03T02:59", False),
        ("2026-03-02", "2026-03-03T03:00", True),
        ("2026-03-03", "2026-03-03T23:00", False),
        ("2026-03-01", "2026-03-03T00:10", True),
    ],
)
def test_once_a_night_and_a_missed_night_at_once(last: str, moment: str, expected: bool) -> None:
    now = at(moment)
    assert due(last, now.today, now.local.hour) is expected


def test_a_row_that_is_not_ours_is_no_round() -> None:
    assert [load(text) for text in ("", "[]", "{}", '{"day": 3}', "null")] == [None] * 5
    assert late("2026-03-01", at("2026-03-04").today) and not late("2026-03-02", at("2026-03-04").today)


def test_two_machines_never_keep_house_at_once(world: World) -> None:
    with storage.alone(world.house.db) as first, storage.alone(world.house.db) as second:
        assert first
        assert second is world.house.db.sqlite, "SQLite has one machine, whose steps wait for each other"
    with storage.alone(world.house.db) as again:
        assert again


def test_readers_are_answered_while_everything_is_written_again(world: World) -> None:
    """Readers in several threads, one of them in the middle of a transaction, during whole rounds: none is refused."""
    for _ in range(3):
        grievance(world)
    answers: list[int] = []
    over = threading.Event()

    def read(url: str) -> None:  # each its own page: a server has one loop, and tests one a browser
        browser = world.browser()
        while not over.is_set():
            answers.append(browser.get(url).status)

    threads = [threading.Thread(target=read, args=(url,)) for url in ("/c/lorne/doleances", "/c/lorne")]
    try:
        for thread in threads:
            thread.start()
        with world.house.db.read() as lingering:
            assert len(lingering.exec(select(Grievance)).all()) == 3
            storage.vacuum(world.house.db)
            assert len(lingering.exec(select(Grievance)).all()) == 3
        done = actions.maintain(world.house)
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert done.failed == ()
    assert set(answers) == {200}


# -- the files ---------------------------------------------------------------


def files(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.glob("forum.sqlite3*"))


def test_nothing_deleted_is_left_in_the_files(world: World) -> None:
    marker = "marqueur-efface-" * 400
    with world.house.db.write() as tx:
        row = rows.keep(tx, scene._pending(world.collective, b"z", "withdrawn", 1))
        row.payload = marker
        tx.add(row)
    assert (b"marqueur-efface" in files(world.settings.data_dir)) is world.house.db.sqlite
    actions.maintain(world.house)
    assert world.rows(Pending) == []
    if not world.house.db.sqlite:
        return  # what PostgreSQL leaves in its own files is told in docs/hosting.fr.md
    assert b"marqueur-efface" not in files(world.settings.data_dir)
    log = world.settings.data_dir / "forum.sqlite3-wal"
    assert log.stat().st_size < 20_000, "what is in it was written after the cut: the day of the round"


def test_the_log_of_a_reader_who_lingers_is_cut_another_night(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not world.house.db.sqlite:
        assert storage.cut_log(world.house.db)
        return
    monkeypatch.setattr(storage, "READERS", 0)
    with world.house.db.read() as lingering:
        lingering.exec(select(Grievance)).all()
        grievance(world)
        assert not storage.cut_log(world.house.db)
    assert storage.cut_log(world.house.db)


def test_the_second_copy_of_a_big_base_is_not_made_in_memory(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not world.house.db.sqlite:
        return
    with closing(storage._driver(world.house.db, 1)) as small:
        assert small.execute("PRAGMA temp_store").fetchone()[0] == 2
    monkeypatch.setattr(storage, "IN_MEMORY", 0)
    with closing(storage._driver(world.house.db, 1)) as big:
        assert big.execute("PRAGMA temp_store").fetchone()[0] == 1
    storage.vacuum(world.house.db)
    with closing(sqlite3.connect(world.settings.data_dir / "forum.sqlite3")) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_letters_in_clear_go_after_a_week(world: World) -> None:
    folder = world.settings.data_dir / "mail"
    folder.mkdir()
    for name, days in (("vieille", 8), ("neuve", 6)):
        (folder / f"{name}.eml").write_text("To: lea@example.org")
        then = world.clock().epoch - days * 86_400
        os.utime(folder / f"{name}.eml", (then, then))
    actions.maintain(world.house)
    assert [path.stem for path in folder.iterdir()] == ["neuve"]
