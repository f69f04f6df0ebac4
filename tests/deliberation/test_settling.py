"""A proposal that nobody answers goes to the group: both colleges want the change, or the text stays."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.collectives.rules import DECIDING
from forum.core.viewer import Viewer
from forum.deliberation.rules import Tally
from forum.deliberation.settling import rules
from forum.deliberation.settling.jobs import close_settlings
from forum.deliberation.settling.models import AmendmentPaper, AmendmentVote
from forum.identity.staff.models import StaffLog
from forum.texts.models import Amendment, Document, Message
from tests.browser_lite import Browser, Page
from tests.leaving.sample import erase
from tests.texts.test_amendments import answer, body, propose, publish
from tests.world import World

DAY = 86_400
ASK, VOTE = "Demander un vote", "Voter"
NEW = "Les visites sont supprimées depuis le 3 mars."


@pytest.fixture
def silent(world: World) -> World:
    """A proposal of Bob's on Alice's grievance, and two weeks without a word from her."""
    ref = publish(world)
    propose(world, ref, world.bob, {"body-replace-0": NEW})
    world.slot()
    world.clock.forward(15 * DAY)
    return world


def place(world: World) -> str:
    return f"/c/lorne/textes/{world.rows(Document)[0].ref}/amendements/{world.rows(Amendment)[0].ref}"


def at(world: World, who: Viewer | None) -> Browser:
    browser = world.browser(who)
    browser.get(place(world))
    return browser


def asked(world: World) -> World:
    at(world, world.bob).send(ASK)
    world.slot()
    return world


def votes(world: World, who: Viewer, choice: str) -> Page:
    return at(world, who).send(VOTE, choice=choice)


def ended(world: World) -> AmendmentVote:
    world.slot()
    world.clock.forward(9 * DAY)
    close_settlings(world.house)
    (vote,) = world.rows(AmendmentVote)
    return vote  # type: ignore[no-any-return]


def the_only(world: World, model: type[Any]) -> Any:
    (row,) = world.rows(model)
    return row


# -- asking --------------------------------------------------------------------


def test_nobody_asks_before_two_weeks_and_the_page_says_from_when(world: World) -> None:
    ref = publish(world)
    propose(world, ref, world.bob, {"body-replace-0": NEW})
    world.slot()
    page = at(world, world.bob).page
    assert "on pourra demander un vote à partir du 16 mars 2026" in page.words
    assert ASK not in page.text
    assert world.act(world.bob, f"{place(world)}/vote") == 409
    assert world.rows(AmendmentVote) == []


def test_two_people_ask_and_one_vote_opens_at_the_slot(silent: World) -> None:
    for who in (silent.alice, silent.bob):
        assert "s’ouvre au prochain créneau" in at(silent, who).send(ASK).words
    assert silent.rows(AmendmentVote) == []
    silent.slot()
    vote = the_only(silent, AmendmentVote)
    assert (vote.closes - vote.opens).days == rules.OPEN_DAYS
    page = at(silent, None).page
    assert "le collectif vote jusqu’au" in page.words
    assert "Pour voter, il faut une attestation" in page.words
    voter = at(silent, silent.bob).page
    assert voter.form(VOTE) is not None
    assert "si vous y êtes seul·e à voter, cela dit votre vote" in voter.words


def test_who_counts_in_no_college_neither_asks_nor_votes(silent: World) -> None:
    assert ASK not in at(silent, silent.charlie).page.text
    assert silent.act(silent.charlie, f"{place(silent)}/vote") == 403
    asked(silent)
    assert silent.act(silent.charlie, f"{place(silent)}/vote/bulletins", choice="for") == 403
    assert silent.rows(AmendmentPaper) == []


def test_an_organiser_asks_at_once_and_it_is_in_the_log(silent: World) -> None:
    page = at(silent, silent.olga).send(ASK)
    assert page.status == 200
    assert the_only(silent, AmendmentVote).state == "open"
    assert ("Olga", "settling") in {(row.staff_name, row.action) for row in silent.rows(StaffLog)}
    assert silent.act(silent.olga, f"{place(silent)}/vote/bulletins", choice="for") == 403


def test_an_answer_in_time_leaves_nothing_to_ask(silent: World) -> None:
    ref = silent.rows(Document)[0].ref
    answer(silent, ref, silent.rows(Amendment)[0].ref, "refused")
    silent.slot()
    assert silent.act(silent.bob, f"{place(silent)}/vote") == 409


# -- voting --------------------------------------------------------------------


def test_a_choice_that_is_none_is_said_beside_the_field(silent: World) -> None:
    asked(silent)
    page = at(silent, silent.bob).send(VOTE)
    assert page.status == 422
    assert "Votre bulletin : Choisissez une des réponses proposées" in page.words
    assert silent.rows(AmendmentPaper) == []


def test_the_last_paper_of_a_person_counts_and_nothing_is_told_before_the_end(silent: World) -> None:
    asked(silent)
    votes(silent, silent.bob, "against")
    silent.slot()
    assert "Vous avez déjà voté" in votes(silent, silent.bob, "for").words
    silent.slot()
    assert [(p.college, p.choice) for p in silent.rows(AmendmentPaper)] == [("concerned", "for")]
    assert "pas pour" not in at(silent, None).page.words


def test_both_colleges_want_it_and_the_text_changes_without_its_author(silent: World) -> None:
    asked(silent)
    for who in (silent.alice, silent.bob):
        votes(silent, who, "for")
    assert ended(silent).state == "adopted"
    assert body(silent, 2).startswith(NEW)
    assert silent.rows(AmendmentPaper) == []
    amendment = the_only(silent, Amendment)
    assert (amendment.state, amendment.version) == ("accepted", 2)
    page = at(silent, None).page
    assert "les deux collèges la veulent" in page.words
    assert set(the_only(silent, AmendmentVote).result["concerned"]) == {"adopted"}  # too few to tell more
    found = silent.browser().get("/c/lorne/doleances?q=mars")
    assert "Visites supprimées" in found.words  # the index knows the new words


def test_one_college_alone_changes_nothing(silent: World) -> None:
    asked(silent)
    votes(silent, silent.alice, "for")
    votes(silent, silent.bob, "against")
    assert ended(silent).state == "kept"
    assert the_only(silent, Amendment).state == "refused"
    assert silent.rows(Document)[0].number == 1


def test_a_college_that_did_not_come_decides_nothing_and_the_author_may_still_answer(silent: World) -> None:
    asked(silent)
    votes(silent, silent.bob, "for")
    assert ended(silent).state == "lapsed"
    assert the_only(silent, Amendment).state == "open"
    answer(silent, silent.rows(Document)[0].ref, the_only(silent, Amendment).ref, "accepted")
    silent.slot()
    assert silent.rows(Document)[0].number == 2


def test_an_answer_meanwhile_ends_the_vote(silent: World) -> None:
    asked(silent)
    votes(silent, silent.bob, "for")
    answer(silent, silent.rows(Document)[0].ref, the_only(silent, Amendment).ref, "refused")
    silent.slot()
    silent.slot()
    close_settlings(silent.house)
    assert the_only(silent, AmendmentVote).state == "answered"
    assert silent.rows(AmendmentPaper) == []
    assert silent.act(silent.bob, f"{place(silent)}/vote/bulletins", choice="for") == 409


def test_a_change_adopted_where_the_text_moved_meanwhile_is_to_be_proposed_again(silent: World) -> None:
    asked(silent)
    for who in (silent.alice, silent.bob):
        votes(silent, who, "for")
    silent.slot()
    first = the_only(silent, Amendment).ref
    propose(silent, silent.rows(Document)[0].ref, silent.charlie, {"body-replace-0": "Plus aucune visite."})
    silent.slot()
    (other,) = [a.ref for a in silent.rows(Amendment) if a.ref != first]
    answer(silent, silent.rows(Document)[0].ref, other, "accepted")
    assert ended(silent).state == "clash"
    assert {a.ref: a.state for a in silent.rows(Amendment)} == {first: "open", other: "accepted"}
    assert body(silent, 2).startswith("Plus aucune visite.")


def test_both_are_told_how_it_ended(silent: World) -> None:
    asked(silent)
    before = len(silent.rows(Message))
    for who in (silent.alice, silent.bob):
        votes(silent, who, "for")
    ended(silent)
    assert len(silent.rows(Message)) >= before + 2


# -- leaving -------------------------------------------------------------------


def test_a_paper_can_be_taken_back_while_the_vote_is_open(silent: World) -> None:
    asked(silent)
    votes(silent, silent.bob, "for")
    silent.slot()
    proposal = the_only(silent, Amendment).ref
    assert erase(silent, silent.alice, "settling_paper", proposal).status == 404  # she put none in
    assert erase(silent, silent.bob, "settling_paper", proposal).url == "/carnet"
    silent.slot()
    assert silent.rows(AmendmentPaper) == []


def test_a_proposal_that_went_to_a_vote_leaves_a_place_when_its_author_goes(silent: World) -> None:
    asked(silent)
    votes(silent, silent.alice, "for")
    silent.slot()
    assert erase(silent, silent.bob, "amendment", the_only(silent, Amendment).ref).url == "/carnet"
    silent.slot()
    close_settlings(silent.house)
    assert the_only(silent, Amendment).operations == []
    assert the_only(silent, AmendmentVote).state == "answered"
    assert silent.rows(AmendmentPaper) == []


# -- the rule ------------------------------------------------------------------

counts = st.fixed_dictionaries({choice: st.integers(0, 30) for choice in rules.CHOICES})
tallies = st.fixed_dictionaries(
    {c: st.builds(Tally, counts, st.integers(0, 200)) for c in ("professional", "concerned", "ally")}
)


@given(tallies, counts)
def test_allies_are_heard_and_decide_nothing(found: dict[str, Tally], others: dict[str, int]) -> None:
    assert rules.outcome(found, rules.RULE) == rules.outcome({**found, "ally": Tally(others, 50)}, rules.RULE)


@given(tallies)
def test_a_text_changes_only_if_both_colleges_have_more_for_than_against(found: dict[str, Tally]) -> None:
    if rules.outcome(found, rules.RULE) == "adopted":
        for college in DECIDING:
            tally = found[college]
            assert tally.of("for") > tally.of("against")
            assert tally.voters * 10 >= tally.grants


@given(tallies)
def test_colleges_are_on_a_par(found: dict[str, Tally]) -> None:
    turned = {**found, "professional": found["concerned"], "concerned": found["professional"]}
    assert rules.outcome(found, rules.RULE) == rules.outcome(turned, rules.RULE)


def test_where_a_college_did_not_come_the_page_says_which_and_offers_a_workshop(silent: World) -> None:
    asked(silent)
    votes(silent, silent.bob, "for")
    ended(silent)
    visitor = at(silent, None)
    assert "Il manque des voix : personnes concernées, professionnel·les." in visitor.page.words
    assert "/ateliers" not in visitor.page.text
    assert visitor.follow("Proposez-lui un lieu").status == 200
    assert at(silent, silent.olga).follow("Aller vers : préparer un atelier").status == 200
