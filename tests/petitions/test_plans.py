"""What signing asks, as SQLite means to answer it: each row by its key, so that a long petition costs what a short one does.

No row is needed for that: without statistics SQLite chooses by the shape of a question, and by how many values it brings.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

from forum.core.crypto import sha256
from forum.core.ids import new_token
from forum.core.settings import load
from forum.petitions import nullifiers, signing
from forum.petitions.models import PendingSignature
from forum.petitions.publication import publish_signatures
from forum.petitions.signing import Signing, Wanted, slot_at
from forum.petitions.told import actions as told
from forum.petitions.told.jobs import keep_told, tell_news
from forum.petitions.told.models import Subscription, SubscriptionPaper
from forum.petitions.withdrawal.actions import known, mark_of
from tests.conftest import CHEAP, SqliteTemplate
from tests.petitions.scene import Scene
from tests.world import World

# What grows with a petition.
GROWING = ("pending_signature", "signature", "log_leaf", "subscription", "subscription_paper")
# The part of a key that all of a petition, or all that waits for a confirmation, has alike: read by it, they are walked.
ALIKE = ("petition_id=?", "confirmed=?", "confirmed=? AND until>?")
MANY = 12  # at once: from ten nullifiers on, SQLite no longer looked each of them up
STEP = re.compile(r"(?:SCAN|SEARCH) (\w+)(?:[^(]*\((.*)\))?.*")


@pytest.fixture
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """On SQLite whatever the engine of the run: PostgreSQL chooses its plans by its statistics."""
    folder = tmp_path_factory.mktemp("plans")
    url = SqliteTemplate(folder).fresh(folder)
    world = World(load({}, data_dir=folder, database_url=url, smtp_host="relay.example", **CHEAP))
    yield Scene(world)
    world.close()


class Asked:
    """The statements of what happens inside the block, and what SQLite walks to answer them."""

    def __init__(self, scene: Scene) -> None:
        self.engine = scene.world.house.db.engine
        self.seen: list[tuple[str, Any]] = []

    def __enter__(self) -> "Asked":
        event.listen(self.engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *_error: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self._note)

    def _note(self, _on: Any, _cursor: Any, sql: str, values: Any, _context: Any, many: bool) -> None:
        if sql.split(maxsplit=1)[0] in ("SELECT", "WITH", "INSERT", "UPDATE", "DELETE"):
            self.seen.append((sql, values[0] if many else values))

    def of(self, table: str) -> list[str]:
        return [sql for sql, _values in self.seen if re.search(rf"\b{table}\b", sql)]

    def walked(self) -> list[str]:
        with self.engine.connect() as connection:
            steps = [
                (sql, str(step[3]))
                for sql, values in self.seen
                for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
            ]
        return [f"{step}: {sql}" for sql, step in steps if _walks(step)]


def _walks(step: str) -> bool:
    found = STEP.fullmatch(step.removesuffix(" LEFT-JOIN"))
    if found is None or found[1] not in GROWING:
        return False
    return found[2] is None or found[2] in ALIKE


def wanted(scene: Scene, number: int, token: str = "") -> Wanted:
    """Somebody of their own, by mail: with a token, to be confirmed."""
    key, now = scene.world.house.keys.petition(scene.code), scene.world.clock()
    places = nullifiers.places_of(key, f"p{number}@example.org", 4)
    asks = sha256(token) if token else b""
    until = signing.lapses(now) if token else slot_at(now, scene.world.settings.signature_slot_seconds)
    mark = mark_of(token or new_token())
    row = Signing(scene.petition.id, places[0], "email", "ally", "", b"sealed", asks, until, mark, "00")
    return Wanted(row, b"ask", lambda: b"already", lambda: b"full", places)


def come(scene: Scene, first: int = 0, token: str = "") -> None:
    with scene.world.house.db.write() as tx:
        signing.write(tx, [wanted(scene, first + n, token and f"{token}{n}") for n in range(MANY)])


def test_the_walk_that_these_tests_look_for_is_seen(scene: Scene) -> None:
    """The question as it was once put: with its tags, and many at a time."""
    nuls = ", ".join(f"x'{n:064x}'" for n in range(MANY))
    where = f"petition_id = 1 AND nul IN ({nuls})"
    with Asked(scene) as asked, scene.world.house.db.read() as tx:
        tx.connection().execute(text(f"SELECT nul, tag FROM signature WHERE {where}"))
        tx.connection().execute(text("SELECT leaf FROM log_leaf WHERE hash = x'00'"))
        tx.connection().execute(
            text("SELECT nul FROM subscription WHERE nul = x'00'")
        )  # the whole of an index
        tx.connection().execute(text("SELECT tag FROM signature WHERE petition_id = 1 AND leaf = 2"))
    assert len(asked.walked()) == 3


def test_many_signatures_at_once_are_looked_up_each_by_its_key(scene: Scene) -> None:
    come(scene)
    with Asked(scene) as asked:
        come(scene, token="first")
        come(scene, token="again")
    assert any("LEFT OUTER JOIN signature " in sql for sql in asked.of("signature"))
    assert asked.walked() == []


def test_however_many_wait_together_they_are_asked_for_in_as_many_questions(scene: Scene) -> None:
    with Asked(scene) as one, scene.world.house.db.write() as tx:
        signing.write(tx, [wanted(scene, 0, "alone")])
    with Asked(scene) as many:
        come(scene, 1, token="together")
    assert len(many.seen) == len(one.seen) <= 4  # its state, what stands, the rows, their mails


def test_a_link_leads_to_its_row_and_reads_no_other_that_waits(scene: Scene) -> None:
    come(scene, token="t")
    world, now = scene.world, scene.world.clock()
    with Asked(scene) as asked:
        with world.house.db.read() as tx:
            assert signing.waits(tx, scene.petition.id, sha256("t0"), now)
            assert known(tx, scene.petition, "t1")
        with world.house.db.write() as tx:
            assert signing.confirming(scene.petition.id, sha256("t0"), now.epoch, now)(tx)
    assert asked.of("pending_signature")
    assert asked.walked() == []
    assert [row.confirmed for row in world.rows(PendingSignature)].count(True) == 1


def test_a_slot_reads_what_came_in_it_alone(scene: Scene) -> None:
    come(scene)
    assert scene.slot() == MANY
    come(scene, MANY)
    scene.world.clock.forward(scene.world.settings.signature_slot_seconds + 10)
    with Asked(scene) as asked:
        assert publish_signatures(scene.world.house) == MANY
    assert asked.of("log_leaf")
    assert asked.walked() == []


def subscribed(scene: Scene, many: int, first: int = 0) -> None:
    world, now = scene.world, scene.world.clock()
    key, of, minutes = world.house.keys.suivi, scene.petition.id, scene.collective.slot_minutes
    papers = [told.paper_of(key, of, minutes, f"p{first + n}@example.org", now) for n in range(many)]
    with world.house.db.write() as tx:
        told.write(tx, papers)
    world.clock.forward(3 * minutes * 60)


def test_who_asks_to_be_told_is_looked_for_by_their_key(scene: Scene) -> None:
    subscribed(scene, MANY)
    assert keep_told(scene.world.house) == MANY
    subscribed(scene, MANY, first=MANY // 2)  # half of them are on the list
    papers = scene.world.rows(SubscriptionPaper)
    with Asked(scene) as asked, scene.world.house.db.write() as tx:
        came = told.subscribe(tx, scene.world.house.keys.suivi, papers, [new_token() for _ in papers])
    assert came == MANY // 2
    assert asked.of("subscription")
    assert asked.walked() == []


def test_the_look_of_every_second_reads_no_list_of_addresses(scene: Scene) -> None:
    world = scene.world
    subscribed(scene, MANY)
    keep_told(world.house)
    with world.house.db.write() as tx:
        told.tell(tx, scene.petition.id, "one", "news", "Du nouveau", world.clock().today - timedelta(1))
    with Asked(scene) as telling:
        assert tell_news(world.house) == MANY
    with Asked(scene) as idle:
        assert tell_news(world.house) == 0
    assert telling.of("subscription") and idle.of("subscription")
    assert telling.walked() == idle.walked() == []


def test_a_mailbox_that_is_gone_is_found_on_each_list_by_its_key(scene: Scene) -> None:
    subscribed(scene, MANY)
    keep_told(scene.world.house)
    with Asked(scene) as asked, scene.world.house.db.write() as tx:
        told.drop(tx, scene.world.house.keys, "P3@example.org")
    assert asked.of("subscription")
    assert asked.walked() == []
    assert len(scene.world.rows(Subscription)) == MANY - 1
