"""From a carnet's act to the public page: one shuffled batch a slot, days and no hours, counts that move then."""

import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import Session, SQLModel

from forum.collectives.models import Pending
from forum.collectives.publication import actions, jobs
from forum.collectives.rules import next_slot
from forum.core.clock import Now
from forum.core.crypto import sha256
from forum.core.viewer import Viewer
from forum.grievances.models import Echo, Grievance
from forum.texts.models import Document
from tests.moderation.sample import HERE, moderate
from tests.world import World

SECONDS = st.integers(1_600_000_000, 2_200_000_000)
MINUTES = st.integers(1, 1440)


@given(SECONDS, MINUTES)
def test_a_slot_is_to_come_fixed_and_never_at_once(epoch: int, minutes: int) -> None:
    slot = next_slot(epoch, minutes)
    margin = min(45 * 60, minutes * 6)
    assert slot % (minutes * 60) == 0
    assert margin <= slot - epoch < minutes * 60 + margin


@given(SECONDS, SECONDS, MINUTES)
def test_who_comes_later_is_never_published_before(first: int, second: int, minutes: int) -> None:
    early, late = sorted((first, second))
    assert next_slot(early, minutes) <= next_slot(late, minutes)


def people(n: int) -> list[Viewer]:
    return [Viewer(key=sha256(f"slot {i}")) for i in range(n)]


def write(world: World, who: Viewer, body: str) -> None:
    browser = world.browser(who)
    browser.get("/c/lorne/doleances/nouvelle")
    assert browser.send("Envoyer", body=body, territory="nord", since="mars").status == 200


def test_before_its_slot_it_is_the_author_s_alone_and_then_everybody_s(world: World) -> None:
    write(world, world.alice, "Les visites sont supprimées.")
    assert (
        "Publication le 2 mars 2026 à 13 h 00, avec ce qui attendra alors"
        in world.browser(world.alice).get("/carnet").words
    )
    for who in (None, world.bob, world.olga):
        assert "Les visites" not in world.browser(who).get("/c/lorne/doleances").words
    assert jobs.publish_slot(world.house) == 0
    assert world.slot() == 1
    assert "Les visites" in world.browser().get("/c/lorne/doleances").words
    assert world.rows(Pending) == []


def test_slots_missed_while_the_server_was_down_are_one_batch_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three slots go by; whoever wrote before the first and before the last come out together, dated that day."""
    batches: list[list[str]] = []
    asked = actions.publish_due

    def counted(tx: Session, now: Now, shuffle: Any) -> int:
        def drawn(due: list[Pending]) -> None:
            batches.append([row.title for row in due])
            shuffle(due)

        return asked(tx, now, drawn)

    monkeypatch.setattr(jobs, "publish_due", counted)
    for n, who in enumerate(people(3)):
        write(world, who, f"Le texte numéro {n}.")
        world.clock.forward(world.collective.slot_minutes * 60)
    world.clock.forward(24 * 3600)
    assert jobs.publish_slot(world.house) == 3
    assert [len(batch) for batch in batches] == [3]
    assert jobs.publish_slot(world.house) == 0
    assert {d.day for d in world.rows(Document)} == {world.clock().today}


def test_the_order_of_a_batch_is_the_one_drawn(world: World) -> None:
    for n, who in enumerate(people(6)):
        write(world, who, f"Le texte numéro {n}.")
    world.clock.forward(world.collective.slot_minutes * 60 + 61)
    seen: list[str] = []

    def backwards(due: list[Pending]) -> None:
        due.sort(key=lambda row: row.title, reverse=True)
        seen.extend(row.title for row in due)

    published: list[str] = []
    known = actions.PUBLISHERS["grievance"]

    def note(tx: Session, act: actions.Act, today: Any) -> None:
        published.append(act.payload["fields"]["title"])
        known(tx, act, today)

    actions.PUBLISHERS["grievance"] = note
    try:
        with world.house.db.write() as tx:
            assert actions.publish_due(tx, world.clock(), backwards) == 6
    finally:
        actions.PUBLISHERS["grievance"] = known
    assert published == seen == sorted(seen, reverse=True)


def test_two_workers_at_once_publish_each_act_once(world: World) -> None:
    for n, who in enumerate(people(4)):
        write(world, who, f"Le texte numéro {n}.")
    world.clock.forward(world.collective.slot_minutes * 60 + 61)
    counts: list[int] = []
    start = threading.Barrier(2)

    def work() -> None:
        start.wait()
        counts.append(jobs.publish_slot(world.house))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == [0, 4]
    assert len(world.rows(Document)) == 4


def test_counts_move_at_the_slot_and_not_before(world: World) -> None:
    write(world, world.alice, "Les visites sont supprimées.")
    world.slot()
    ref = world.rows(Document)[0].ref
    for who in people(6):
        browser = world.browser(who)
        browser.get(f"/c/lorne/doleances/{ref}")
        browser.send("Je le vis aussi", testimony="")
    assert world.rows(Grievance)[0].echo_open == 0
    assert world.rows(Echo) == []
    world.slot()
    assert world.rows(Grievance)[0].echo_open == 6


def test_what_aims_at_something_gone_goes_back_and_spoils_nothing(world: World) -> None:
    write(world, world.alice, "Les visites sont supprimées.")
    world.slot()
    document = world.rows(Document)[0]
    browser = world.browser(world.bob)
    browser.get(f"/c/lorne/doleances/{document.ref}")
    browser.send("Je le vis aussi", testimony="")
    write(world, world.charlie, "La salle est fermée.")
    with world.house.db.write() as tx:
        for table in ("version", "grievance"):
            tx.connection().execute(text(f"DELETE FROM {table} WHERE text_id = :id"), {"id": document.id})
        tx.connection().execute(text("DELETE FROM text WHERE id = :id"), {"id": document.id})
    assert world.slot() == 1
    assert [d.title[:8] for d in world.rows(Document)] == ["La salle"]
    assert "n’existe plus" in world.browser(world.bob).get("/carnet").words


def test_acts_sent_together_are_written_with_all_that_waits(world: World) -> None:
    """On PostgreSQL a row says which transaction wrote it: a voice and an echo must not be alone in theirs."""
    write(world, world.alice, "Les visites sont supprimées.")
    world.slot()
    ref = world.rows(Document)[0].ref
    write(world, world.charlie, "La salle est fermée.")
    browser = world.browser(world.bob)
    browser.get(f"/c/lorne/doleances/{ref}")
    browser.send("Je le vis aussi", testimony="Chez nous aussi.")
    assert sorted(row.kind for row in world.rows(Pending)) == ["echo", "grievance", "testimony"]
    if world.house.db.sqlite:
        return
    with world.house.db.read() as tx:
        rows = tx.connection().execute(text("SELECT id, xmin::text FROM pending ORDER BY ctid")).all()
    assert len({xmin for _id, xmin in rows}) == 1
    assert [ident for ident, _xmin in rows] == sorted(ident for ident, _xmin in rows)


def test_a_moderator_stops_a_text_and_learns_neither_who_nor_when(world: World) -> None:
    write(world, world.alice, "Un texte qui met quelqu’un en danger.")
    row = world.rows(Pending)[0]
    world.clock.now = Now(row.slot - 60)
    maud = world.browser(world.maud)
    for url in (HERE, f"{HERE}/attente", f"{HERE}/attente/{row.ref}"):
        page = maud.get(url)
        assert row.nul.hex() not in page.text
        assert str(row.slot) not in page.text
        told = page.words.replace("public à 19 h 00", "")  # the next batch's, whatever waits
        assert " h 0" not in told
        assert "2 mars" not in told
    assert moderate(world, f"{HERE}/attente/{row.ref}", verdict="refuse").status == 200
    assert world.slot() == 0
    page = world.browser(world.alice).get("/carnet")
    assert "Refusé avant publication" in page.words


def test_no_table_of_what_is_public_knows_an_hour(world: World) -> None:
    kept = {
        ("subscription_paper", "slot"),
        ("pending", "slot"),
        ("paper_code", "slot"),
        (
            "headcount",
            "slot",
        ),  # the collective's, at which everybody who came since the last one is told together
        ("outbox", "lease"),
        ("staff_link", "until"),
        ("staff_challenge", "until"),  # the team is named, and what it does is logged
        ("pending_signature", "until"),
    }
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            kind = str(column.type).upper()
            assert "TIME" not in kind, f"{table.name}.{column.name}"
            if column.name in ("slot", "until", "lease", "at", "moment", "epoch") and kind != "DATE":
                assert (table.name, column.name) in kept


def test_the_price_of_the_setting_is_told_where_it_is_set(world: World) -> None:
    page = world.browser(world.olga).get("/c/lorne/reglages")
    assert "Plus c’est court, plus l’heure d’un texte désigne qui l’a écrit" in page.words
