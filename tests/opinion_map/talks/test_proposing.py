"""Members propose phrases: who may, how many, what the team makes of them, and that nothing leads back to anybody."""

import json

import pytest

from forum.collectives.models import Pending
from forum.core.clock import at
from forum.core.viewer import Viewer
from forum.identity.staff.models import StaffLog
from forum.maintenance.rotation import renounce
from forum.opinion_map.conversations.drawing.jobs import erase_papers
from forum.opinion_map.conversations.models import (
    Conversation,
    ConversationPaper,
    ConversationPhrase,
    ConversationProposal,
)
from forum.opinion_map.conversations.proposals.rules import (
    MOST_PROPOSED,
    alike,
    form,
    free,
    numbers,
    same_as,
    scope,
)
from forum.opinion_map.conversations.rules import scope as paper_scope
from forum.texts.models import Message
from tests.browser_lite import Page
from tests.leaving.sample import erase
from tests.opinion_map.talks.asking import PHRASES, URL, asked, ended, refs, say
from tests.world import World

MINE = "Les salles d’attente devraient avoir des jeux."


def proposing(world: World, who: Viewer, one: Conversation, phrase: str = MINE, **typed: str) -> Page:
    """From the form under the map, without JavaScript."""
    browser = world.browser(who)
    browser.get(f"{URL}/{one.ref}")
    return browser.send("Proposer cette phrase", proposed=phrase, **typed)


def proposed(world: World, who: Viewer, one: Conversation, phrase: str = MINE) -> ConversationProposal:
    assert proposing(world, who, one, phrase).status == 200
    assert world.slot() == 1
    found: ConversationProposal = world.rows(ConversationProposal, ConversationProposal.body == phrase)[0]
    return found


def accepted(world: World, one: Conversation) -> Page:
    browser = world.browser(world.olga)
    browser.get(f"{URL}/{one.ref}/propositions")
    return browser.send("L’ajouter à la carte")


def test_a_phrase_waits_for_its_slot_then_for_the_team_then_is_asked(world: World) -> None:
    one = asked(world)
    page = proposing(world, world.bob, one)
    assert "Votre phrase partira au prochain créneau" in page.words
    assert world.rows(ConversationProposal) == []
    assert MINE not in world.browser(world.olga).get(f"{URL}/{one.ref}/propositions").words
    assert MINE in world.browser(world.bob).get("/carnet").words, "its author may take it back until then"
    assert world.slot() == 1
    for who in (None, world.alice, world.bob):
        assert MINE not in world.browser(who).get(f"{URL}/{one.ref}/repondre").words
        assert MINE not in world.browser(who).get(f"{URL}/{one.ref}").words
    team = world.browser(world.olga).get(f"{URL}/{one.ref}")
    assert team.link("Une phrase proposée attend votre réponse") == f"{URL}/{one.ref}/propositions"
    assert "est posée dès maintenant" in accepted(world, one).words
    assert "Phrase 1 sur 5" in world.browser(world.alice).get(f"{URL}/{one.ref}/repondre").words
    row = world.rows(ConversationPhrase, ConversationPhrase.body == MINE)[0]
    assert row.position == len(PHRASES) + 1
    assert say(world, world.alice, one, row.ref) == 303
    for path in ("/tableau.csv", "/comments.csv"):
        assert MINE in world.browser().get(f"{URL}/{one.ref}{path}").text
    assert "L’équipe a ajouté votre phrase" in world.browser(world.bob).get("/carnet").words
    assert "L’équipe a ajouté votre phrase" not in world.browser(world.alice).get("/carnet").words
    (kept,) = world.rows(ConversationProposal)
    assert (kept.state, kept.body) == ("accepted", "")


def test_a_refusal_is_read_by_whoever_proposed_it_alone(world: World) -> None:
    one = asked(world)
    row = proposed(world, world.bob, one)
    browser = world.browser(world.olga)
    browser.get(f"{URL}/{one.ref}/propositions")
    page = browser.send("Ne pas l’ajouter", why="")
    assert (page.status, "nécessaire" in page.error("why")) == (422, True)
    page = browser.send("Ne pas l’ajouter", why="Elle dit deux choses à la fois.")
    assert "en lira le motif" in page.words
    mine = world.browser(world.bob).get("/carnet").words
    assert MINE in mine
    assert "Elle dit deux choses à la fois." in mine
    assert "deux choses" not in world.browser(world.alice).get("/carnet").words
    assert [phrase.body for phrase in world.rows(ConversationPhrase) if phrase.body == MINE] == []
    assert world.rows(ConversationProposal)[0].body == ""
    assert {"phrase.refused"} <= {line.action for line in world.rows(StaffLog)}
    for act in ("accord", "refus"):
        assert world.act(world.olga, f"{URL}/{one.ref}/propositions/{row.ref}/{act}", why="Encore.") == 409


def test_nothing_ties_a_proposal_to_a_paper_to_another_or_to_a_college(world: World) -> None:
    one = asked(world)
    say(world, world.bob, one, refs(world, one)[0])
    for phrase in (MINE, "Il faut payer les trajets des parents."):
        assert proposing(world, world.bob, one, phrase).status == 200
    world.slot()
    rows = world.rows(ConversationProposal)
    keys = [row.nul for row in rows] + [row.box for row in rows]
    keys += [paper.nul for paper in world.rows(ConversationPaper)]
    assert len(set(keys)) == len(keys) == 5
    assert {row.nul for row in rows} <= {
        world.bob.nul("voice", scope(one.ref, n)) for n in range(1, MOST_PROPOSED + 1)
    }
    assert world.bob.nul("vote", paper_scope(one.ref)) not in {row.nul for row in rows}
    assert "college" not in ConversationProposal.model_fields
    page = world.browser(world.olga).get(f"{URL}/{one.ref}/propositions").words
    assert "personnes concernées" not in page


def test_three_a_person_and_sent_twice_is_one(world: World) -> None:
    one = asked(world)
    words = ("Jeux", "Trajets", "Repas", "Langues")
    for n, word in enumerate(words[:MOST_PROPOSED]):
        for _twice in range(2):
            assert world.act(world.bob, f"{URL}/{one.ref}/propositions", proposed=f"{word} pour tous.") == 303
        assert len(world.rows(Pending)) == n + 1
    assert world.act(world.bob, f"{URL}/{one.ref}/propositions", proposed="Langues pour tous.") == 422
    assert "Vous avez proposé 3 phrases" in world.browser(world.bob).get(f"{URL}/{one.ref}").words
    assert world.slot() == MOST_PROPOSED
    assert world.act(world.bob, f"{URL}/{one.ref}/propositions", proposed="Langues pour tous.") == 422
    assert world.act(world.alice, f"{URL}/{one.ref}/propositions", proposed="Langues pour tous.") == 303


def test_what_is_there_already_is_shown(world: World) -> None:
    one = asked(world)
    page = proposing(world, world.bob, one, "il faut une PERMANENCE, le soir !")
    assert page.status == 422
    assert PHRASES[0].rstrip(".") in page.error("proposed")
    assert f"{URL}/{one.ref}/repondre?phrase={refs(world, one)[0]}" in [a.get("href") for a in page.all("a")]
    near = "Il faudrait une permanence le soir et des jeux"
    page = proposing(world, world.bob, one, "Il faut des permanences les soirs.")
    assert (page.status, "y ressemble" in page.error("proposed")) == (422, True)
    assert "Il faut des permanences les soirs." in page.text
    assert world.rows(Pending) == []
    browser = world.browser(world.bob)
    browser.get(f"{URL}/{one.ref}")
    browser.send("Proposer cette phrase", proposed="Il faut des permanences les soirs.")
    assert browser.send("Proposer cette phrase", other="1").status == 200
    assert proposing(world, world.alice, one, near + " pour enfants").status == 200
    assert len(world.rows(Pending)) == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", "nécessaire"), ("   ", "nécessaire"), ("?!", "avec des mots"), ("x" * 281, "280")],
)
def test_what_is_no_phrase_is_refused_and_kept(world: World, typed: str, said: str) -> None:
    one = asked(world)
    page = proposing(world, world.bob, one, typed)
    assert (page.status, said in page.error("proposed")) == (422, True), page.error("proposed")
    assert typed.strip() in page.text
    assert world.rows(Pending) == []


def test_the_guard_reads_it_first(world: World) -> None:
    one = asked(world)
    page = proposing(world, world.bob, one, "Appelez le 06 12 34 56 78 le soir.")
    assert (page.status, "reconnaître" in page.words) == (422, True)
    browser = world.browser(world.bob)
    browser.get(f"{URL}/{one.ref}")
    browser.send("Proposer cette phrase", proposed="Appelez le 06 12 34 56 78 le soir.")
    assert "lise avant" in browser.send("Garder tel quel, et faire relire").words or world.rows(Pending)
    (row,) = world.rows(Pending)
    assert row.state == "held"
    assert world.slot() == 0
    page = world.browser(world.maud).get(f"/c/lorne/moderation/attente/{row.ref}")
    assert "phrase proposée à une carte des alliances" in page.words
    assert "06 12 34 56 78" in page.words


def test_those_who_may_not_propose_are_told_before_they_type(world: World) -> None:
    one = asked(world)
    for who, said in ((world.charlie, "Votre carnet n’a pas d’attestation"), (None, "qui a une attestation")):
        page = world.browser(who).get(f"{URL}/{one.ref}")
        assert said in page.words
        assert page.all("textarea") == []
    assert world.act(world.charlie, f"{URL}/{one.ref}/propositions", proposed=MINE) == 403
    assert world.act(world.olga, f"{URL}/{one.ref}/propositions", proposed=MINE) == 403
    assert world.rows(Pending) == []


def test_an_outsider_decides_nothing(world: World) -> None:
    one = asked(world)
    row = proposed(world, world.bob, one)
    for who in (None, world.bob, world.maud):
        assert world.browser(who).get(f"{URL}/{one.ref}/propositions").status in (401, 403)
    for act in ("accord", "refus"):
        for viewer in (world.bob, world.maud):
            assert world.act(viewer, f"{URL}/{one.ref}/propositions/{row.ref}/{act}", why="Non.") == 403
        assert world.act(world.olga, f"{URL}/{one.ref}/propositions/inconnue23/{act}", why="Non.") == 404
        assert world.act(world.olga, f"{URL}/inconnue23/propositions/{row.ref}/{act}", why="Non.") == 404
    assert [one.state for one in world.rows(ConversationProposal)] == ["proposed"]


def test_a_closed_map_takes_none_and_lets_go_of_what_waits(world: World) -> None:
    one = asked(world)
    proposed(world, world.bob, one)
    browser = world.browser(world.alice)
    browser.get(f"{URL}/{one.ref}")
    assert proposing(world, world.alice, one, "Il faut payer les trajets.").status == 200
    world.clock.now = at("2026-03-21T00:00:10")
    page = browser.send("Proposer cette phrase", proposed="Trop tard, dites-vous ?")
    assert (page.status, "on ne peut plus y proposer" in page.words) == (409, True)
    ended(world)
    assert world.rows(ConversationProposal) == []
    assert "avant que l’équipe ne décide" in world.browser(world.bob).get("/carnet").words
    world.slot()
    assert world.rows(ConversationProposal) == []
    assert [row.state for row in world.rows(Pending)] == ["failed"]
    assert "Proposer une phrase" not in world.browser(world.alice).get(f"{URL}/{one.ref}").words


def test_two_who_propose_the_same_make_one_phrase(world: World) -> None:
    one = asked(world)
    for who in (world.alice, world.bob):
        proposed(world, who, one)
    assert accepted(world, one).status == 200
    page = world.browser(world.olga).get(f"{URL}/{one.ref}/propositions").words
    assert "Elle y est déjà" in page
    left = next(row for row in world.rows(ConversationProposal) if row.state == "proposed")
    assert world.act(world.olga, f"{URL}/{one.ref}/propositions/{left.ref}/accord") == 409
    assert len(world.rows(ConversationPhrase, ConversationPhrase.body == MINE)) == 1


def test_whoever_leaves_takes_their_words_and_an_accepted_phrase_is_nobodys(world: World) -> None:
    one = asked(world)
    row = proposed(world, world.bob, one)
    accepted(world, one)
    other = proposed(world, world.bob, one, "Il faut payer les trajets.")
    for kept in (row, other):
        number = next(n for n in range(1, 4) if scope(one.ref, n) == kept.scope)
        erase(world, world.bob, "phrase", f"{one.ref}:{number}")
    assert world.slot() == 2
    assert world.rows(ConversationProposal) == []
    assert len(world.rows(ConversationPhrase, ConversationPhrase.body == MINE)) == 1
    assert world.rows(ConversationPhrase, ConversationPhrase.body == "Il faut payer les trajets.") == []


def test_who_proposed_what_goes_with_the_papers(world: World) -> None:
    one = asked(world, keep_days="7")
    proposed(world, world.bob, one)
    accepted(world, one)
    ended(world)
    assert len(world.rows(ConversationProposal)) == 1
    world.clock.now = at("2026-03-28T00:30")
    erase_papers(world.house)
    assert world.rows(ConversationProposal) == []
    assert len(world.rows(ConversationPhrase, ConversationPhrase.body == MINE)) == 1


def test_without_its_pepper_a_house_tells_nobody_and_the_team_still_decides(world: World) -> None:
    one = asked(world)
    proposed(world, world.bob, one)
    renounce(world.house.db)
    assert accepted(world, one).status == 200
    assert world.rows(Message) == []


def test_a_proposal_is_one_row_of_the_slot_with_words_and_a_map(world: World) -> None:
    one = asked(world)
    proposing(world, world.bob, one)
    (row,) = world.rows(Pending)
    assert (row.kind, row.label) == ("opinion.phrase", "voice")
    assert json.loads(row.payload) == {"conversation": one.ref, "body": MINE}


def test_words_alone_make_a_phrase() -> None:
    assert form("  L’ÉTÉ,  c’est : long ! ") == form("l'ete c'est long")
    assert same_as("Oui aux jeux", ["Non.", "OUI, aux jeux !"]) == "OUI, aux jeux !"
    assert same_as("Non aux jeux", ["Oui aux jeux"]) == ""
    near = "Les visites surprises aident les familles."
    assert alike("Les visites sans prévenir aident les familles", [near, PHRASES[1]])[0] == PHRASES[1]
    longer = "Il faut une permanence un soir par semaine, même si elle ferme un matin."
    assert alike("Il faut une permanence un soir par semaine", [*PHRASES, longer])[0] == longer
    assert alike("Le soir", [longer]) == [], "two words are in many phrases"
    assert alike("Tout autre chose ici", PHRASES) == []
    assert alike("", ["", "Oui"]) == []


def test_the_order_of_numbers_is_each_person_s() -> None:
    orders = {tuple(numbers(bytes([n]) * 32)) for n in range(60)}
    assert len(orders) == 6, "a second number does not say that there was a first"
    assert all(sorted(order) == [1, 2, 3] for order in orders)
    assert free([2, 3, 1], {2}) == 3
    assert free([2, 3, 1], {1, 2, 3}) is None
