"""Demands that become one, from proposal to undoing, by people without JavaScript; and all that must be refused."""

from datetime import date

import pytest
from sqlmodel import col, select

from forum.collectives.models import Pending
from forum.collectives.queries import enter
from forum.core.errors import Closed
from forum.core.viewer import Viewer
from forum.deliberation.merging.models import Merge, MergePaper
from forum.demands.models import Demand
from forum.followups.subjects.actions import begin
from forum.petitions.actions import open_petition
from forum.petitions.models import Petition
from forum.texts.authors.models import TextAuthor
from forum.texts.models import Document
from tests import rows
from tests.demands.asking import asked
from tests.demands.merging.scene import (
    FIRST,
    MERGES,
    SECOND,
    THIRD,
    URL,
    WHY,
    answer,
    merged,
    pass_days,
    propose,
    proposed,
    put,
    the,
    two,
    voting,
    write,
)
from tests.demands.scene import adopted, crowd, opened
from tests.grievances.merging.test_merging import hide
from tests.leaving.sample import erase
from tests.texts.authoring import come, inside, link
from tests.world import World


def head(world: World, ref: str) -> Document:
    found: Document = world.rows(Document, Document.ref == ref)[0]
    return found


def test_both_authors_say_yes_and_the_old_address_says_what_became_of_it(world: World) -> None:
    first, second, merge = merged(world)
    stranger = world.browser()
    page = stranger.get(f"{URL}/{first}")
    assert page.url == f"{URL}/{second}?venu={first}"
    assert f"Vous veniez de « {FIRST} »" in page.words
    assert "Vous veniez" not in stranger.get(f"{URL}/{second}").words
    stranger.get(f"{URL}/{first}")
    assert WHY in stranger.follow("Quand, et pourquoi").words
    stranger.get(f"{URL}/{first}")
    old = stranger.follow("Relire l’ancien texte")
    assert old.url == f"{URL}/{first}/versions/1"
    assert FIRST in old.words and "comme il était" in old.words and "180 visites" in old.words
    assert stranger.get(f"/c/lorne/textes/{first}/versions").status == 200
    assert stranger.get(f"{MERGES}/{merge}").status == 200


def test_lists_search_exports_and_open_data_show_the_survivor_only(world: World) -> None:
    first, second, _merge = merged(world)
    stranger = world.browser()
    for url in (URL, f"{URL}?q=naissance", "/api/v1/collectifs/lorne/revendications", "/quart-d-heure"):
        assert FIRST not in stranger.get(url).text, url
    assert second in stranger.get("/api/v1/collectifs/lorne/revendications").text
    feed = stranger.get("/c/lorne/actualites.atom").text
    assert "Revendications regroupées" in feed and FIRST not in feed
    assert stranger.get(f"{URL}/{first}.md").url == f"{URL}/{second}.md"
    world.browser(world.olga).get("/c/lorne/consultations/nouvelle")
    assert first not in world.browser(world.olga).get("/c/lorne/consultations/nouvelle").text


def test_the_absorbed_one_takes_no_change_no_vote_and_no_new_addressee(world: World) -> None:
    first, _second, _merge = merged(world)
    amending = {"base": "1", "body-replace-0": "b", "reason": "r"}
    assert world.act(world.charlie, f"/c/lorne/textes/{first}/amendements/nouveau", **amending) == 409
    rules = {"version": "1", "quorum": "50", "threshold": "50", "closes": "2026-03-20"}
    assert world.act(world.olga, f"{URL}/{first}/vote", **rules) == 409
    there = {"kind": "agenda", "institution": "x"}
    assert world.act(world.olga, f"{URL}/{first}/destinataire", **there) == 409
    assert world.rows(Pending) == [] and world.rows(Demand, Demand.state != "draft") == []


# -- agreeing ------------------------------------------------------------------


def test_one_no_is_enough_and_authors_are_told_sealed(world: World) -> None:
    first, second = two(world)
    merge = proposed(world, world.charlie, first, second)
    for who, told in ((world.alice, True), (world.bob, True), (world.charlie, False)):
        assert ("Votre réponse est attendue" in world.browser(who).get("/carnet").words) is told
    answer(world, world.alice, merge)
    answer(world, world.bob, merge, "Non, la laisser à part")
    world.slot()
    assert the(world).state == "refused"
    assert world.browser().get(f"{URL}/{first}").url == f"{URL}/{first}"


@pytest.mark.parametrize("who", ["olga", "maud", "charlie"])
def test_nobody_of_the_team_answers_votes_or_undoes_for_others(world: World, who: str) -> None:
    first, second = two(world)
    viewer: Viewer = getattr(world, who)
    merge = proposed(world, world.alice, first, second)
    for side in ("absorbed", "survivor"):
        assert world.act(viewer, f"{MERGES}/{merge}/reponse", side=side, choice="yes") == 403
    assert world.act(viewer, f"{MERGES}/{merge}/avis", choice="yes") == 403
    answer(world, world.bob, merge)
    world.slot()
    assert world.act(viewer, f"{MERGES}/{merge}/annulation", reason="Je préfère.") == 403
    assert world.act(viewer, f"{MERGES}/{merge}/annulation/vote", reason="Je préfère.") in (403, 409)
    assert "annulation" not in world.browser(viewer).get(f"{MERGES}/{merge}").text
    world.slot()
    assert the(world).state == "merged"


def test_any_of_several_authors_answers_for_a_side(world: World) -> None:
    first, second = two(world)
    assert come(world, world.charlie, link(world, world.bob, second)).status == 200
    world.slot()
    merge = proposed(world, world.alice, first, second)
    answer(world, world.charlie, merge)
    world.slot()
    assert the(world).state == "merged"


# -- the collective votes where nobody answers ---------------------------------


def test_where_an_author_keeps_silent_both_colleges_decide(world: World) -> None:
    first, second, merge = voting(world)
    people = [*crowd(world, "professional", 5), *crowd(world, "concerned", 5)]
    assert "Le collectif vote" in world.browser().get(f"{URL}/{second}").words
    for who in people[:-1]:
        browser = world.browser(who)
        assert "Le collectif vote pour regrouper" in browser.get("/carnet").words
        browser.follow("Voter, jusqu’au")
        browser.send("Oui, les regrouper")
    put(world, people[-1], merge, "no")
    world.slot()
    assert len(world.rows(MergePaper)) == 10 and the(world).state == "voting"
    assert "Le collectif vote pour regrouper" not in world.browser(people[0]).get("/carnet").words
    pass_days(world, 8)
    row = the(world)
    assert (row.state, world.rows(MergePaper)) == ("merged", [])
    assert row.result["all"]["professional"]["for"] == 5
    assert "4 pour, 1 contre" in world.browser().get(f"{MERGES}/{merge}").words
    assert head(world, first).elsewhere == second


@pytest.mark.parametrize(
    ("professional", "concerned", "state"), [("yes", "no", "refused"), ("yes", "", "lapsed")]
)
def test_one_college_joins_nothing_without_the_other(
    world: World, professional: str, concerned: str, state: str
) -> None:
    first, _second, merge = voting(world)
    for college, choice in (("professional", professional), ("concerned", concerned)):
        for who in crowd(world, college, 3):
            if choice:
                put(world, who, merge, choice)
    world.slot()
    pass_days(world, 8)
    assert the(world).state == state
    assert head(world, first).elsewhere is None


def test_where_an_author_has_left_the_vote_begins_at_once(world: World) -> None:
    first, second = two(world)
    inside(world, world.bob, second).send("Ne plus écrire ce texte")
    world.slot()
    propose(world, world.alice, first, second)
    world.slot()
    assert the(world).state == "voting"
    assert "Plus personne ne l’écrit" in world.browser().get(f"{MERGES}/{the(world).ref}").words


def test_an_author_who_comes_back_during_the_vote_is_heard_before_the_papers(world: World) -> None:
    _first, _second, merge = voting(world)
    for who in (*crowd(world, "professional", 2), *crowd(world, "concerned", 2)):
        put(world, who, merge, "yes")
    world.slot()
    answer(world, world.bob, merge, "Non, la laisser à part")
    world.slot()
    assert (the(world).state, world.rows(MergePaper)) == ("refused", [])


def test_an_open_carnet_and_a_visitor_do_not_vote(world: World) -> None:
    _first, _second, merge = voting(world)
    assert world.act(world.charlie, f"{MERGES}/{merge}/avis", choice="yes") == 403
    assert world.browser().post(f"{MERGES}/{merge}/avis", {"choice": "yes"}).status == 401
    assert world.act(world.alice, f"{MERGES}/{merge}/avis", choice="peut-être") == 422
    assert world.rows(Pending) == []


# -- whose voices --------------------------------------------------------------


def test_no_signature_moves_until_it_says_so(world: World) -> None:
    first, second, merge = merged(world)
    words = world.browser().get(f"{URL}/{second}").words
    assert "1 voix l’écrivait. 1 ne l’a pas confirmé, et reste comptée à part." in words
    assert world.rows(TextAuthor) == []
    carnet = world.browser(world.alice)
    assert "Votre voix n’a pas bougé" in carnet.get("/carnet").words
    carnet.follow("Dire où elle va")
    carnet.send("Oui, j’écris aussi celle qui reste")
    assert "Votre voix n’a pas bougé" not in carnet.get("/carnet").words
    assert world.act(world.alice, f"{MERGES}/{merge}/confirmation", choice="no") == 409
    world.slot()
    (row,) = world.rows(TextAuthor)
    assert row.text_id == head(world, second).id and bytes(row.nul) != bytes(head(world, first).nul)
    assert "1 a dit écrire aussi celle-ci" in world.browser().get(f"{URL}/{second}").words
    assert bytes(head(world, first).nul) == world.alice.nul("voice", first), "the old one is still theirs"
    assert world.act(world.alice, f"{MERGES}/{merge}/confirmation", choice="yes") == 403


def test_who_says_no_stays_apart_is_asked_no_more_and_may_say_yes_later(world: World) -> None:
    first, second, merge = merged(world)
    assert world.act(world.alice, f"{MERGES}/{merge}/confirmation", choice="no") == 303
    world.slot()
    assert [(p.side, p.choice) for p in world.rows(MergePaper)] == [("aside", "no")]
    assert "Votre voix n’a pas bougé" not in world.browser(world.alice).get("/carnet").words
    assert "reste comptée à part" in world.browser().get(f"{URL}/{second}").words
    dumped = " ".join(bytes(p.nul).hex() for p in world.rows(MergePaper))
    assert world.alice.nul("voice", first).hex() not in dumped
    assert world.act(world.alice, f"{MERGES}/{merge}/confirmation", choice="yes") == 303
    world.slot()
    assert len(world.rows(TextAuthor)) == 1


@pytest.mark.parametrize("who", ["bob", "charlie", "olga"])
def test_who_does_not_write_the_absorbed_one_signs_nothing(world: World, who: str) -> None:
    _first, _second, merge = merged(world)
    for choice in ("yes", "no"):
        assert world.act(getattr(world, who), f"{MERGES}/{merge}/confirmation", choice=choice) == 403
    assert world.rows(Pending) == []


def test_a_mark_and_a_paper_are_taken_back_by_their_carnet(world: World) -> None:
    _first, _second, merge = merged(world)
    world.act(world.alice, f"{MERGES}/{merge}/confirmation", choice="no")
    world.slot()
    assert erase(world, world.bob, "merge_paper", f"{merge}:aside").status == 404
    erase(world, world.alice, "merge_paper", f"{merge}:aside")
    world.slot()
    assert world.rows(MergePaper) == []


# -- undoing -------------------------------------------------------------------


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_an_author_of_either_undoes_with_a_reason_that_is_public(world: World, who: str) -> None:
    first, _second, merge = merged(world)
    browser = world.browser(getattr(world, who))
    browser.get(f"{MERGES}/{merge}")
    assert browser.send("Défaire le regroupement", reason="").status == 422
    assert browser.send("Défaire le regroupement", reason="Ce sont deux publics.").status == 200
    world.slot()
    assert (the(world).state, the(world).undone_by) == ("undone", "author")
    assert world.browser().get(f"{URL}/{first}").url == f"{URL}/{first}"
    assert FIRST in world.browser().get(f"{URL}?q=naissance").words
    assert "Ce sont deux publics." in world.browser().get(f"{MERGES}/{merge}").words


def test_after_thirty_days_it_holds(world: World) -> None:
    _first, _second, merge = merged(world)
    pass_days(world, 31)
    assert the(world).state == "confirmed"
    assert world.act(world.alice, f"{MERGES}/{merge}/annulation", reason="Non.") == 409
    assert "Votre voix n’a pas bougé" in world.browser(world.alice).get("/carnet").words


@pytest.mark.parametrize(("choice", "state"), [("yes", "undone"), ("no", "merged"), ("", "merged")])
def test_what_a_vote_joined_a_vote_may_part_once(world: World, choice: str, state: str) -> None:
    first, _second, merge = voting(world)
    people = [*crowd(world, "professional", 2), *crowd(world, "concerned", 2)]
    for who in people:
        put(world, who, merge, "yes")
    world.slot()
    pass_days(world, 8)
    browser = world.browser(people[0])
    browser.get(f"{MERGES}/{merge}")
    assert browser.send("Demander un vote de sept jours", reason="").status == 422
    assert browser.send("Demander un vote de sept jours", reason="Ce n’est pas la même loi.").status == 200
    world.slot()
    assert the(world).state == "parting" and head(world, first).elsewhere
    assert "Ce n’est pas la même loi." in world.browser(people[1]).get(f"{MERGES}/{merge}").words
    for who in people if choice else []:
        put(world, who, merge, choice)
    world.slot()
    pass_days(world, 8)
    row = the(world)
    assert (row.state, row.undone_by) == (state, "vote" if state == "undone" else "")
    assert bool(head(world, first).elsewhere) is (state == "merged")
    again = world.act(people[1], f"{MERGES}/{merge}/annulation/vote", reason="Encore.")
    assert again == 409 and world.rows(Pending) == []


# -- what cannot be ------------------------------------------------------------


def refused(world: World, ref: str, other: str, sentence: str, keep: str = "other") -> None:
    """By the form's address: a demand that was adopted does not offer the link."""
    before = len(world.rows(Pending))
    browser = world.browser(world.charlie)
    browser.get(f"{URL}/{ref}/regroupements/nouveau")
    page = browser.send("Proposer de regrouper", other=other, keep=keep, reason=WHY)
    assert (page.status, sentence in page.words) == (422, True), page.words
    assert page.one("textarea", name="reason").text == WHY
    assert page.one("input", name="other").get("value") == other
    assert len(world.rows(Pending)) == before


def test_itself_another_kind_and_nothing_are_refused_in_plain_words(world: World) -> None:
    from tests.grievances.merging.scene import FIRST as SAID
    from tests.grievances.merging.scene import write as complain

    first, second = two(world)
    refused(world, first, first, "C’est la même revendication")
    refused(world, first, f"http://testserver{URL}/{first}?venu=x#vote", "C’est la même revendication")
    refused(world, first, "zzzzzzzzzz", "Aucune revendication de ce collectif")
    refused(world, first, "", "Dites laquelle")
    refused(world, first, complain(world, world.alice, SAID), "ne se regroupe qu’avec une revendication")
    hide(world, second)
    refused(world, first, second, "La modération a masqué")


def test_no_circle_and_no_chain(world: World) -> None:
    first, second, _merge = merged(world)
    third = write(world, world.charlie, THIRD)
    refused(world, third, first, "a déjà été regroupée")
    refused(world, third, second, "D’autres revendications ont déjà rejoint", keep="this")
    refused(world, second, first, "a déjà été regroupée")


def test_a_circle_agreed_in_one_slot_makes_no_circle(world: World) -> None:
    first, second = two(world)
    third = write(world, world.charlie, THIRD)
    for who, ref, other in (
        (world.alice, first, second),
        (world.bob, second, third),
        (world.charlie, third, first),
    ):
        propose(world, who, ref, other)
    world.slot()
    for merge in world.rows(Merge):
        for who in (world.alice, world.bob, world.charlie):
            for side in ("absorbed", "survivor"):
                world.act(who, f"{MERGES}/{merge.ref}/reponse", side=side, choice="yes")
    world.slot()
    elsewhere = {d.ref: d.elsewhere for d in world.rows(Document, col(Document.elsewhere).is_not(None))}
    assert elsewhere and not set(elsewhere.values()) & set(elsewhere)


def test_one_that_was_adopted_or_is_voted_on_stays_apart(world: World) -> None:
    ref = adopted(world, title=SECOND)
    other = write(world, world.alice, FIRST)
    refused(world, other, ref, "Les deux collèges ont adopté")
    refused(world, other, ref, "Les deux collèges ont adopté", keep="this")
    assert "regroupements/nouveau" not in world.browser().get(f"{URL}/{ref}").text
    third = write(world, world.charlie, THIRD)
    opened(world, third)
    refused(world, other, third, "On vote en ce moment")


def test_one_in_a_consultation_or_in_a_cahier_stays_apart(world: World) -> None:
    first, second = two(world)
    third = write(world, world.charlie, THIRD)
    asked(world, [first, second])
    refused(world, first, third, "est dans une consultation ouverte")
    single = adopted(world, ("professional",), title="Publier la liste des postes")
    with world.house.db.write() as tx:
        rows.platform(tx, world.collective, head(world, single))
    refused(world, third, single, "est dans un cahier publié")


def test_the_rule_is_asked_again_at_the_moment_of_effect(world: World) -> None:
    first, second = two(world)
    merge = proposed(world, world.alice, first, second)
    opened(world, second)
    answer(world, world.bob, merge)
    world.slot()
    assert the(world).state == "lapsed" and head(world, first).elsewhere is None


def test_a_stranger_s_proposal_comes_back_in_the_door(world: World) -> None:
    first, second = two(world)
    browser = world.browser()
    browser.get(f"{URL}/{first}/regroupements/nouveau")
    page = browser.send("Proposer de regrouper", other=second, reason=WHY)
    assert page.status == 401 and WHY in page.text
    assert world.rows(Pending) == []


def test_a_version_that_never_was_is_not_found(world: World) -> None:
    first, _second = two(world)
    for number in ("0", "2", "-1", "x", "٣", "99999999999999999999"):
        assert world.browser().get(f"{URL}/{first}/versions/{number}").status == 404, number


def test_one_that_a_petition_carries_or_that_was_handed_over_stays_apart_and_a_draft_tells_nothing(
    world: World,
) -> None:
    with world.house.db.write() as tx:
        office = rows.institution(tx, world.collective)
        carried, drafted, handed, plain = (
            rows.demand(tx, world.collective, office, title, state="single")
            for title in ("Portée", "En brouillon", "Remise", "Toute seule")
        )
        rows.petition(tx, world.collective, office, carried)
        draft = rows.petition(tx, world.collective, office, drafted, state="draft", closes=date(2026, 12, 1))
        begin(tx, world.collective, handed.ref, "")
        refs = [one.ref for one in (carried, drafted, handed, plain)]
        code = draft.code
    refused(world, refs[0], refs[3], "est portée par une pétition")
    refused(world, refs[3], refs[2], "a été remise à une institution")
    assert propose(world, world.charlie, refs[1], refs[3]).status == 200
    with world.house.db.write() as tx:
        moved = tx.merge(head(world, refs[1]))
        moved.elsewhere = refs[3]
        tx.add(moved)
    with world.house.db.write() as tx, pytest.raises(Closed, match="regroupée avec une autre"):
        petition = tx.exec(select(Petition).where(Petition.code == code)).one()
        place = enter(tx, "lorne", world.olga, "organise")
        open_petition(tx, place, petition, world.clock())


def test_moderators_are_led_to_it_from_two_that_look_alike(world: World) -> None:
    first, second = two(world)
    maud = world.browser(world.maud)
    page = maud.get("/c/lorne/moderation/proches")
    assert "Proposer de les regrouper" in page.words
    page = maud.follow("Proposer de les regrouper")
    assert page.url.split("?")[0] in (
        f"{URL}/{first}/regroupements/nouveau",
        f"{URL}/{second}/regroupements/nouveau",
    )
    assert page.one("input", name="other").get("value") in (first, second)


def weights(world: World, who: Viewer, merge: str) -> dict[str, list[str]]:
    """The class of every button of the page, by the form that it is in; and whether the form says what others will see."""
    page = world.browser(who).get(f"{MERGES}/{merge}")
    found = {}
    for form in page.one("main").iter("form"):
        told = "Ce que les autres verront" in "".join(form.itertext())
        found[form.get("id", "")] = [b.get("class", "") for b in form.iter("button")] + [str(told)]
    return found


def test_yes_and_no_have_one_weight_and_what_others_will_see_is_said_before(world: World) -> None:
    """A vote whose yes stands out is no fair question; and nobody answers or undoes without knowing what it shows."""
    quiet = ["btn quiet", "btn quiet", "True"]
    first, second = two(world)
    merge = proposed(world, world.alice, first, second)
    assert weights(world, world.bob, merge)["answer-survivor"] == quiet
    pass_days(world, 15)
    assert weights(world, world.bob, merge)["vote"] == quiet


def test_whoever_undoes_is_told_what_it_shows(world: World) -> None:
    _first, _second, merge = merged(world)
    assert weights(world, world.bob, merge)["undo"] == ["btn quiet", "True"]
