"""What may be read of people between two maps in a row, and what must be: the end, changes of mind, leaving."""

from collections.abc import Iterator
from typing import Any

import pytest

from forum.maintenance.actions import maintain
from forum.opinion_map.conversations.drawing import jobs
from forum.opinion_map.conversations.models import Conversation, ConversationMap, ConversationPaper
from forum.opinion_map.opinions.maps import drawing
from tests.leaving.sample import erase
from tests.opinion_map.talks.asking import URL, admitted, asked, drawn, ended, papers, refs, say
from tests.world import World


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Drawn in this process: what it is given and gives is the same."""
    monkeypatch.setattr(jobs, "worked", drawing)
    yield


def test_answers_that_all_changed_are_told(world: World) -> None:
    one = asked(world)
    first = refs(world, one)[0]
    colleges = ("professional", "concerned")
    people = [who for name in colleges for who in papers(world, one, name, [{first: 1}] * (one.k + 2))]
    admitted(world, one)
    drawn(world, one)
    page = world.browser().get(f"{URL}/{one.ref}").words
    for who in people:
        assert say(world, who, one, first, "disagree") == 303
    world.slot()
    ended(world)
    last = drawn(world, one)
    assert last is not None
    shares = last.told["shares"][last.phrases.index(first)]
    assert {name: (share["agree"], share["disagree"]) for name, share in shares.items()} == dict.fromkeys(
        colleges, (1, 9)
    )
    assert world.browser().get(f"{URL}/{one.ref}").words != page


def test_whoever_ends_it_with_four_cards_of_their_own_reads_no_fifth_person(world: World) -> None:
    one = asked(world)
    found = refs(world, one)
    for name in ("professional", "concerned"):
        papers(world, one, name, [dict.fromkeys(found, value) for value in (1, -1) * (one.k // 2)])
    admitted(world, one)
    before = drawn(world, one)
    assert before is not None
    own = [dict.fromkeys(found, value) for value in (1, 1, -1, -1)]
    papers(world, one, "professional", [*own, dict(zip(found, (1, -1, 0, 1), strict=True))])
    organiser = world.browser(world.olga)
    organiser.get(f"{URL}/{one.ref}")
    assert organiser.send("Clore la carte", why="Nous avons assez de réponses.").status == 200
    last = drawn(world, one)
    assert last is not None
    assert (last.turn, last.told) == (before.turn + 1, before.told)


def test_one_whole_paper_does_not_enter_with_nine_short_ones(world: World) -> None:
    """Nor does one leave with them: nine who are in no group would hide nobody there."""
    one = asked(world)
    found = refs(world, one)
    whole = [dict.fromkeys(found, value) for value in (1, -1) * (one.k // 2)]
    people = papers(world, one, "professional", whole)
    papers(world, one, "concerned", whole)
    admitted(world, one)
    erase(world, people[0], "conversation_paper", one.ref)
    world.slot()
    short = [{found[0]: 1}] * (one.k - 1)
    papers(world, one, "professional", short)
    alone = dict.fromkeys(found, 0)
    papers(world, one, "professional", [alone])
    admitted(world, one)
    assert world.rows(Conversation)[0].turn == 1
    papers(world, one, "professional", short)
    admitted(world, one)
    assert world.rows(Conversation)[0].turn == 2
    rows = world.rows(ConversationPaper)
    assert [paper.told for paper in rows if paper.answers == alone] == [{}]
    assert [len(paper.told) for paper in rows if paper.gone] == [len(found)]
    papers(world, one, "professional", [alone] * (one.k - 1))
    admitted(world, one)
    rows = world.rows(ConversationPaper)
    assert [paper.told for paper in rows if paper.answers == alone] == [alone] * one.k
    assert not any(paper.gone or paper.fresh for paper in rows)


def test_who_leaves_and_comes_back_is_one_person(world: World) -> None:
    one = asked(world)
    first, second, *_others = refs(world, one)
    people = papers(world, one, "professional", [{first: 1}] * one.k)
    admitted(world, one)
    for who in people[: one.k // 2]:
        erase(world, who, "conversation_paper", one.ref)
    world.slot()
    for who in people[: one.k // 2]:
        assert say(world, who, one, second) == 303
    world.slot()
    assert world.rows(Conversation)[0].turn == 1, "five persons are no batch of ten"
    for who in people[one.k // 2 :]:
        assert say(world, who, one, second) == 303
    world.slot()
    assert world.rows(Conversation)[0].turn == 2
    assert [paper.gone for paper in world.rows(ConversationPaper)] == [False] * one.k


def test_no_exact_count_outlives_the_papers_where_the_last_drawing_fails(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = asked(world, keep_days="1")
    for name in ("professional", "concerned"):
        papers(world, one, name, [dict.fromkeys(refs(world, one), 1)] * one.k)
    admitted(world, one)
    before = drawn(world, one)
    assert before is not None and before.kept and before.memory and before.weights

    def broken(_given: dict[str, Any]) -> dict[str, Any]:
        raise MemoryError

    monkeypatch.setattr(jobs, "worked", broken)
    ended(world)
    drawn(world, one)
    world.clock.forward(3 * 86_400)
    maintain(world.house)
    assert world.rows(ConversationPaper) == []
    (last,) = world.rows(ConversationMap)
    assert (last.kept, last.memory, last.weights) == ({}, {}, {})
    assert last.told == before.told
    assert "ont été effacées" in world.browser().get(f"{URL}/{one.ref}").words
