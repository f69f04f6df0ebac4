"""One pseudonym a thread, or one in the whole collective for whoever asks; a person is never two voices in a thread."""

from random import Random

import pytest

from forum.collectives.models import Pending, Sanction
from forum.collectives.publication.actions import PUBLISHERS, Act
from forum.collectives.rules import shared_scope
from forum.core.crypto import sha256
from forum.core.viewer import Viewer
from forum.identity import voices as names
from forum.texts.models import Amendment, Document, Message
from tests.browser_lite import Browser
from tests.moderation.sample import HERE, REASON, moderate
from tests.texts.amending import FIRST, amend
from tests.world import World


def grievance(world: World, who: Viewer | Browser, body: str, **typed: str) -> None:
    browser = who if isinstance(who, Browser) else world.browser(who)
    browser.get("/c/lorne/doleances/nouvelle")
    browser.send("Envoyer", body=body, territory="nord", since="mars", **typed)


def witness(world: World, who: Viewer, ref: str, words: str, **typed: str) -> None:
    browser = world.browser(who)
    browser.get(f"/c/lorne/doleances/{ref}")
    assert browser.send("Je le vis aussi", testimony=words, **typed).status == 200


def titled(world: World, start: str) -> Document:
    found: Document = next(d for d in world.rows(Document) if d.excerpt.startswith(start))
    return found


def ticked(browser: Browser, url: str) -> bool:
    return browser.get(url).one("input", name="recognised").get("checked") is not None


def test_by_default_two_threads_know_two_voices(world: World) -> None:
    browser = world.browser(world.alice)
    grievance(world, browser, "Les visites sont supprimées.")
    grievance(world, browser, "Le téléphone ne répond plus.")
    world.slot()
    first, second = world.rows(Document)
    assert first.nul != second.nul
    assert first.box != second.box
    assert first.voice != second.voice


def test_who_asks_to_be_recognised_bears_one_name_in_all_threads(world: World) -> None:
    grievance(world, world.alice, "Les visites sont supprimées.", recognised="1")
    grievance(world, world.bob, "Le téléphone ne répond plus.")
    world.slot()
    witness(world, world.alice, titled(world, "Le téléphone").ref, "Chez nous aussi.", recognised="1")
    grievance(world, world.alice, "La salle est fermée.")
    world.slot()
    mine, testimony, apart = (titled(world, s) for s in ("Les visites", "Chez nous", "La salle"))
    assert (mine.nul, mine.voice, mine.box) == (testimony.nul, testimony.voice, testimony.box)
    assert apart.nul != mine.nul
    assert apart.voice != mine.voice
    page = world.browser(world.alice).get("/carnet")
    for title in ("Les visites", "La salle", "Chez nous"):
        assert title in page.words
    assert "Les visites" not in world.browser(world.bob).get("/carnet").words


def test_another_collective_does_not_know_the_name(world: World) -> None:
    world.other_collective("ailleurs")
    browser = world.browser(world.alice)
    grievance(world, browser, "Les visites sont supprimées.", recognised="1")
    browser.get("/c/ailleurs/doleances/nouvelle")
    browser.send("Envoyer", body="La salle est fermée.", territory="nord", since="mars", recognised="1")
    world.slot()
    here, there = titled(world, "Les visites"), titled(world, "La salle")
    assert here.nul != there.nul
    assert here.box != there.box


def test_the_choice_says_its_price_and_is_remembered_by_the_session_alone(world: World) -> None:
    url = "/c/lorne/doleances/nouvelle"
    browser = world.browser(world.alice)
    assert not ticked(browser, url)
    assert "qui en reconnaît un les reconnaît tous" in browser.get(url).words
    grievance(world, browser, "Les visites sont supprimées.", recognised="1")
    assert ticked(browser, url)
    world.other_collective("ailleurs")
    assert not ticked(browser, "/c/ailleurs/doleances/nouvelle")
    assert not ticked(world.browser(world.alice), url)
    assert not ticked(world.browser(world.bob), url)
    assert not ticked(world.browser(), url)
    grievance(world, browser, "Le téléphone ne répond plus.", recognised="")
    assert not ticked(browser, url)


def test_a_refused_form_keeps_the_choice_that_was_made(world: World) -> None:
    browser = world.browser(world.alice)
    url = "/c/lorne/doleances/nouvelle"
    for choice in ("1", ""):
        browser.get(url)
        page = browser.send("Envoyer", body="", territory="nord", since="mars", recognised=choice)
        assert page.status == 422
        assert (page.one("input", name="recognised").get("checked") is not None) is bool(choice)
    assert world.rows(Pending) == []


def test_the_choice_travels_with_what_is_written_first(world: World) -> None:
    """Nobody has a carnet yet: the box is in the draft, and is not read out among the words."""
    browser = world.browser()
    browser.get("/c/lorne/doleances/nouvelle")
    page = browser.send(
        "Envoyer", body="Les visites sont supprimées.", territory="nord", since="mars", recognised="1"
    )
    assert page.status == 401
    assert all("recognised=1" in e.get("value", "") for e in page.all("input", name="draft"))


@pytest.mark.parametrize("first", ["", "1"])
def test_nobody_is_two_voices_in_one_thread(world: World, first: str) -> None:
    """Also while the first of the two still waits, and by a proposed change."""
    grievance(world, world.bob, "Le téléphone ne répond plus.")
    world.slot()
    ref = titled(world, "Le téléphone").ref
    other = "" if first else "1"
    witness(world, world.alice, ref, "Chez nous aussi.", recognised=first)
    witness(world, world.alice, ref, "Depuis deux ans.", recognised=other)
    world.slot()
    browser = world.browser(world.alice)
    body = "Le téléphone ne répond plus depuis mars."
    amend(browser, ref, {FIRST: body}, "La date.", recognised=other)
    world.slot()
    found = {titled(world, "Chez nous").nul, titled(world, "Depuis deux").nul, world.rows(Amendment)[0].nul}
    scope = shared_scope(world.collective.id) if first else ref
    assert found == {world.alice.nul("voice", scope)}


def test_the_author_answers_with_the_voice_that_wrote(world: World) -> None:
    """What waits must not link a person's two voices either."""
    grievance(world, world.alice, "Les visites sont supprimées.", recognised="1")
    world.slot()
    document = titled(world, "Les visites")
    bob = world.browser(world.bob)
    changed = {
        FIRST: "Les visites sont toutes supprimées.",
        "title-replace-0": "Les visites sont toutes supprimées",
    }
    amend(bob, document.ref, changed, "Toutes.")
    world.slot()
    alice = world.browser(world.alice)
    assert "propose un changement à votre texte" in alice.get("/carnet").words
    alice.get(f"/c/lorne/textes/{document.ref}/amendements/{world.rows(Amendment)[0].ref}")
    assert alice.send("Répondre", verdict="accepted", reason="Oui.").status == 200
    assert [row.nul for row in world.rows(Pending)] == [document.nul]
    world.slot()
    assert titled(world, "Les visites sont toutes").number == 2


def test_a_recognised_voice_held_back_is_held_back_under_its_other_names(world: World) -> None:
    grievance(world, world.alice, "Les visites sont supprimées.", recognised="1")
    grievance(world, world.bob, "Le téléphone ne répond plus.")
    world.slot()
    url = f"{HERE}/objets/{titled(world, 'Les visites').ref}/suspension"
    assert moderate(world, url, until="2026-03-20").status == 200
    assert len(world.rows(Sanction)) == len(world.rows(Message)) == 1
    browser = world.browser(world.alice)
    browser.get("/c/lorne/doleances/nouvelle")
    page = browser.send("Envoyer", body="La salle est fermée.", territory="nord", since="mars")
    assert page.status == 403
    assert REASON in page.words
    assert "met votre voix en retrait" in browser.get("/carnet").words
    witness(world, world.bob, titled(world, "Le téléphone").ref, "Encore.")


def test_no_name_twice_in_a_thread_even_within_one_batch(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With so few names that they would clash: twenty-four, some half of them for threads."""
    monkeypatch.setattr(names, "nouns", lambda: ("galet", "mésange", "dune", "orme", "lac", "pin"))
    monkeypatch.setattr(names, "complements", lambda: ("calme", "du soir", "sobre", "mauve"))
    people = [Viewer(key=sha256(f"voice {n}")) for n in range(9)]
    with world.house.db.write() as tx:
        _say(tx, world, people[0], "grievance", "pareil", shared=False)
        for who in people[1:7]:
            _say(tx, world, who, "testimony", "pareil", shared=False)
        for who in people[7:]:
            _say(tx, world, who, "testimony", "pareil", shared=True)
    found = [d.voice for d in world.rows(Document)]
    assert len(found) == len(set(found)) == 9


def _say(tx, world: World, who: Viewer, kind: str, thread: str, *, shared: bool) -> None:  # type: ignore[no-untyped-def]
    scope = shared_scope(world.collective.id) if shared else thread
    ref = thread if kind == "grievance" else sha256(who.key).hex()[:10]
    fields = {"body": "Texte.", "title": "Titre", "since": "mars"}
    payload = {"ref": ref, "fields": fields, "territory": "nord", "sources": []}
    if kind == "testimony":
        payload = {"ref": ref, "grievance": thread, "body": "Moi aussi."}
    act = Act(world.collective, kind, scope, who.nul("voice", scope), "open", who.box(scope)[1], payload)
    PUBLISHERS[kind](tx, act, world.clock().today)


def test_a_recognised_name_is_never_one_that_a_thread_may_give() -> None:
    drawn = Random(5)
    seeds = [drawn.randbytes(32) for _ in range(400)]
    threads = {names.voice_name(seed) for seed in seeds}
    shared = {names.voice_name(seed, recognised=True) for seed in seeds}
    assert not threads & shared
