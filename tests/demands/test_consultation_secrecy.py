"""What the database, or a page read too early, tells of who answered what to a consultation; leaving, moderating."""

import json

from sqlmodel import SQLModel

from forum.collectives.models import Grant, Pending
from forum.demands.consultations.models import Consultation, ConsultationPaper
from forum.demands.consultations.rules import scope
from forum.leaving.words.queries import ties
from forum.maintenance.rotation import renounce
from forum.registers.models import Institution
from forum.texts.models import Document
from tests import rows
from tests.demands.asking import URL, VERY, asked, both, counted, demands, opening, papers, reply
from tests.demands.scene import crowd
from tests.leaving.sample import erase, erasing
from tests.world import World


def test_before_the_end_no_page_changes_with_the_answers(world: World) -> None:
    refs = demands(world)
    one = asked(world, refs)
    pages = (f"{URL}/{one.ref}", URL, f"/c/lorne/revendications/{refs[0]}")
    before = [world.browser(who).get(url).words for who in (None, world.olga) for url in pages]
    both(world, one, {refs[0]: 5})
    assert [world.browser(who).get(url).words for who in (None, world.olga) for url in pages] == before


def test_a_paper_shares_nothing_with_the_grant_nor_with_another_consultation(world: World) -> None:
    refs = demands(world)
    one = asked(world, refs)
    with world.house.db.write() as tx:  # others: the same demands are asked about once at a time
        office = world.rows(Institution)[0]
        others = [rows.demand(tx, world.collective, office, f"Autre {n}").ref for n in range(3)]
    assert opening(world, others).status == 200
    (two,) = world.rows(Consultation, Consultation.id != one.id)
    reply(world, world.bob, one, {refs[0]: VERY})
    reply(world, world.bob, two, {others[0]: VERY})
    world.slot()
    found = [paper.nul for paper in world.rows(ConsultationPaper)]
    assert len(set(found)) == 2
    assert not {grant.nul for grant in world.rows(Grant)} & set(found)
    assert set(found) == {world.bob.nul("vote", scope(one.ref)) for one in world.rows(Consultation)}


def test_papers_do_not_lie_in_the_order_of_acting(world: World) -> None:
    refs = demands(world)
    one = asked(world, refs)
    voters = crowd(world, "concerned", 30)
    for who in voters:
        assert world.act(who, f"{URL}/{one.ref}/reponses", **{f"g-{refs[0]}": VERY}) == 303
    world.slot()
    with world.house.db.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT nul FROM consultation_paper").all()
    acted = {who.nul("vote", scope(one.ref)): at for at, who in enumerate(voters)}
    order = [acted[bytes(row[0])] for row in rows]
    pairs = [(a, b) for at, a in enumerate(order) for b in order[at + 1 :]]
    # 30 acts in a drawn order agree within 0.5 ± 0.26 but once in ten thousand draws; in acting order, 1.
    assert abs(sum(a < b for a, b in pairs) / len(pairs) - 0.5) < 0.26


def test_once_counted_no_row_keeps_one_person_s_answers(world: World) -> None:
    refs = demands(world)
    one = asked(world, refs, places="1")
    both(world, one, {refs[0]: 5, refs[1]: 3})
    few = papers(world, one, "ally", [{refs[2]: 4}] * 4)
    reply(world, world.bob, one, {refs[2]: VERY})
    counted(world)
    assert (world.rows(ConsultationPaper), world.rows(Pending)) == ([], [])
    kept = json.loads(json.dumps(world.rows(Consultation)[0].result))
    assert kept["colleges"]["ally"] == {"reached": False}
    nuls = {who.nul("vote", scope(one.ref)) for who in (*few, world.bob)}
    with world.house.db.read() as tx:
        for table in SQLModel.metadata.sorted_tables:
            for row in tx.connection().execute(table.select()).all():
                assert not nuls & {bytes(v) for v in row if isinstance(v, bytes | memoryview)}, table.name


def test_who_leaves_takes_back_what_waits_and_what_is_in(world: World) -> None:
    refs = demands(world)
    one = asked(world, refs)
    papers(world, one, "concerned", [{refs[0]: 1}])
    reply(world, world.bob, one, {refs[0]: VERY})
    assert "réponses à une consultation" in world.browser(world.bob).get("/carnet").words
    world.slot()
    erase(world, world.bob, "consultation_paper", one.ref)
    assert world.slot() == 1
    assert [paper.answers for paper in world.rows(ConsultationPaper)] == [{refs[0]: 1}]


def test_once_counted_there_is_nothing_to_take_back(world: World) -> None:
    refs = demands(world)
    one = asked(world, refs)
    reply(world, world.bob, one, {refs[0]: VERY})
    counted(world)
    path = erasing(world, world.bob, "consultation_paper", one.ref)
    assert world.browser(world.bob).get(path).status == 404


def test_without_its_pepper_a_house_forgets_papers_that_nobody_can_change(world: World) -> None:
    refs = demands(world)
    one = asked(world, refs)
    both(world, one, {refs[0]: 5})
    renounce(world.house.db)
    assert world.rows(ConsultationPaper) == []


def test_a_demand_that_was_asked_about_is_not_one_person_s_to_take_away(world: World) -> None:
    refs = demands(world, ["Un brouillon", "Un autre", "Un troisième"], state="draft")
    asked(world, refs[:2])
    with world.house.db.read() as tx:
        found = [ties(tx, world.rows(Document, Document.ref == ref)[0]).decided for ref in refs]
    assert found == [True, True, False]


def test_a_hidden_consultation_is_named_to_nobody_and_takes_no_answer(world: World) -> None:
    refs = demands(world)
    one = asked(world, refs)
    with world.house.db.write() as tx:
        found = tx.get(Consultation, one.id)
        assert found is not None
        found.hidden = True
        tx.add(found)
    page = world.browser(world.bob).get(f"{URL}/{one.ref}")
    assert (page.status, "Consultation masquée" in page.words) == (410, True)
    assert world.act(world.bob, f"{URL}/{one.ref}/reponses", **{f"g-{refs[0]}": VERY}) == 410
    for url in (URL, "/c/lorne", "/c/lorne/actualites.atom"):
        assert one.title not in world.browser().get(url).text, url
    assert "masquée" in world.browser(world.olga).get(URL).words


def test_anybody_may_report_what_the_team_asks(world: World) -> None:
    one = asked(world, demands(world))
    page = world.browser(world.bob).get(f"{URL}/{one.ref}")
    report = world.browser(world.bob).get(page.link("Signaler"))
    assert (report.status, one.title in report.words) == (200, True)
