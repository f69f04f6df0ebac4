"""Demands joined and parted again, in any order, leave every table as it was; none is joined to itself or in a circle."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from forum.deliberation.merging.actions import why_not
from forum.deliberation.merging.joined.actions import join, part
from forum.deliberation.merging.models import Merge
from forum.deliberation.merging.queries import Pair
from forum.demands.models import DemandObjective
from forum.registers.models import Objective
from forum.texts.models import Document
from tests import rows
from tests.grievances.merging.test_nothing_lost import contents
from tests.world import World

TODAY = date(2026, 3, 2)
DEMANDS, OTHERS, OBJECTIVES = 4, 3, 3
# One of each state that may be joined, and one that may not.
STATES = ("draft", "single", "rejected", "shared")

Order = st.lists(st.tuples(st.integers(0, DEMANDS - 1), st.integers(0, DEMANDS - 1)), max_size=5)
Leaning = st.sets(st.tuples(st.integers(0, DEMANDS - 1), st.integers(0, OTHERS - 1)), max_size=8)
Official = st.sets(st.tuples(st.integers(0, DEMANDS - 1), st.integers(0, OBJECTIVES - 1)), max_size=8)
FEW = settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@dataclass
class Scene:
    tx: Session
    world: World
    texts: list[Document]


def scene(tx: Session, world: World, leaning: set[Any], official: set[Any]) -> Scene:
    office = rows.institution(tx, world.collective)
    texts = [
        rows.demand(tx, world.collective, office, f"Revendication {n}", state=state)
        for n, state in enumerate(STATES)
    ]
    others = [rows.text(tx, world.collective, "grievance", f"Doléance {n}") for n in range(OTHERS)]
    goals = [
        rows.keep(
            tx, Objective(collective_id=world.collective.id, code=f"{n}", title=f"Objectif {n}", source="")
        )
        for n in range(OBJECTIVES)
    ]
    for demand, other in leaning:
        rows.link(tx, texts[demand], others[other])
    for demand, goal in official:
        rows.keep(tx, DemandObjective(text_id=texts[demand].id, objective_id=goals[goal].id))
    return Scene(tx, world, texts)


def joined(scene: Scene, order: Sequence[tuple[int, int]]) -> list[Pair]:
    """The merges of `order` that are possible, one after the other."""
    made = []
    for a, b in order:
        absorbed, survivor = scene.texts[a], scene.texts[b]
        if why_not(scene.tx, absorbed, survivor, TODAY):
            continue
        merge = Merge(
            collective_id=scene.world.collective.id, absorbed_id=absorbed.id, survivor_id=survivor.id,
            reason="", closes=TODAY, thread=absorbed.thread, state="merged", day=TODAY,
        )  # fmt: skip
        scene.tx.add(merge)
        scene.tx.flush()
        join(scene.tx, Pair(merge, absorbed, survivor), TODAY)
        made.append(Pair(merge, absorbed, survivor))
    return made


# Two that lean on the same things join a third, and part one after the other.
TWINS: Any = {
    "leaning": {(0, 0), (1, 0), (2, 1)},
    "official": {(0, 0), (1, 0), (2, 1)},
    "order": [(0, 2), (1, 2)],
}


@FEW
@example(**TWINS, back=Random(1))
@example(**TWINS, back=Random(2))
@given(leaning=Leaning, official=Official, order=Order, back=st.randoms(use_true_random=False))
def test_undone_in_any_order_every_row_is_as_before(
    world: World, leaning: set[Any], official: set[Any], order: list[tuple[int, int]], back: Any
) -> None:
    tx = world.house.db.session(write=True)
    try:
        here = scene(tx, world, leaning, official)
        before = contents(tx)
        pairs = joined(here, order)
        adopted = here.texts[STATES.index("shared")].id
        for pair in pairs:
            assert pair.absorbed.id != pair.survivor.id and pair.absorbed.elsewhere == pair.survivor.ref
            assert adopted not in (pair.absorbed.id, pair.survivor.id)
            assert goals(tx, pair.absorbed) <= goals(tx, pair.survivor)
        assert not {p.survivor.id for p in pairs} & {p.absorbed.id for p in pairs}, "a circle, or a chain"
        back.shuffle(pairs)
        while pairs:
            part(tx, pairs.pop(), "author", "", TODAY)
            assert all(goals(tx, pair.absorbed) <= goals(tx, pair.survivor) for pair in pairs)
        tx.expire_all()
        assert contents(tx) == before
    finally:
        tx.rollback()
        tx.close()


def goals(tx: Session, document: Document) -> set[int]:
    query = select(DemandObjective.objective_id).where(col(DemandObjective.text_id) == document.id)
    return set(tx.exec(query).all())
