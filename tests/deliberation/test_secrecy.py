"""What a seized database, or a page read too early, tells of who voted what: nothing better than chance."""

import json

from sqlmodel import select

from forum.collectives.models import Grant, Pending
from forum.core.viewer import Viewer
from forum.deliberation.ballot_actions import close
from forum.deliberation.models import Ballot, BallotPaper, Objection
from tests.deliberation.test_ballots import ended
from tests.demands.scene import URL, after_last_day, cast, crowd, demand, opened, vote
from tests.world import World


def cast_all(world: World, ref: str, voters: list[Viewer]) -> None:
    for who in voters:
        cast(world, who, ref, "objection", f"Raison de {who.key.hex()[:6]}")


def stored_order(world: World, table: str, column: str) -> list[object]:
    """Rows as the file holds them, with no ORDER BY."""
    with world.house.db.engine.connect() as connection:
        return [row[0] for row in connection.exec_driver_sql(f"SELECT {column} FROM {table}")]


def agreement(order: list[int]) -> float:
    """Share of pairs in the same order as they acted."""
    pairs = [(a, b) for at, a in enumerate(order) for b in order[at + 1 :]]
    return sum(a < b for a, b in pairs) / len(pairs)


def test_neither_papers_nor_objections_keep_the_order_of_acting(world: World) -> None:
    ref = demand(world)
    ballot = opened(world, ref)
    voters = crowd(world, "concerned", 30)
    cast_all(world, ref, voters)
    world.slot()
    scope = f"ballot:{ballot.ref}"
    acted = {who.nul("vote", scope): at for at, who in enumerate(voters)}
    papers = [acted[bytes(nul)] for nul in stored_order(world, "ballot_paper", "nul")]  # type: ignore[call-overload]
    ended(world)
    said = {f"Raison de {who.key.hex()[:6]}": at for at, who in enumerate(voters)}
    objections = [said[str(reason)] for reason in stored_order(world, "objection", "reason")]
    # 30 acts in a drawn order agree within 0.5 ± 0.26 but once in ten thousand draws; in acting order, 1.
    assert abs(agreement(papers) - 0.5) < 0.26
    assert abs(agreement(objections) - 0.5) < 0.26


def test_the_reason_of_an_objection_is_not_there_while_its_paper_is(world: World) -> None:
    """One person alone in a slot: paper and reason must not come out of it together."""
    ref = demand(world)
    opened(world, ref)
    vote(world, world.bob, ref, "objection", "Une raison à moi.")
    world.slot()
    assert len(world.rows(BallotPaper)) == 1
    assert world.rows(Objection) == []
    waiting = world.rows(Pending)
    assert [p.kind for p in waiting] == ["ballot.objection"]
    paper = world.rows(BallotPaper)[0]
    assert (waiting[0].nul, waiting[0].box) not in ((paper.nul, b""), (paper.nul, waiting[0].box))
    assert "Une raison à moi." not in world.browser(world.olga).get(f"{URL}/{ref}/vote").words


def test_a_paper_shares_nothing_with_the_grant_that_allowed_it(world: World) -> None:
    ref = demand(world)
    opened(world, ref)
    cast_all(world, ref, [world.alice, world.bob])
    world.slot()
    with world.house.db.read() as tx:
        grants = set(tx.exec(select(Grant.nul)).all())
        papers = set(tx.exec(select(BallotPaper.nul)).all())
        written = set(tx.exec(select(Pending.nul)).all())
    assert not grants & papers
    assert not (grants | papers) & written


def test_before_the_end_no_page_changes_with_the_votes(world: World) -> None:
    ref = demand(world)
    opened(world, ref)
    pages = (f"{URL}/{ref}", f"{URL}/{ref}/vote", URL)
    before = [world.browser(who).get(url).words for who in (None, world.olga) for url in pages]
    for who in crowd(world, "concerned", 6):
        vote(world, who, ref, "for")
    world.slot()
    assert [world.browser(who).get(url).words for who in (None, world.olga) for url in pages] == before


def test_a_closed_ballot_of_few_keeps_no_count_of_them(world: World) -> None:
    ref = demand(world)
    opened(world, ref)
    vote(world, world.bob, ref, "for")
    after_last_day(world)
    ended(world)
    assert json.loads(json.dumps(world.rows(Ballot)[0].result))["concerned"] == {"adopted": 1}
    assert world.rows(BallotPaper) == []


def test_once_counted_no_paper_is_left_and_what_is_told_stays(world: World) -> None:
    """The result waits for an answer to an objection: the papers do not."""
    ref = demand(world)
    opened(world, ref)
    cast_all(world, ref, crowd(world, "concerned", 6))
    for who in crowd(world, "professional", 7):
        cast(world, who, ref, "for")
    world.slot()
    assert len(world.rows(BallotPaper)) == 13
    ballot = ended(world)
    assert (ballot.state, world.rows(BallotPaper)) == ("counted", [])
    for said in world.rows(Objection):
        answer = f"{URL}/{ref}/vote/objections/{said.ref}/reponse"
        assert world.act(world.olga, answer, answer="Nous en avons tenu compte.") == 303
    (ballot,) = world.rows(Ballot)
    assert (ballot.state, ballot.result["professional"]["for"]) == ("closed", 7)
    assert "7 bulletins sur 8 attestations" in world.browser().get(f"{URL}/{ref}/vote").words


def test_papers_of_another_vote_stay_when_one_is_counted(world: World) -> None:
    ref = demand(world)
    first = opened(world, ref)
    cast(world, world.alice, ref, "for")
    world.slot()
    with world.house.db.write() as tx:
        columns = first.model_dump(exclude={"id", "ref", "version"})
        other = Ballot(**columns, version=9)
        tx.add(other)
        tx.flush()
        nul = world.bob.nul("vote", f"ballot:{other.ref}")
        tx.add(BallotPaper(ballot_id=other.id, nul=nul, college="concerned", choice="for", version=9))
        close(tx, tx.get_one(Ballot, first.id), world.clock())
    assert [bytes(paper.nul) for paper in world.rows(BallotPaper)] == [nul]
