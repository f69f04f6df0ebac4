"""The short way to a page for visitors answers as the ordinary way does, and leaves the rest to it."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from forum.collectives.models import Collective
from forum.core.clock import at
from forum.core.settings import Settings
from forum.core.viewer import Viewer
from forum.demo.load import load_demo
from forum.grievances.listing import routes
from forum.petitions import routes as petitions
from tests.petitions.scene import Scene
from tests.world import ORIGIN, World

HREF = re.compile(r'href="(/[^"#]*)"')
PAGES = 70


def crowd_pages(short: TestClient, world: World) -> Iterator[str]:
    """Addresses that the house means for crowds, as a visitor finds them from the first page, of every kind alike."""
    kinds: dict[object, int] = {}
    seen, waiting = {"/"}, ["/"]
    while waiting:
        path = waiting.pop(0)
        found = world.app.lean.table.for_crowds(path.partition("?")[0])
        if found is None or kinds.get(found[0], 0) >= 5:
            continue
        kinds[found[0]] = kinds.get(found[0], 0) + 1
        yield path
        links = [link for link in HREF.findall(short.get(path).text) if link not in seen]
        seen.update(links)
        waiting += links


@pytest.fixture
def demo(settings: Settings) -> Iterator[World]:
    world = World(settings)
    load_demo(world.house, at("2026-03-02T09:05"))
    yield world
    world.close()


@pytest.mark.slow
def test_every_page_for_crowds_is_the_same_both_ways(demo: World) -> None:
    short = TestClient(demo.app, base_url=ORIGIN)
    ordinary = TestClient(demo.app.app, base_url=ORIGIN)
    compared = 0
    for path in crowd_pages(short, demo):
        fresh = f"{path}{'&' if '?' in path else '?'}vide=1"
        ours, theirs = (client.get(fresh, headers={"Accept-Encoding": ""}) for client in (short, ordinary))
        assert ours.status_code == theirs.status_code == 200
        assert ours.text == theirs.text
        assert {k: v for k, v in ours.headers.items() if k != "etag"} == dict(theirs.headers)
        compared += 1
    assert compared > PAGES // 2


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, world: World) -> list[bool]:
    """For each page: did the short way answer?"""
    seen: list[bool] = []
    real = type(world.app.lean).answer

    async def watched(self: object, *args: object) -> object:
        response = await real(self, *args)
        seen.append(response is not None)
        return response

    monkeypatch.setattr(type(world.app.lean), "answer", watched)
    return seen


def test_the_short_way_is_for_visitors_and_for_pages_that_say_so(world: World, asked: list[bool]) -> None:
    world.browser().get("/c/lorne/doleances")
    assert asked == [True]
    world.browser(world.alice).get("/c/lorne/doleances?lieu=nord")
    assert asked == [True]
    world.browser().get("/protection")
    assert asked == [True, False]


def test_a_refusal_is_told_as_everywhere(world: World, asked: list[bool]) -> None:
    page = world.browser().get("/c/lorne/doleances/inconnue")
    assert asked == [False]
    assert page.status == 404
    assert page.title
    assert world.browser().get("/c/nulle-part").status == 404


def test_a_collective_for_members_is_not_shown_to_visitors(world: World, asked: list[bool]) -> None:
    world.other_collective("entre-nous", reading="members")
    assert world.browser().get("/c/entre-nous/doleances").status == 404
    assert "entre-nous" not in world.browser().get("/").text
    assert asked == [False, True]


def test_the_other_language_and_head(world: World, asked: list[bool]) -> None:
    client = TestClient(world.app, base_url=ORIGIN, cookies={"lang": "en"})
    assert '<html lang="en">' in client.get("/c/lorne/doleances").text
    head = client.head("/c/lorne/doleances?x=1")
    assert head.status_code == 200
    assert head.content == b""
    assert asked == [True, True]


def test_a_fault_leaves_no_broken_session(
    world: World, monkeypatch: pytest.MonkeyPatch, asked: list[bool]
) -> None:
    def broken(ctx: object, **_parts: str) -> None:
        ctx.tx.connection().execute(text("SELECT * FROM nothing_of_the_kind"))  # type: ignore[attr-defined]

    late = next(r for r in routes.router.routes if r.path == "/c/{slug}/doleances")  # type: ignore[attr-defined]
    monkeypatch.setattr(late, "endpoint", broken)
    browser = world.browser(raising=False)
    browser.get("/c/lorne/doleances?x=1")
    monkeypatch.undo()
    assert world.browser().get("/c/lorne/doleances?x=2").status == 200


def test_what_is_committed_is_read_at_once_by_the_session_that_stays(world: World) -> None:
    assert "Autre nom" not in world.browser().get("/c/lorne").text
    with world.house.db.write() as tx:
        tx.connection().execute(text("UPDATE collective SET name = 'Autre nom'"))
    world.clock.forward(5)
    assert "Autre nom" in world.browser().get("/c/lorne?x=1").text


def test_a_reading_session_holds_nothing_between_two_pages(world: World) -> None:
    with world.house.db.reading() as tx:
        first = tx.get(Collective, world.collective.id)
        assert first is not None
    with world.house.db.reading() as tx:
        again = tx.get(Collective, world.collective.id)
        assert again is not first
    if world.house.db.sqlite:
        with world.house.db.reading() as tx:
            driver = tx.connection().connection.dbapi_connection
        assert not driver.in_transaction  # type: ignore[union-attr]


def test_the_mark_of_a_hole_cannot_be_typed(world: World) -> None:
    page = world.browser().get("/c/lorne/doleances?q=%02csrf%03%02account%03")
    assert page.status == 200
    assert world.browser(Viewer(key=b"k" * 32)).get("/c/lorne/doleances?q=%02csrf%03").status == 200


FORM = {"content-type": "application/x-www-form-urlencoded", "accept-encoding": ""}
ACTS = {
    "taken in": ("", "name=L%C3%A9a&email=lea%40example.org&quality=concerned", FORM, 303),
    "refused, and shown again": ("", "name=&email=lea&quality=concerned", FORM, 422),
    "of nothing there": ("inconnue", "name=L%C3%A9a&email=lea%40example.org&quality=concerned", FORM, 404),
    "from another site": ("", "name=L%C3%A9a", {**FORM, "origin": "https://ailleurs.example"}, 403),
    "not a form": ("", "{}", {**FORM, "content-type": "application/json"}, 415),
    "too long": ("", "name=" + "a" * 3_000_000, FORM, 413),
}


@pytest.mark.parametrize("case", ACTS)
def test_an_act_of_crowds_is_answered_the_same_both_ways(world: World, case: str) -> None:
    scene, (code, body, headers, status) = Scene(world), ACTS[case]
    both = [TestClient(app, base_url=ORIGIN, follow_redirects=False) for app in (world.app, world.app.app)]
    path = f"/p/{code or scene.code}/signatures"
    short, ordinary = (client.post(path, content=body, headers=headers) for client in both)
    assert short.status_code == ordinary.status_code == status
    assert short.text == ordinary.text
    assert short.headers == ordinary.headers


def test_a_fault_of_an_act_is_told_logged_and_gives_back_what_was_typed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object, **_named: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(petitions, "_by_email", broken)
    path, typed = (
        f"/p/{Scene(world).code}/signatures",
        {"name": "Léa", "email": "lea@example.org", "quality": "concerned"},
    )
    answer = TestClient(world.app, base_url=ORIGIN, raise_server_exceptions=False).post(path, data=typed)
    assert answer.status_code == 500
    assert answer.headers["content-security-policy"]
    assert "RuntimeError" not in answer.text
    with pytest.raises(RuntimeError):  # the server's log has it
        TestClient(world.app, base_url=ORIGIN).post(path, data=typed)
