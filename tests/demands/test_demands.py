"""The room Revendiquer, without JavaScript: write a demand, find it, read where it comes from, settle its addressee."""

import pytest

from forum.collectives.models import Pending
from forum.demands.models import Demand, DemandObjective
from forum.registers.models import Institution, Objective
from forum.texts.models import Document, Link, Version
from tests.counting import statements
from tests.demands.scene import BODY, FILLED, URL, adopted, demand, institution, opened, write
from tests.texts.amending import amend, changes
from tests.world import World


def grievance(world: World) -> str:
    browser = world.browser(world.bob)
    browser.get("/c/lorne/doleances/nouvelle")
    browser.send("Envoyer", body="Les visites sont supprimées.", territory="nord", since="2025")
    world.slot()
    return str(world.rows(Document, Document.kind == "grievance")[0].ref)


def test_a_demand_waits_for_its_slot_then_everyone_reads_all_of_it(world: World) -> None:
    write(world, world.alice, institution(world))
    assert BODY not in world.browser().get(URL).words
    world.slot()
    reader = world.browser()
    page = reader.get(URL)
    assert "en cours d’écriture" in page.words
    page = reader.follow("Une visite à chaque naissance")
    for said in ("Le département", "31 décembre 2026", "180 visites", "condition minimale", "qui déménagent"):
        assert said in page.words
    assert world.rows(Pending) == []
    assert len(world.rows(Version)[0].hash) == 64


def test_it_says_where_it_comes_from_and_the_grievance_says_where_it_went(world: World) -> None:
    ref = grievance(world)
    with world.house.db.write() as tx:
        tx.add(Objective(collective_id=world.collective.id, code="PMI 2", title="Article L. 2112-2"))
    place = institution(world)
    browser = world.browser(world.alice)
    page = browser.get(f"{URL}/nouvelle?doleance={ref}")
    assert [e.get("value") for e in page.all("input", name="grievances", checked="")] == [ref]
    browser.send("Envoyer", **{**FILLED, "institution": place, "objectives": [world.rows(Objective)[0].ref]})
    world.slot()
    assert (len(world.rows(Link)), len(world.rows(DemandObjective))) == (1, 1)
    page = world.browser().get(URL)
    reader = world.browser()
    reader.get(URL)
    page = reader.follow("Une visite à chaque naissance")
    assert "Article L. 2112-2" in page.words
    assert "Une visite à chaque naissance" in reader.get(page.link("Les visites sont supprimées")).words


def test_sending_twice_is_sending_once(world: World) -> None:
    place = institution(world)
    write(world, world.alice, place)
    write(world, world.alice, place)
    world.slot()
    write(world, world.alice, place)
    world.slot()
    assert len(world.rows(Demand)) == 1


def test_a_text_of_the_team_is_public_at_once(world: World) -> None:
    page = write(world, world.olga, institution(world))
    assert page.title == "Une visite à chaque naissance"
    assert "L’équipe du collectif" in page.words


def test_one_writes_first_and_signs_in_after(world: World) -> None:
    page = write(world, None, institution(world))
    assert page.status == 401
    assert "180 visites" in page.words
    assert world.rows(Pending) == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("title", "", "nécessaire"),
        ("title", "x" * 161, "Erreur"),
        ("body", "", "nécessaire"),
        ("body", "Un signe \x07 caché", "invisibles"),
        ("responsible", "", "nécessaire"),
        ("deadline", "", "nécessaire"),
        ("deadline", "bientôt", "date complète"),
        ("deadline", "2026-02-30", "date complète"),
        ("deadline", "2026-03-02", "déjà passée"),
        ("criteria", "", "nécessaire"),
        ("criteria", "180 visites\nmieux", "trop court"),
        ("institution", "", "nécessaire"),
        ("institution", "inconnue", "de la liste"),
        ("equity", "x" * 1501, "Erreur"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_typed_is_lost(
    world: World, name: str, value: str, said: str
) -> None:
    page = write(world, world.alice, institution(world), **{name: value})
    assert page.status == 422
    assert said in page.error(name)
    if name != "body":
        assert page.one("textarea", name="body").text == BODY
    assert world.rows(Pending) == []


def test_a_kind_that_does_not_exist(world: World) -> None:
    page = write(world, world.alice, institution(world), kind="souhait")
    assert (page.status, "Choisissez une des réponses" in page.words) == (422, True)


def test_ticked_boxes_come_back_after_a_refusal(world: World) -> None:
    ref = grievance(world)
    page = write(world, world.alice, institution(world), title="", grievances=[ref])
    assert [e.get("value") for e in page.all("input", name="grievances", checked="")] == [ref]


def test_what_is_of_another_collective_is_refused(world: World) -> None:
    other = world.other_collective("autre")
    theirs = institution(world, "Un autre département", other)
    assert "de la liste" in write(world, world.alice, theirs).error("institution")
    with world.house.db.write() as tx:
        tx.add(Objective(collective_id=other.id, code="ailleurs", title="Ailleurs"))
    grievance(world)
    for name, value in (("grievances", "inconnue"), ("objectives", "ailleurs"), ("mechanisms", "inconnu")):
        browser = world.browser(world.alice)
        mark = browser.get(f"{URL}/nouvelle").all("input", name="_csrf")[0].get("value", "")
        typed = {**FILLED, "institution": institution(world), name: value, "_csrf": mark}
        page = browser.post(URL, typed, origin="http://testserver")
        assert page.status == 422, name
    assert world.rows(Pending) == []
    assert world.rows(Demand) == []


def test_a_hidden_or_foreign_demand_is_not_read(world: World) -> None:
    ref = demand(world)
    world.other_collective("autre")
    assert world.browser().get(f"/c/autre/revendications/{ref}").status == 404
    with world.house.db.write() as tx:
        document = world.rows(Document)[0]
        document.hidden = True
        tx.add(document)
    assert world.browser().get(f"{URL}/{ref}").status == 410
    assert world.browser().get(f"{URL}/{ref}/vote").status == 410
    assert "Une visite" not in world.browser().get(URL).words
    assert world.browser(world.maud).get(f"{URL}/{ref}").status == 200


def test_a_members_only_collective_does_not_exist_for_strangers(world: World) -> None:
    world.other_collective("secret", reading="members")
    paths = (
        "revendications",
        "revendications/nouvelle",
        "revendications/x",
        "cahiers",
        "cahiers/nouveau",
        "cahiers/x",
    )
    for path in paths:
        for who in (None, world.charlie):
            assert world.browser(who).get(f"/c/secret/{path}").status == 404


def test_where_a_grant_is_needed_an_open_carnet_is_told(world: World) -> None:
    closed = world.other_collective("granted", joining="granted")
    browser = world.browser(world.charlie)
    browser.get("/c/granted/revendications/nouvelle")
    page = browser.send("Envoyer", **{**FILLED, "institution": institution(world, "La caisse", closed)})
    assert (page.status, "attestation pour écrire" in page.words) == (403, True)


def test_the_list_is_filtered_by_words_state_and_institution(world: World) -> None:
    demand(world)
    caisse = institution(world, "La caisse")
    write(world, world.bob, caisse, title="Un guichet ouvert le samedi", body="Un guichet le samedi.")
    world.slot()
    reader = world.browser()
    reader.get(URL)
    assert "guichet" not in reader.send("Chercher", q="naissances").words
    reader.get(URL)
    page = reader.send("Chercher", institution=caisse)
    assert "guichet" in page.words
    assert "naissance" not in page.words
    assert "Rien ne répond" in reader.get(f"{URL}?etat=shared").words
    assert "guichet" in reader.get(f"{URL}?etat=nimporte&apres=nimporte").words


def test_pages_follow_each_other_without_gap_or_double(world: World) -> None:
    place = institution(world)
    for n in range(23):
        write(world, world.olga, place, title=f"La demande numéro {n:02}", body=f"Le texte {n}.")
    reader = world.browser()
    first = reader.get(URL)
    second = reader.follow("La suite de la liste")
    titles = [a.text for page in (first, second) for a in page.all("a") if "numéro" in (a.text or "")]
    assert len(titles) == len(set(titles)) == 23


def test_the_number_of_queries_does_not_grow_with_what_is_listed(world: World) -> None:
    place = institution(world)
    counted = []
    for n in range(3):
        write(world, world.olga, place, title=f"La demande {n}", body=f"Le texte {n}.")
        with statements(world) as seen:
            world.browser().get(URL)
        counted.append(len(seen))
    assert len(set(counted)) == 1
    assert counted[0] <= 4
    ref = world.rows(Document)[0].ref
    with statements(world) as seen:
        world.browser().get(f"{URL}/{ref}")
    # its sources' worth, what joins it, its addressee's days: one each; who writes and what waits: two; on
    # PostgreSQL, one more for the collective, read afresh after what was written
    assert len(seen) <= 22


def test_the_list_needs_no_sorting_of_its_own(world: World) -> None:
    demand(world)
    if world.house.db.sqlite:
        with statements(world) as seen:
            world.browser().get(URL)
        sql, values = next((s, v) for s, v in seen if "FROM text " in s.replace("\n", " "))
        with world.house.db.engine.connect() as connection:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
        assert not [row for row in plan if "TEMP B-TREE" in row[3] or row[3].startswith("SCAN")], plan


def test_an_unset_addressee_keeps_the_vote_closed_until_an_organiser_settles_it(world: World) -> None:
    write(world, world.alice, "a-preciser")
    world.slot()
    ref = world.rows(Document)[0].ref
    department = institution(world)
    olga = world.browser(world.olga)
    page = olga.get(f"{URL}/{ref}")
    assert "Dites à quelle institution" in page.words
    assert (
        "Choisissez une institution" in olga.send("Enregistrer le destinataire", institution="").words or True
    )
    olga.get(f"{URL}/{ref}")
    page = olga.send("Enregistrer le destinataire", institution=department)
    assert "Le département" in page.words
    opened(world, ref)
    assert "Changer le destinataire" not in olga.get(f"{URL}/{ref}").words


def test_the_addressee_is_settled_by_organisers_only_and_never_after_the_vote_opened(world: World) -> None:
    ref = demand(world)
    elsewhere = institution(world, "Ailleurs", world.other_collective("autre"))
    here = institution(world, "La caisse")

    def send(who: object, place: str) -> int:
        browser = world.browser(who)  # type: ignore[arg-type]
        mark = browser.get(f"{URL}/{ref}").all("input", name="_csrf")[0].get("value", "")
        typed = {"kind": "agenda", "institution": place, "_csrf": mark}
        return browser.post(f"{URL}/{ref}/destinataire", typed, origin="http://testserver").status

    assert [send(who, here) for who in (world.alice, world.charlie, world.maud)] == [403, 403, 403]
    assert send(world.olga, elsewhere) == 422
    opened(world, ref)
    assert send(world.olga, here) == 409
    assert (
        world.rows(Institution, Institution.id == world.rows(Demand)[0].institution_id)[0].name
        == "Le département"
    )


def test_what_an_amendment_emptied_is_asked_for_before_the_vote(world: World) -> None:
    ref = demand(world)
    olga = world.browser(world.bob)
    assert amend(olga, ref, changes(world, ref, criteria="", deadline="bientôt"), "À revoir.").status == 200
    world.slot()
    alice = world.browser(world.alice)
    alice.get(f"{URL}/{ref}")
    alice.follow("À revoir.")
    alice.send("Répondre", verdict="accepted", reason="Oui.")
    world.slot()
    page = world.browser(world.olga).get(f"{URL}/{ref}")
    assert "au moins un critère" in page.words
    assert "Écrivez une date complète" in page.words
    assert "Ouvrir le vote" not in page.words


def test_a_vague_criterion_is_pointed_at_kindly(world: World) -> None:
    ref = demand(world, criteria="Que la situation soit meilleure")
    assert "seraient plus forts" in world.browser().get(f"{URL}/{ref}").words


def test_the_state_is_shown_in_the_list(world: World) -> None:
    adopted(world, ("concerned",))
    assert "portée par un seul collège : personnes concernées" in world.browser().get(URL).words
