"""What may be handed over besides a petition (an adopted demand, a cahier), and what a promise answers."""

from datetime import timedelta

import pytest

from forum.core.clock import at
from forum.core.models import Event
from forum.demands.models import Platform
from forum.followups.models import Commitment, Delivery, FollowUp
from forum.petitions.models import Petition
from forum.registers.models import Institution
from forum.texts.models import Document
from tests import rows
from tests.browser_lite import Browser, Page, controls, words
from tests.demands.scene import adopted, demand, institution
from tests.demands.test_platforms import make
from tests.followups.sample import BOARD, deliver, judge, petition, promise, promised, reply
from tests.petitions.scene import Scene
from tests.world import World

DEMANDS = "/c/lorne/revendications"


def handed(world: World) -> str:
    """An adopted demand, handed over on the 2nd of March and answered by a promise on the 5th."""
    ref = adopted(world)
    deliver(world, ref, "2026-03-02")
    world.clock.now = at("2026-03-09")
    reply(world, ref, day="2026-03-05")
    return ref


def platform(world: World) -> tuple[str, str]:
    """A cahier of one adopted demand: (its reference, the demand's)."""
    ref = adopted(world)
    make(world, **{f"rank-{ref}": "1"})
    return world.rows(Platform)[0].ref, ref


def commit(world: World, ref: str, **typed: str) -> Page:
    browser = world.browser(world.olga)
    browser.get(f"{BOARD}/{ref}/engagements")
    said = {"owner": "La direction", "what": "Publier la liste", "due": "2026-03-20"}
    return browser.send("Enregistrer", **{**said, "evidence": "En ligne", "source": "Lettre", **typed})


def offered(page: Page, name: str) -> list[tuple[str, str]]:
    select = page.one("select", name=name)
    return [(o.get("value", ""), words(o)) for o in select.iter("option")]


def test_a_demand_goes_the_whole_way_by_the_same_forms(world: World) -> None:
    ref = handed(world)
    assert "Publier la liste" in commit(world, ref).words
    page = world.browser().get(f"{BOARD}/{ref}")
    assert page.title == "Les suites : Une visite à chaque naissance"
    assert "Adressée à : Le département" in page.words
    assert "180 visites sur douze mois" in page.words
    assert page.link("Le texte de la revendication") == f"{DEMANDS}/{ref}"
    steps = [words(step) for step in page.one("ol", class_="steps").iter("strong")]
    assert steps[0] == "Vote clos"
    world.clock.now = at("2026-03-21")
    judge(world, ref, world.alice, "Tenu")
    assert world.slot() == 1
    row = world.rows(Commitment)[0]
    assert (row.kept_professional, row.broken_professional) == (1, 0)
    board = world.browser().get(BOARD)
    assert [words(dd) for dd in board.all("dd")] == ["1", "0", "1", "0"]
    assert "Revendication" in board.words
    assert (world.rows(FollowUp)[0].kind, world.rows(Petition)) == ("demand", [])


def test_a_demand_that_was_not_adopted_is_not_handed_over(world: World) -> None:
    draft = demand(world)
    browser = world.browser(world.olga)
    assert "Noter une remise" not in browser.get(f"{DEMANDS}/{draft}").words
    assert browser.get(f"{BOARD}/{draft}/remise").status == 404
    assert world.browser().get(f"{BOARD}/{draft}").status == 404
    shared = adopted(world, title="Une autre demande")
    browser = world.browser(world.olga)
    assert world.browser().get(f"{BOARD}/{shared}").url == f"{DEMANDS}/{shared}"  # nothing followed yet
    assert browser.get(f"{DEMANDS}/{shared}").link("Noter une remise") == f"{BOARD}/{shared}/remise"
    browser.follow("Noter une remise")
    page = browser.send("Enregistrer", day="2026-03-01", recipient="Le préfet")
    assert "ne peut pas précéder la fin du vote" in page.error("day")
    assert (world.rows(FollowUp), world.rows(Delivery)) == ([], [])


def test_a_cahier_is_followed_apart_for_each_institution(world: World) -> None:
    ref, _demand = platform(world)
    other = institution(world, "La caisse")
    first = world.rows(Institution, Institution.name == "Le département")[0].ref
    browser = world.browser(world.olga)
    browser.get(f"/c/lorne/cahiers/{ref}")
    browser.follow("Noter une remise")
    page = browser.send("Enregistrer", recipient="La présidente")
    assert "à quelle institution" in page.error("institution")
    assert browser.send("Enregistrer", institution="inconnue", recipient="La présidente").status == 422
    for to in (first, other, other):
        browser.get(f"{BOARD}/{ref}/remise")
        page = browser.send("Enregistrer", institution=to, recipient="La présidente")
        assert page.status == 200
    assert page.title == "Les suites : Cahier de mars"
    assert "180 visites sur douze mois" in page.words
    assert (len(world.rows(FollowUp)), len(world.rows(Delivery))) == (2, 2)
    board = world.browser().get(BOARD)
    assert [words(h) for h in board.all("h2") if words(h).startswith("L")] == ["La caisse", "Le département"]
    own = world.browser().get(f"/c/lorne/cahiers/{ref}")
    assert "Remise à La caisse" in own.words
    assert own.link("Remise à La caisse") in {f"{BOARD}/{f.ref}" for f in world.rows(FollowUp)}
    world.browser(world.olga).get(own.link("Remise à La caisse") + "/remise")


@pytest.mark.parametrize("form", ["remise", "reponse", "engagements"])
def test_only_organisers_hand_over(world: World, form: str) -> None:
    ref, claim = platform(world)
    deliver(world, claim, "2026-03-02")
    for code in (ref, claim):
        assert world.browser().get(f"{BOARD}/{code}/{form}").status == 401
        assert world.browser().post(f"{BOARD}/{code}/{form}", {"day": "2026-03-02"}).status == 401
        for who in (world.alice, world.charlie, world.maud):
            assert world.browser(who).get(f"{BOARD}/{code}/{form}").status == 403


def test_another_collective_hands_over_nothing_of_ours(world: World) -> None:
    ref, claim = platform(world)
    world.other_collective("ailleurs")
    for code in (ref, claim):
        assert world.browser().get(f"/c/ailleurs/suites/{code}").status == 404
    with world.house.db.write() as tx:
        there = world.other_collective("voisins")
        tx.add(Institution(collective_id=there.id, name="Chez eux", ref="theirs"))
    browser = world.browser(world.olga)
    browser.get(f"{BOARD}/{ref}/remise")
    assert "Chez eux" not in browser.page.words
    assert browser.send("Enregistrer", institution="theirs", recipient="X").status == 422
    assert world.rows(FollowUp) == []


def test_what_moderators_hide_is_not_told_by_what_followed(world: World) -> None:
    ref = handed(world)
    commit(world, ref)
    with world.house.db.write() as tx:
        text = tx.merge(world.rows(Document, Document.ref == ref)[0])
        text.hidden = True
    assert world.browser().get(f"{BOARD}/{ref}").status == 410
    assert world.browser(world.olga).get(f"{BOARD}/{ref}/remise").status == 410
    assert "Une visite" not in world.browser().get(BOARD).words
    assert "Publier la liste" not in world.browser(world.alice).get("/quart-d-heure").words
    engagements = world.browser().client.get("/api/v1/collectifs/lorne/engagements").json()
    assert engagements["items"] == []


def test_a_hidden_cahier_is_not_told_by_what_followed(world: World) -> None:
    ref, _demand = platform(world)
    to = world.rows(Institution)[0].ref
    browser = world.browser(world.olga)
    browser.get(f"{BOARD}/{ref}/remise")
    followed = browser.send("Enregistrer", institution=to, recipient="La présidente").url
    assert world.browser().get(f"{BOARD}/{ref}").url == f"/c/lorne/cahiers/{ref}"
    assert {e.subject for e in world.rows(Event, Event.kind == "platform.delivered")} == {ref}
    with world.house.db.write() as tx:
        tx.merge(world.rows(Platform)[0]).hidden = True
    assert world.browser().get(followed).status == 410
    assert world.browser().get(f"{BOARD}/{ref}").status == 410
    for url in (BOARD, "/c/lorne/actualites.atom"):
        assert "Cahier de mars" not in world.browser().get(url).text


def test_a_petition_that_opens_is_followed_at_once(world: World) -> None:
    scene = Scene(world, opened=False)
    assert world.rows(FollowUp) == []
    team = world.browser(world.olga)
    team.get(f"{scene.team}/equipe")
    team.send("Figer le texte et ouvrir")
    assert [(f.ref, f.kind, f.day) for f in world.rows(FollowUp)] == [
        (scene.code, "petition", world.clock().today)
    ]
    assert world.browser().get(f"{BOARD}/{scene.code}").status == 200


# -- what a promise answers ---------------------------------------------------------------------------------


def test_a_promise_answers_a_criterion_and_the_demand_says_so(world: World) -> None:
    code = petition(world)
    deliver(world, code)
    reply(world, code)
    ref = world.rows(Document)[0].ref
    organiser = world.browser(world.olga)
    about = offered(organiser.get(f"{BOARD}/{code}/engagements"), "about")
    assert about == [
        ("", "Rien de précis, ou autre chose"),
        (ref, "La revendication : Une visite"),
        (f"{ref}.1", "Le critère : huit jours au plus"),
        (f"{ref}.2", "Le critère : chaque famille"),
    ]
    page = commit(world, code, about=f"{ref}.2", what="Former tout le monde")
    assert "Une visite : chaque famille" in [words(dd) for dd in page.all("dd")]
    criterion = next(li for li in page.all("li") if words(li).startswith("chaque famille"))
    assert "en cours Promis : Former tout le monde" in words(criterion)
    commit(world, code, about=ref, what="Ouvrir la concertation")
    commit(world, code, about="", what="Repeindre le hall")
    own = world.browser().get(f"{DEMANDS}/{ref}")
    assert "Répond à notre critère : chaque famille" in own.words
    assert own.link("Former tout le monde").startswith(f"{BOARD}/{code}#e-")
    assert "Ouvrir la concertation" in own.words
    assert "Repeindre le hall" not in own.words
    world.clock.now = at("2026-03-21")
    assert "en retard Former tout le monde" in world.browser().get(f"{DEMANDS}/{ref}").words
    items = world.browser().client.get("/api/v1/collectifs/lorne/engagements").json()["items"]
    told = {i["what"]: (i["kind"], i["subject"], i["demand"], i["criterion"]) for i in items}
    assert told == {
        "Former tout le monde": ("petition", code, ref, "chaque famille"),
        "Ouvrir la concertation": ("petition", code, ref, ""),
        "Repeindre le hall": ("petition", code, None, ""),
    }


@pytest.mark.parametrize("about", ["inconnue", "{ref}.3", "{ref}.0", "{ref}.x", "{ref}.-1", "{ref}.²"])
def test_a_promise_answers_nothing_that_was_not_handed_over(world: World, about: str) -> None:
    code = petition(world)
    deliver(world, code)
    reply(world, code)
    ref = world.rows(Document)[0].ref
    browser = world.browser(world.olga)
    form = controls(browser.get(f"{BOARD}/{code}/engagements").form("Enregistrer"))
    said = {"owner": "X", "what": "Publier", "due": "2026-03-20", "evidence": "Y", "source": "Z"}
    typed = {**{k: v[0] for k, v in form.items() if v}, **said, "about": about.format(ref=ref)}
    page = browser.post(f"{BOARD}/{code}/engagements", typed, origin="http://testserver")
    assert page.status == 422
    assert "Choisissez une revendication" in page.error("about")
    assert page.one("textarea", name="what").text in ("Publier", "\nPublier")
    assert world.rows(Commitment) == []


def test_a_criterion_of_a_hidden_demand_is_told_nowhere(world: World) -> None:
    code = petition(world)
    deliver(world, code)
    reply(world, code)
    text = world.rows(Document)[0]
    commit(world, code, about=f"{text.ref}.2")
    with world.house.db.write() as tx:
        tx.merge(text).hidden = True
    page = world.browser().get(f"{BOARD}/{code}")
    assert "Publier la liste" in page.words
    assert "chaque famille" not in page.words
    item = world.browser().client.get("/api/v1/collectifs/lorne/engagements").json()["items"][0]
    assert (item["demand"], item["criterion"]) == (None, "")


# -- the board, page by page --------------------------------------------------------------------------------


def titles(page: Page) -> list[str]:
    return [words(h) for h in page.all("h3")]


def test_the_board_is_read_twenty_at_a_time_and_loses_none(world: World) -> None:
    with world.house.db.write() as tx:
        offices = [
            rows.keep(tx, Institution(collective_id=world.collective.id, name=f"Institution {n}"))
            for n in range(3)
        ]
        for n in range(45):
            day = rows.DAY - timedelta(n // 6)
            rows.petition(tx, world.collective, offices[n % 3], title=f"Pétition {n:02}", opens=day)
    reader = world.browser()
    seen, headings = list(titles(reader.get(BOARD))), []
    assert len(seen) == 20
    while any("La suite de la liste" in words(a) for a in reader.page.all("a")):
        reader.follow("La suite de la liste")
        seen += titles(reader.page)
        headings += [words(h) for h in reader.page.all("h2") if "Institution" in words(h)]
    assert sorted(seen) == [f"Pétition {n:02}" for n in range(45)]
    assert headings[-1] == "Institution 2"
    assert reader.follow("Revenir au début").url == BOARD


def test_an_institution_is_judged_by_all_it_was_handed_whatever_the_page(world: World) -> None:
    code = promised(world)
    office = world.rows(Institution)[0]
    with world.house.db.write() as tx:
        for n in range(25):
            rows.petition(tx, world.collective, office, title=f"Pétition {n}", opens=rows.DAY)
    reader = world.browser()
    for page in (reader.get(BOARD), reader.follow("La suite de la liste")):
        assert [words(dd) for dd in page.all("dd")] == ["1", "0", "0", "0"]
    promise(world, code, "2026-04-01")
    assert [words(dd) for dd in world.browser().get(BOARD).all("dd")] == ["2", "0", "0", "0"]


@pytest.mark.parametrize(
    "position", ["x", "..", "theirs.2026-01-01.1", "a.b.c", "%00", "-1.2026-01-01.99999999999999999999"]
)
def test_a_forged_position_shows_the_beginning(world: World, position: str) -> None:
    petition(world)
    page = Browser(world.browser().client).get(f"{BOARD}?apres={position}")
    assert page.status == 200
    assert "Une visite pour chaque naissance" in page.words
