"""A conversation from its opening to its map: members answer phrase by phrase; those who may not are told why."""

import zlib

import pytest

from forum.collectives.models import Pending
from forum.core.clock import at
from forum.core.models import Event
from forum.opinion_map.conversations.models import Conversation, ConversationPaper, ConversationPhrase
from tests import rows
from tests.browser_lite import words
from tests.counting import statements
from tests.opinion_map.talks.asking import (
    PHRASES,
    URL,
    admitted,
    asked,
    drawn,
    ended,
    opening,
    papers,
    refs,
    say,
)
from tests.workshops.room import Room
from tests.world import World


def test_an_organiser_opens_one_from_words_and_texts(world: World) -> None:
    with world.house.db.write() as tx:
        office = rows.institution(tx, world.collective)
        demand = rows.demand(tx, world.collective, office, "Un lieu ouvert le soir").ref
    one = asked(world, demands=[demand])
    found = world.rows(ConversationPhrase)
    assert {row.body for row in found} == {*PHRASES, ""}
    assert sorted(row.position for row in found) == [1, 2, 3, 4, 5]
    assert (one.k, one.keep_days, str(one.closes)) == (world.collective.k, 30, "2026-03-20")
    assert "conversation.opened" in {event.kind for event in world.rows(Event)}
    page = world.browser().get(URL)
    assert page.link("Accueillir le soir") == f"{URL}/{one.ref}"


def test_one_phrase_at_a_time_and_each_is_asked_once(world: World) -> None:
    one = asked(world)
    browser = world.browser(world.bob)
    page = browser.get(f"{URL}/{one.ref}")
    page = browser.get(page.link("Donner mon avis"))
    assert page.words.index("vos réponses se tiennent ensemble") < page.words.index("Phrase 1 sur 4")
    assert "effacées 30 jours après la fin (le 19 avril 2026)" in page.words
    seen = []
    for label in ("D’accord", "Pas d’accord", "Je passe", "D’accord"):
        quote = words(page.one("blockquote"))
        assert browser.get(f"{URL}/{one.ref}/repondre").words == page.words, (
            "a page asked again asks the same"
        )
        seen.append(quote)
        page = browser.send(label)
        assert page.status == 200
    assert sorted(seen) == sorted(PHRASES)
    assert "vous avez répondu à toutes les phrases" in page.words
    (waiting,) = world.rows(Pending)
    assert waiting.kind == "opinion.paper"
    assert world.slot() == 1
    (paper,) = world.rows(ConversationPaper)
    assert sorted(paper.answers.values()) == [-1, 0, 1, 1]
    page = world.browser(world.bob).get(f"{URL}/{one.ref}")  # six hours later: another session
    assert page.link("Continuer à répondre") == f"{URL}/{one.ref}/repondre"


def test_the_latest_answer_stands_before_the_slot_and_after_it(world: World) -> None:
    one = asked(world)
    first, second, *_others = refs(world, one)
    for ref, answer in ((first, "agree"), (second, "pass"), (first, "disagree")):
        assert say(world, world.bob, one, ref, answer) == 303
    world.slot()
    assert [paper.answers for paper in world.rows(ConversationPaper)] == [{first: -1, second: 0}]
    page = world.browser(world.bob).get(f"{URL}/{one.ref}/repondre")
    again = page.link(PHRASES[0])
    assert again == f"{URL}/{one.ref}/repondre?phrase={first}"
    browser = world.browser(world.bob)
    assert words(browser.get(again).one("blockquote")) == PHRASES[0]
    browser.send("D’accord")
    world.slot()
    assert [paper.answers for paper in world.rows(ConversationPaper)] == [{first: 1, second: 0}]


def test_nobody_is_shown_what_they_answered(world: World) -> None:
    one = asked(world)
    first = refs(world, one)[0]
    pages = []
    for answer in ("agree", "disagree", "pass"):
        say(world, world.bob, one, first, answer)
        page = world.browser(world.bob).get(f"{URL}/{one.ref}/repondre?phrase={first}")
        pages.append([page.words, [e.get("class") for e in page.all("button")]])
    assert pages[0] == pages[1] == pages[2]


def test_after_the_last_day_nobody_answers_and_the_slot_closes(world: World) -> None:
    one = asked(world)
    first, second, *_others = refs(world, one)
    browser = world.browser(world.bob)
    browser.get(f"{URL}/{one.ref}/repondre")
    say(world, world.alice, one, first)
    world.clock.now = at("2026-03-21T00:00:10")
    page = browser.send("D’accord")
    assert (page.status, "Cette carte est terminée" in page.words) == (409, True)
    assert browser.get(f"{URL}/{one.ref}/repondre").status == 409
    assert "au prochain créneau" in browser.get(f"{URL}/{one.ref}").words
    assert world.slot() == 1
    assert [row.state for row in world.rows(Conversation)] == ["closed"]
    assert len(world.rows(ConversationPaper)) == 1
    assert say(world, world.bob, one, second) == 409
    assert "Donner mon avis" not in world.browser().get(f"{URL}/{one.ref}").words


def test_an_organiser_ends_it_early_with_a_reason_and_what_waits_counts(world: World) -> None:
    one = asked(world)
    say(world, world.bob, one, refs(world, one)[0])
    browser = world.browser(world.olga)
    browser.get(f"{URL}/{one.ref}")
    assert "nécessaire" in browser.send("Clore la carte", why="").error("why")
    page = browser.send("Clore la carte", why="La réunion est avancée.")
    assert "La réunion est avancée." in page.words
    assert len(world.rows(ConversationPaper)) == 1
    assert world.rows(Pending) == []
    assert world.act(world.olga, f"{URL}/{one.ref}/fermeture", why="Encore.") == 409
    assert world.act(world.bob, f"{URL}/{one.ref}/fermeture", why="Moi aussi.") == 403


@pytest.mark.parametrize(
    ("phrase", "says", "said"),
    [
        ("inconnue", "agree", "n’est plus, sur cette carte"),
        ("", "agree", "nécessaire"),
        ("first", "", "Choisissez une des réponses proposées"),
        ("first", "1", "Choisissez une des réponses proposées"),
    ],
)
def test_answers_that_cannot_be(world: World, phrase: str, says: str, said: str) -> None:
    one = asked(world)
    browser = world.browser(world.bob)
    mark = browser.get(f"{URL}/{one.ref}/repondre").all("input", name="_csrf")[0].get("value", "")
    ref = refs(world, one)[0] if phrase == "first" else phrase
    typed = {"phrase": ref, "says": says, "_csrf": mark}
    page = browser.post(f"{URL}/{one.ref}/reponses", typed, origin="http://testserver")
    assert (page.status, said in page.words) == (422, True), page.words[:500]
    assert world.rows(Pending) == []


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"phrases": "Une.\nDeux."}, "phrases", "de 3 à 100 phrases"),
        ({"phrases": "Une.\nDeux.\nune."}, "phrases", "La phrase 3 y est déjà"),
        ({"phrases": "Une.\nDeux.\n" + "x" * 281}, "phrases", "Phrase 3 : 280 signes au plus"),
        ({"closes": "2026-03-02"}, "closes", "jour à venir"),
        ({"closes": "2029-03-02"}, "closes", "trop loin"),
        ({"keep_days": "0"}, "keep_days", "au moins 1"),
        ({"keep_days": "366"}, "keep_days", "au plus 365"),
    ],
)
def test_a_refused_opening_keeps_what_was_typed(
    world: World, typed: dict[str, str], field: str, said: str
) -> None:
    page = opening(world, **typed)
    assert page.status == 422
    assert said.replace(" :", "\u202f:") in page.error(field) or said in page.error(field)
    assert "Comment recevoir les familles ?" in page.text.replace("\u202f", " ")
    assert world.rows(Conversation) == []


def test_a_text_from_elsewhere_cannot_be_asked_about(world: World) -> None:
    other = world.other_collective("ailleurs")
    with world.house.db.write() as tx:
        office = rows.institution(tx, other)
        ref = rows.demand(tx, other, office, "Leur demande").ref
    assert world.act(world.olga, URL, title="t", question="q", phrases="a\nb\nc", demands=ref,
                     closes="2026-03-20", keep_days="9") == 422  # fmt: skip
    assert world.rows(Conversation) == []


def test_those_who_may_not_answer_are_told_why(world: World) -> None:
    one = asked(world)
    first = refs(world, one)[0]
    for path in ("", "/repondre"):
        page = world.browser(world.charlie).get(f"{URL}/{one.ref}{path}")
        assert "Votre carnet n’a pas d’attestation ici" in page.words, "said before anything is pressed"
        assert page.link("j’ai déjà une carte : la présenter") == "/carte"
        assert not {words(b) for b in page.all("button")} & {"D’accord", "Pas d’accord", "Je passe"}
        assert "Donner mon avis" not in page.words
        assert (
            "et une attestation que donne le collectif" in world.browser().get(f"{URL}/{one.ref}{path}").words
        )
    assert say(world, world.charlie, one, first) == 403
    browser = world.browser()
    browser.get(f"{URL}/{one.ref}/repondre")
    page = browser.send("D’accord")
    assert (page.status, "carnet" in page.words) == (401, True)
    assert "L’équipe ne répond pas" in world.browser(world.olga).get(f"{URL}/{one.ref}/repondre").words
    assert say(world, world.olga, one, first) == 403
    for who in (None, world.bob, world.maud):
        assert world.browser(who).get(f"{URL}/nouvelle").status in (401, 403)
        assert "Ouvrir une carte" not in world.browser(who).get(URL).words


def test_an_outsider_learns_nothing(world: World) -> None:
    one = asked(world)
    secret = world.other_collective("secret", reading="members")
    with world.house.db.write() as tx:
        tx.add(Conversation(collective_id=secret.id, ref="cachee2345", title="Secrète", question="?", k=5,
                            keep_days=9, opens=one.opens, closes=one.closes))  # fmt: skip
    member = world.carnet("Ines", "concerned", secret)
    paths = ("", "/repondre", "/tableau.csv", "/comments.csv")
    for path in paths:
        assert world.browser(member).get(f"/c/secret/carte/cachee2345{path}").status == 200
        for viewer in (None, world.charlie, world.olga):
            assert world.browser(viewer).get(f"/c/secret/carte/cachee2345{path}").status == 404
        assert world.browser(member).get(f"/c/lorne/carte/cachee2345{path}").status == 404
        assert world.browser(member).get(f"/c/lorne/carte/inconnue23{path}").status == 404


def test_pages_ask_as_little_of_the_database_whoever_has_answered(world: World) -> None:
    one = asked(world, [*PHRASES, *(f"Phrase numéro {n}." for n in range(36))])
    asked_of: dict[str, list[int]] = {"": [], "/repondre": []}
    for count in (1, 40):
        papers(world, one, "concerned", [dict.fromkeys(refs(world, one), 1)] * count)
        for path, found in asked_of.items():
            with statements(world) as seen:
                world.browser(world.bob).get(f"{URL}/{one.ref}{path}")
            found.append(len(seen))
    assert asked_of[""][1] <= asked_of[""][0] <= 8
    assert asked_of["/repondre"][1] <= asked_of["/repondre"][0] <= 8


def test_an_answer_that_waits_makes_no_public_page_anew(world: World) -> None:
    one = asked(world)
    world.browser().get(f"{URL}/{one.ref}")
    say(world, world.bob, one, refs(world, one)[0])
    with statements(world) as seen:
        world.browser().get(f"{URL}/{one.ref}")
    assert seen == []


@pytest.mark.slow  # a drawing in a process of its own
def test_a_map_is_drawn_after_a_slot_and_pages_only_read_it(world: World) -> None:
    one = asked(world)
    first, second, *_others = refs(world, one)
    for college in ("professional", "concerned"):
        papers(world, one, college, [{first: 1, second: -1}] * one.k)
    say(world, world.bob, one, first)
    assert drawn(world, one) is None
    world.slot()
    found = drawn(world, one)
    assert found is not None
    assert (found.turn, found.told["people"]) == (1, {"professional": 10, "concerned": 10, "ally": 0})
    assert sorted(found.weights) == ["ally", "concerned", "professional"]
    assert drawn(world, one) == found, "nothing new, nothing drawn"
    assert world.browser().get(f"{URL}/{one.ref}").status == 200
    ended(world)
    last = drawn(world, one)
    assert last is not None
    assert (last.turn, last.memory, last.kept) == (2, {}, {})


@pytest.mark.slow  # a drawing in a process of its own
@pytest.mark.parametrize("many", ["nobody", "one", "alike", "passes"])
def test_what_makes_no_map_says_so_in_plain_words(world: World, many: str) -> None:
    """An empty matrix, one person, everybody alike, everything passed: drawn all the same, and read."""
    one = asked(world)
    found = refs(world, one)
    said = {"nobody": [], "one": [{found[0]: 1}], "alike": [dict.fromkeys(found, 1)] * one.k}
    said["passes"] = [dict.fromkeys(found, 0)] * one.k
    for college in ("professional", "concerned"):
        papers(world, one, college, said[many])
    ended(world)
    assert drawn(world, one) is not None
    page = world.browser().get(f"{URL}/{one.ref}")
    assert page.status == 200
    words_of = {
        "nobody": "Pas encore assez de réponses de ce collège",
        "one": "Pas encore assez de réponses de ce collège",
        "alike": "Ce qui nous rassemble",
        "passes": "Ce qu’on ne sait pas encore",
    }
    assert words_of[many] in page.words
    for path in ("tableau.csv", "comments.csv"):
        file = world.browser().get(f"{URL}/{one.ref}/{path}")
        assert (file.status, file.headers["content-type"]) == (200, "text/csv; charset=utf-8")


@pytest.mark.slow  # a drawing in a process of its own
def test_a_page_with_forty_phrases_and_its_map_stays_light(world: World) -> None:
    one = asked(
        world, [f"{PHRASES[n % 4]} Il y en a {n} comme celle-ci, et chacune se discute." for n in range(40)]
    )
    found = refs(world, one)
    for college, turn in (("professional", 0), ("concerned", 1)):
        many = [
            {ref: 1 if (n + place + turn) % 3 else -1 for place, ref in enumerate(found)} for n in range(30)
        ]
        papers(world, one, college, many)
    admitted(world, one)
    drawn(world, one)
    page = world.browser().get(f"{URL}/{one.ref}")
    assert "Ce qui nous divise" in page.words
    raw = page.text.encode()
    assert len(zlib.compress(raw, 6)) < 14_000


def test_whoever_answers_before_having_a_carnet_keeps_the_answer(world: World) -> None:
    """The page for a carnet carries it along, and gives nobody a reference to read."""
    one = asked(world)
    newcomer = world.browser()
    newcomer.get(f"{URL}/{one.ref}/repondre")
    page = newcomer.send("D’accord")
    assert page.status == 401, page.words[:300]
    phrase = refs(world, one)
    assert not any(ref in page.words for ref in phrase)
    draft = page.all("input", name="draft")[0].get("value", "")
    assert "says=agree" in draft
    assert "phrase=" in draft


def test_where_a_college_lacks_voices_the_kit_is_offered_to_those_who_may_prepare_a_workshop(
    world: World,
) -> None:
    """And nobody is sent to a door that is shut to them."""
    one = asked(world)
    address = f"{URL}/{one.ref}"
    for who in (world.olga, Room(world).fatou):
        team = world.browser(who)
        team.get(address)
        assert team.follow("Aller vers : préparer un atelier").status == 200
    for visitor in (world.browser(), world.browser(world.alice)):
        page = visitor.get(address)
        assert "L’équipe peut aller vers celles et ceux qui manquent" in page.words
        assert "/ateliers" not in page.text
        assert visitor.follow("Proposez-lui un lieu").status == 200


def test_nobody_is_promised_more_than_pages_keep(world: World) -> None:
    page = world.browser().get(f"{URL}/{asked(world).ref}/repondre")
    assert "Aucune page ne les montre, pas même à vous." in page.words
    assert "Personne ne les voit" not in page.words
