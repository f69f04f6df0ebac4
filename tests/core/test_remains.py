"""After a batch: no order of arrival, nothing of what was taken back, in the rows nor in the files."""

from pathlib import Path

from sqlalchemy import make_url, text
from sqlmodel import select

from forum.collectives.models import Grant, Pending
from forum.collectives.publication.actions import withdraw
from forum.collectives.publication.jobs import SWEPT, stir_waiting
from forum.collectives.queries import enter
from forum.core.storage import cut_log
from forum.grievances.actions import submit_grievance
from tests.attack.sqlite_file import File, roots
from tests.world import World

SECRET = "zqretirée"


def write(world: World, who: int, body: str = "Les visites sont supprimées.") -> None:
    viewer = world.carnet(f"newcomer {who}", "professional")
    with world.house.db.write() as tx:
        place = enter(tx, "lorne", viewer, "write")
        fields = {"title": f"{body} {who}", "body": f"{body} {who}", "since": "mai"}
        submit_grievance(tx, place, fields, "nord", [], world.clock())


def place(world: World) -> Path:
    return Path(str(make_url(world.settings.url).database))


def test_grants_lie_in_the_order_of_their_random_keys(world: World) -> None:
    for who in range(30):
        write(world, who)
    world.slot()
    assert len(world.rows(Grant)) == 32
    if world.house.db.sqlite:
        cut_log(world.house.db)
        lying = File(place(world).read_bytes()).places(roots(place(world))["college_grant"])
        assert sorted(lying, key=lying.__getitem__) == sorted(lying)
        return
    with world.house.db.engine.connect() as connection:
        rows = connection.execute(text("SELECT id, xmin::text FROM college_grant ORDER BY ctid")).all()
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert len({row[1] for row in rows}) == 1


def test_what_still_waits_is_kept_and_mixed(world: World) -> None:
    for who in range(12):
        write(world, who)
    held = world.rows(Pending)[:6]
    for row in held:
        with world.house.db.write() as tx:
            tx.get_one(Pending, row.id).state = "held"
    assert world.slot() == 6
    assert {row.ref for row in world.rows(Pending)} == {row.ref for row in held}
    if not world.house.db.sqlite:
        with world.house.db.engine.connect() as connection:
            assert len(connection.execute(text("SELECT DISTINCT xmin::text FROM pending")).all()) == 1


def test_what_was_taken_back_is_in_no_file_of_the_database(world: World) -> None:
    write(world, 0, SECRET)
    write(world, 1)
    with world.house.db.write() as tx:
        withdraw(tx, tx.exec(select(Pending).where(Pending.title == f"{SECRET} 0")).one())
    world.slot()
    assert [name for name, data in raw(world).items() if SECRET.encode() in data] == []


def test_what_is_taken_back_alone_is_gone_at_the_next_minute(world: World) -> None:
    """No slot publishes anything, and nothing waits any more: the file that held it is cut all the same."""
    stir_waiting(world.house)
    write(world, 0, SECRET)
    with world.house.db.write() as tx:
        withdraw(tx, tx.exec(select(Pending)).one())
    assert world.rows(Pending) == []
    if not world.house.db.sqlite:  # what was deleted is counted a second later: not in a test
        with world.house.db.engine.connect() as connection:
            connection.execute(text("SELECT pg_stat_force_next_flush()"))
    assert [name for name, data in raw(world).items() if SECRET.encode() in data] != []
    world.clock.forward(60)
    stir_waiting(world.house)
    assert [name for name, data in raw(world).items() if SECRET.encode() in data] == []


def raw(world: World) -> dict[str, bytes]:
    if world.house.db.sqlite:
        return {path.name: path.read_bytes() for path in place(world).parent.glob("*sqlite3*")}
    with world.house.db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        found = connection.execute(
            text(
                "SELECT relname, pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class "
                "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            )
        ).all()
    return {name: bytes(data) for name, data in found}


def test_the_tables_named_by_the_rooms_are_there(world: World) -> None:
    """A name that is no table would stop the sweeping in silence."""
    assert "text_search" in SWEPT
    if not world.house.db.sqlite:
        with world.house.db.engine.connect() as connection:
            for name in SWEPT:
                connection.execute(text(f"SELECT 1 FROM {name} LIMIT 1"))


def test_each_minute_what_waits_loses_the_order_in_which_it_came(world: World) -> None:
    """A thief who comes between two slots: SQLite's log is empty, PostgreSQL's rows are of one transaction."""
    for who in range(12):
        write(world, who)
        if who == 5:
            assert stir_waiting(world.house)
    assert not stir_waiting(world.house)  # once a minute
    world.clock.forward(60)
    assert stir_waiting(world.house)
    assert len(world.rows(Pending)) == 12
    if world.house.db.sqlite:
        assert place(world).with_name(f"{place(world).name}-wal").stat().st_size == 0
    else:
        with world.house.db.engine.connect() as connection:
            rows = connection.execute(text("SELECT id, xmin::text FROM pending ORDER BY ctid")).all()
        assert [row[0] for row in rows] == sorted(row[0] for row in rows)
        assert len({row[1] for row in rows}) == 1
    world.clock.forward(60)
    assert not stir_waiting(world.house)  # nobody came


def test_each_minute_those_who_came_to_count_lose_their_order_even_where_nobody_writes(world: World) -> None:
    stir_waiting(world.house)
    for minute in range(2):
        for n in range(12):
            world.grant(world.carnet(f"Newcomer {minute} {n}", ""), "concerned")
        world.clock.forward(60)
        assert stir_waiting(world.house)
        if world.house.db.sqlite:
            assert place(world).with_name(f"{place(world).name}-wal").stat().st_size == 0
        else:
            with world.house.db.engine.connect() as connection:
                rows = connection.execute(
                    text("SELECT id, xmin::text FROM college_grant ORDER BY ctid")
                ).all()
            assert [row[0] for row in rows] == sorted(row[0] for row in rows)
            assert len({row[1] for row in rows}) == 1
    world.clock.forward(60)
    assert not stir_waiting(world.house)
