"""A consultation from its opening to its result: members of both colleges, allies, and those who may not answer."""

import re
from datetime import timedelta

import pytest

from forum.collectives.models import Pending
from forum.core.clock import at
from forum.core.models import Event
from forum.deliberation.draws.models import Lot
from forum.deliberation.draws.rules import drawn as drawn_lots
from forum.demands.consultations.counting.jobs import close_consultations
from forum.demands.consultations.models import Consultation, ConsultationOption, ConsultationPaper
from forum.texts.actions import revise
from forum.texts.models import Document, Version
from tests.browser_lite import words
from tests.counting import statements
from tests.demands.asking import (
    FAIR,
    GOOD,
    TITLES,
    URL,
    VERY,
    asked,
    both,
    counted,
    demands,
    opening,
    papers,
    reply,
)
from tests.demands.scene import crowd
from tests.world import World


def test_everybody_answers_and_everybody_reads_the_ranking(world: World) -> None:
    visits, written, evening = demands(world)
    one = asked(world, [visits, written, evening])
    frozen = {(o.version, o.hash) for o in world.rows(ConsultationOption)}
    assert frozen == {(1, version.hash) for version in world.rows(Version)}
    for who in (*crowd(world, "professional", 4), world.alice, *crowd(world, "concerned", 5), world.bob):
        answers = {f"g-{visits}": VERY, f"g-{written}": GOOD, f"g-{evening}": FAIR}
        assert world.act(who, f"{URL}/{one.ref}/reponses", **answers) == 303
    world.slot()
    assert len(world.rows(ConsultationPaper)) == 11
    assert counted(world).result["enough"] is True
    assert (world.rows(ConsultationPaper), world.rows(Pending)) == ([], [])
    page = world.browser().get(f"{URL}/{one.ref}")
    assert [words(h) for h in page.all("h3")] == [f"{n}. {title}" for n, title in enumerate(TITLES, 1)]
    first = page.one("article", id=f"r-{visits}")
    assert "« très bien » à parité" in words(first)
    assert "5 réponses sur 5 attestations, quorum à 5" in page.words
    assert {"consultation.opened", "consultation.counted"} <= {e.kind for e in world.rows(Event)}


def test_the_ranking_on_a_par_is_in_a_table_with_its_gauge(world: World) -> None:
    """Twelve professionals weigh as six others: a third of all gave more than « bien », a sixth less."""
    visits, *_others = refs = demands(world)
    one = asked(world, refs)
    papers(world, one, "professional", [{visits: 5}] * 8 + [{visits: 4}] * 4)
    papers(world, one, "concerned", [{visits: 4}] * 4 + [{visits: 2}] * 2)
    counted(world)
    page = world.browser().get(f"{URL}/{one.ref}")
    assert "« bien » à parité 33 % mieux, 17 % moins bien" in words(page.one("article", id=f"r-{visits}"))
    table = next(t for t in page.all("table") if "chaque collège pesant la moitié" in words(t))
    row = next(r for r in table.iter("tr") if TITLES[0] in words(r))
    cells = [words(cell) for cell in row.iter("td")]
    assert cells == ["33", "50", "0", "17", "0", "0", "« bien », rang 1 33 % mieux, 17 % moins bien"]
    approvals = asked(world, demands(world, ["Une", "Deux"]), way="approval", closes="2026-04-20")
    both(world, approvals, {})
    counted(world)
    assert "moins bien" not in world.browser().get(f"{URL}/{approvals.ref}").words


def test_common_agreement_is_one_figure_that_falls_with_either_college(world: World) -> None:
    refs = demands(world)
    one = asked(world, refs, way="approval")
    papers(world, one, "professional", [{refs[0]: 1, refs[1]: 1}] * 8)
    papers(world, one, "concerned", [{refs[0]: 1}] * 8)
    papers(world, one, "ally", [{refs[2]: 1}] * 30)
    counted(world)
    page = world.browser().get(f"{URL}/{one.ref}")
    for ref, percent in zip(refs, (81, 9, 1), strict=True):
        assert f"Accord commun : {percent} %" in words(page.one("article", id=f"r-{ref}"))
    assert page.words.count("Accord commun :") == 3


def test_a_demand_says_what_it_came_to(world: World) -> None:
    visits, written, _evening = refs = demands(world)
    one = asked(world, refs)
    both(world, one, {visits: 4, written: 2})
    assert "dans la consultation" not in world.browser().get(f"/c/lorne/revendications/{visits}").words
    counted(world)
    page = world.browser().get(f"/c/lorne/revendications/{visits}")
    assert "Mention « bien » à parité, rang 1 sur 3, dans la consultation Que porter d’abord ?" in page.words
    assert page.link("Que porter d’abord ?") == f"{URL}/{one.ref}#r-{visits}"


def test_colleges_weigh_the_same_whatever_their_size_and_each_is_told_apart(world: World) -> None:
    visits, written, _evening = refs = demands(world)
    one = asked(world, refs)
    papers(world, one, "professional", [{visits: 5, written: 0}] * 30)
    papers(world, one, "concerned", [{visits: 0, written: 5}] * 5)
    papers(world, one, "ally", [{visits: 5}] * 9)
    counted(world)
    page = world.browser().get(f"{URL}/{one.ref}")
    said = words(page.one("article", id=f"r-{visits}"))
    assert "ex æquo" in said
    assert {o.rank for o in world.rows(ConsultationOption)} == {1, 3}
    assert "9 réponses, avis entendu, sans effet sur le classement" in page.words
    for total in ("35", "44"):
        assert f"{total} réponses" not in page.words, "a raw total of both colleges"


def test_the_table_says_what_the_bars_show(world: World) -> None:
    visits, written, _evening = refs = demands(world)
    one = asked(world, refs)
    both(world, one, {visits: 5, written: 3})
    counted(world)
    page = world.browser().get(f"{URL}/{one.ref}")
    table = page.all("table")[1]
    head = [words(cell) for cell in table.iter("th") if cell.get("scope") == "col"]
    assert head == [
        *("Revendication", "très bien", "bien", "assez bien", "passable", "insuffisant", "à rejeter"),
        "Résultat",
    ]
    row = next(tr for tr in table.iter("tr") if TITLES[1] in words(tr))
    assert [cell.text for cell in row.iter("td")][:6] == ["0", "0", "6", "0", "0", "0"]
    bar = next(page.one("article", id=f"r-{written}").iter("svg"))
    assert [(r.get("width"), r.get("fill-opacity")) for r in bar.iter("rect")] == [("100.0%", "0.6")]
    assert not [e for e in page.root.iter() if e.get("style")]


@pytest.mark.parametrize("absent", ["professional", "concerned"])
def test_a_college_that_did_not_come_is_not_described_and_nothing_is_ranked(
    world: World, absent: str
) -> None:
    visits, written, _evening = refs = demands(world)
    one = asked(world, refs)
    there = "concerned" if absent == "professional" else "professional"
    papers(world, one, there, [{visits: 5}] * 8)
    papers(world, one, absent, [{written: 5}] * 4)
    kept = counted(world).result
    assert kept["colleges"][absent] == {"reached": False}
    assert {o.rank for o in world.rows(ConsultationOption)} == {0}
    page = world.browser().get(f"{URL}/{one.ref}")
    label = world.collective.college_name(absent)
    assert f"Pas assez de réponses de ce collège : {label}" in page.words
    assert page.link("Voir qui manque") == "/c/lorne/participation"
    assert "à parité" not in " ".join(words(a) for a in page.all("article"))
    demand = world.browser().get(f"/c/lorne/revendications/{visits}")
    assert "Sans classement, faute de réponses d’un collège" in demand.words


def test_under_its_quorum_a_college_tells_how_many_and_no_more(world: World) -> None:
    visits, *_others = refs = demands(world)
    one = asked(world, refs, quorum="60")
    crowd(world, "concerned", 10, "silent")
    papers(world, one, "professional", [{visits: 5}] * 8)
    papers(world, one, "concerned", [{visits: 5}] * 6)
    told = counted(world).result["colleges"]["concerned"]
    assert told == {"reached": False, "voters": 6, "grants": 17, "quorum": 11}
    assert "6 réponses pour un quorum de 11" in world.browser().get(f"{URL}/{one.ref}").words


def test_the_latest_answers_stand_and_replace_all_the_others(world: World) -> None:
    visits, written, _evening = refs = demands(world)
    one = asked(world, refs)
    reply(world, world.bob, one, {visits: VERY, written: GOOD})
    page = reply(world, world.bob, one, {visits: FAIR})
    assert "Votre carnet a déjà répondu" in page.words
    assert not [e for e in page.all("input", type="radio") if e.get("checked") is not None]
    assert len(world.rows(Pending)) == 1
    world.slot()
    assert [p.answers for p in world.rows(ConsultationPaper)] == [{visits: 2}]
    reply(world, world.bob, one, {written: VERY})
    world.slot()
    assert [p.answers for p in world.rows(ConsultationPaper)] == [{written: 5}]
    assert "déjà répondu" not in world.browser(world.alice).get(f"{URL}/{one.ref}").words


def test_what_is_left_without_a_grade_is_the_lowest_and_it_was_said(world: World) -> None:
    visits, written, _evening = refs = demands(world)
    one = asked(world, refs)
    page = world.browser(world.bob).get(f"{URL}/{one.ref}")
    assert "sans mention compte comme « à rejeter »" in page.words
    assert page.words.index("gardées ensemble") < page.words.index(TITLES[0]), "said before the first answer"
    both(world, one, {visits: 3})
    assert counted(world).result["colleges"]["concerned"]["profiles"][written] == [6, 0, 0, 0, 0, 0]


def test_approvals_are_ticked_and_told_as_a_share(world: World) -> None:
    visits, written, _evening = refs = demands(world)
    one = asked(world, refs, way="approval")
    browser = world.browser(world.bob)
    browser.get(f"{URL}/{one.ref}")
    assert "ou « Aucune »" in browser.send("Envoyer mes réponses").error("none")
    assert "pas les deux" in browser.send("Envoyer mes réponses", none="1", **{f"g-{visits}": "1"}).words
    assert browser.send("Envoyer mes réponses", none="", **{f"g-{visits}": "1"}).status == 200
    both(world, one, {visits: 1, written: 1}, 3)
    both(world, one, {visits: 1}, 3)
    counted(world)
    page = world.browser().get(f"{URL}/{one.ref}")
    assert "choisie par 46 %" in words(page.one("article", id=f"r-{written}"))  # 3 of 6, and 3 of 7 with Bob


def test_an_organiser_ends_it_early_with_a_reason_and_what_waits_counts(world: World) -> None:
    visits, *_others = refs = demands(world)
    one = asked(world, refs)
    papers(world, one, "professional", [{visits: 4}] * 5)
    papers(world, one, "concerned", [{visits: 4}] * 4)
    reply(world, world.bob, one, {visits: VERY})
    browser = world.browser(world.olga)
    browser.get(f"{URL}/{one.ref}")
    assert "nécessaire" in browser.send("Mettre fin", why="").error("why")
    page = browser.send("Mettre fin", why="Le conseil se réunit plus tôt.")
    assert "comptées au prochain créneau" in page.words
    close_consultations(world.house)
    assert world.rows(Consultation)[0].result == {}  # counted at once, it would tell who has just come
    assert world.act(world.bob, f"{URL}/{one.ref}/reponses", **{visits: "5"}) == 409
    world.slot()
    assert "Le conseil se réunit plus tôt." in world.browser().get(f"{URL}/{one.ref}").words
    assert world.rows(Consultation)[0].result["colleges"]["concerned"]["voters"] == 5
    assert world.rows(Pending) == []
    assert world.act(world.olga, f"{URL}/{one.ref}/fermeture", why="Encore.") == 409


def test_after_the_last_day_nobody_answers_and_the_slot_counts(world: World) -> None:
    visits, *_others = refs = demands(world)
    one = asked(world, refs)
    browser = world.browser(world.bob)
    browser.get(f"{URL}/{one.ref}")
    reply(world, world.alice, one, {visits: GOOD})
    world.clock.now = at("2026-03-21T00:00:10")
    page = browser.send("Envoyer mes réponses", **{f"g-{visits}": VERY})
    assert (page.status, "Cette consultation est terminée" in page.words) == (409, True)
    assert "comptées au prochain créneau" in browser.get(f"{URL}/{one.ref}").words
    assert world.rows(Consultation)[0].state == "open"
    assert world.slot() == 1  # Alice's answers are in, then the hook counts
    assert world.rows(Consultation)[0].state == "closed"
    assert world.act(world.bob, f"{URL}/{one.ref}/reponses", **{f"g-{visits}": VERY}) == 409


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("unknown", "5", "n’est pas dans cette consultation"),
        ("visits", "6", "Choisissez une des réponses proposées"),
        ("visits", "-1", "Choisissez une des réponses proposées"),
        ("visits", "très bien", "Choisissez une des réponses proposées"),
        ("visits", "", "au moins une revendication"),
    ],
)
def test_answers_that_cannot_be(world: World, name: str, value: str, said: str) -> None:
    visits, *_others = refs = demands(world)
    one = asked(world, refs[:2])
    names = {"unknown": f"g-{refs[2]}", "visits": f"g-{visits}"}
    browser = world.browser(world.bob)
    mark = browser.get(f"{URL}/{one.ref}").all("input", name="_csrf")[0].get("value", "")
    page = browser.post(
        f"{URL}/{one.ref}/reponses", {names[name]: value, "_csrf": mark}, origin="http://testserver"
    )
    assert (page.status, said in page.words) == (422, True), page.words[:400]
    assert world.rows(Pending) == []


def test_a_refused_answer_comes_back_as_it_was_chosen(world: World) -> None:
    visits, written, _evening = refs = demands(world)
    one = asked(world, refs)
    page = reply(world, world.bob, one, {visits: VERY, written: "9"})
    assert page.status == 422
    chosen = [e for e in page.all("input", type="radio") if e.get("checked") is not None]
    assert [(e.get("name"), e.get("value")) for e in chosen] == [(f"g-{visits}", VERY)]


def test_those_who_may_not_answer_are_told_why(world: World) -> None:
    visits, *_others = refs = demands(world)
    one = asked(world, refs)
    page = world.browser(world.charlie).get(f"{URL}/{one.ref}")
    assert "Votre carnet n’a pas d’attestation ici" in page.words, "said before anything is typed"
    assert "Envoyer mes réponses" not in page.words
    assert page.link("j’ai déjà une carte : la présenter") == "/carte"
    assert world.act(world.charlie, f"{URL}/{one.ref}/reponses", **{f"g-{visits}": VERY}) == 403
    assert "L’équipe ne répond pas" in world.browser(world.olga).get(f"{URL}/{one.ref}").words
    assert world.act(world.olga, f"{URL}/{one.ref}/reponses", **{f"g-{visits}": VERY}) == 403
    stranger = reply(world, None, one, {visits: VERY})
    assert (stranger.status, "carnet" in stranger.words) == (401, True)
    assert world.rows(Pending) == []


def test_only_an_organiser_opens_and_ends(world: World) -> None:
    one = asked(world, demands(world))
    for who in (world.alice, world.charlie, world.maud, world.harold):
        assert world.browser(who).get(f"{URL}/nouvelle").status == 403
        assert world.act(who, URL, title="Une autre") == 403
        assert world.act(who, f"{URL}/{one.ref}/fermeture", why="Parce que.") == 403
    assert len(world.rows(Consultation)) == 1


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("title", "", "nécessaire"),
        ("question", "", "nécessaire"),
        ("quorum", "0", "d’au moins 1"),
        ("quorum", "101", "d’au plus 100"),
        ("places", "41", "d’au plus 40"),
        ("places", "3", "moins de places"),
        ("closes", "2026-03-02", "à venir"),
        ("closes", "2029-01-01", "un an"),
        ("closes", "demain", "date complète"),
    ],
)
def test_rules_that_cannot_be(world: World, name: str, value: str, said: str) -> None:
    page = opening(world, demands(world), **{name: value})
    assert page.status == 422
    assert said in page.error(name)
    ticked = [e for e in page.all("input", name="demands") if e.get("checked") is not None]
    assert len(ticked) == 3
    assert world.rows(Consultation) == []


def test_only_demands_that_stand_here_are_asked_about(world: World) -> None:
    refs = demands(world)
    hidden = demands(world, ["Masquée"], hidden=True)
    rejected = demands(world, ["Refusée"], state="rejected")
    browser = world.browser(world.olga)
    form = browser.get(f"{URL}/nouvelle")
    assert {e.get("value") for e in form.all("input", name="demands")} == set(refs)
    filled = {"title": "T", "question": "Q", "way": "grades", "quorum": "20", "closes": "2026-03-20"}
    for wrong in (hidden[0], rejected[0], "inconnue"):
        page = browser.send("Ouvrir la consultation", **filled, demands=[refs[0], wrong])
        assert (page.status, "n’est plus là" in page.words) == (422, True)
    assert "de 2 à 40" in opening(world, refs[:1]).words
    assert world.rows(Consultation) == []


def test_the_guard_reads_what_the_team_asks_and_why_it_ends(world: World) -> None:
    refs = demands(world)
    assert opening(world, refs, question="Appelez Mme D. au 06 12 34 56 78.").status == 422
    assert world.rows(Consultation) == []
    one = asked(world, refs)
    browser = world.browser(world.olga)
    browser.get(f"{URL}/{one.ref}")
    assert browser.send("Mettre fin", why="Appelez le 06 12 34 56 78.").status == 422
    assert world.rows(Consultation)[0].state == "open"


def test_a_text_that_moves_stays_as_it_was_asked(world: World) -> None:
    refs = demands(world)
    one = asked(world, refs)
    with world.house.db.write() as tx:
        document = world.rows(Document, Document.ref == refs[0])[0]
        fields = {**world.rows(Version, Version.text_id == document.id)[0].fields, "title": "Autre chose"}
        revise(tx, document, fields, "Une voix", world.clock().today)
    page = world.browser(world.bob).get(f"{URL}/{one.ref}")
    assert TITLES[0] in page.words
    assert "on répond sur la version 1" in page.words
    assert "Autre chose" not in page.words


def test_a_demand_that_is_hidden_meanwhile_is_neither_asked_nor_counted(world: World) -> None:
    visits, written, _evening = refs = demands(world)
    one = asked(world, refs)
    both(world, one, {visits: 5, written: 4})
    with world.house.db.write() as tx:
        document = world.rows(Document, Document.ref == visits)[0]
        document.hidden = True
        tx.add(document)
    assert TITLES[0] not in world.browser(world.bob).get(f"{URL}/{one.ref}").text
    assert visits not in counted(world).result["colleges"]["concerned"]["profiles"]
    page = world.browser().get(f"{URL}/{one.ref}")
    assert TITLES[0] not in page.text
    assert page.words.index("masquée par la modération") > page.words.index(f"1. {TITLES[1]}")


def test_unknown_pages_are_unknown(world: World) -> None:
    one = asked(world, demands(world))
    assert world.browser().get(f"{URL}/inconnue").status == 404
    world.other_collective("autre")
    assert world.browser().get(f"/c/autre/consultations/{one.ref}").status == 404
    assert "Que porter d’abord ?" in world.browser().get(URL).words


def test_forty_demands_are_one_light_page_that_asks_no_more_than_two(world: World) -> None:
    asked_of = []
    for count, closes in ((2, "2026-03-20"), (40, "2026-04-20")):
        titles = [f"La revendication numéro {n} du collectif {count}" for n in range(count)]
        one = asked(world, demands(world, titles), closes=closes)
        browser = world.browser(world.bob)
        with statements(world) as seen:
            page = browser.get(f"{URL}/{one.ref}")
        asked_of.append(len(seen))
        both(world, one, {})
        counted(world)
        with statements(world) as seen:
            world.browser().get(f"{URL}/{one.ref}")
        asked_of.append(len(seen))
    assert len(page.all("input", type="radio")) == 40 * 7
    assert asked_of[0] == asked_of[2] <= 7
    assert asked_of[1] == asked_of[3] <= 5


def test_a_cahier_that_keeps_both_colleges_and_whom_the_plain_count_leaves_out(world: World) -> None:
    visits, written, evening = refs = demands(world)
    one = asked(world, refs, places="2", quorum="1")
    papers(world, one, "professional", [{visits: 5, written: 5}] * 20)
    papers(world, one, "concerned", [{evening: 5}] * 10)
    counted(world)
    page = world.browser().get(f"{URL}/{one.ref}")
    assert "Le cahier de 2 places" in page.words
    told = page.words[page.words.index("Le cahier de 2 places") :]
    assert (
        f"{TITLES[2]} Elle est là parce que celles et ceux qui la veulent pouvaient la payer ensemble. "
        "professionnel·les personne ne la veut dans ce collège ; personnes concernées paient 100 %, 10 sur 10 la veulent."
        in told
    )
    said = told[told.index("Et si l’on comptait") : told.index("Les chiffres")]
    left, kept = (TITLES[0], TITLES[1]) if TITLES[1] in said else (TITLES[1], TITLES[0])
    assert left not in said
    assert f"Il aurait pris :{kept} et laissé :{TITLES[2]}" in said
    assert "personnes concernées personne10 personnes sur 10" in said


def test_without_a_college_nothing_is_chosen_for_a_cahier(world: World) -> None:
    visits, *_others = refs = demands(world)
    one = asked(world, refs, places="2")
    papers(world, one, "professional", [{visits: 5}] * 20)
    counted(world)
    assert "Le cahier de" not in world.browser().get(f"{URL}/{one.ref}").words


LONG = "Nous demandons une visite à domicile proposée après chaque naissance, dans tout le département. " * 60


def test_a_cahier_measured_in_pages_takes_short_demands_that_a_long_one_would_have_crowded_out(
    world: World,
) -> None:
    long, *short = refs = [*demands(world, TITLES[:1], fields={"body": LONG}), *demands(world, TITLES[1:])]
    one = asked(world, refs, pages="2", quorum="1")
    assert "2 pages au cahier" in world.browser().get(f"{URL}/{one.ref}").words
    papers(world, one, "professional", [{long: 5}] * 20)
    papers(world, one, "concerned", [dict.fromkeys(short, 5)] * 10)
    counted(world)
    page = world.browser().get(f"{URL}/{one.ref}")
    told = page.words[page.words.index("Le cahier de 2 pages") :]
    assert f"1. {TITLES[1]}"[3:] in told[: told.index("Et si l’on comptait")]
    assert TITLES[0] not in told[: told.index("Et si l’on comptait")]
    assert re.search(
        r"En tout, en pages : 1,\d sur 2\. Rien de ce qui est voulu ne tient dans le reste", told
    )
    said = told[told.index("Et si l’on comptait") : told.index("Les chiffres")]
    assert f"Il aurait pris :{TITLES[0]} et laissé :" in said
    assert "personnes concernées personne10 personnes sur 10" in said
    assert "Le cahier de 2 pages" in world.browser(world.olga).get(f"{URL}/{one.ref}/cahier").words


@pytest.mark.parametrize(
    ("pages", "places", "said"),
    [
        ("2", "1", "mais pas les deux"),
        ("30", "", "il n’y a rien à choisir"),
        ("61", "", "d’au plus 60"),
        ("-1", "", "d’au moins 0"),
        ("beaucoup", "", "nombre entier"),
    ],
)
def test_sizes_that_cannot_be(world: World, pages: str, places: str, said: str) -> None:
    page = opening(world, demands(world), pages=pages, places=places)
    assert page.status == 422
    assert said in page.error("pages")
    assert page.one("input", name="pages").get("value") == pages
    assert world.rows(Consultation) == []


def test_a_page_that_holds_no_demand_is_refused(world: World) -> None:
    page = opening(world, demands(world, TITLES[:2], fields={"body": LONG}), pages="1")
    assert "il en faut davantage" in page.error("pages")


SOURCE = "Le Loto du samedi 14 mars 2026, les cinq numéros en ordre croissant."


@pytest.mark.parametrize("seed", ["3-12-25", "3-12-26", "3-12-27", ""])
def test_ties_go_by_a_seed_from_outside_if_it_comes_before_the_count(world: World, seed: str) -> None:
    refs = demands(world)
    one = asked(world, refs, source=SOURCE, due="2026-03-14")
    lot = world.rows(Lot)[0]
    assert (one.lot, lot.until) == (lot.ref, one.closes)
    lines = sorted(f"{ref} version 1" for ref in refs)
    assert lot.listing.splitlines() == lines
    assert (
        "sera tiré au sort par une graine venue d’ailleurs" in world.browser().get(f"{URL}/{one.ref}").words
    )
    both(world, one, dict.fromkeys(refs, 4))
    if seed:
        world.clock.now = at("2026-03-14T21:00")
        assert world.act(world.olga, f"/c/lorne/tirages/{lot.ref}/graine", seed=seed) == 303
    options = counted(world).result["options"]
    order = [line.split()[0] for line in drawn_lots(lines, seed)]
    page = world.browser().get(f"{URL}/{one.ref}")
    if seed:
        assert options == order
        assert "est tiré au sort par une graine venue d’ailleurs" in page.words
    else:
        assert sorted(options) == sorted(refs)
        assert "celui de l’ouverture" in page.words
        world.clock.now = at("2026-03-21T13:00")
        assert world.act(world.olga, f"/c/lorne/tirages/{lot.ref}/graine", seed="7") == 409


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"source": SOURCE}, "due", "ou aucun des deux"),
        ({"due": "2026-03-14"}, "source", "ou aucun des deux"),
        ({"source": SOURCE, "due": "2026-03-21"}, "due", "d’ici au 20 mars"),
        ({"source": SOURCE, "due": "2026-03-02"}, "due", "à venir"),
    ],
)
def test_seeds_that_would_come_too_late(world: World, typed: dict[str, str], field: str, said: str) -> None:
    page = opening(world, demands(world), **typed)
    assert page.status == 422
    assert said in page.error(field)
    assert (world.rows(Consultation), world.rows(Lot)) == ([], [])


def test_the_same_demands_are_not_asked_about_twice_in_a_month(world: World) -> None:
    """Of two counts a newcomer apart, the difference would be the newcomer's paper."""
    refs = demands(world)
    asked(world, refs)
    page = opening(world, refs[:2])
    assert (page.status, "déjà dans une consultation ouverte" in page.words) == (422, True)
    one = counted(world)
    assert opening(world, refs[1:], closes=(one.closes + timedelta(30)).isoformat()).status == 422
    assert len(world.rows(Consultation)) == 1
    world.clock.forward(31 * 86_400)
    later = world.clock().today + timedelta(20)
    assert opening(world, refs, closes=later.isoformat()).status == 200
    assert len(world.rows(Consultation)) == 2


REST = (
    "S’il reste de la place, chaque personne reçoit encore un peu, au même rythme dans les deux collèges ; la première "
    "revendication que ses soutiens peuvent payer entre, et ainsi de suite."
)


@pytest.mark.parametrize("size", [{"places": "2"}, {"pages": "1"}])
def test_how_the_last_places_go_is_said_before_voting_and_after(world: World, size: dict[str, str]) -> None:
    refs = demands(
        world, [f"Demande {n}" for n in range(9)], fields={"equity": "Qui n’a pas de voiture. " * 40}
    )
    one = asked(world, refs, quorum="1", **size)
    before = world.browser().get(f"{URL}/{one.ref}").words
    assert before.count(REST) == 1
    assert "une carte en papier, un lien de l’équipe, un accueil sur place" in before
    both(world, one, {refs[0]: 5})
    counted(world)
    assert world.browser().get(f"{URL}/{one.ref}").words.count(REST) == 1
