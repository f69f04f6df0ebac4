"""A house whose sessions are in Redis: the loop never waits for it, a kept page asks it once, its silence loses nothing."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis

from forum.core.errors import StoreAway
from forum.core.settings import Settings
from forum.grievances.models import Grievance
from forum.http import shared
from tests.browser_lite import Browser, words
from tests.http.test_stores import URL, there
from tests.identity.test_carnet import make_carnet
from tests.identity.test_staff_doors import knock, now_code, with_password
from tests.world import SLUG, World

pytestmark = pytest.mark.skipif(not there(), reason="no Redis server")
LIST, NEW = f"/c/{SLUG}/doleances", f"/c/{SLUG}/doleances/nouvelle"
TYPED = {"body": "Les visites à domicile ont cessé en mars.", "territory": "nord", "since": "depuis mars"}
DEAD = "redis://127.0.0.1:1/0"


@pytest.fixture
def world(settings: Settings) -> Iterator[World]:
    made = World(settings.model_copy(update={"shared_url": URL}))
    try:
        yield made
        made.close()
    finally:
        client = shared.connect(URL)
        for key in list(client.scan_iter(f"pv:{made.house.instance}:*")):
            client.delete(key)
        client.close()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each question to the store, whether it was asked from the loop."""
    seen: list[bool] = []
    honest = shared.Line.ask

    def ask(line: shared.Line, question: Callable[[Any], Any]) -> Any:
        try:
            asyncio.get_running_loop()
            seen.append(True)
        except RuntimeError:
            seen.append(False)
        return honest(line, question)

    monkeypatch.setattr(shared.Line, "ask", ask)
    return seen


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One number for each time something is sent to the store: a round trip."""
    trips: list[int] = []
    honest: Any = redis.connection.AbstractConnection.send_packed_command

    def send(connection: Any, command: Any, *args: Any, **kwargs: Any) -> Any:
        trips.append(1)
        return honest(connection, command, *args, **kwargs)

    monkeypatch.setattr(redis.connection.AbstractConnection, "send_packed_command", send)
    return trips


def lines(world: World) -> list[shared.Line]:
    return [world.house.sessions.store._line, world.house.limits._store._line]  # type: ignore[attr-defined]


def silence(world: World) -> Callable[[], None]:
    """The store goes away; what is returned brings it back."""
    kept = [(line, line._client) for line in lines(world)]
    for line, _client in kept:
        line._client, line._scripts = shared.connect(DEAD), {}

    def back() -> None:
        for line, client in kept:
            line._client, line._scripts, line._until = client, {}, 0.0

    return back


# -- asked well


def test_no_page_asks_the_store_from_the_loop(world: World, asked: list[bool]) -> None:
    """In at the door of carnets, a text written, read kept and not, a word for the next page, and out; then the staff's."""
    browser = world.browser()
    browser.get(NEW)
    browser.send("Envoyer", **TYPED)
    phrase = make_carnet(browser)
    browser.send("Envoyer mon texte", words=phrase)
    for path in (LIST, LIST, NEW, "/carnet", "/c/inconnu"):
        browser.get(path)
    browser.get("/carnet")
    browser.send("Fermer le carnet")
    staff, (totp, _codes) = world.browser(), with_password(world)
    knock(world, staff, "000000")
    knock(world, staff, now_code(world, totp))
    assert staff.get("/equipe/sessions").status == 200
    staff.get("/equipe")
    staff.send("Sortir")
    assert len(asked) > 20
    assert not any(asked)


def test_a_kept_page_asks_the_store_once(world: World, sent: list[int]) -> None:
    alice = world.browser(world.alice)
    alice.get(LIST)
    page = alice.get(LIST)
    sent.clear()
    assert alice.get(LIST).text == page.text
    assert len(sent) == 1
    sent.clear()
    alice.get("/carnet")
    assert len(sent) == 1  # nor does a page that nobody kept ask more


def test_a_sentence_goes_through_the_route_and_is_heard_once(world: World) -> None:
    alice = world.browser(world.alice)
    alice.get(LIST)
    world.house.sessions.say(alice.client.cookies["s"], "Votre texte attend le prochain départ.")
    assert [alice.get(LIST).text.count("attend le prochain départ") for _ in range(2)] == [1, 0]


# -- when it does not answer


def test_visitors_read_on_and_nobody_is_taken_for_a_stranger(world: World) -> None:
    alice, visitor = world.browser(world.alice), world.browser()
    alice.get(LIST)
    back = silence(world)
    for path in (LIST, LIST, NEW, "/carnet"):
        page = alice.get(path)
        assert (page.status, page.headers["retry-after"]) == (503, "60")
        assert page.headers["cache-control"] == "no-store"
        assert "ne répond pas. Votre session n’est pas fermée et rien n’est perdu" in page.words
        assert not any("Renvoyer" in words(form) for form in page.all("form"))
    for path in (LIST, NEW, "/", "/healthz"):
        assert visitor.get(path).status == 200
    assert "s" in alice.client.cookies
    back()
    assert (alice.get("/carnet").status, "Mon carnet" in alice.page.text) == (200, True)


def test_a_text_sent_meanwhile_comes_back_and_leaves_at_one_press(world: World) -> None:
    alice = world.browser(world.alice)
    alice.get(NEW)
    back = silence(world)
    page = alice.send("Envoyer", **TYPED)
    assert (page.status, TYPED["body"] in page.words) == (503, True)
    assert world.rows(Grievance) == []
    back()
    page = alice.send("Renvoyer")
    assert (page.status, page.url.startswith("/c/lorne/completer/")) == (200, True)
    world.slot()
    assert len(world.rows(Grievance)) == 1


def test_a_text_that_waits_at_the_door_waits_on(world: World) -> None:
    browser = world.browser()
    browser.get(NEW)
    browser.send("Envoyer", **TYPED)
    phrase = make_carnet(browser)
    back = silence(world)
    page = browser.send("Envoyer mon texte", words=phrase)
    assert (page.status, TYPED["body"] in page.words) == (503, True)
    assert phrase.split()[0] not in page.words.split()
    back()
    assert browser.send("Renvoyer").status == 401  # the door again, and the text is in it
    assert TYPED["body"] in browser.page.words


def test_leaving_fast_waits_for_nobody(world: World) -> None:
    alice = world.browser(world.alice)
    silence(world)
    page = alice.post("/quitter")
    assert (page.status, "refresh" in page.headers) == (200, True)
    assert page.headers["set-cookie"].startswith('s=""; ')
    assert "Max-Age=0" in page.headers["set-cookie"]


def test_after_one_silence_nobody_waits_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    moment, tries = [100.0], []
    monkeypatch.setattr("forum.http.shared.time.monotonic", lambda: moment[0])
    line = shared.Line(shared.connect(DEAD))

    def question(_client: Any) -> None:
        tries.append(moment[0])
        raise redis.TimeoutError

    for later in (0.0, shared.PAUSE - 0.01, shared.PAUSE, 2 * shared.PAUSE):
        moment[0] = 100.0 + later
        with pytest.raises(StoreAway):
            line.ask(question)
    assert tries == [100.0, 100.0 + shared.PAUSE, 100.0 + 2 * shared.PAUSE]


def test_a_store_that_hangs_keeps_only_its_own_waiting(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes the question and says nothing. Meanwhile visitors are answered; then whoever waited is told."""
    monkeypatch.setattr(shared, "TIMEOUT", 20)
    alice, visitor = world.browser(world.alice), world.browser()
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        line = lines(world)[0]
        line._client, line._scripts = shared.connect(f"redis://127.0.0.1:{deaf.getsockname()[1]}/0"), {}
        waiting = threading.Thread(target=_get, args=(alice, LIST))
        waiting.start()
        held, _address = deaf.accept()
        held.recv(1)  # her question has arrived
        assert visitor.get(LIST).status == 200
        assert waiting.is_alive()
        held.close()
        second, _address = deaf.accept()  # one more try for a connection that was closed
        second.close()
        waiting.join(20)
    assert alice.page.status == 503


def _get(browser: Browser, path: str) -> None:
    browser.get(path)
