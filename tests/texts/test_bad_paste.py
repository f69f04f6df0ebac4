"""Whatever form it is pasted into: too much is said and comes back whole; other writings stay; hidden signs are refused."""

import re
from collections.abc import Callable

import pytest

from forum.collectives.models import Pending
from tests.browser_lite import Browser
from tests.demands.scene import FILLED, institution
from tests.grievances.stages.test_stages import begin
from tests.texts.test_amendments import accepted, answer, body, proposal, propose, publish
from tests.texts.test_sources import cited
from tests.workshops.room import Room
from tests.world import World

PASTE = ("Une phrase collée.\n\n- un point\n" * 4000)[:100_000]
OTHER = "שלום — « e\u0301te\u0301 » ابجد\u064e"
HIDDEN = "renversé \u202e txet"
PILED = "e" + "\u0301\u0323" * 20_000

# (where it is typed, the button, the field, what else the form needs)
Place = tuple[Browser, str, str, dict[str, str]]


def at(world: World, url: str) -> Browser:
    browser = world.browser(world.alice)
    browser.get(f"/c/lorne/{url}")
    return browser


def grievance(world: World) -> Place:
    return at(world, "doleances/nouvelle"), "Envoyer", "body", {"territory": "nord", "since": "mai"}


def mechanism(world: World) -> Place:
    return at(world, "mecanismes/nouveau"), "Envoyer", "body", {"title": "Le plafond", "kind": "rule"}


def demand(world: World) -> Place:
    typed = {name: str(value) for name, value in FILLED.items()} | {"institution": institution(world)}
    return at(world, "revendications/nouvelle"), "Envoyer", "body", typed


def stage(world: World) -> Place:
    return begin(world, world.alice), "Garder et continuer", "concerned", {}


def stage_source(world: World) -> Place:
    browser = begin(world, world.alice)
    for _n in range(3):
        browser.follow("Passer cette question")
    return browser, "Garder et terminer", "source_label", {"source_kind": "link"}


def statement(world: World) -> Place:
    room = Room(world)
    room.load()
    return room.typing(), "Envoyer", "body-0", room.said(0, 0)


def source_note(world: World) -> Place:
    return (
        at(world, f"sources/{cited(world)}"),
        "Donner mon avis",
        "note",
        {"verdict": "disputed", "against": "unsaid"},
    )


def synonyms(world: World) -> Place:
    browser = world.browser(world.olga)
    browser.get("/c/lorne/synonymes")
    return browser, "Enregistrer la liste", "lines", {}


FORMS = [grievance, mechanism, demand, stage, stage_source, statement, source_note, synonyms]
forms = pytest.mark.parametrize("form", FORMS, ids=[one.__name__ for one in FORMS])


@forms
def test_a_hundred_kilobytes_are_said_and_come_back_whole(
    world: World, form: Callable[[World], Place]
) -> None:
    browser, button, field, typed = form(world)
    before = len(world.rows(Pending))
    page = browser.send(button, **{**typed, field: PASTE})
    assert page.status == 422
    assert re.search("C’est trop long|trop de lignes", page.error(field))
    (back,) = [e for e in page.root.iter() if e.get("name") == field]
    assert (back.text if back.tag == "textarea" else back.get("value")) == PASTE
    assert len(world.rows(Pending)) == before


@forms
def test_signs_that_turn_a_text_over_are_refused(world: World, form: Callable[[World], Place]) -> None:
    browser, button, field, typed = form(world)
    page = browser.send(button, **{**typed, field: HIDDEN})
    assert page.status == 422
    assert "signes invisibles" in page.error(field)


@pytest.mark.parametrize("form", FORMS[:-1], ids=[one.__name__ for one in FORMS[:-1]])
def test_other_writings_and_their_marks_are_taken_as_they_are(
    world: World, form: Callable[[World], Place]
) -> None:
    browser, button, field, typed = form(world)
    page = browser.send(button, **{**typed, field: OTHER})
    assert page.status == 200, page.words[:600]
    composed = OTHER.replace("e\u0301", "é")
    waiting = " ".join(one.payload for one in world.rows(Pending))
    assert composed in waiting


def test_synonyms_of_other_writings_are_kept(world: World) -> None:
    browser, button, field, _typed = synonyms(world)
    assert browser.send(button, **{field: "שלום, ابجد\u064e, cre\u0300che"}).status == 200
    browser.get("/c/lorne/synonymes")
    assert "שלום, ابجد\u064e, crèche" in (browser.page.one("textarea", name="lines").text or "")


def test_a_proposal_on_a_clause_that_was_removed_is_a_conflict_and_brings_nothing_back_by_itself(
    world: World,
) -> None:
    ref = publish(world)
    propose(world, ref, world.bob, {"body-replace-1": "Personne ne répond plus."})
    world.slot()
    accepted(world, ref, world.charlie, {"body-remove-1": "1"})
    page = world.browser().get(f"/c/lorne/textes/{ref}/amendements/{proposal(world, 'plus.')}")
    assert "Deux changements au même endroit" in page.words
    assert "Personne ne répond" not in body(world, 2)
    answer(world, ref, proposal(world, "plus."), "accepted", **{"settled-0": "Plus personne au téléphone."})
    world.slot()
    last = body(world, 3)
    assert "Plus personne au téléphone." in last and "Personne ne répond" not in last


@forms
def test_accents_piled_by_the_thousand_are_said_at_once_and_come_back(
    world: World, form: Callable[[World], Place]
) -> None:
    """To put them in order takes the square of their number: one such form would hold every reader up."""
    browser, button, field, typed = form(world)
    before = len(world.rows(Pending))
    page = browser.send(button, **{**typed, field: PILED})
    assert page.status == 422
    assert "empile" in page.error(field)
    (back,) = [e for e in page.root.iter() if e.get("name") == field]
    assert (back.text if back.tag == "textarea" else back.get("value")) == PILED
    assert len(world.rows(Pending)) == before
