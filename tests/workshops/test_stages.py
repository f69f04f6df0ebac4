"""The stages of a grievance with somebody who speaks: a question a page, each kept at once, nothing of who typed."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.collectives.models import Pending
from forum.collectives.publication.jobs import publish_slot
from forum.core.viewer import Viewer
from forum.grievances.stages.rules import STAGES
from forum.http.sessions import LIFETIME
from forum.identity.staff import actions as staff
from forum.identity.staff.models import StaffLog
from forum.texts.models import Document, Evidence, Version
from forum.texts.spoken.models import Spoken
from forum.workshops.stages.rules import Sitting, Typed, short, sitting
from tests.browser_lite import Browser, Page, words
from tests.workshops.room import SAID, URL, Room
from tests.world import World

FIRST = "Compléter avec la personne"


def begun(room: Room, *statements: dict[str, str]) -> Browser:
    """Fatou has typed what was said, and goes on with the questions."""
    browser = room.typing()
    typed = {name: value for one in statements or (room.said(0, 0),) for name, value in one.items()}
    assert browser.send("Envoyer, puis compléter", **typed).status == 200
    return browser


def keep(browser: Browser, yes: str = "1", **typed: str) -> Page:
    return browser.send("Garder", yes=yes, **typed)


def go(browser: Browser, label: str) -> Page:
    """One of the page's buttons that only lead elsewhere."""
    return browser.send(label)


def waiting(world: World) -> dict[str, Any]:
    (row,) = world.rows(Pending)
    return dict(json.loads(row.payload))


def test_each_answer_is_kept_at_once_and_is_public_with_the_statement(world: World) -> None:
    room = Room(world)
    browser = begun(room)
    assert browser.page.title == FIRST
    assert SAID["grievance"] in browser.page.words
    page = keep(browser, concerned="des mères seules")
    assert "C’est gardé" in page.words and "À quelle fréquence" in page.words
    assert waiting(world)["fields"]["concerned"] == "des mères seules"
    keep(browser, often="Chaque semaine")
    keep(browser, service="une PMI")
    figure = {"source_label": "Rapport de la Drees", "source_kind": "text", "source_dated": "2025"}
    page = keep(browser, **figure)
    assert room.mark(0) in page.words and room.code(0) not in page.text
    for said in ("des mères seules", "Chaque semaine", "une PMI", "Rapport de la Drees", "depuis mars"):
        assert said in page.words, said
    world.slot()
    (document,), (version,) = world.rows(Document), world.rows(Version)
    assert version.number == 1, "all of it was said before it was public"
    assert version.fields["service"] == "une PMI"
    assert [e.label for e in world.rows(Evidence)] == ["Rapport de la Drees"]
    assert "Recueillie en atelier" in world.browser().get(f"/c/lorne/doleances/{document.ref}").words
    assert [s.consent for s in world.rows(Spoken)] == ["aloud"]


def test_one_goes_back_and_forth_and_skips(world: World) -> None:
    browser = begun(Room(world))
    page = go(browser, "Passer cette question")
    assert "À quelle fréquence cela arrive-t-il" in page.words
    page = go(browser, "Avec quelles sources")
    assert page.one("input", name="source_label") is not None
    page = go(browser, "Qui cela touche")
    keep(browser, concerned="des bébés de moins de trois mois")
    page = go(browser, "Qui cela touche")
    assert page.one("textarea", name="concerned").text == "des bébés de moins de trois mois"
    assert page.words.count("répondu") == 1
    keep(browser, concerned="")
    assert waiting(world)["fields"]["concerned"] == ""
    page = go(browser, "C’est assez, terminer")
    assert page.words.count("pas de réponse") == 4


def test_nothing_is_kept_without_a_clear_yes(world: World) -> None:
    browser = begun(Room(world))
    page = keep(browser, yes="", concerned="des mères seules")
    assert page.status == 422
    assert "oui clair" in page.error("yes")
    assert page.one("textarea", name="concerned").text == "des mères seules"
    assert "concerned" not in waiting(world)["fields"] or not waiting(world)["fields"]["concerned"]


def test_to_say_nothing_takes_no_yes_and_is_no_act(world: World) -> None:
    browser = begun(Room(world))
    before, logged = waiting(world), len(world.rows(StaffLog))
    for _stage in STAGES:
        page = browser.send("Garder")
        assert (page.status, "C’est gardé" in page.words) == (200, False)
    assert page.title == "Relire, et donner la carte"
    assert (waiting(world), len(world.rows(StaffLog))) == (before, logged)


@pytest.mark.parametrize(
    ("at", "typed", "field"),
    [
        ("", {"concerned": "deux familles"}, "concerned"),
        ("", {"concerned": "x" * 301}, "concerned"),
        ("Dans quel service", {"service": "x" * 161}, "service"),
        ("Avec quelles sources", {"source_label": "40 %", "source_kind": "figure"}, "source_publisher"),
        ("Avec quelles sources", {"source_label": "Rapport", "source_url": "javascript:1"}, "source_url"),
    ],
)
def test_what_is_refused_comes_back_where_it_was_typed(
    world: World, at: str, typed: dict[str, str], field: str
) -> None:
    browser = begun(Room(world))
    before = waiting(world)
    if at:
        go(browser, at)
    page = keep(browser, **typed)
    assert page.status == 422
    assert page.error(field)
    assert all(said in page.text for said in typed.values())
    assert waiting(world) == before


def test_the_guard_looks_at_an_answer_and_a_moderator_reads_what_is_kept(world: World) -> None:
    browser = begun(Room(world))
    typed = "la petite Zénaïde et sa mère"
    page = keep(browser, concerned=typed)
    assert page.status == 422 and "Un voisin pourrait-il" in page.words
    assert "quelqu’un de la modération" in page.words
    browser.send("Garder tel quel, et faire relire", concerned=typed, yes="1")
    (row,) = world.rows(Pending)
    assert (row.state, json.loads(row.payload)["fields"]["concerned"]) == ("held", typed)


def at_the_slot(world: World) -> None:
    """Before a session is over, which `world.slot()` outlasts."""
    world.clock.forward(world.rows(Pending)[0].slot - world.clock().epoch)
    assert publish_slot(world.house) == 1


def test_what_became_public_meanwhile_is_completed_at_the_next_slot_in_the_card_s_name(world: World) -> None:
    """Slots may be short, and questions long: the answer is then a change by the same author."""
    room = Room(world)
    seal = sealed(begun(room).page)
    at_the_slot(world)
    typed = {"sitting": seal, "n": "0", "yes": "1", "concerned": "des mères seules"}
    assert post(world, room.fatou, "qui/reponse", **typed) == 200
    assert world.rows(Version)[0].fields["concerned"] == ""
    world.slot()
    (document,) = world.rows(Document)
    last = world.rows(Version, Version.number == 2)[0]
    assert (last.fields["concerned"], last.voice) == ("des mères seules", document.voice)
    assert room.holding(0).page.words.count(SAID["grievance"]) >= 1, "it is still the card's"


def test_several_statements_are_completed_one_after_the_other(world: World) -> None:
    room = Room(world)
    second = room.said(2, 2, body="Le guichet ferme à midi.")
    browser = begun(room, room.said(0, 0), room.said(1, 1, "rule"), second)
    keep(browser, concerned="des mères seules")
    page = go(browser, "C’est assez, terminer")
    assert SAID["rule"] not in page.text, "only what was named has these questions"
    go(browser, "Le guichet ferme à midi.")
    keep(browser, concerned="des retraités")
    told = {json.loads(row.payload)["fields"].get("concerned", "") for row in world.rows(Pending)}
    assert told == {"des mères seules", "des retraités", ""}


def test_what_was_taken_waits_for_what_was_refused(world: World) -> None:
    room = Room(world)
    browser = room.typing()
    page = browser.send("Envoyer, puis compléter", **room.said(0, 0), **room.said(1, 1, consent=""))
    assert page.status == 422
    page = browser.send("Envoyer, puis compléter", **{"consent-0": "hand"})
    assert page.title == FIRST
    assert len(world.rows(Pending)) == 2
    page = go(browser, "C’est assez, terminer")
    assert "Les autres paroles de tout à l’heure" in page.words


def test_only_what_was_named_leads_to_the_questions(world: World) -> None:
    room = Room(world)
    browser = room.typing()
    page = browser.send("Envoyer, puis compléter", **room.said(0, 0, "rule"))
    assert page.url == room.url and "1 parole prise" in page.words


def test_outside_any_workshop_too(world: World) -> None:
    room = Room(world)
    browser = world.browser(room.fatou)
    browser.get(f"{URL}/parole")
    browser.send("Envoyer, puis compléter", territory="nord", **room.said(0, 0))
    keep(browser, concerned="des mères seules")
    page = go(browser, "C’est assez, terminer")
    assert page.link("Noter une autre parole") == f"{URL}/parole"
    assert {row.action for row in world.rows(StaffLog)} == {"statement.gathered"}


def sealed(page: Page) -> str:
    form = page.one("form", id="completer")
    return next(e.get("value", "") for e in form.iter("input") if e.get("name") == "sitting")


def test_no_address_nor_row_says_who_typed_or_which_card(world: World) -> None:
    room = Room(world)
    browser = begun(room)
    seen = [browser.page]
    seen.append(keep(browser, concerned="des mères seules"))
    seen.append(go(browser, "C’est assez, terminer"))
    ref = waiting(world)["ref"]
    for page in seen:
        assert ref not in page.url and ref not in page.text
        assert not re.search(r"[A-Za-z0-9_-]{60,}", page.url)
    assert len({sealed(page) for page in seen[:2]}) == 2, "each page has its own seal"
    kept = [row.model_dump() for row in world.rows(StaffLog)]
    assert {(row["action"], row["subject"]) for row in kept} == {("workshop.gathered", room.workshop.ref)}
    assert "mères" not in json.dumps(kept, default=str) and room.mark(0) not in json.dumps(kept, default=str)
    (row,) = world.rows(Pending)
    card = room.holding(0).page
    assert SAID["grievance"] in card.words
    assert str(room.fatou.staff_id) not in row.payload and "Fatou" not in row.payload


def other_facilitator(world: World) -> Viewer:
    with world.house.db.write() as tx:
        made = staff.create(tx, world.clock(), "gaston@example.org", "Gaston")
        staff.give_role(tx, made, world.collective.id, "facilitator")
        return Viewer(staff_id=made.id, staff_name="Gaston")


def post(world: World, viewer: Viewer, key: str, **typed: str) -> int:
    """As a forged form would, in a session of one's own."""
    return world.act(viewer, f"{URL}/etapes/{key}", **typed)


def test_what_one_account_typed_no_other_completes(world: World) -> None:
    room = Room(world)
    seal = sealed(begun(room).page)
    before = waiting(world)
    for viewer in (other_facilitator(world), world.olga, world.maud, world.alice):
        for key in ("qui", "qui/reponse"):
            assert post(world, viewer, key, sitting=seal, n="0", yes="1", concerned="x") >= 400, viewer
    assert waiting(world) == before


@pytest.mark.parametrize(
    "wrong", [{"sitting": "x"}, {"sitting": ""}, {"n": "9"}, {"n": "-1"}, {"n": "é"}, {"n": "00001"}]
)
def test_a_forged_form_is_refused(world: World, wrong: dict[str, str]) -> None:
    room = Room(world)
    seal = sealed(begun(room).page)
    before, right = waiting(world), {"sitting": seal, "n": "0", "yes": "1", "concerned": "x"}
    for key in ("qui", "qui/reponse", "fin"):
        assert 400 <= post(world, room.fatou, key, **(right | wrong)) < 500
    for key in ("ailleurs", "ailleurs/reponse", "fin/reponse"):
        assert post(world, room.fatou, key, **right) == 404
    other = world.alias(room.fatou, before["ref"], "x")
    assert post(world, room.fatou, "qui/reponse", **(right | {"sitting": other})) == 404
    assert waiting(world) == before
    assert post(world, room.fatou, "qui/reponse", **right) == 200


def test_it_ends_with_a_session(world: World) -> None:
    room = Room(world)
    browser = begun(room)
    seal = sealed(browser.page)
    world.clock.forward(LIFETIME + 1)
    assert post(world, room.fatou, "qui/reponse", sitting=seal, n="0", yes="1", concerned="x") == 410


@pytest.mark.parametrize("button", ["Retirer", "Mettre dans mon carnet"])
@pytest.mark.parametrize("public", [False, True])
def test_what_its_speaker_took_back_is_completed_by_nobody_else(
    world: World, button: str, public: bool
) -> None:
    room = Room(world)
    right = {"sitting": sealed(begun(room).page), "n": "0", "yes": "1", "concerned": "des mères seules"}
    if public:
        at_the_slot(world)
    assert post(world, room.fatou, "service", **right) == 200
    room.holding(0, world.bob).send(button)
    for key in ("service", "qui/reponse"):
        assert post(world, room.fatou, key, **right) == 409
    assert not [row for row in world.rows(Pending) if "mères" in row.payload]


def test_a_session_that_ends_between_two_questions_costs_no_answer(world: World) -> None:
    room = Room(world)
    browser = begun(room)
    browser.client.cookies.clear()
    page = keep(browser, concerned="des mères seules")
    assert page.status == 401
    assert "Votre texte est gardé" in page.words and "des mères seules" in page.words


def test_a_statement_is_the_same_by_the_stages_and_on_one_page(world: World) -> None:
    """The same fields, so the same text: only the way of asking differs."""
    room = Room(world)
    told = {"concerned": "des mères seules", "often": "Chaque semaine", "service": "une PMI"}
    room.send(room.said(0, 0, **told))
    browser = begun(room, room.said(0, 1, body="Le guichet ferme à midi."))
    for name, said in told.items():
        keep(browser, **{name: said})
    one, other = (json.loads(row.payload)["fields"] for row in world.rows(Pending))
    apart = {"body", "title"}
    assert {k: v for k, v in one.items() if k not in apart and v} == {
        k: v for k, v in other.items() if k not in apart and v
    }


WORDS = st.text(max_size=60)


@given(st.text(max_size=12), st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=5))
def test_a_sitting_comes_back_as_it_was(workshop: str, typed: list[tuple[str, str, str]]) -> None:
    held = Sitting(workshop, tuple(Typed(*one) for one in typed))
    assert sitting(held.parts()) == held
    again = held.and_then(held.typed)
    assert {one.ref for one in again.typed} == {one.ref for one in held.typed}
    assert again.and_then(held.typed) == again


@given(st.lists(st.text(max_size=8), max_size=6).filter(lambda parts: parts[:1] != ["sitting"]))
def test_an_alias_of_something_else_is_no_sitting(parts: list[str]) -> None:
    assert sitting(parts) is None


@given(st.text(max_size=300))
def test_the_first_words_are_few(said: str) -> None:
    assert len(short(said)) <= 40


def test_the_stages_are_those_of_who_writes(world: World) -> None:
    nav = begun(Room(world)).page.one("nav", **{"aria-label": "Les quatre questions"})
    assert [words(item) for item in nav.iter("li")] == [stage.label for stage in STAGES]
