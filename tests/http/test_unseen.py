"""No page that everybody reads moves before the slot: made afresh, it would tell the second at which somebody acted."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import SQLModel
from starlette.testclient import TestClient

from forum.collectives import actions as collectives
from forum.collectives.publication import heads
from forum.collectives.publication.jobs import publish_slot
from forum.collectives.queries import place_of
from forum.core.clock import at
from forum.core.settings import Settings
from forum.demo.load import load_demo
from forum.petitions.models import Petition
from tests import rows
from tests.http.test_lean import crowd_pages
from tests.world import ORIGIN, World

QUIET = "/c/ailleurs"
LIST = "/c/lorne/doleances"
GOOD = {"body": "Un texte qui tient debout.", "territory": "nord", "since": "depuis mai"}
TABLE = re.compile(r"\b(?:FROM|JOIN)\s+\"?(\w+)", re.IGNORECASE)


def unseen() -> set[str]:
    return {table.name for table in SQLModel.metadata.tables.values() if table.info.get("unseen")}


def invited(world: World) -> str:
    with world.house.db.write() as tx:
        place = place_of(tx, world.collective, world.olga)
        return collectives.invite(tx, place, "professional", "Réunion", 30, 10, world.clock())


def petition(world: World) -> str:
    with world.house.db.write() as tx:
        made: Petition = rows.petition(tx, world.collective, rows.institution(tx, world.collective))
        return made.code


def grievance(world: World) -> str:
    world.act(world.bob, LIST, **GOOD)
    world.slot()
    return next(link for link in links(world) if re.search(r"/doleances/[a-z0-9]{10}$", link))


def links(world: World) -> list[str]:
    return [a.get("href", "") for a in world.browser().get(LIST).all("a")]


def writes(_world: World) -> Callable[[World], int]:
    return lambda world: world.act(world.alice, LIST, **GOOD)


def echoes(world: World) -> Callable[[World], int]:
    where = grievance(world)
    return lambda world: world.act(world.alice, f"{where}/echos", testimony="Chez nous aussi.")


def reports(world: World) -> Callable[[World], int]:
    ref = grievance(world).rpartition("/")[2]
    return lambda world: world.act(
        world.alice,
        "/c/lorne/moderation/signalements/nouveau",
        objet=ref,
        reason="insult",
        explanation="Le ton.",
    )


def signs(world: World) -> Callable[[World], int]:
    code = petition(world)
    return lambda world: world.act(world.alice, f"/p/{code}/carnet", name="", quality="professional")


def signs_by_mail(world: World) -> Callable[[World], int]:
    code = petition(world)
    typed = {"name": "Ana", "email": "ana@example.org", "quality": "concerned"}
    return lambda world: world.act(world.alice, f"/p/{code}/signatures", **typed)


def joins(world: World) -> Callable[[World], int]:
    code = invited(world)
    return lambda world: world.act(world.charlie, f"/invitation/{code}")


@pytest.mark.parametrize("prepared", [writes, echoes, reports, signs, signs_by_mail, joins])
def test_what_waits_moves_no_public_page(
    world: World, prepared: Callable[[World], Callable[[World], int]]
) -> None:
    world.other_collective("ailleurs")
    act = prepared(world)
    for _ in range(2):
        kept = {url: world.browser().get(url) for url in (QUIET, LIST, "/c/lorne")}
    version = world.house.db.version()
    assert act(world) in (200, 303)
    assert world.house.db.version() == version
    for url, before in kept.items():
        after = world.browser().get(url)
        assert after.headers.get("etag") == before.headers["etag"]
        assert after.text == before.text
    world.slot()
    assert world.house.db.version() > version


def test_what_staff_publish_is_seen_at_once(world: World) -> None:
    world.browser().get(LIST)
    version = world.house.db.version()
    world.act(world.olga, LIST, **GOOD)
    assert world.house.db.version() > version
    assert "Un texte qui tient debout." in world.browser().get(LIST).words


def test_a_transaction_that_goes_back_moves_nothing_and_a_mixed_one_does(world: World) -> None:
    version = world.house.db.version()
    with pytest.raises(RuntimeError), world.house.db.write() as tx:
        rows.institution(tx, world.collective)
        raise RuntimeError
    assert world.house.db.version() == version
    with world.house.db.write() as tx:  # the flag of the one before is not left behind
        tx.exec(SQLModel.metadata.tables["outbox"].delete())
    assert world.house.db.version() == version
    with world.house.db.write() as tx:
        tx.exec(SQLModel.metadata.tables["outbox"].delete())
        rows.institution(tx, world.collective)
    assert world.house.db.version() == version + 1


def test_people_are_counted_at_slots(world: World) -> None:
    world.slot()
    page = world.browser().get("/c/lorne").words
    code = invited(world)
    assert world.act(world.charlie, f"/invitation/{code}") in (200, 303)
    team = world.browser(world.olga)
    assert "0 sur 30" in team.get("/c/lorne/invitations").words
    for k in range(21):
        world.grant(world.carnet(f"Personne {k}", ""), "professional")
    assert world.browser().get("/c/lorne").words == page
    heads._LOOKED.clear()  # a server begun again in the middle of a slot tells nothing sooner
    world.clock.forward(30)
    publish_slot(world.house)
    assert world.browser().get("/c/lorne").words == page
    world.slot()
    assert "au moins 20" in world.browser().get("/c/lorne").words
    assert "1 sur 30" in world.browser(world.olga).get("/c/lorne/invitations").words


@pytest.fixture
def demo(settings: Settings) -> Iterator[World]:
    world = World(settings)
    load_demo(world.house, at("2026-03-02T09:05"))
    yield world
    world.close()


@pytest.mark.slow
def test_no_page_for_crowds_is_made_of_what_waits(demo: World) -> None:
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        asked.append(sql)

    hidden = unseen()
    assert {"pending", "pending_signature", "college_grant", "outbox"} <= hidden
    client = TestClient(
        demo.app.app, base_url=ORIGIN
    )  # the ordinary way: each page asks for all it is made of
    event.listen(demo.house.db.engine, "before_cursor_execute", note)
    read = 0
    for path in crowd_pages(TestClient(demo.app, base_url=ORIGIN), demo):
        asked.clear()
        assert client.get(f"{path}{'&' if '?' in path else '?'}vide=2").status_code == 200
        tables = {table for sql in asked for table in TABLE.findall(sql)}
        assert not tables & hidden, path
        read += 1
    assert read > 30
