"""A merge from proposal to the last confirmation, by people without JavaScript; and all that must be refused."""

import pytest
from sqlmodel import col

from forum.collectives.models import Pending
from forum.deliberation.merging.models import Merge, MergePaper
from forum.grievances.merging.models import MergeApart
from forum.grievances.models import Echo
from forum.texts.models import Amendment, Document, Link
from tests.browser_lite import words as words_of
from tests.demands.scene import demand
from tests.grievances.merging.scene import (
    FIRST,
    MERGES,
    SECOND,
    URL,
    WHY,
    answer,
    crowd,
    join,
    live,
    merged,
    pass_days,
    propose,
    proposed,
    the,
    two,
    write,
)
from tests.texts.amending import FIRST as FIRST_PASSAGE
from tests.texts.amending import amend
from tests.world import World


def test_both_authors_say_yes_and_the_old_address_leads_to_the_survivor(world: World) -> None:
    first, second, merge = merged(world)
    stranger = world.browser()
    page = stranger.get(f"{URL}/{first}")
    assert page.url == f"{URL}/{second}?venu={first}"
    assert "Vous veniez de « Les visites à domicile" in page.words
    assert "Vous veniez" not in stranger.get(f"{URL}/{second}").words
    stranger.get(f"{URL}/{first}")
    old = stranger.follow("Relire l’ancien texte")
    assert old.url == f"{URL}/{first}/versions/1"
    assert "Les mères restent seules" in old.words and "comme il était" in old.words
    assert "regroupées" in stranger.get(f"{MERGES}/{merge}").words


def test_lists_search_counts_and_open_data_show_the_survivor_only(world: World) -> None:
    _first, second, _merge = merged(world)
    stranger = world.browser()
    for url in (URL, f"{URL}?q=visites", "/api/v1/collectifs/lorne/doleances", "/quart-d-heure"):
        assert "Les visites à domicile" not in stranger.get(url).text, url
    assert second in stranger.get("/api/v1/collectifs/lorne/doleances").text
    assert "puéricultrice" in stranger.get(f"{URL}?q=puéricultrice").words
    feed = stranger.get("/c/lorne/actualites.atom").text
    assert "Doléances regroupées" in feed and "Les visites à domicile" not in feed


def test_testimonies_sources_and_links_follow_and_are_read_on_the_survivor(world: World) -> None:
    first = write(
        world, world.alice, FIRST, source_label="Rapport de l’Igas", source_url="https://example.org/igas"
    )
    second = write(world, world.bob, SECOND)
    live(world, first, world.charlie, testimony="Ma fille est née en juin, personne n’est venu.")
    claim = demand(world)
    with world.house.db.write() as tx:
        ids = {d.ref: d.id for d in world.rows(Document)}
        tx.add(Link(source_id=ids[claim], target_id=ids[first]))
    ally, told = world.carnet("Dora", "ally"), world.carnet("Emil", "concerned")
    live(world, first, ally)
    amend(world.browser(told), first, {FIRST_PASSAGE: "Une autre phrase."}, "Plus court, et plus clair.")
    world.slot()
    join(world, first, second)
    page = world.browser().get(f"{URL}/{second}")
    assert "personne n’est venu" in page.words and "Rapport de l’Igas" in page.words
    came = words_of(page.one("section", id=f"r-{the(world).ref}"))
    for said in ("Lieu : Lorne Nord", "allié", "carnet", "n’ont pas encore confirmé", "en attente"):
        assert said in came, said
    assert "0 personne" not in came and "professionnel" not in came
    change = str(world.rows(Amendment)[0].ref)
    assert page.link("Plus court, et plus clair.") == f"/c/lorne/textes/{first}/amendements/{change}"
    for who in (told, world.charlie):
        assert "regroupé" in world.browser(who).get("/carnet").words
    assert page.link("Une visite à chaque naissance") == f"/c/lorne/revendications/{claim}"
    there = world.browser().get(f"/c/lorne/revendications/{claim}")
    assert there.link("Plus de puéricultrice") == f"{URL}/{second}"
    assert "Les visites à domicile" not in there.words


def test_nobody_s_voice_moves_until_it_says_so_and_both_is_one(world: World) -> None:
    first, second = two(world)
    people = crowd(world, "concerned", 6)
    live(world, first, *people)
    live(world, second, people[0], *crowd(world, "concerned", 5, "autre"))
    merge = join(world, first, second)
    assert counts(world, second)["concerned"] == 6
    words = world.browser().get(f"{URL}/{second}").words
    assert "6 personnes concernées ont dit vivre l’autre, et n’ont pas encore confirmé" in words
    for who in people[:2]:
        carnet = world.browser(who)
        assert "Votre voix n’a pas bougé" in carnet.get("/carnet").words
        carnet.follow("Dire où elle va")
        carnet.send("Oui, je vis aussi celle qui reste")
    refused = world.browser(people[2])
    refused.get(f"{MERGES}/{merge}")
    refused.send("Non, compter ma voix à part")
    pass_days(world, 9)
    assert counts(world, second)["concerned"] == 7  # six, and one who had not said both
    assert counts(world, first)["concerned"] == 4
    assert the(world).confirmed == {"concerned": 2}
    words = world.browser().get(f"{URL}/{second}").words
    assert "moins de 5 personnes concernées ont dit vivre l’autre" in words
    assert "Restent à part, à leur demande" in words
    for who, is_asked in ((people[0], False), (people[2], False), (people[3], True)):
        assert ("Votre voix n’a pas bougé" in world.browser(who).get("/carnet").words) is is_asked


def test_who_said_no_may_say_yes_later_and_saying_it_twice_is_once(world: World) -> None:
    first, second = two(world)
    live(world, first, world.charlie)
    merge = join(world, first, second)
    url = f"{MERGES}/{merge}/confirmation"
    assert world.act(world.charlie, url, choice="no") == 303
    assert (
        world.act(world.charlie, url, choice="yes") == 409
    )  # the first answer waits: it is taken back first
    world.slot()
    for _ in range(2):
        assert world.act(world.charlie, url, choice="yes") == 303
    assert len(world.rows(Pending)) == 2
    pass_days(world, 9)
    assert (counts(world, first)["open"], counts(world, second)["open"]) == (0, 1)
    assert world.act(world.charlie, url, choice="yes") == 403


def test_the_absorbed_one_takes_no_echo_and_no_change_and_says_where_to_go(world: World) -> None:
    first, _second, _merge = merged(world)
    assert world.act(world.charlie, f"{URL}/{first}/echos", testimony="Moi aussi.") == 409
    amending = {"base": "1", "body-replace-0": "b", "reason": "r"}
    assert world.act(world.charlie, f"/c/lorne/textes/{first}/amendements/nouveau", **amending) == 409
    assert world.rows(Pending) == []


def test_an_echo_that_waited_while_they_were_joined_is_kept_and_asked(world: World) -> None:
    first, second = two(world)
    merge = proposed(world, world.alice, first, second)
    answer(world, world.bob, merge)
    world.act(world.charlie, f"{URL}/{first}/echos", testimony="")
    world.slot()
    assert counts(world, first)["open"] == 1
    assert "Votre voix n’a pas bougé" in world.browser(world.charlie).get("/carnet").words


# -- agreeing ------------------------------------------------------------------


def test_authors_are_told_sealed_and_one_no_is_enough(world: World) -> None:
    first, second = two(world)
    merge = proposed(world, world.charlie, first, second)
    for who, asked in ((world.alice, True), (world.bob, True), (world.charlie, False)):
        assert ("Votre réponse est attendue" in world.browser(who).get("/carnet").words) is asked
    answer(world, world.alice, merge)
    answer(world, world.bob, merge, "Non, la laisser à part")
    assert the(world).state == "proposed"
    world.slot()
    assert the(world).state == "refused"
    assert "n’a pas été voulu" in world.browser(world.charlie).get("/carnet").words
    assert world.act(world.alice, f"{MERGES}/{merge}/reponse", side="absorbed", choice="yes") == 409
    assert world.browser().get(f"{URL}/{first}").url == f"{URL}/{first}"


def test_until_its_slot_the_last_answer_stands(world: World) -> None:
    first, second = two(world)
    merge = proposed(world, world.alice, first, second)
    answer(world, world.bob, merge, "Non, la laisser à part")
    answer(world, world.bob, merge)
    assert len(world.rows(Pending)) == 1
    world.slot()
    assert the(world).state == "merged"


def test_where_an_author_keeps_silent_those_who_live_it_decide(world: World) -> None:
    first, second = two(world)
    professionals, concerned = crowd(world, "professional", 5), crowd(world, "concerned", 3)
    live(world, second, *professionals, *concerned)
    merge = proposed(world, world.alice, first, second)
    for who in [*professionals, concerned[0]]:
        browser = world.browser(who)
        assert "vous vivez l’une des deux" in browser.get("/carnet").words
        browser.follow("Donner votre avis")
        browser.send("Oui, la même chose")
    world.slot()
    assert the(world).state == "proposed" and len(world.rows(MergePaper)) == 6
    pass_days(world, 15)
    row = the(world)
    assert row.state == "merged"
    assert row.result == {
        "survivor": {"concerned": {"agrees": 1}, "professional": {"agrees": 1, "yes": 5, "no": 0}}
    }
    assert world.rows(MergePaper) == []
    words = world.browser().get(f"{MERGES}/{merge}").words
    assert "5 pour, 0 contre" in words and words.count("pour, ") == 1
    assert "Les visites à domicile" not in world.browser().get(f"{URL}?q=visites").words  # the index follows


@pytest.mark.parametrize(("choice", "state"), [("no", "refused"), ("", "lapsed")])
def test_a_college_that_says_no_or_nothing_agrees_to_nothing(world: World, choice: str, state: str) -> None:
    first, second = two(world)
    professionals, concerned = crowd(world, "professional", 2), crowd(world, "concerned", 2)
    live(world, second, *professionals, *concerned)
    merge = proposed(world, world.alice, first, second)
    for who in professionals:
        world.act(who, f"{MERGES}/{merge}/avis", choice="yes")
    for who in concerned if choice else []:
        world.act(who, f"{MERGES}/{merge}/avis", choice=choice)
    world.slot()
    pass_days(world, 15)
    assert the(world).state == state
    assert world.browser().get(f"{URL}/{first}").url == f"{URL}/{first}"


def test_who_lives_both_has_two_papers_that_nothing_links_and_may_change_them(world: World) -> None:
    first, second = two(world)
    live(world, first, world.charlie)
    live(world, second, world.charlie)
    merge = proposed(world, world.alice, first, second)
    for choice in ("yes", "no"):
        assert world.act(world.charlie, f"{MERGES}/{merge}/avis", choice=choice) == 303
        assert len(world.rows(Pending)) == 2
        world.slot()
    papers = world.rows(MergePaper)
    assert sorted((p.side, p.choice) for p in papers) == [("absorbed", "no"), ("survivor", "no")]
    nuls = {bytes(p.nul) for p in papers} | {bytes(e.nul) for e in world.rows(Echo)}
    assert len(nuls) == 4


def test_only_those_who_live_it_have_an_opinion_and_only_authors_answer(world: World) -> None:
    first, second = two(world)
    merge = proposed(world, world.alice, first, second)
    assert world.act(world.charlie, f"{MERGES}/{merge}/avis", choice="yes") == 403
    assert world.act(world.charlie, f"{MERGES}/{merge}/reponse", side="survivor", choice="yes") == 403
    assert world.act(world.olga, f"{MERGES}/{merge}/reponse", side="survivor", choice="yes") == 403
    assert world.act(world.olga, f"{MERGES}/{merge}/avis", choice="yes") == 403
    pass_days(world, 15)
    assert the(world).state == "lapsed"
    assert world.act(world.bob, f"{MERGES}/{merge}/reponse", side="survivor", choice="yes") == 409
    live(world, second, world.charlie)
    assert world.act(world.charlie, f"{MERGES}/{merge}/avis", choice="yes") == 409
    assert world.rows(Pending) == []


def test_for_a_text_of_the_team_an_organiser_answers_at_once(world: World) -> None:
    browser = world.browser(world.olga)
    browser.get(f"{URL}/nouvelle")
    browser.send("Envoyer", body=SECOND, territory="nord", since="2025")
    first, second = (
        write(world, world.alice, FIRST),
        next(d.ref for d in world.rows(Document, Document.college == "staff")),
    )
    merge = proposed(world, world.alice, first, second)
    answer(world, world.olga, merge)
    assert the(world).state == "merged"
    assert "Les visites à domicile" not in world.browser().get(f"{URL}?q=visites").words


# -- undoing -------------------------------------------------------------------


@pytest.mark.parametrize("who", ["alice", "bob", "olga"])
def test_an_author_or_an_organiser_undoes_with_a_reason_that_is_public(world: World, who: str) -> None:
    first, _second, merge = merged(world)
    browser = world.browser(getattr(world, who))
    browser.get(f"{MERGES}/{merge}")
    assert browser.send("Défaire le regroupement", reason="").status == 422
    assert browser.send("Défaire le regroupement", reason="Ce sont deux services.").status == 200
    world.slot()
    row = the(world)
    assert (row.state, row.undone_by) == ("undone", "organiser" if who == "olga" else "author")
    assert world.browser().get(f"{URL}/{first}").url == f"{URL}/{first}"
    assert "Les visites à domicile" in world.browser().get(f"{URL}?q=visites").words
    assert "Ce sont deux services." in world.browser().get(f"{MERGES}/{merge}").words
    assert world.act(getattr(world, who), f"{MERGES}/{merge}/annulation", reason="Encore.") == 409


@pytest.mark.parametrize("who", ["charlie", "maud"])
def test_nobody_else_undoes_and_nobody_after_thirty_days(world: World, who: str) -> None:
    _first, _second, merge = merged(world)
    url = f"{MERGES}/{merge}/annulation"
    assert world.act(getattr(world, who), url, reason="Non.") == 403
    assert "annulation" not in world.browser(getattr(world, who)).get(f"{MERGES}/{merge}").text
    pass_days(world, 31)
    assert the(world).state == "confirmed"
    assert world.act(world.alice, url, reason="Non.") == 409
    assert world.act(world.olga, url, reason="Non.") == 409


def test_those_who_came_back_part_it_at_the_end_of_the_thirty_days(world: World) -> None:
    first, second = two(world)
    people = crowd(world, "concerned", 4)
    live(world, first, *people)
    merge = join(world, first, second)
    for who, choice in zip(people, ("no", "no", "yes"), strict=False):
        world.act(who, f"{MERGES}/{merge}/confirmation", choice=choice)
    pass_days(world, 10)
    pass_days(world, 22)
    assert (the(world).state, the(world).undone_by) == ("undone", "echoes")
    assert world.rows(MergeApart) == []
    assert world.browser().get(f"{URL}/{first}").url == f"{URL}/{first}"


def test_after_an_undoing_who_came_over_stays_and_is_asked_again(world: World) -> None:
    first, second = two(world)
    moved, other = crowd(world, "concerned", 2)
    live(world, first, moved, other, world.charlie)
    merge = join(world, first, second)
    world.act(moved, f"{MERGES}/{merge}/confirmation", choice="yes")
    pass_days(world, 9)
    assert world.act(world.alice, f"{MERGES}/{merge}/annulation", reason="Deux choses.") == 303
    world.slot()
    assert counts(world, first) | {"total": 0} == {
        "professional": 0,
        "concerned": 1,
        "ally": 0,
        "open": 1,
        "total": 0,
    }
    assert counts(world, second)["concerned"] == 1
    browser = world.browser(moved)
    assert "Vivez-vous aussi la première ?" in browser.get("/carnet").words
    assert "Vivez-vous" not in world.browser(world.charlie).get("/carnet").words
    browser.follow("La relire, et le dire")
    browser.send("Je le vis aussi", testimony="")
    world.slot()
    assert counts(world, first)["concerned"] == 2
    assert "Vivez-vous" not in world.browser(moved).get("/carnet").words


# -- what cannot be ------------------------------------------------------------


def refused(world: World, ref: str, other: str, sentence: str, keep: str = "other") -> None:
    before = len(world.rows(Pending))
    page = propose(world, world.charlie, ref, other, keep)
    assert page.status == 422
    assert sentence in page.words, page.words
    assert page.one("textarea", name="reason").text == WHY
    assert page.one("input", name="other").get("value") == other
    assert len(world.rows(Pending)) == before


def test_what_cannot_be_joined_is_said_in_plain_words(world: World) -> None:
    first, second = two(world)
    refused(world, first, first, "C’est la même doléance")
    refused(world, first, f"http://testserver{URL}/{first}?venu=x#echo", "C’est la même doléance")
    refused(world, first, "zzzzzzzzzz", "Aucune doléance de ce collectif")
    refused(world, first, "", "Dites laquelle dit la même chose")
    other = world.other_collective("ailleurs")
    with world.house.db.write() as tx:
        document = tx.merge(world.rows(Document, Document.ref == second)[0])
        document.collective_id = other.id
        tx.add(document)
    refused(world, first, second, "Aucune doléance de ce collectif")


def test_a_hidden_one_is_not_joined_not_even_if_it_was_hidden_meanwhile(world: World) -> None:
    first, second = two(world)
    merge = proposed(world, world.alice, first, second)
    hide(world, second)
    refused(world, first, second, "La modération a masqué")
    hide(world, second, False)
    answer(world, world.bob, merge)
    hide(world, second)
    world.slot()
    assert the(world).state == "lapsed"


def hide(world: World, ref: str, hidden: bool = True) -> None:
    with world.house.db.write() as tx:
        document = tx.merge(world.rows(Document, Document.ref == ref)[0])
        document.hidden = hidden
        tx.add(document)


def test_no_circle_and_no_chain(world: World) -> None:
    first, second, _merge = merged(world)
    third = write(world, world.charlie, "Les rendez-vous de PMI sont à deux mois.")
    refused(world, third, first, "a déjà été regroupée")
    refused(world, third, second, "D’autres doléances ont déjà rejoint", keep="this")
    assert world.browser(world.charlie).get(f"{URL}/{first}/regroupements/nouveau").status == 200
    merge = proposed(world, world.charlie, third, second)  # one more into the same is no chain
    answer(world, world.bob, merge)
    world.slot()
    assert [d.elsewhere for d in world.rows(Document, col(Document.elsewhere).is_not(None))] == [second] * 2


def test_two_agreements_that_would_make_a_circle_in_one_slot_make_one_merge(world: World) -> None:
    first, second = two(world)
    third = write(world, world.charlie, "Les rendez-vous de PMI sont à deux mois.")
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
    states = sorted(m.state for m in world.rows(Merge))
    assert states.count("merged") in (1, 2) and "proposed" not in states
    elsewhere = {d.ref: d.elsewhere for d in world.rows(Document) if d.elsewhere}
    assert not set(elsewhere.values()) & set(elsewhere)


def test_the_same_two_are_proposed_once_in_either_direction(world: World) -> None:
    first, second = two(world)
    propose(world, world.alice, first, second)
    propose(world, world.bob, second, first)
    world.slot()
    assert len(world.rows(Merge)) == 1
    assert [row.state for row in world.rows(Pending)] == ["failed"]
    refused(world, first, second, "déjà proposé")
    pass_days(world, 15)
    refused(world, second, first, "n’a pas été voulu il y a peu")
    pass_days(world, 31)
    assert propose(world, world.charlie, first, second).status == 200


def test_a_demand_is_of_another_kind(world: World) -> None:
    first = write(world, world.alice, FIRST)
    claim = demand(world)
    refused(world, first, claim, "une doléance ne se regroupe qu’avec une doléance")


def test_the_guard_reads_a_reason_first(world: World) -> None:
    first, second = two(world)
    browser = world.browser(world.charlie)
    browser.get(f"{URL}/{first}/regroupements/nouveau")
    page = browser.send("Proposer de regrouper", other=second, reason="Appelez le 06 12 34 56 78.")
    assert page.status == 422 and "Retirez ce numéro" in page.words
    assert world.rows(Pending) == []


def test_a_stranger_s_proposal_comes_back_in_the_door_and_a_visitor_changes_nothing(world: World) -> None:
    first, second = two(world)
    browser = world.browser()
    browser.get(f"{URL}/{first}/regroupements/nouveau")
    page = browser.send("Proposer de regrouper", other=second, reason=WHY)
    assert page.status == 401 and WHY in page.text
    merge = proposed(world, world.alice, first, second)
    for what in ("reponse", "avis", "confirmation", "annulation"):
        values = {"choice": "yes", "side": "survivor", "reason": "r"}
        assert browser.post(f"{MERGES}/{merge}/{what}", values).status in (401, 403)
    assert world.rows(Pending) == []


def test_a_version_that_never_was_is_not_found(world: World) -> None:
    first, _second = two(world)
    for number in ("0", "2", "-1", "x", "٣", "99999999999999999999"):
        assert world.browser().get(f"{URL}/{first}/versions/{number}").status == 404, number


def counts(world: World, ref: str) -> dict[str, int]:
    from forum.grievances.merging.queries import echoes

    with world.house.db.read() as tx:
        ident = next(d.id for d in world.rows(Document, Document.ref == ref))
        return echoes(tx, ident)
