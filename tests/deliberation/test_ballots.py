"""A vote from its opening to its result, by people of both colleges, allies, and those who may not."""

import pytest

from forum.collectives.models import Pending
from forum.core.clock import at
from forum.core.models import Event
from forum.deliberation.ballot_jobs import close_ballots
from forum.deliberation.models import Ballot, BallotPaper, Objection
from forum.demands.models import Demand
from forum.texts.actions import revise
from forum.texts.models import Document, Version
from tests.demands.scene import URL, after_last_day, cast, crowd, demand, opened, vote
from tests.world import World

REASON = "Le délai de huit jours est intenable avec nos effectifs."


def ended(world: World) -> Ballot:
    after_last_day(world)
    close_ballots(world.house)
    ballot: Ballot = world.rows(Ballot)[0]
    assert ballot.state != "open"
    return ballot


def test_both_colleges_adopt_and_everyone_reads_the_result(world: World) -> None:
    ref = demand(world)
    ballot = opened(world, ref)
    version = world.rows(Version)[0]
    assert (ballot.version, ballot.hash) == (1, version.hash)
    first, *others = [*crowd(world, "professional", 5), *crowd(world, "concerned", 6)]
    assert vote(world, first, ref, "for").status == 200
    for who in others:
        cast(world, who, ref, "for")
    world.slot()
    during = world.browser().get(f"{URL}/{ref}/vote")
    assert "bulletins sur" not in during.words
    assert ended(world).outcome == "shared"
    page = world.browser().get(f"{URL}/{ref}/vote")
    assert "Adoptée par les deux collèges." in page.words
    assert "6 bulletins sur 7 attestations, quorum à 4" in page.words
    assert "adoptée par les deux collèges" in world.browser().get(f"{URL}/{ref}").words
    assert "demand.adopted" in {e.kind for e in world.rows(Event)}


@pytest.mark.parametrize(
    ("absent", "carried_by"), [("concerned", "professional"), ("professional", "concerned")]
)
def test_one_college_alone_carries_it_and_the_page_says_so(
    world: World, absent: str, carried_by: str
) -> None:
    ref = demand(world)
    opened(world, ref)
    for who in crowd(world, carried_by, 5):
        cast(world, who, ref, "for")
    for who in crowd(world, absent, 5):
        cast(world, who, ref, "against")
    ended(world)
    found = world.rows(Demand)[0]
    assert (found.state, found.carried_by) == ("single", carried_by)
    label = world.collective.college_name(carried_by)
    assert f"portée par un seul collège : {label}" in world.browser().get(f"{URL}/{ref}").words


def test_allies_are_shown_and_never_decide(world: World) -> None:
    ref = demand(world)
    opened(world, ref)
    for who in crowd(world, "ally", 8):
        cast(world, who, ref, "for")
    assert ended(world).outcome == "rejected"
    page = world.browser().get(f"{URL}/{ref}/vote")
    assert "avis entendu, sans effet sur la décision (8 bulletins)" in page.words
    assert world.rows(Demand)[0].state == "rejected"


def test_few_voters_are_told_as_a_decision_only(world: World) -> None:
    ref = demand(world)
    opened(world, ref)
    for who in (world.alice, world.bob):
        vote(world, who, ref, "for")
    assert ended(world).result == {
        c: {"adopted": int(c != "ally")} for c in ("professional", "concerned", "ally")
    }
    page = world.browser().get(f"{URL}/{ref}/vote")
    assert "adopté ; moins de 5 bulletins, le détail n’est pas montré" in page.words
    assert "pour, 0 contre" not in page.words


def test_the_latest_paper_stands_before_and_after_its_slot(world: World) -> None:
    ref = demand(world)
    opened(world, ref)
    vote(world, world.bob, ref, "against")
    vote(world, world.bob, ref, "abstain")
    assert len(world.rows(Pending)) == 1
    world.slot()
    assert [p.choice for p in world.rows(BallotPaper)] == ["abstain"]
    page = vote(world, world.bob, ref, "for")
    assert "Votre carnet a déjà mis un bulletin" in page.words
    world.slot()
    assert [p.choice for p in world.rows(BallotPaper)] == ["for"]
    assert "a déjà mis" not in world.browser(world.alice).get(f"{URL}/{ref}/vote").words


def test_what_was_sent_on_the_last_day_counts_even_if_the_slot_comes_with_the_closing(world: World) -> None:
    ref = demand(world)
    opened(world, ref)
    world.clock.now = at("2026-03-20T23:59:30")
    vote(world, world.alice, ref, "for")
    vote(world, world.bob, ref, "for")
    assert world.rows(BallotPaper) == []
    close_ballots(world.house)
    assert world.rows(Ballot)[0].state == "open"
    assert world.slot() == 2  # the votes are published, then the hook ends the ballot
    assert world.rows(Ballot)[0].outcome == "shared"


def test_after_the_last_day_the_vote_is_over_before_it_is_counted(world: World) -> None:
    ref = demand(world)
    opened(world, ref)
    browser = world.browser(world.bob)
    browser.get(f"{URL}/{ref}/vote")
    world.clock.now = at("2026-03-21T00:00:10")
    page = browser.send("Voter", choice="for")
    assert (page.status, "Ce vote est terminé" in page.words) == (409, True)
    assert "comptés au prochain créneau" in browser.get(f"{URL}/{ref}/vote").words
    close_ballots(world.house)
    assert world.rows(Ballot)[0].state == "open"
    assert world.rows(Pending) == []


def test_an_organiser_ends_it_early_with_a_reason_and_the_waiting_papers_count(world: World) -> None:
    ref = demand(world)
    opened(world, ref)
    vote(world, world.alice, ref, "for")
    vote(world, world.bob, ref, "for")
    browser = world.browser(world.olga)
    browser.get(f"{URL}/{ref}/vote")
    assert "nécessaire" in browser.send("Mettre fin au vote", why="").error("why")
    page = browser.send("Mettre fin au vote", why="Le conseil se réunit plus tôt.")
    assert "comptés au prochain créneau" in page.words
    (ballot,) = world.rows(Ballot)
    assert (ballot.state, ballot.result) == ("open", {})  # counted at once, it would tell who has just come
    late = {"ballot": ballot.ref, "version": "1", "choice": "against"}
    assert world.act(world.bob, f"{URL}/{ref}/vote/bulletins", **late) == 409
    close_ballots(world.house)
    assert world.rows(Ballot)[0].state == "open"
    world.slot()
    assert "Le conseil se réunit plus tôt." in world.browser().get(f"{URL}/{ref}/vote").words
    assert world.rows(Ballot)[0].outcome == "shared"
    assert world.rows(Pending) == []
    assert world.act(world.olga, f"{URL}/{ref}/vote/fermeture", why="Encore.") == 409


def test_an_objection_is_published_apart_at_the_end_and_answered(world: World) -> None:
    ref = demand(world)
    opened(world, ref)
    page = vote(world, world.bob, ref, "objection", REASON)
    assert page.status == 200
    world.slot()
    assert [p.choice for p in world.rows(BallotPaper)] == ["objection"]
    assert world.rows(Objection) == []
    ended(world)
    said = world.rows(Objection)[0]
    assert said.reason == REASON
    stored = {bytes(value) for value in vars(said).values() if isinstance(value, bytes)}
    scope = f"objection:{world.rows(Ballot)[0].ref}"
    assert stored == {world.bob.box(scope)[1]}, "where to answer its author, and nothing of a vote or a voice"
    assert world.bob.nul("vote", f"ballot:{world.rows(Ballot)[0].ref}") != world.bob.nul("vote", scope)
    browser = world.browser(world.olga)
    assert REASON in browser.get(f"{URL}/{ref}/vote").words
    browser.follow("Répondre à cette objection")
    assert "nécessaire" in browser.send("Publier la réponse", answer="").error("answer")
    assert (
        "Le critère porte sur la date proposée."
        in browser.send("Publier la réponse", answer="Le critère porte sur la date proposée.").words
    )


def test_few_voters_of_a_college_hide_which_college_objected(world: World) -> None:
    ref = demand(world)
    opened(world, ref)
    vote(world, world.bob, ref, "objection", REASON)
    ended(world)
    page = world.browser().get(f"{URL}/{ref}/vote")
    article = page.one("article", id=f"o-{world.rows(Objection)[0].ref}")
    assert not [e for e in article.iter("span") if "college" in e.get("class", "")]


def test_who_votes_otherwise_objects_no_longer(world: World) -> None:
    ref = demand(world)
    opened(world, ref)
    vote(world, world.bob, ref, "objection", "Une première raison.")
    vote(world, world.bob, ref, "objection", REASON)
    assert len(world.rows(Pending, Pending.kind == "ballot.objection")) == 1
    vote(world, world.bob, ref, "for")
    ended(world)
    assert world.rows(Objection) == []


def test_an_objection_gives_its_reason_and_only_an_objection_does(world: World) -> None:
    ref = demand(world)
    opened(world, ref)
    assert "écrivez votre raison" in vote(world, world.bob, ref, "objection").error("reason")
    page = vote(world, world.bob, ref, "for", REASON)
    assert page.status == 422
    assert page.one("textarea", name="reason").text == REASON
    assert "Choisissez une des réponses proposées." in vote(world, world.bob, ref, "peut-être").words
    assert "Erreur" in vote(world, world.bob, ref, "objection", "x" * 2001).error("reason")
    assert world.rows(Pending) == []


def test_the_guard_reads_an_objection_and_no_paper_is_kept_by_half(world: World) -> None:
    ref = demand(world)
    opened(world, ref)
    page = vote(world, world.bob, ref, "objection", "Appelez Mme D. au 06 12 34 56 78.")
    assert page.status == 422
    assert world.rows(Pending) == []


def test_the_page_of_a_vote_says_who_counts_and_what_is_told_of_few(world: World) -> None:
    ref = demand(world)
    opened(world, ref)
    page = world.browser(world.bob).get(f"{URL}/{ref}/vote")
    assert "une carte en papier, un lien de l’équipe, un accueil sur place" in page.words
    assert "Moins de cinq : seulement si votre collège l’a adoptée, ou non" in page.words
    assert "si vous y êtes seul·e à voter, cela dit votre vote" in page.words
    assert "l’équipe, ou qui écrit le texte, y répondra" in page.words


def test_nobody_votes_in_another_college_s_name_nor_twice(world: World) -> None:
    """The college is the grant's: nothing that is posted says otherwise, and one person is one paper."""
    ref = demand(world)
    ballot = opened(world, ref)
    address = f"{URL}/{ref}/vote/bulletins"
    for college, choice in (("concerned", "for"), ("ally", "against"), ("professional", "for")):
        typed = {"ballot": ballot.ref, "version": "1", "choice": choice, "college": college, "nul": "00"}
        assert world.act(world.alice, address, **typed) in (303, 422)
    cast(world, world.alice, ref, "against")
    world.slot()
    cast(world, world.alice, ref, "for")
    world.slot()
    assert [(paper.college, paper.choice) for paper in world.rows(BallotPaper)] == [("professional", "for")]
    after_last_day(world)
    typed = {"ballot": ballot.ref, "version": "1", "choice": "against"}
    assert world.act(world.alice, address, **typed) == 409
    assert ended(world).state == "closed"
    assert world.act(world.alice, address, **typed) == 409


def test_those_who_may_not_vote_are_told_why(world: World) -> None:
    ref = demand(world)
    opened(world, ref)
    charlie = vote(world, world.charlie, ref, "for")
    assert (charlie.status, "il faut une attestation" in charlie.words) == (403, True)
    (ballot,) = world.rows(Ballot)
    assert "L’équipe ne vote pas" in world.browser(world.olga).get(f"{URL}/{ref}/vote").words
    assert (
        world.act(world.olga, f"{URL}/{ref}/vote/bulletins", ballot=ballot.ref, version="1", choice="for")
        == 403
    )
    stranger = vote(world, None, ref, "for")
    assert stranger.status == 401
    assert "carnet" in stranger.words
    assert world.rows(Pending) == []


def test_only_an_organiser_opens_ends_and_answers(world: World) -> None:
    ref = demand(world)
    for path in ("", "/fermeture", "/objections/aaaaaaaaaa/reponse"):
        for who in (world.bob, world.charlie, world.maud, world.harold):
            browser = world.browser(who)
            browser.get(f"{URL}/{ref}/vote")
            mark = browser.page.all("input", name="_csrf")[0].get("value", "")
            sent = browser.post(f"{URL}/{ref}/vote{path}", {"_csrf": mark}, origin="http://testserver")
            assert sent.status == 403, (path, who)
    assert world.rows(Ballot) == []


def test_a_vote_opens_on_the_version_that_was_read(world: World) -> None:
    ref = demand(world)
    browser = world.browser(world.olga)
    browser.get(f"{URL}/{ref}")
    with world.house.db.write() as tx:
        document = world.rows(Document, Document.ref == ref)[0]
        fields = {**world.rows(Version)[0].fields, "body": "Un autre texte."}
        revise(tx, document, fields, "Une voix", world.clock().today)
    page = browser.send("Ouvrir le vote", quorum="50", threshold="50", closes="2026-03-20")
    assert page.status == 422
    assert "Le texte a changé depuis" in page.words
    assert world.rows(Ballot) == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("quorum", "0", "d’au moins 1"),
        ("quorum", "101", "d’au plus 100"),
        ("quorum", "beaucoup", "nombre entier"),
        ("threshold", "49", "d’au moins 50"),
        ("closes", "demain", "date complète"),
        ("closes", "2026-03-02", "à venir"),
        ("closes", "2029-01-01", "un an"),
    ],
)
def test_rules_that_cannot_be(world: World, name: str, value: str, said: str) -> None:
    ref = demand(world)
    browser = world.browser(world.olga)
    browser.get(f"{URL}/{ref}")
    typed = {"quorum": "50", "threshold": "50", "closes": "2026-03-20", name: value}
    page = browser.send("Ouvrir le vote", **typed)
    assert page.status == 422
    assert said in page.error(name)
    assert world.rows(Demand)[0].state == "draft"


def test_a_second_vote_needs_a_changed_text(world: World) -> None:
    ref = demand(world)
    opened(world, ref)
    olga = world.browser(world.olga)
    assert "Ouvrir le vote" not in olga.get(f"{URL}/{ref}").words
    stale = world.browser(world.bob)
    stale.get(f"{URL}/{ref}/vote")
    ended(world)
    olga = world.browser(world.olga)  # the session of before has expired
    page = olga.get(f"{URL}/{ref}")
    assert "Non adoptée" in page.words
    assert "Ouvrir le vote" not in page.words
    with world.house.db.write() as tx:
        document = world.rows(Document, Document.ref == ref)[0]
        revise(
            tx, document, {**world.rows(Version)[0].fields, "body": "Mieux."}, "Une voix", world.clock().today
        )
    assert opened(world, ref, closes="2026-04-20").version == 2
    page = stale.send("Voter", choice="for")
    assert "Un autre vote a été ouvert depuis" in page.words
    assert world.rows(Pending) == []
    assert "Mieux." in page.words


def test_unknown_pages_are_unknown(world: World) -> None:
    ref = demand(world)
    assert world.browser().get(f"{URL}/inconnu/vote").status == 404
    assert "Aucun vote" in world.browser().get(f"{URL}/{ref}/vote").words
    assert world.browser(world.olga).get(f"{URL}/{ref}/vote/objections/inconnu/reponse").status == 404
    world.other_collective("autre")
    assert world.browser().get(f"/c/autre/revendications/{ref}/vote").status == 404
