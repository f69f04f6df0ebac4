"""An argument's own page: rebutted once, on the opposite side, counted in nothing, never deeper than two."""

from typing import Any

import pytest
from sqlmodel import SQLModel

from forum.collectives.models import Pending
from forum.core.viewer import Viewer
from forum.deliberation.argument_queries import FIRST, SHOWN, debates
from forum.deliberation.models import Argument
from forum.texts.models import Amendment, Document, Evidence
from tests.browser_lite import Page, words
from tests.challenges.world import argument, challenge, hide, mechanism, publish
from tests.leaving.sample import erase
from tests.texts.amending import FIRST as FIELD
from tests.texts.amending import amend
from tests.world import World

HERE = "/c/lorne/arguments"
BODY = "Le délai avant la première visite, lui, ne se réchauffe pas."


@pytest.fixture
def ref(world: World) -> str:
    return challenge(world, mechanism(world))


def rebut(world: World, who: Viewer, said: str, body: str = BODY, **typed: str) -> Page:
    browser = world.browser(who)
    browser.get(f"{HERE}/{said}")
    return browser.send("Envoyer la réfutation", body=body, **typed)


def rebuttal(world: World, about: str, said: str, body: str = BODY, **rest: Any) -> str:
    payload = {"about": about, "question": "help", "side": "for", "body": body, "answers": said}
    return publish(world, "argument", payload, **rest)


def test_a_rebuttal_waits_then_stands_under_what_it_answers_and_is_in_no_total(
    world: World, ref: str
) -> None:
    said = argument(world, ref)
    page = rebut(world, world.alice, said, source_label="Suivi interne", source_url="https://exemple.fr/s")
    assert "sera publiée au prochain créneau" in page.words
    assert BODY not in world.browser().get(f"{HERE}/{said}").words
    assert world.slot() == 1
    one = world.rows(Argument, Argument.answers == said)[0]
    assert (one.side, one.question, one.thread) == ("for", "help", ref)
    page = world.browser().get(f"/c/lorne/contestations/{ref}")
    debate = words(page.one("section", id="q-help"))
    assert "0 pour, 1 contre" in debate
    assert "1 pour" not in debate  # nor for the college of whoever rebuts
    assert debate.index("Dix-neuf mères") < debate.index("1 réfutation") < debate.index(BODY)
    assert page.link("Suivi interne") == "https://exemple.fr/s"
    assert "arguments : 0 pour, 1 contre" in world.browser().get("/c/lorne/contestations").words
    own = world.browser().get(f"{HERE}/{said}")
    assert (own.title, BODY in own.words, "1 réfutation" in own.words) == ("Un argument", True, True)
    assert "Qui cela aide-t-il concrètement ?" in own.words
    carnet = world.browser(world.alice)
    carnet.get("/carnet")
    assert carnet.follow("Le délai avant la première").title == "Une réfutation"


def test_nothing_answers_a_rebuttal(world: World, ref: str) -> None:
    under = rebuttal(world, ref, said := argument(world, ref))
    page = world.browser(world.bob).get(f"{HERE}/{under}")
    assert page.title == "Une réfutation"
    assert page.link("Lire cet argument") == f"{HERE}/{said}"
    assert "la discussion s’arrête là" in page.words
    assert not page.all("form", id="rebut")
    assert world.act(world.bob, f"{HERE}/{under}/refutations", body=BODY) == 409
    assert world.rows(Pending) == []


def test_what_is_hidden_or_withdrawn_takes_no_rebuttal(world: World, ref: str) -> None:
    said, other = argument(world, ref), argument(world, ref)
    rebut(world, world.alice, said)
    hide(world, said)
    assert world.act(world.bob, f"{HERE}/{said}/refutations", body=BODY) == 410
    assert world.browser().get(f"{HERE}/{said}").status == 410
    assert world.slot() == 0  # what waited goes back to its author, who reads why
    assert "La modération a masqué cet argument" in world.rows(Pending)[0].message
    hide(world, ref)
    assert world.act(world.bob, f"{HERE}/{other}/refutations", body=BODY) == 410
    assert world.browser(world.maud).get(f"{HERE}/{other}").status == 200
    assert not world.browser(world.maud).get(f"{HERE}/{other}").all("form", id="rebut")
    assert world.rows(Argument, Argument.answers != "") == []


def test_a_rebuttal_whose_argument_is_hidden_is_read_alone(world: World, ref: str) -> None:
    under = rebuttal(world, ref, said := argument(world, ref))
    hide(world, said)
    page = world.browser().get(f"{HERE}/{under}")
    assert "a masqué l’argument auquel cette réfutation répondait" in page.words
    assert "Dix-neuf mères" not in page.text
    assert BODY not in world.browser().get(f"/c/lorne/contestations/{ref}").words


def test_an_argument_about_a_change_is_rebutted_in_the_same_way(world: World, ref: str) -> None:
    amend(world.browser(world.alice), ref, {FIELD: "Il compte autrement."})
    world.slot()
    change = world.rows(Amendment)[0].ref
    payload = {
        "about": ref,
        "question": "amendment",
        "side": "for",
        "body": "C’est plus juste.",
        "proposal": change,
    }
    said = publish(world, "argument", payload)
    page = world.browser(world.bob).get(f"{HERE}/{said}")
    assert page.link("←") == f"/c/lorne/textes/{ref}/amendements/{change}"
    rebut(world, world.bob, said)
    assert world.slot() == 1
    one = world.rows(Argument, Argument.answers == said)[0]
    assert (one.thread, one.side) == (change, "against")
    page = world.browser().get(f"/c/lorne/textes/{ref}/amendements/{change}")
    assert BODY in page.words
    assert "1 pour, 0 contre" in page.words


def test_only_the_first_stand_in_the_debate_and_all_on_the_page(world: World, ref: str) -> None:
    said = argument(world, ref)
    for n in range(SHOWN + 1):
        rebuttal(world, ref, said, f"Réponse numéro {n}.")
    with world.house.db.read() as tx:
        one = debates(tx, ref, ["help"])["help"].said["against"][0]
    assert (one.rebutted, len(one.rebuttals)) == (SHOWN + 1, FIRST)
    browser = world.browser()
    assert len(browser.get(f"{HERE}/{said}").all("article")) == SHOWN + 1
    assert len(browser.follow("Lire toutes les réfutations").all("article")) == SHOWN + 2


@pytest.mark.parametrize(
    ("body", "said"),
    [("x" * 100_000, "2000 signes"), ("abc\u202edef", "signes invisibles"), ("", "nécessaire")],
)
def test_a_refused_rebuttal_comes_back(world: World, ref: str, body: str, said: str) -> None:
    page = rebut(world, world.alice, argument(world, ref), body)
    assert page.status == 422
    assert said in page.error("body")
    assert (page.one("textarea", name="body").text or "") == body
    assert world.rows(Pending) == []


def test_arabic_and_combining_signs_are_kept(world: World, ref: str) -> None:
    body = "قالت الأم: لا أحد. " + "e" + "\u0301" * 40
    rebut(world, world.alice, argument(world, ref), body)
    world.slot()
    assert world.rows(Document, Document.title.startswith("قالت"))


def test_the_same_words_twice_are_one_rebuttal_and_one_writes_first(world: World, ref: str) -> None:
    said = argument(world, ref)
    rebut(world, world.alice, said)
    rebut(world, world.alice, said)
    assert len(world.rows(Pending)) == 1
    page = world.browser().post(f"{HERE}/{said}/refutations", {"body": BODY})
    assert (page.status, BODY in page.text) == (401, True)


def test_what_was_rebutted_leaves_a_place_that_goes_with_its_last_rebuttal(world: World, ref: str) -> None:
    browser = world.browser(world.bob)
    browser.get(f"/c/lorne/contestations/{ref}")
    world.act(
        world.bob, f"/c/lorne/contestations/{ref}/arguments", question="help", side="against", body="Non."
    )
    world.slot()
    said = world.rows(Document, Document.kind == "argument")[0].ref
    rebut(world, world.alice, said)
    world.slot()
    under = world.rows(Argument, Argument.answers == said)[0]
    erase(world, world.bob, "text", said)
    world.slot()
    page = world.browser(world.charlie).get(f"{HERE}/{said}")
    assert "Retiré par son auteur·e" in page.words
    assert BODY in page.words
    assert "il n’y a plus rien à réfuter" in page.words
    last = world.rows(Document, Document.id == under.text_id)[0].ref
    erase(world, world.alice, "text", last)
    world.slot()
    assert world.rows(Argument) == world.rows(Evidence) == []
    assert world.browser().get(f"{HERE}/{said}").status == 404


def test_a_rebuttal_is_bound_to_nothing_but_its_thread(world: World, ref: str) -> None:
    """Of two threads, one person: no value of one is in the other; in one thread, one voice."""
    elsewhere = challenge(world, mechanism(world, "Un autre"), "Une autre")
    here, there = argument(world, ref), argument(world, elsewhere)
    rebut(world, world.alice, here)
    rebut(world, world.alice, there, "Autre chose.")
    world.act(
        world.alice, f"/c/lorne/contestations/{ref}/arguments", question="help", side="for", body="Et ceci."
    )
    world.slot()
    mine = {
        thread: world.rows(Document, Document.nul == world.alice.nul("voice", thread))
        for thread in (ref, elsewhere)
    }
    assert [len(found) for found in mine.values()] == [2, 1]
    values = [
        {getattr(d, c) for d in found for c in ("nul", "box", "voice", "thread")} for found in mine.values()
    ]
    assert values[0] & values[1] == set()
    columns = {c.name for c in SQLModel.metadata.tables["argument"].columns}
    assert columns == {"text_id", "thread", "question", "side", "answers"}


def test_strangers_know_nothing_of_a_circle(world: World) -> None:
    secret = world.other_collective("secret", reading="members")
    about = challenge(world, mechanism(world, collective=secret), collective=secret)
    said = argument(world, about, collective=secret)
    for who in (None, world.charlie, world.olga):
        assert world.browser(who).get(f"/c/secret/arguments/{said}").status == 404
        assert world.browser(who).get(f"{HERE}/{said}").status == 404
    assert world.browser().get(f"{HERE}/{about}").status == 404
