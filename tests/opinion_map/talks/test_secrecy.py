"""What the database, or two maps in a row, tell of who answered what; leaving, moderating, and the day papers go."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import SQLModel

from forum.collectives.models import Grant, Pending
from forum.core import apart
from forum.core.clock import at
from forum.leaving.words.queries import ties
from forum.maintenance.actions import maintain
from forum.maintenance.rotation import renounce
from forum.opinion_map.conversations.drawing import jobs
from forum.opinion_map.conversations.models import Conversation, ConversationMap, ConversationPaper
from forum.opinion_map.conversations.rules import scope
from forum.texts.models import Document
from tests import rows
from tests.demands.scene import crowd
from tests.leaving.sample import erase
from tests.opinion_map.talks.asking import (
    URL,
    admitted,
    asked,
    drawn,
    ended,
    papers,
    refs,
    say,
)
from tests.world import World


def test_a_paper_shares_nothing_with_the_grant_nor_with_another_map(world: World) -> None:
    asked(world)
    asked(world)
    for one in world.rows(Conversation):
        say(world, world.bob, one, refs(world, one)[0])
    world.slot()
    found = {paper.nul for paper in world.rows(ConversationPaper)}
    assert found == {world.bob.nul("vote", scope(one.ref)) for one in world.rows(Conversation)}
    assert len(found) == 2
    assert not {grant.nul for grant in world.rows(Grant)} & found


def test_forty_answers_before_a_slot_are_one_row_that_grows(world: World) -> None:
    one = asked(world, [f"Phrase numéro {n}." for n in range(40)])
    found = refs(world, one)
    kept = set()
    for ref in found:
        say(world, world.bob, one, ref)
        (waiting,) = world.rows(Pending)
        kept.add((waiting.id, waiting.ref, waiting.slot, waiting.once, waiting.title))
    assert len(kept) == 1, "nothing of the row but its answers says that it was touched"
    world.slot()
    assert world.rows(ConversationPaper)[0].answers == dict.fromkeys(found, 1)


def test_papers_do_not_lie_in_the_order_of_acting(world: World) -> None:
    one = asked(world)
    voters = crowd(world, "concerned", 30)
    for who in voters:
        assert say(world, who, one, refs(world, one)[0]) == 303
    world.slot()
    with world.house.db.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT nul FROM conversation_paper").all()
    acted = {who.nul("vote", scope(one.ref)): place for place, who in enumerate(voters)}
    order = [acted[bytes(row[0])] for row in found]
    pairs = [(a, b) for place, a in enumerate(order) for b in order[place + 1 :]]
    # 30 acts in a drawn order agree within 0.5 ± 0.26 but once in ten thousand draws; in acting order, 1.
    assert abs(sum(a < b for a, b in pairs) / len(pairs) - 0.5) < 0.26


def told(world: World, one: Conversation) -> list[dict[str, int]]:
    return [p.told for p in world.rows(ConversationPaper, ConversationPaper.conversation_id == one.id)]


def test_few_new_answers_of_a_college_wait_for_others(world: World) -> None:
    """Two maps that differ by one person's answers would show that person's whole paper."""
    one = asked(world)
    first, second, *_others = refs(world, one)
    papers(world, one, "professional", [{first: 1}] * one.k)
    papers(world, one, "concerned", [{first: 1}] * (one.k - 1))
    admitted(world, one)
    assert sorted(map(len, told(world, one))) == [0] * (one.k - 1) + [1] * one.k
    say(world, world.alice, one, second)  # one professional more
    say(world, world.bob, one, first)  # the concerned person who was missing
    world.slot()
    assert sorted(map(len, told(world, one))) == [0] + [1] * (2 * one.k)
    assert {} in told(world, one)
    assert world.rows(Conversation)[0].turn == 2


def test_at_the_end_too_fewer_than_k_stay_out(world: World) -> None:
    one = asked(world)
    first = refs(world, one)[0]
    papers(world, one, "professional", [{first: 1}] * one.k)
    papers(world, one, "concerned", [{first: 1}] * (one.k - 1))
    ended(world)
    assert sorted(map(len, told(world, one))) == [0] * (one.k - 1) + [1] * one.k


def test_who_leaves_is_nobody_at_once_and_their_answers_go_with_others(world: World) -> None:
    one = asked(world)
    first, second, *_others = refs(world, one)
    papers(world, one, "concerned", [{first: 1}] * (one.k - 1))
    say(world, world.bob, one, second)
    assert "réponses à une carte des alliances" in world.browser(world.bob).get("/carnet").words
    world.slot()
    erase(world, world.bob, "conversation_paper", one.ref)
    assert world.slot() == 1
    nul = world.bob.nul("vote", scope(one.ref))
    found = world.rows(ConversationPaper)
    assert nul not in {paper.nul for paper in found}
    (gone,) = [paper for paper in found if paper.gone]
    assert (gone.answers, gone.told) == ({}, {second: 1}), (
        "alone, it would leave the map as one person's paper"
    )
    papers(world, one, "concerned", [{first: 1}] * one.k)
    admitted(world, one)
    assert [paper for paper in world.rows(ConversationPaper) if paper.gone] == []
    assert {second: 1} not in told(world, one)


def test_what_no_map_tells_goes_at_once(world: World) -> None:
    one = asked(world)
    say(world, world.bob, one, refs(world, one)[0])
    world.slot()
    erase(world, world.bob, "conversation_paper", one.ref)
    world.slot()
    assert world.rows(ConversationPaper) == []


@pytest.mark.slow  # a drawing in a process of its own
def test_papers_go_on_the_day_that_was_said_and_the_map_stays(world: World) -> None:
    one = asked(world, keep_days="7")
    first = refs(world, one)[0]
    for college in ("professional", "concerned"):
        papers(world, one, college, [{first: 1}] * one.k)
    say(world, world.bob, one, first)
    world.slot()
    ended(world)
    drawn(world, one)
    world.clock.now = at("2026-03-27T23:30")
    assert jobs.erase_papers(world.house) == 0
    assert "effacées le 28 mars 2026" in world.browser().get(f"{URL}/{one.ref}").words
    world.clock.now = at("2026-03-28T00:30")
    maintain(world.house)
    assert world.rows(ConversationPaper) == []
    assert len(world.rows(ConversationMap)) == 1
    assert "ont été effacées le 28 mars 2026" in world.browser().get(f"{URL}/{one.ref}").words
    nuls = {who.nul("vote", scope(one.ref)) for who in (world.alice, world.bob)}
    with world.house.db.read() as tx:
        for table in SQLModel.metadata.sorted_tables:
            for row in tx.connection().execute(table.select()).all():
                assert not nuls & {bytes(v) for v in row if isinstance(v, bytes | memoryview)}, table.name
    assert jobs.draw_waiting(world.house) == 0
    world.clock.forward(86_400)
    assert jobs.erase_papers(world.house) == 0


def test_what_the_work_is_given_holds_no_nullifier_key_or_word(world: World, monkeypatch: Any) -> None:
    one = asked(world)
    people = papers(world, one, "concerned", [{ref: 1} for ref in refs(world, one) * one.k])
    admitted(world, one)
    given: list[dict[str, Any]] = []
    monkeypatch.setattr(jobs, "worked", lambda what: given.append(what) or {})  # type: ignore[func-returns-value]
    jobs.draw_waiting(world.house)
    assert set(given[0]) == {
        *("people", "phrases", "rows", "columns", "values"),
        *("colleges", "out", "k", "before", "kept", "closing"),
    }
    assert given[0]["people"] == len(people)


def test_without_its_pepper_a_house_forgets_papers_that_nobody_can_change(world: World) -> None:
    one = asked(world)
    papers(world, one, "concerned", [{refs(world, one)[0]: 1}])
    renounce(world.house.db)
    assert world.rows(ConversationPaper) == []


def test_a_text_that_was_asked_about_is_not_one_person_s_to_take_away(world: World) -> None:
    with world.house.db.write() as tx:
        office = rows.institution(tx, world.collective)
        found = [
            rows.demand(tx, world.collective, office, f"Demande {n}", state="draft").ref for n in range(2)
        ]
    asked(world, demands=found[0])
    with world.house.db.read() as tx:
        assert [ties(tx, world.rows(Document, Document.ref == ref)[0]).decided for ref in found] == [
            True,
            False,
        ]


def test_a_text_hidden_since_is_neither_named_nor_asked(world: World) -> None:
    with world.house.db.write() as tx:
        office = rows.institution(tx, world.collective)
        ref = rows.demand(tx, world.collective, office, "Nommer le petit Untel").ref
    one = asked(world, demands=ref)
    hidden = next(r for r in refs(world, one)[4:])
    assert say(world, world.bob, one, hidden) == 303
    with world.house.db.write() as tx:
        found = world.rows(Document, Document.ref == ref)[0]
        found.hidden = True
        tx.add(found)
    assert say(world, world.alice, one, hidden) == 422
    for path in ("", "/repondre", f"/repondre?phrase={hidden}", "/tableau.csv", "/comments.csv"):
        assert "Untel" not in world.browser(world.bob).get(f"{URL}/{one.ref}{path}").text, path
    assert "Phrase 1 sur 4" in world.browser(world.bob).get(f"{URL}/{one.ref}/repondre").words


def test_a_hidden_map_is_named_to_nobody_and_takes_no_answer(world: World) -> None:
    one = asked(world)
    first = refs(world, one)[0]
    with world.house.db.write() as tx:
        found = tx.get_one(Conversation, one.id)
        found.hidden = True
        tx.add(found)
    page = world.browser(world.bob).get(f"{URL}/{one.ref}")
    assert (page.status, "Carte des alliances masquée" in page.words) == (410, True)
    for path in ("/repondre", "/tableau.csv", "/comments.csv"):
        assert world.browser(world.bob).get(f"{URL}/{one.ref}{path}").status == 410
    assert say(world, world.bob, one, first) == 410
    for url in (URL, "/c/lorne", "/c/lorne/actualites.atom"):
        assert one.title not in world.browser().get(url).text, url
    assert "masquée" in world.browser(world.olga).get(URL).words


def test_anybody_may_report_what_the_team_asks(world: World) -> None:
    one = asked(world)
    page = world.browser(world.bob).get(f"{URL}/{one.ref}")
    report = world.browser(world.bob).get(page.link("Signaler"))
    assert (report.status, one.title in report.words) == (200, True)


def test_a_work_that_fails_stops_no_other_and_is_not_tried_each_second(
    world: World, monkeypatch: Any
) -> None:
    calls = []
    for _ in range(2):
        asked(world)
    for one in world.rows(Conversation):
        papers(world, one, "concerned", [{refs(world, one)[0]: 1}] * one.k)
        admitted(world, one)

    def broken(_given: dict[str, Any]) -> dict[str, Any]:
        calls.append(1)
        raise apart.Refused(-9)

    monkeypatch.setattr(jobs, "worked", broken)
    assert jobs.draw_waiting(world.house) == 0
    assert jobs.draw_waiting(world.house) == 0
    assert len(calls) == 2
    world.clock.forward(jobs.AGAIN)
    jobs.draw_waiting(world.house)
    assert len(calls) == 4


@pytest.mark.slow  # a drawing in a process of its own
def test_no_request_waits_for_the_work(world: World, monkeypatch: Any) -> None:
    """The worker's job comes back while the work lasts, and pages are answered meanwhile."""
    import threading

    one = asked(world)
    papers(world, one, "concerned", [{refs(world, one)[0]: 1}] * one.k)
    admitted(world, one)
    go, begun = threading.Event(), threading.Event()
    real = jobs.worked

    def slow(given: dict[str, Any]) -> dict[str, Any]:
        begun.set()
        go.wait(20)
        return real(given)

    monkeypatch.setattr(jobs, "worked", slow)
    jobs.draw_aside(world.house)
    assert begun.wait(20)
    jobs.draw_aside(world.house)
    assert [thread.name for thread in threading.enumerate()].count("maps") == 1, "one at a time"
    assert world.browser().get(f"{URL}/{one.ref}").status == 200
    assert say(world, world.bob, one, refs(world, one)[0]) == 303
    assert world.rows(ConversationMap) == []
    go.set()
    jobs._UNDER_WAY[world.house.db].join(30)
    assert len(world.rows(ConversationMap)) == 1


def test_the_end_is_not_missed_where_nothing_is_published(world: World) -> None:
    one = asked(world)
    world.clock.now = at(f"{one.closes + timedelta(1)}T12:00")
    jobs.close_conversations(world.house)
    assert [row.state for row in world.rows(Conversation)] == ["closed"]
    page = world.browser().get(f"{URL}/{one.ref}")
    assert page.status == 200
