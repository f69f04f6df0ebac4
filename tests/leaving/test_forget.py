"""What a court or a named person asks of the host: the words go, whatever others made of them."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect
from sqlalchemy.engine import make_url

from forum.collectives.models import Pending
from forum.core.errors import NotFound
from forum.deliberation.models import Ballot
from forum.leaving.actions import forget
from forum.maintenance.actions import maintain
from forum.texts.models import Amendment, Document, Version
from forum.texts.search import rebuild
from tests.leaving.sample import BODY, MARK, document, erase, left
from tests.moderation.sample import grievance, proposal, witness
from tests.texts.amending import FIRST, amend
from tests.world import World


def order(world: World, ref: str) -> str:
    with world.house.db.write() as tx:
        _where, done = forget(tx, ref, world.clock().today)
        rebuild(tx)
    return done


def test_a_text_that_was_voted_loses_its_words_and_the_vote_stands(world: World) -> None:
    ref = grievance(world, world.alice, BODY)
    witness(world, ref, world.bob, "Chez nous aussi.")
    voted = document(world, ref)
    today = world.clock().today
    facts: dict[str, Any] = {
        "collective_id": voted.collective_id,
        "text_id": voted.id,
        "version": 1,
        "hash": "0" * 64,
    }
    with world.house.db.write() as tx:
        tx.add(Ballot(opens=today, closes=today, quorum_percent=10, state="closed", **facts))
    assert order(world, ref) == "emptied"
    assert left(world) == set()
    page = world.browser().get(f"/c/lorne/doleances/{ref}")
    assert "Effacé sur demande" in page.words
    assert "Chez nous aussi." in page.words
    assert len(world.rows(Ballot)) == 1


def test_a_text_alone_goes_whole_and_a_proposal_too(world: World) -> None:
    ref = grievance(world, world.alice)
    change = proposal(world, ref, world.bob, f"Selon {MARK}.")
    assert order(world, change) == "gone"
    assert left(world) == set()
    assert order(world, ref) == "gone"
    assert world.rows(Document) == world.rows(Version) == world.rows(Amendment) == []


def test_what_an_accepted_proposal_said_goes_with_the_text(world: World) -> None:
    ref = grievance(world, world.alice, BODY)
    change = proposal(world, ref, world.bob, "Plus doux.")
    browser = world.browser(world.alice)
    browser.get(f"/c/lorne/textes/{ref}/amendements/{change}")
    browser.send("Répondre", verdict="accepted", reason=f"Oui, {MARK}.")
    world.slot()
    assert order(world, ref) == "emptied"
    assert left(world) == set()
    assert {v.voice for v in world.rows(Version)} == {""}


def test_its_title_is_in_no_log_nothing_that_waits_and_no_file(world: World) -> None:
    """The team wrote it, others act on it meanwhile: its log and what waits copy the title."""
    title = f"La chambre {MARK}"
    browser = world.browser(world.olga)
    browser.get("/c/lorne/doleances/nouvelle")
    browser.send("Envoyer", body=BODY, title=title, territory="nord", since="mai")
    ref = world.rows(Document)[0].ref
    browser = world.browser(world.alice)
    browser.get(f"/c/lorne/doleances/{ref}")
    assert browser.send("Je le vis aussi", testimony="Chez nous aussi.").status == 200
    assert amend(world.browser(world.bob), ref, {FIRST: f"Autrement, {MARK}."}).status == 200
    assert left(world) >= {"staff_log", "pending", "text", "version", "event"}
    assert order(world, ref) == "gone"
    assert left(world) == set()
    assert "Effacé sur demande" in {row.title for row in world.rows(Pending)}
    maintain(world.house)
    assert MARK.encode() not in bytes_kept(world)
    world.slot()
    assert left(world) == set()
    assert "a été retiré" in world.browser(world.bob).get("/carnet").words


def bytes_kept(world: World) -> bytes:
    """The database and its log as files; on PostgreSQL what every column of every table says, index of words included."""
    if world.house.db.sqlite:
        path = Path(make_url(world.settings.url).database or "")
        return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    with world.house.db.engine.connect() as connection:
        names = inspect(connection).get_table_names()
        rows = [connection.exec_driver_sql(f'SELECT t::text FROM "{n}" AS t').scalars().all() for n in names]
    return "\n".join(row for found in rows for row in found).encode()


def test_a_reference_of_nothing_erases_nothing(world: World) -> None:
    grievance(world, world.alice)
    with world.house.db.write() as tx, pytest.raises(NotFound):
        forget(tx, "inconnue", world.clock().today)
    assert len(world.rows(Document)) == 1


def test_why_a_text_went_back_goes_with_its_author_s_name(world: World) -> None:
    ref = grievance(world, world.alice)
    change = proposal(world, ref, world.bob, "Plus doux.")
    browser = world.browser(world.alice)
    browser.get(f"/c/lorne/textes/{ref}/amendements/{change}")
    browser.send("Répondre", verdict="accepted", reason="Oui.")
    world.slot()
    browser = world.browser(world.alice)
    browser.get(f"/c/lorne/textes/{ref}/versions/1/restauration")
    browser.send("Revenir à cette version", reason=f"Selon {MARK}.")
    world.slot()
    assert "version" in left(world)
    erase(world, world.alice, "text", ref)
    world.slot()
    assert left(world) == set()
    assert len(world.rows(Version)) == 3
