"""Slips and junk shut nobody out, whoever shares the address; guessing the memorised word of a found paper is slow."""

import asyncio
import threading
from typing import Any

import pytest
from fastapi import Request

from forum.core.clock import Now, at
from forum.core.errors import Busy, TooMany
from forum.http.house import ARGON_QUEUE, ARGON_SHARE
from forum.http.limits import CROWD, Limits, client_of
from forum.identity import tries
from forum.identity.carnets import new_phrase
from forum.identity.words import Phrase
from tests.browser_lite import Browser, Page
from tests.identity.test_carnet import TEXT, make_carnet, typed_in, write
from tests.world import World

DOOR, BUTTON = "/carnet/ouverture", "Ouvrir mon carnet"


def opening(world: World, words: str) -> Page:
    browser = world.browser()
    browser.get(DOOR)
    return browser.send(BUTTON, words=words)


def test_junk_of_a_whole_hospital_shuts_nobody_out(world: World) -> None:
    phrase = new_phrase(world.house)
    swapped = " ".join(reversed(phrase.split()))
    browser = world.browser()
    browser.get(DOOR)
    for junk in ("faux", swapped, "", "abeille " * 8) * 20:
        assert browser.client.post(DOOR, data={"words": junk}).status_code == 422
    assert opening(world, phrase).url == "/carnet"


def test_a_hundred_people_behind_one_address_open_their_carnets(world: World) -> None:
    for _turn in range(100):
        answer = world.browser().client.post(
            DOOR, data={"words": new_phrase(world.house)}, follow_redirects=False
        )
        assert answer.status_code == 303


def test_the_memorised_word_of_a_found_paper_is_not_guessed_at_leisure(world: World) -> None:
    phrase = new_phrase(world.house)
    assert opening(world, f"{phrase} secret").url == "/carnet"
    for n in range(tries.FREE):
        assert opening(world, f"{phrase} essai{n}").url == "/carnet"
    page = opening(world, f"{phrase} autre")
    assert (page.status, page.headers["retry-after"]) == (429, "60")
    assert "quelqu’un a peut-être trouvé votre papier" in page.error("words")
    assert typed_in(page) == f"{phrase} autre"
    assert page.text.count(phrase) == 1
    assert opening(world, f"{phrase} secret").url == "/carnet", "who types what they always type never waits"
    assert opening(world, new_phrase(world.house)).url == "/carnet", "nor does anybody else"
    world.clock.forward(10)
    browser = world.browser()
    browser.page = page
    assert browser.send(BUTTON).url == "/carnet", "the same button, once the time is over"


NOW = at("2026-03-02T09:00")


def guessed(seconds: int, addresses: int) -> int:
    """How many endings of one phrase a tireless guesser has opened after so long."""
    limits, done = Limits(), 0
    for second in range(seconds):
        for who in range(addresses):
            phrase = Phrase(f"mots {second} {who}", "mots", "x")
            try:
                tries.note(limits, phrase, f"192.0.2.{who}", Now(NOW.epoch + second))
                done += 1
            except TooMany:
                pass
    return done


@pytest.mark.slow
def test_how_many_endings_an_hour_allows() -> None:
    assert guessed(3600, 1) <= 20
    assert tries.A_DAY <= guessed(3600, 200) <= tries.A_DAY + 61


def test_a_held_ending_is_not_taken_for_one_that_was_opened() -> None:
    limits = Limits()
    for n in range(tries.FREE + 1):
        tries.note(limits, Phrase(f"mots {n}", "mots", str(n)), "a", NOW)
    for _turn in range(2):
        with pytest.raises(tries.Held, match="secondes"):
            tries.note(limits, Phrase("mots encore", "mots", "encore"), "a", NOW)


def test_one_address_has_its_share_of_the_queue_and_no_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, ready = world.house, threading.Event()
    monkeypatch.setattr("forum.http.house.argon2id", lambda *_args: ready.wait(20) and b"x")

    async def crowd() -> tuple[list[Any], Any]:
        greedy = [
            asyncio.ensure_future(house.slow_hash(b"a", b"b", who="192.0.2.1")) for _ in range(ARGON_QUEUE)
        ]
        other = asyncio.ensure_future(house.slow_hash(b"a", b"b", who="192.0.2.2"))
        await asyncio.sleep(0)
        ready.set()
        return await asyncio.gather(*greedy, return_exceptions=True), await other

    answers, other = asyncio.run(crowd())
    assert [isinstance(one, Busy) for one in answers].count(False) == ARGON_SHARE
    assert other == b"x"
    assert not house._from, "no address is kept once it waits no more"


# -- the memorised word, at the making of the carnet


def newcomer(world: World) -> tuple[Browser, str]:
    browser = world.browser()
    write(browser)
    return browser, make_carnet(browser)


def test_a_memorised_word_is_typed_twice_at_the_making(world: World) -> None:
    browser, phrase = newcomer(world)
    assert browser.page.one("input", name="again").get("value") == ""
    page = browser.send("Envoyer mon texte", words=f"{phrase} Tournesol 7")
    assert page.status == 422
    assert "Retapez-le ici, seul" in page.error("again")
    assert typed_in(page) == f"{phrase} Tournesol 7"
    page = browser.send("Envoyer mon texte", again="tournesil 7")
    assert "Ce n’est pas le même mot" in page.error("again")
    assert page.one("input", name="again").get("value") == ""
    page = browser.send("Envoyer mon texte", again=" TOURNESOL-7")
    assert (page.url.startswith("/c/lorne/completer/"), TEXT in page.words) == (True, True)
    assert TEXT in opening(world, f"{phrase} tournesol 7").words


def test_a_memorised_word_is_not_asked_for_twice_in_a_row(world: World) -> None:
    browser, phrase = newcomer(world)
    slip = f"{phrase.rpartition(' ')[0]} zzzzzz Tournesol"
    page = browser.send("Envoyer mon texte", words=slip, again="tournesol")
    assert page.one("input", name="again").get("value") == "tournesol", "a slip elsewhere does not cost it"
    page = browser.send("Envoyer mon texte", words=f"{phrase} tournesol")
    assert (page.status, TEXT in page.words) == (200, True)


def test_a_memorised_word_that_is_not_after_the_others_is_not_thought_to_be_taken(world: World) -> None:
    browser, phrase = newcomer(world)
    page = browser.send("Envoyer mon texte", words=phrase, again="tournesol")
    assert page.status == 422
    assert "se tape aussi ici, après les autres" in page.error("words")
    assert TEXT in browser.send("Envoyer mon texte", words=f"{phrase} tournesol").words


def test_a_memorised_word_is_explained_with_what_it_is_good_for_and_its_price(world: World) -> None:
    browser = world.browser()
    browser.get(DOOR)
    assert "Un mot retenu, si vous en avez choisi un, vient à la fin" in browser.page.words
    page = browser.send("Faire mon carnet")
    for said in ("ni prénom, ni date", "ouvrent un carnet vide", "vous force à ouvrir", "si vous l’oubliez"):
        assert said in page.words


def test_who_opens_an_empty_carnet_is_told_what_a_memorised_word_does(world: World) -> None:
    said = "Un mot retenu qui manque, ou tapé autrement, ouvre un autre carnet, vide"
    assert said in world.browser(world.charlie).get("/carnet").words
    browser, phrase = newcomer(world)
    assert said not in browser.send("Envoyer mon texte", words=phrase).words


def test_whoever_makes_a_carnet_is_warned_of_shared_machines_before_any_word_is_shown(world: World) -> None:
    browser = world.browser()
    write(browser)
    said, make = browser.page.text.index("Appareil partagé"), browser.page.text.index('id="make"')
    assert said < make
    phrase = make_carnet(browser)
    page = browser.send("Envoyer mon texte", words=phrase)
    assert "C’est noté" in page.words
    assert "fermez le carnet avant de partir" in page.words


# -- behind proxies


def request(client: tuple[str, int] | None, **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "client": client, "headers": raw})


@pytest.mark.parametrize(
    ("client", "headers", "who"),
    [
        (("192.0.2.7", 40000), {}, "192.0.2.7"),
        (("192.0.2.7", 0), {"x_forwarded_for": "192.0.2.7"}, "192.0.2.7"),
        (("172.17.0.1", 40000), {"x_forwarded_for": "192.0.2.7"}, ""),
        (("172.17.0.1", 40000), {"forwarded": "for=192.0.2.7"}, ""),
        (("127.0.0.1", 40000), {}, ""),
        (("::1", 40000), {}, ""),
        (None, {}, ""),
    ],
    ids=["direct", "cru", "pas cru", "pas cru, RFC 7239", "oignon", "oignon, IPv6", "prise locale"],
)
def test_the_address_of_everybody_is_nobody_s(
    client: tuple[str, int] | None, headers: dict[str, str], who: str
) -> None:
    assert client_of(request(client, **headers)) == who


def test_what_uvicorn_puts_in_the_place_of_a_believed_proxy_is_believed() -> None:
    """`client_of` leans on its port 0: a later version that does otherwise must not make one crowd of everybody."""
    from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

    seen = []

    async def app(scope: Any, _receive: Any, _send: Any) -> None:
        seen.append(client_of(Request(scope)))

    headers = [(b"x-forwarded-for", b"192.0.2.7")]
    for trusted in ("127.0.0.1", "10.0.0.1"):
        scope: Any = {"type": "http", "client": ("127.0.0.1", 5), "headers": headers, "scheme": "http"}
        asyncio.run(ProxyHeadersMiddleware(app, trusted)(scope, None, None))  # type: ignore[arg-type]
    assert seen == ["192.0.2.7", ""]


def test_a_crowd_has_room_and_a_bound() -> None:
    limits = Limits()
    for _turn in range(3 * CROWD):
        limits.count("code", "", 3, 600, NOW)
    with pytest.raises(TooMany):
        limits.count("code", "", 3, 600, NOW)
    for _turn in range(3):
        limits.count("code", "192.0.2.1", 3, 600, NOW)
    with pytest.raises(TooMany):
        limits.count("code", "192.0.2.1", 3, 600, NOW)
