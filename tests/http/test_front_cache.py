"""The kept pages: served to carnets with their own marks, never with another's, never to staff, never after a commit."""

import asyncio
import gzip
from typing import Any

import pytest

from forum.core.viewer import NOBODY
from forum.http import holes, pages
from forum.http.holes import Holed
from tests.world import World

LIST = "/c/lorne/doleances"
NEW = "/c/lorne/doleances/nouvelle"
GOOD = {"body": "Un texte qui tient debout.", "territory": "nord", "since": "depuis mai"}


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The templates rendered by routes, in order."""
    seen: list[str] = []
    render = pages.render

    def watched(ctx: Any, template: str, **data: Any) -> Holed:
        seen.append(template)
        return render(ctx, template, **data)

    monkeypatch.setattr(pages, "render", watched)
    return seen


def mark(text: str) -> str:
    return text.partition('name="_csrf" value="')[2].partition('"')[0]


def test_a_carnet_gets_the_kept_page_with_its_own_mark(world: World, rendered: list[str]) -> None:
    world.browser().get(NEW)
    alice, bob = world.browser(world.alice), world.browser(world.bob)
    ours, theirs = alice.get(NEW), bob.get(NEW)
    assert rendered == ["grievances/new.html"]
    assert mark(ours.text) and mark(theirs.text)
    assert mark(ours.text) != mark(theirs.text)
    assert "Mon carnet" in ours.text
    assert "\x02" not in ours.text
    assert "Ouvrir un carnet" in world.browser().get(NEW).text
    assert rendered == ["grievances/new.html"]


def test_a_page_first_asked_by_a_carnet_serves_a_stranger_without_a_trace(
    world: World, rendered: list[str]
) -> None:
    hers = mark(world.browser(world.alice).get(NEW).text)
    page = world.browser().get(NEW)
    assert rendered == ["grievances/new.html"]
    assert hers not in page.text
    assert "Mon carnet" not in page.text


def test_the_mark_from_a_kept_page_is_accepted(world: World) -> None:
    world.browser().get(NEW)
    alice = world.browser(world.alice)
    alice.get(NEW)
    assert alice.send("Envoyer", **GOOD).status == 200


def test_personal_answers_are_not_stored_and_have_the_policy(world: World) -> None:
    world.browser().get(LIST)
    headers = world.browser(world.alice).get(LIST).headers
    assert headers["cache-control"] == "no-store"
    assert "etag" not in headers
    assert "default-src 'none'" in headers["content-security-policy"]


def test_a_waiting_sentence_is_said_once(world: World) -> None:
    world.browser().get(LIST)
    alice = world.browser(world.alice)
    world.house.sessions.say(alice.client.cookies["s"], "C’est noté.")
    assert "C’est noté." in alice.get(LIST).words
    assert "C’est noté." not in alice.get(LIST).words
    assert "C’est noté." not in world.browser().get(LIST).words


def test_staff_always_go_through_the_route(world: World, rendered: list[str]) -> None:
    world.browser().get(LIST)
    page = world.browser(world.olga).get(LIST)
    assert len(rendered) == 2
    assert "Olga" in page.text
    assert "Olga" not in world.browser(world.alice).get(LIST).text


def test_a_dead_session_gets_no_page_of_a_carnet(world: World) -> None:
    world.browser().get(LIST)
    alice = world.browser(world.alice)
    world.house.sessions.close(alice.client.cookies["s"])
    page = alice.get(LIST)
    assert "Ouvrir un carnet" in page.text
    assert "Mon carnet" not in page.text


def test_a_commit_drops_what_is_kept_for_carnets_too(world: World) -> None:
    alice = world.browser(world.alice)
    alice.get(LIST)
    bob = world.browser(world.bob)
    bob.get(NEW)
    bob.send("Envoyer", **GOOD)
    world.slot()
    assert "Un texte qui tient debout" in alice.get(LIST).words


def test_who_has_just_acted_sees_it_before_the_next_look(world: World) -> None:
    """The version is asked at most once a second, but an act in this process is known at once."""
    object.__setattr__(world.settings, "__dict__", {**world.settings.__dict__, "cache_seconds": 60.0})
    reader = world.browser()
    reader.get(LIST)
    bob = world.browser(world.bob)
    bob.get(NEW)
    bob.send("Envoyer", **GOOD)
    world.slot()
    world.browser().post("/langue", {"lang": "fr"})
    assert "Un texte qui tient debout" in reader.get(LIST).words


@pytest.mark.parametrize("url", [LIST, NEW, "/protection", "/mentions-legales", "/accessibilite", "/contact"])
def test_pages_called_alike_are_the_same_for_everybody(world: World, url: str) -> None:
    """Rendered anew for each: but for the holes, not a byte differs between a visitor and any carnet."""
    bare: list[str] = []
    for viewer in (NOBODY, world.alice, world.bob, world.charlie):
        with world.house.db.write():
            pass
        page = world.browser(viewer if viewer.key else None).get(f"{url}?vide={viewer.label}{len(bare)}")
        text = page.text.replace(f"vide={viewer.label}{len(bare)}", "")
        text = text.replace(f'<input type="hidden" name="_csrf" value="{mark(text)}">', "")
        own = 'href="/carnet">Mon carnet'
        bare.append(text.replace(own, 'href="/carnet/ouverture">Ouvrir un carnet'))
    assert len(set(bare)) == 1


def test_many_waiting_for_one_page_share_one_rendering(world: World, rendered: list[str]) -> None:
    async def ask() -> int:
        answers: list[Any] = []

        async def send(message: Any) -> None:
            answers.append(message)

        await world.app(_scope(LIST), _nothing, send)
        return int(answers[0]["status"])

    async def crowd() -> list[int]:
        return list(await asyncio.gather(*(ask() for _ in range(12))))

    assert asyncio.run(crowd()) == [200] * 12
    assert rendered == ["grievances/index.html"]


async def _nothing() -> dict[str, Any]:
    return {"type": "http.request", "body": b"", "more_body": False}


def _scope(path: str) -> dict[str, Any]:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "scheme": "http",
        "headers": [(b"host", b"testserver")],
        "server": ("testserver", 80),
        "client": ("127.0.0.1", 1),
        "state": {},
    }


@pytest.mark.parametrize("count", [0, 1, 3])
def test_pieces_make_one_gzip_member(count: int) -> None:
    holed = Holed("é<p>" + f"a{holes.CSRF}b{holes.ACCOUNT}" * count)
    for own in ({"csrf": b"x" * 99, "account": b""}, {"csrf": b"", "account": "été".encode()}):
        assert gzip.decompress(holed.gzipped(own)) == holed.plain(own)


def test_the_mark_is_never_compressed() -> None:
    """A length that changed with the mark's likeness to the page would tell it, letter by letter (BREACH)."""
    holed = Holed(f"secret=abcdef {holes.CSRF} secret=abcdef")
    lengths = {
        len(holed.gzipped({"csrf": text, "account": b""})) for text in (b"secret=abcdef", b"qzx!7#0$%&/(?")
    }
    assert len(lengths) == 1
