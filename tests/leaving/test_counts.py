"""One's own part of each count, taken back: the count moves at the slot, a ballot that ended stays counted."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from forum.challenges.models import Challenge, Refusal
from forum.collectives.models import Grant, Pending
from forum.core.crypto import sha256
from forum.core.ids import ref_from
from forum.deliberation.ballot_queries import objection_scope, paper_scope
from forum.deliberation.models import Ballot, BallotPaper, Objection
from forum.followups.actions import recount
from forum.followups.models import Assessment, Commitment
from forum.leaving.queries import mine
from tests import rows
from tests.challenges import world as crowd
from tests.leaving.sample import erase, erasing
from tests.world import World


def voted(world: World, *, closed: bool = False, answer: str = "") -> Ballot:
    """Bob voted with an objection, and so did somebody else without one."""
    with world.house.db.write() as tx:
        office = rows.institution(tx, world.collective)
        text = rows.demand(tx, world.collective, office, "Publier les postes", state="ballot")
        ballot = rows.ballot(tx, text, rows.BOTH if closed else None, closes=date(2026, 4, 1))
        for nul in (world.bob.nul("vote", paper_scope(ballot.ref)), sha256("somebody")):
            rows.keep(
                tx,
                BallotPaper(ballot_id=ballot.id, nul=nul, college="concerned", choice="objection", version=1),
            )
        _object(tx, world, ballot, answer)
    return ballot


def _object(tx: Session, world: World, ballot: Ballot, answer: str) -> None:
    scope = objection_scope(ballot)
    columns: dict[str, Any] = {"ref": ref_from(world.bob.nul("vote", scope)), "box": world.bob.box(scope)[1]}
    reason = "Trop tôt, dit zigoto."
    rows.keep(
        tx,
        Objection(
            ballot_id=ballot.id, college="concerned", reason=reason, answer=answer, day=rows.DAY, **columns
        ),
    )


def test_a_paper_of_an_open_vote_goes_and_the_others_stay(world: World) -> None:
    ballot = voted(world)
    assert "Disparaît, et le compte baisse d’un" in _page(world, f"paper/{ballot.ref}")
    erase(world, world.bob, "paper", ballot.ref)
    assert len(world.rows(BallotPaper)) == 2
    assert world.slot() == 1
    assert [paper.nul for paper in world.rows(BallotPaper)] == [sha256("somebody")]


def _page(world: World, path: str) -> str:
    return world.browser(world.bob).get(erasing(world, world.bob, *path.split("/"))).words


def test_a_ballot_that_ended_is_counted_for_good(world: World) -> None:
    ballot = voted(world, closed=True)
    assert erase(world, world.bob, "paper", ballot.ref).status == 404
    assert "restent comptés" in world.browser(world.bob).get("/carnet/effacement").words


def test_a_vote_that_ends_before_the_erasure_keeps_its_paper_and_says_so(world: World) -> None:
    ballot = voted(world)
    erase(world, world.bob, "paper", ballot.ref)
    with world.house.db.write() as tx:
        found = tx.get(Ballot, ballot.id)
        assert found is not None
        found.state, found.outcome, found.result = "closed", "shared", rows.BOTH
        tx.add(found)
    assert world.slot() == 0
    assert len(world.rows(BallotPaper)) == 2
    assert "votre bulletin est compté" in world.browser(world.bob).get("/carnet").words


@pytest.mark.parametrize("answer", ["", "Nous en tiendrons compte."])
def test_an_objection_goes_or_leaves_its_answer_standing(world: World, answer: str) -> None:
    voted(world, closed=True, answer=answer)
    ref = world.rows(Objection)[0].ref
    assert erase(world, world.alice, "objection", ref).status == 404
    erase(world, world.bob, "objection", ref)
    assert world.slot() == 1
    left = world.rows(Objection)
    assert [(o.reason, o.answer, o.box) for o in left] == (
        [("Retiré par son auteur·e", answer, b"")] if answer else []
    )


def test_a_refusal_taken_back_is_one_less(world: World) -> None:
    ref = crowd.challenge(world, crowd.mechanism(world))
    browser = world.browser(world.bob)
    browser.get(f"/c/lorne/contestations/{ref}")
    browser.send("Je refuse aussi")
    world.slot()
    assert world.rows(Challenge)[0].join_concerned == 1
    erase(world, world.bob, "refusal", ref)
    world.slot()
    assert (world.rows(Challenge)[0].join_concerned, world.rows(Refusal)) == (0, [])


def test_an_assessment_taken_back_leaves_counters_that_agree_with_the_rows(world: World) -> None:
    with world.house.db.write() as tx:
        made = rows.petition(tx, world.collective, rows.institution(tx, world.collective))
        promise = rows.commitment(tx, made, "Deux postes", rows.DAY - timedelta(1), kept_concerned=2)
        for nul in (world.bob.nul("vote", f"commitment:{promise.ref}"), sha256("somebody")):
            rows.keep(tx, Assessment(commitment_id=promise.id, nul=nul, college="concerned", verdict="kept"))
    erase(world, world.bob, "assessment", promise.ref)
    assert world.slot() == 1
    with world.house.db.read() as tx:
        found = tx.get(Commitment, promise.id)
        assert found is not None
        assert recount(tx, found)["kept_concerned"] == found.kept_concerned == 1


def test_the_right_to_count_may_be_given_back(world: World) -> None:
    assert "Vous ne serez plus compté·e" in _page(world, "grant/lorne")
    erase(world, world.bob, "grant", "lorne")
    world.slot()
    assert [row.college for row in world.rows(Grant)] == ["professional"]
    with world.house.db.read() as tx:
        assert mine(tx, world.bob) == []
    assert world.rows(Pending) == []
