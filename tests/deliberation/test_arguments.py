"""Arguments for and against, under the three questions of a challenge."""

import pytest

from forum.collectives.models import Pending
from forum.deliberation.argument_queries import SHOWN, debates
from forum.deliberation.models import Argument
from forum.texts.models import Document, Evidence
from tests.challenges.world import argument, challenge, hide, mechanism
from tests.world import World

URL = "/c/lorne/contestations"
BODY = "Un thermomètre qu’on réchauffe avec la main ne mesure plus la fièvre."


@pytest.fixture
def ref(world: World) -> str:
    return challenge(world, mechanism(world))


def argue(world: World, who: object, ref: str, question: str = "usefulness", **typed: str) -> object:
    """Answer one question by the form that stands under it."""
    browser = world.browser(who)  # type: ignore[arg-type]
    page = browser.get(f"{URL}/{ref}")
    form = page.one("form", id=f"argue-{question}")
    others = [f for f in page.all("form") if f is not form]
    parents = {child: parent for parent in page.root.iter() for child in parent}
    for other in others:
        parents[other].remove(other)
    return browser.send("Envoyer l’argument", **{"side": "against", "body": BODY, **typed})


def test_arguments_wait_then_stand_under_their_question(world: World, ref: str) -> None:
    argue(world, world.alice, ref, source_label="Tableaux de mars", source_url="https://exemple.fr/t")
    argue(world, world.bob, ref, "help", side="for", body="Cela m’a aidé une fois.")
    assert BODY not in world.browser().get(f"{URL}/{ref}").words
    assert world.slot() == 2
    page = world.browser().get(f"{URL}/{ref}")
    first = " ".join("".join(page.one("section", id="q-usefulness").itertext()).split())
    assert BODY in first
    assert "0 pour, 1 contre" in first
    assert "Cela m’a aidé" not in first
    assert "Cela m’a aidé" in "".join(page.one("section", id="q-help").itertext())
    assert page.link("Tableaux de mars") == "https://exemple.fr/t"
    assert "arguments : 1 pour, 1 contre" in world.browser().get(URL).words
    assert sorted((a.question, a.side) for a in world.rows(Argument)) == [
        ("help", "for"),
        ("usefulness", "against"),
    ]
    own = world.browser(world.alice)
    own.get("/carnet")
    assert own.follow("Un thermomètre").status == 200


def test_the_same_words_twice_are_one_argument(world: World, ref: str) -> None:
    for _ in range(2):
        argue(world, world.alice, ref)
    assert len(world.rows(Pending)) == 1
    world.slot()
    argue(world, world.alice, ref)
    world.slot()
    assert len(world.rows(Argument)) == 1


def test_a_refused_argument_comes_back_in_its_own_form(world: World, ref: str) -> None:
    browser = world.browser(world.bob)
    browser.get(f"{URL}/{ref}")
    mark = browser.page.all("input", name="_csrf")[0].get("value", "")
    sent = {"question": "help", "body": "x" * 2001, "source_url": "ftp://x", "_csrf": mark}
    page = browser.post(f"{URL}/{ref}/arguments", sent, origin="http://testserver")
    assert page.status == 422
    assert "trop long : 2000 signes" in page.error("body")
    assert "adresse complète" in page.error("source_url")
    filled = [t for t in page.all("textarea", name="body") if (t.text or "").strip()]
    assert len(filled) == 1
    assert filled[0] in list(page.one("form", id="argue-help").iter("textarea"))
    ids = [e.get("id") for e in page.root.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    assert {a.get("href") for a in page.one("div", id="errors").iter("a")} <= {f"#{i}" for i in ids}
    assert world.rows(Pending) == []


def test_a_forged_question_or_side_is_refused(world: World, ref: str) -> None:
    browser = world.browser(world.bob)
    browser.get(f"{URL}/{ref}")
    mark = browser.page.all("input", name="_csrf")[0].get("value", "")
    for wrong in ({"question": "autre"}, {"side": "peut-être"}, {"body": ""}):
        sent = {"question": "help", "side": "for", "body": BODY, "_csrf": mark, **wrong}
        assert browser.post(f"{URL}/{ref}/arguments", sent, origin="http://testserver").status == 422
    assert world.rows(Pending) == []


def test_the_guard_refuses_and_keeps_the_text(world: World, ref: str) -> None:
    page = argue(world, world.alice, ref, body="Son téléphone : 06 12 34 56 78.")
    assert page.status == 422  # type: ignore[attr-defined]
    assert "06 12 34 56 78" in page.text  # type: ignore[attr-defined]
    assert page.all("button", name="relaxed")  # type: ignore[attr-defined]
    assert world.rows(Pending) == []


def test_one_writes_first(world: World, ref: str) -> None:
    sent = {"question": "help", "side": "for", "body": BODY}
    page = world.browser().post(f"{URL}/{ref}/arguments", sent)
    assert page.status == 401
    assert BODY in page.text


def test_a_hidden_argument_is_neither_shown_nor_counted(world: World, ref: str) -> None:
    argument(world, ref)
    gone = argument(world, ref)
    hide(world, gone)
    page = world.browser().get(f"{URL}/{ref}")
    assert "0 pour, 1 contre" in page.words
    assert not page.all("article", id=f"t-{gone}")
    assert "0 pour, 1 contre" in world.browser().get(URL).words


def test_counts_are_by_side_and_college_and_go_beyond_what_is_shown(world: World, ref: str) -> None:
    for n in range(SHOWN + 2):
        argument(world, ref, college="professional" if n % 2 else "concerned")
    argument(world, ref, "for", college="open")
    with world.house.db.read() as tx:
        debate = debates(tx, ref, ["help", "usefulness"])["help"]
        whole = debates(tx, ref, ["help", "usefulness"], "help")["help"]
    assert debate.counts == {"for": {"open": 1}, "against": {"concerned": 11, "professional": 11}}
    assert (len(debate.said["against"]), debate.more, debate.total("against")) == (SHOWN, 2, SHOWN + 2)
    assert (len(whole.said["against"]), whole.more) == (SHOWN + 2, 0)
    browser = world.browser()
    browser.get(f"{URL}/{ref}")
    assert len(browser.follow("Lire aussi 2 arguments").all("article")) == SHOWN + 3
    assert "carnet ouvert" in browser.page.words


def test_an_argument_whose_challenge_was_hidden_goes_back_to_its_author(world: World, ref: str) -> None:
    argue(world, world.alice, ref)
    hide(world, ref)
    assert world.slot() == 0
    assert [row.state for row in world.rows(Pending)] == ["failed"]
    assert world.rows(Document, Document.kind == "argument") == world.rows(Evidence) == []


def test_the_team_speaks_at_once(world: World, ref: str) -> None:
    argue(world, world.olga, ref, body="Réponse de l’équipe.")
    page = world.browser().get(f"{URL}/{ref}")
    assert "Réponse de l’équipe." in page.words
    assert "L’équipe du collectif" in page.words
