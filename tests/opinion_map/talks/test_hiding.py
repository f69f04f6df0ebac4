"""One phrase hidden alone: pages and files at once, the drawing at the next slot, and back again when it is restored."""

import pytest

from forum.moderation.models import Decision
from forum.opinion_map.conversations.models import Conversation, ConversationPaper, ConversationPhrase
from forum.opinion_map.telling.rules import Told
from tests.browser_lite import Page
from tests.exports.test_open_data import HOME, get
from tests.opinion_map.talks.asking import PHRASES, URL, admitted, asked, drawn, papers, refs, say
from tests.opinion_map.talks.drawings import made_up
from tests.opinion_map.talks.test_proposing import MINE, accepted, proposed
from tests.world import World

MODERATION = "/c/lorne/moderation"


def decided(world: World, ref: str, measure: str) -> Page:
    browser = world.browser(world.maud)
    browser.get(f"{MODERATION}/objets/{ref}")
    said = {"ground": "Article 3 de la charte", "reason": "On reconnaît une maison à cette phrase."}
    return browser.send("Décider", measure=measure, **said)


def test_a_hidden_phrase_is_shown_nowhere_at_once_and_comes_back(world: World) -> None:
    one = asked(world)
    first = refs(world, one)[0]
    say(world, world.bob, one, first)
    world.slot()
    assert decided(world, first, "hide").status == 200
    for path in ("", "/repondre", f"/repondre?phrase={first}", "/tableau.csv", "/comments.csv"):
        for who in (None, world.alice, world.bob):
            assert PHRASES[0] not in world.browser(who).get(f"{URL}/{one.ref}{path}").text, path
    assert "Phrase 1 sur 3" in world.browser(world.alice).get(f"{URL}/{one.ref}/repondre").words
    assert PHRASES[0] not in world.browser(world.alice).get("/quart-d-heure").words
    assert say(world, world.alice, one, first) == 422
    assert [paper.answers for paper in world.rows(ConversationPaper)] == [{first: 1}], "kept, not counted"
    journal = world.browser().get(f"{MODERATION}/journal").words
    assert "Phrase d’une carte des alliances" in journal
    assert "On reconnaît une maison à cette phrase." in journal
    assert PHRASES[0] not in journal
    assert PHRASES[0] in world.browser(world.maud).get(f"{MODERATION}/objets/{first}").words
    assert decided(world, first, "restore").status == 200
    assert PHRASES[0] in world.browser().get(f"{URL}/{one.ref}/tableau.csv").text
    assert "Phrase 1 sur 4" in world.browser(world.alice).get(f"{URL}/{one.ref}/repondre").words
    assert sorted(row.measure for row in world.rows(Decision)) == ["hide", "restore"]


def test_open_data_name_it_no_more(world: World) -> None:
    one = asked(world)
    before = [phrase["text"] for phrase in get(world, f"{HOME}/cartes")["items"][0]["phrases"]]
    assert PHRASES[0] in before
    decided(world, refs(world, one)[0], "hide")
    after = [phrase["text"] for phrase in get(world, f"{HOME}/cartes")["items"][0]["phrases"]]
    assert sorted(after) == sorted(PHRASES[1:])


def test_a_phrase_is_reported_and_decided_on_from_the_map(world: World) -> None:
    one = asked(world)
    page = world.browser(world.bob).get(f"{URL}/{one.ref}/repondre")
    report = world.browser(world.bob).get(page.link("Signaler"))
    assert report.status == 200
    case = world.browser(world.maud).get(f"{MODERATION}/objets/{one.ref}")
    links = [a.get("href", "") for a in case.all("a")]
    assert {f"{MODERATION}/objets/{ref}" for ref in refs(world, one)} <= set(links)
    decided(world, refs(world, one)[0], "hide")
    queue = world.browser(world.maud).get(MODERATION)
    assert f"{MODERATION}/objets/{refs(world, one)[0]}" in [a.get("href", "") for a in queue.all("a")]
    hidden = world.browser(world.bob).get(f"{MODERATION}/signalements/nouveau?objet={refs(world, one)[0]}")
    assert hidden.status == 404


def test_an_outsider_hides_nothing(world: World) -> None:
    one = asked(world)
    first = refs(world, one)[0]
    for who, status in ((None, 401), (world.bob, 403), (world.olga, 403)):
        assert world.browser(who).get(f"{MODERATION}/objets/{first}").status == status
    said = {"measure": "hide", "ground": "Article 3", "reason": "Une raison assez longue."}
    assert world.act(world.bob, f"{MODERATION}/objets/{first}/decisions", **said) == 403
    assert not any(phrase.hidden for phrase in world.rows(ConversationPhrase))


def test_whoever_proposed_a_phrase_reads_why_it_is_hidden(world: World) -> None:
    one = asked(world)
    proposed(world, world.bob, one)
    accepted(world, one)
    row = world.rows(ConversationPhrase, ConversationPhrase.body == MINE)[0]
    page = world.browser(world.maud).get(f"{MODERATION}/objets/{row.ref}")
    assert "sans pseudonyme" in page.words
    decided(world, row.ref, "hide")
    mine = world.browser(world.bob).get("/carnet").words
    assert "a masqué une phrase que vous avez proposée" in mine
    assert "On reconnaît une maison à cette phrase." in mine


def test_a_hidden_phrase_asks_for_another_map_at_the_next_slot(world: World) -> None:
    one = asked(world)
    found = refs(world, one)
    for college in ("professional", "concerned"):
        papers(world, one, college, [dict.fromkeys(found, 1)] * one.k)
    admitted(world, one)
    with world.house.db.write() as tx:
        made_up(tx, one, found)
    turn = world.rows(Conversation)[0].turn
    decided(world, found[0], "hide")
    assert world.rows(Conversation)[0].turn == turn, "at the slot, not at once"
    say(world, world.bob, one, found[1])
    world.slot()
    assert world.rows(Conversation)[0].turn == turn + 1


@pytest.mark.slow  # drawings in processes of their own
def test_the_drawing_leaves_it_out_and_takes_it_in_again(world: World) -> None:
    one = asked(world)
    found = refs(world, one)
    for college in ("professional", "concerned"):
        many = [{ref: 1 if (n + place) % 4 else -1 for place, ref in enumerate(found)} for n in range(20)]
        papers(world, one, college, many)
    admitted(world, one)
    first = drawn(world, one)
    assert first is not None
    place = first.phrases.index(found[0])
    assert Told.from_json(first.told).shares[place]
    decided(world, found[0], "hide")
    say(world, world.bob, one, found[1])
    world.slot()
    second = drawn(world, one)
    assert second is not None
    assert (second.turn, second.out) == (first.turn + 1, [found[0]])
    told = Told.from_json(second.told)
    assert told.shares[place] == {}
    assert second.weights["concerned"][place] == 0
    others = [n for n in range(4) if n != place]
    assert [told.shares[n] for n in others] == [Told.from_json(first.told).shares[n] for n in others]
    decided(world, found[0], "restore")
    say(world, world.bob, one, found[2])
    world.slot()
    third = drawn(world, one)
    assert third is not None
    assert Told.from_json(third.told).shares == Told.from_json(first.told).shares
