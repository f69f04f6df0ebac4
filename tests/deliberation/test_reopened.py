"""A text that changes while it is voted on asks its voters again and moves nobody's paper; an objection wants its answer."""

from datetime import date, timedelta

import pytest

from forum.collectives.models import Collective, Pending
from forum.core.clock import at
from forum.core.models import Event
from forum.core.viewer import Viewer
from forum.deliberation.ballot_jobs import close_ballots
from forum.deliberation.models import Ballot, BallotPaper, Objection
from forum.deliberation.reopening.rules import may_end, too_late
from forum.demands.models import Demand
from forum.leaving.words.queries import UNSIGNED
from forum.texts.actions import revise
from forum.texts.models import Amendment, Document, Message, Version
from tests.browser_lite import Page
from tests.demands.scene import BODY, FILLED, URL, adopted, after_last_day, cast, crowd, demand, opened, vote
from tests.leaving.sample import erase
from tests.texts.amending import FIRST, amend, changes
from tests.world import World

NEW = "Nous demandons deux visites à domicile après chaque naissance."
REASON = "Le délai de huit jours est intenable avec nos effectifs."


def changed(world: World, ref: str, **fields: str) -> Page:
    """Bob proposes, Alice accepts; what she is answered, before the slot."""
    typed = changes(world, ref, **fields) if fields else {FIRST: NEW}
    amend(world.browser(world.bob), ref, typed, "C’est plus juste.")
    world.slot()
    return accept(world, ref)


def accept(world: World, ref: str) -> Page:
    alice = world.browser(world.alice)
    alice.get(f"{URL}/{ref}")
    alice.follow("C’est plus juste.")
    page = alice.send("Répondre", verdict="accepted", reason="Oui.")
    world.slot()
    return page


def over(world: World) -> Ballot:
    after_last_day(world)
    close_ballots(world.house)
    ballot: Ballot = world.rows(Ballot)[0]
    return ballot


def paper_of(world: World, who: Viewer) -> BallotPaper:
    nul = who.nul("vote", f"ballot:{world.rows(Ballot)[0].ref}")
    paper: BallotPaper = world.rows(BallotPaper, BallotPaper.nul == nul)[0]
    return paper


def test_no_paper_moves_and_its_voice_is_asked_again(world: World) -> None:
    ref = demand(world)
    opened(world, ref)
    vote(world, world.bob, ref, "for")
    world.slot()
    changed(world, ref)
    ballot = world.rows(Ballot)[0]
    version = world.rows(Version, Version.number == 2)[0]
    assert (ballot.first_version, ballot.version, ballot.hash) == (1, 2, version.hash)
    assert (paper_of(world, world.bob).version, paper_of(world, world.bob).choice) == (1, "for")
    assert "demand.reopened" in {event.kind for event in world.rows(Event)}
    bob = world.browser(world.bob)
    assert "Votre bulletin n’a pas bougé : il est compté à part." in bob.get("/carnet").words
    page = bob.follow("Relire, et voter de nouveau")
    assert "Votre bulletin reste sur l’ancienne version" in page.words
    assert NEW in page.words
    assert "la question porte maintenant sur la version 2" in page.words
    assert "a déjà mis un bulletin" in bob.send("Voter", choice="against").words
    assert "Votre bulletin n’a pas bougé" not in bob.get("/carnet").words
    world.slot()
    assert (paper_of(world, world.bob).version, paper_of(world, world.bob).choice) == (2, "against")


def test_the_quarter_of_an_hour_asks_again_too(world: World) -> None:
    ref = demand(world)
    opened(world, ref)
    vote(world, world.bob, ref, "for")
    world.slot()
    changed(world, ref)
    world.clock.now = at("2026-03-15T12:00")
    asks = f'revendications/{ref}"'
    assert asks in world.browser(world.bob).get("/quart-d-heure").text
    vote(world, world.bob, ref, "for")
    world.slot()
    assert asks not in world.browser(world.bob).get("/quart-d-heure").text


def test_nobody_else_is_told_who_is_asked_again(world: World) -> None:
    ref = demand(world)
    opened(world, ref)
    vote(world, world.bob, ref, "for")
    world.slot()
    changed(world, ref)
    for who in (None, world.alice, world.charlie, world.olga):
        page = world.browser(who).get(f"{URL}/{ref}/vote")
        assert "Vous aviez voté" not in page.words
    assert "compté à part" not in world.browser(world.alice).get("/carnet").words


def test_both_versions_are_told_by_college_and_the_new_one_decides(world: World) -> None:
    ref = demand(world)
    opened(world, ref)
    professionals, concerned = crowd(world, "professional", 12), crowd(world, "concerned", 9)
    for who in [*professionals, *concerned]:
        cast(world, who, ref, "for")
    world.slot()
    changed(world, ref)
    for who in [*professionals[:7], *concerned]:
        cast(world, who, ref, "against" if who in concerned[:2] else "for")
    ballot = over(world)
    assert ballot.outcome == "shared"
    assert ballot.result["professional"]["for"] == 7
    assert ballot.apart == {
        "1": {
            "professional": {"for": 5, "against": 0, "abstain": 0, "objection": 0},
            "concerned": {},
            "ally": {},
        }
    }
    page = world.browser().get(f"{URL}/{ref}/vote")
    assert "7 bulletins sur 13 attestations, quorum à 7" in page.words
    assert "À part : les bulletins restés sur la version 1" in page.words
    assert "5 pour, 0 contre, 0 sans avis" in page.words
    assert page.words.count("moins de 5 bulletins, le détail n’est pas montré") == 3


def test_those_who_do_not_answer_again_are_in_no_quorum_of_the_new_version(world: World) -> None:
    ref = demand(world)
    opened(world, ref)
    for who in [*crowd(world, "professional", 8), *crowd(world, "concerned", 8)]:
        cast(world, who, ref, "for")
    world.slot()
    changed(world, ref)
    assert over(world).outcome == "rejected"
    assert world.rows(Ballot)[0].apart["1"]["concerned"]["for"] == 8


def test_a_paper_that_waited_while_the_text_changed_stays_with_what_was_read(world: World) -> None:
    ref = demand(world)
    opened(world, ref)
    vote(world, world.bob, ref, "for")
    with world.house.db.write() as tx:
        fields = {**world.rows(Version)[0].fields, "body": NEW}
        revise(tx, world.rows(Document, Document.ref == ref)[0], fields, "Une voix", world.clock().today)
    assert (
        "Votre bulletin reste sur l’ancienne version"
        in world.browser(world.bob).get(f"{URL}/{ref}/vote").words
    )
    world.slot()
    assert paper_of(world, world.bob).version == 1


def test_nobody_votes_on_a_text_they_have_not_read(world: World) -> None:
    ref = demand(world)
    opened(world, ref)
    stale = world.browser(world.bob)
    stale.get(f"{URL}/{ref}/vote")
    with world.house.db.write() as tx:
        fields = {**world.rows(Version)[0].fields, "body": NEW}
        revise(tx, world.rows(Document, Document.ref == ref)[0], fields, "Une voix", world.clock().today)
    page = stale.send("Voter", choice="objection", reason=REASON)
    assert (page.status, "Le texte vient de changer" in page.words) == (422, True)
    assert page.one("textarea", name="reason").text == REASON
    assert stale.send("Voter", choice="for", reason="").status == 200


def test_a_text_does_not_change_in_the_last_days_of_its_vote_and_the_proposal_waits(world: World) -> None:
    ref = demand(world)
    opened(world, ref)
    world.clock.now = at("2026-03-14T12:00")
    page = changed(world, ref)
    assert page.status == 409
    assert "dans les sept derniers jours il ne change plus" in page.words
    assert world.rows(Document, Document.ref == ref)[0].number == 1
    assert world.rows(Amendment)[0].state == "open"
    over(world)
    assert accept(world, ref).status == 200
    assert world.rows(Document, Document.ref == ref)[0].number == 2
    assert world.rows(Ballot)[0].version == 1


def test_an_answer_that_comes_into_those_days_while_it_waits_goes_back_to_its_author(world: World) -> None:
    ref = demand(world)
    opened(world, ref)
    amend(world.browser(world.bob), ref, {FIRST: NEW}, "C’est plus juste.")
    world.slot()
    world.clock.now = at("2026-03-13T23:50")
    alice = world.browser(world.alice)
    alice.get(f"{URL}/{ref}")
    alice.follow("C’est plus juste.")
    assert alice.send("Répondre", verdict="accepted", reason="Oui.").status == 200
    world.clock.now = at("2026-03-14T00:10")
    world.slot()
    assert world.rows(Document, Document.ref == ref)[0].number == 1
    assert [p.state for p in world.rows(Pending, Pending.kind == "amendment.decision")] == ["failed"]


def test_what_is_voted_on_keeps_what_a_vote_needs(world: World) -> None:
    ref = demand(world)
    opened(world, ref)
    changed(world, ref, responsible="")
    assert world.rows(Document, Document.ref == ref)[0].number == 1
    (failed,) = world.rows(Pending, Pending.kind == "amendment.decision")
    assert "il doit rester complet" in failed.message


def test_nobody_ends_a_vote_while_people_are_asked_again(world: World) -> None:
    ref = demand(world)
    opened(world, ref)
    changed(world, ref)
    olga = world.browser(world.olga)
    olga.get(f"{URL}/{ref}/vote")
    page = olga.send("Mettre fin au vote", why="Tout le monde a voté.")
    assert page.status == 422
    assert "laissez sept jours" in page.error("why")
    assert world.rows(Ballot)[0].state == "open"
    world.clock.now = at("2026-03-12T12:00")
    olga = world.browser(world.olga)
    olga.get(f"{URL}/{ref}/vote")
    assert olga.send("Mettre fin au vote", why="Tout le monde a voté.").status == 200
    world.slot()
    close_ballots(world.house)
    assert world.rows(Ballot)[0].state == "closed"


@pytest.mark.parametrize(("days", "late"), [(6, True), (7, False), (0, True), (30, False)])
def test_seven_whole_days_are_left_to_answer(days: int, late: bool) -> None:
    today = date(2026, 3, 2)
    assert too_late(today + timedelta(days), today) is late
    assert may_end(today, today + timedelta(days)) is (days >= 7)
    assert may_end(None, today)


def test_settings_that_change_during_a_vote_change_nothing_of_it(world: World) -> None:
    ref = demand(world)
    ballot = opened(world, ref, quorum="30", threshold="60")
    rules = ("quorum_percent", "threshold_percent", "opens", "closes", "version", "hash")
    before = [getattr(ballot, name) for name in rules]
    for who in [*crowd(world, "professional", 5), *crowd(world, "concerned", 6)]:
        cast(world, who, ref, "for")
    world.slot()
    with world.house.db.write() as tx:
        place = tx.get(Collective, world.collective.id)
        assert place is not None
        place.k, place.joining, place.slot_minutes = 100, "granted", 60
        tx.add(place)
    during = world.browser().get(f"{URL}/{ref}/vote")
    assert "Le quorum : 30 %" in during.words
    assert "bulletins sur" not in during.words
    assert over(world).outcome == "shared"
    assert [getattr(world.rows(Ballot)[0], name) for name in rules] == before
    assert "5 bulletins sur 6 attestations, quorum à 2" in world.browser().get(f"{URL}/{ref}/vote").words


def objected(world: World) -> str:
    ref = demand(world)
    opened(world, ref)
    for who in [*crowd(world, "professional", 6), *crowd(world, "concerned", 7)]:
        cast(world, who, ref, "for")
    vote(world, world.bob, ref, "objection", REASON)
    over(world)
    return ref


def test_a_result_waits_for_the_answer_to_each_objection(world: World) -> None:
    ref = objected(world)
    assert (world.rows(Ballot)[0].state, world.rows(Demand)[0].state) == ("counted", "ballot")
    for page in (world.browser().get(f"{URL}/{ref}/vote"), world.browser().get(f"{URL}/{ref}")):
        assert "Le résultat attend la réponse à 1 objection" in page.words
        assert "Adoptée" not in page.words
        assert "6 bulletins" not in page.words
    close_ballots(world.house)
    assert world.rows(Ballot)[0].state == "counted"
    olga = world.browser(world.olga)
    olga.get(f"{URL}/{ref}/vote")
    olga.follow("Répondre à cette objection")
    page = olga.send("Publier la réponse", answer="Le délai compte à partir de la demande.")
    assert "Adoptée par les deux collèges." in page.words
    assert (world.rows(Ballot)[0].state, world.rows(Demand)[0].state) == ("closed", "shared")
    assert "Votre objection a reçu sa réponse" in world.browser(world.bob).get("/carnet").words


def test_a_voice_that_writes_the_demand_may_answer_at_the_slot(world: World) -> None:
    ref = objected(world)
    assert "la vôtre y aidera" in world.browser(world.alice).get("/carnet").words
    alice = world.browser(world.alice)
    alice.get(f"{URL}/{ref}/vote")
    alice.follow("Répondre à cette objection")
    page = alice.send("Publier la réponse", answer="Appelez le 06 12 34 56 78.")
    assert page.status == 422
    alice.send("Publier la réponse", answer="Nous avons compté les postes.")
    assert world.rows(Ballot)[0].state == "counted"
    assert "Nous avons compté les postes." in world.browser(world.alice).get("/carnet").words
    world.slot()
    assert world.rows(Ballot)[0].state == "closed"
    page = world.browser().get(f"{URL}/{ref}/vote")
    voice = world.rows(Document, Document.ref == ref)[0].voice
    assert f"La réponse de {voice}, qui écrit ce texte" in page.words
    said = world.rows(Objection)[0]
    for who, status in ((world.alice, 409), (world.olga, 409), (world.bob, 403), (None, 401)):
        address = f"{URL}/{ref}/vote/objections/{said.ref}/reponse"
        browser = world.browser(who)
        browser.get(f"{URL}/{ref}/vote")
        mark = browser.page.all("input", name="_csrf")
        token = mark[0].get("value", "") if mark else ""
        sent = browser.post(address, {"_csrf": token, "answer": "Autre."}, origin="http://testserver")
        assert sent.status in (status, 403 if who is None else status), who
    assert world.rows(Objection)[0].answer == "Nous avons compté les postes."


def test_an_objection_that_moderation_hides_holds_nothing_back(world: World) -> None:
    objected(world)
    with world.house.db.write() as tx:
        said = tx.get(Objection, world.rows(Objection)[0].id)
        assert said is not None
        said.hidden = True
        tx.add(said)
    close_ballots(world.house)
    assert world.rows(Ballot)[0].state == "closed"


def test_an_objection_that_a_moderator_has_yet_to_read_is_waited_for(world: World) -> None:
    ref = demand(world)
    opened(world, ref)
    browser = world.browser(world.bob)
    browser.get(f"{URL}/{ref}/vote")
    browser.send("Voter", choice="objection", reason="Appelez Mme Durand au 06 12 34 56 78.")
    browser.send("Voter", relaxed="1")
    assert [p.state for p in world.rows(Pending, Pending.kind == "ballot.objection")] == ["held"]
    assert over(world).state == "counted"


def test_a_text_stays_as_it_was_counted_until_the_result_is_said(world: World) -> None:
    ref = objected(world)
    page = changed(world, ref)
    assert page.status == 409
    assert "son résultat attend que les objections aient leur réponse" in page.words


def test_an_objection_says_which_version_it_spoke_of(world: World) -> None:
    ref = demand(world)
    opened(world, ref)
    vote(world, world.bob, ref, "objection", REASON)
    world.slot()
    changed(world, ref)
    over(world)
    assert world.rows(Objection)[0].version == 1
    assert "Elle parlait de la version 1." in world.browser().get(f"{URL}/{ref}/vote").words


def test_what_is_told_of_an_objection_leads_to_no_vote(world: World) -> None:
    ref = objected(world)
    olga = world.browser(world.olga)
    olga.get(f"{URL}/{ref}/vote")
    olga.follow("Répondre à cette objection")
    olga.send("Publier la réponse", answer="Le délai compte à partir de la demande.")
    scopes = {message.thread for message in world.rows(Message)}
    assert f"objection:{world.rows(Ballot)[0].ref}" in scopes
    assert not any(scope.startswith("ballot:") for scope in scopes)


def test_what_both_colleges_adopted_stays_and_what_comes_after_is_another_question(world: World) -> None:
    ref = adopted(world)
    browser = world.browser(world.bob)
    browser.get(f"{URL}/{ref}")
    page = browser.follow("Écrire la suite, à partir de ce texte")
    assert (page.one("textarea", name="body").text or "").strip() == BODY
    assert page.one("input", name="title").get("value") == FILLED["title"]
    for wrong in ("inconnu", "é" * 500, demand(world, title="Une autre")):
        assert BODY not in world.browser().get(f"{URL}/nouvelle?suite={wrong}").words


def test_a_result_tells_the_common_agreement_and_who_is_missing(world: World) -> None:
    ref = demand(world)
    opened(world, ref)
    for who in crowd(world, "professional", 9):
        cast(world, who, ref, "for")
    over(world)
    page = world.browser().get(f"{URL}/{ref}/vote")
    assert "Accord commun" not in page.words
    assert "Il manque des voix : personnes concernées" in page.words
    assert "L’équipe peut aller vers celles et ceux qui manquent" in page.words
    assert world.browser().get("/c/lorne/participation").status == 200
    olga = world.browser(world.olga)
    olga.get(f"{URL}/{ref}/vote")
    assert olga.follow("Aller vers : préparer un atelier").status == 200


def test_a_result_of_both_colleges_has_one_figure_for_both(world: World) -> None:
    ref = demand(world)
    opened(world, ref)
    for who in [*crowd(world, "professional", 8), *crowd(world, "concerned", 8), *crowd(world, "ally", 9)]:
        cast(world, who, ref, "for")
    over(world)
    page = world.browser().get(f"{URL}/{ref}/vote")
    assert "Accord commun : 81 %" in page.words
    assert "Il manque des voix" not in page.words


def test_an_answer_loses_its_name_when_its_voice_leaves(world: World) -> None:
    ref = objected(world)
    alice = world.browser(world.alice)
    alice.get(f"{URL}/{ref}/vote")
    alice.follow("Répondre à cette objection")
    alice.send("Publier la réponse", answer="Nous avons compté les postes.")
    world.slot()
    voice = world.rows(Document, Document.ref == ref)[0].voice
    erase(world, world.alice, "text", ref)
    world.slot()
    said = world.rows(Objection)[0]
    assert (said.answered_by, said.answer) == (UNSIGNED, "Nous avons compté les postes.")
    assert voice not in world.browser().get(f"{URL}/{ref}/vote").words
