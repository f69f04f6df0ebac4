"""Joined and parted again, in any order, everything is as it was; whoever came over by themselves is still counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from random import Random
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, SQLModel, select

from forum.collectives.publication.actions import PUBLISHERS, Act
from forum.core.errors import HouseError
from forum.deliberation.merging.actions import why_not
from forum.deliberation.merging.joined.actions import join, part
from forum.deliberation.merging.models import Merge
from forum.deliberation.merging.queries import Pair
from forum.grievances.models import Echo, Grievance
from forum.maintenance.queries import differences
from forum.texts.models import Amendment, Document, Evidence, Link, Message
from tests import rows
from tests.world import World

TODAY = date(2026, 3, 2)
OWN = {"text_merge", "merge_paper", "merge_apart", "event", "message", "text_place", "site_version"}
COLLEGES = ("professional", "concerned", "ally", "open")
GRIEVANCES, OTHERS, PEOPLE = 4, 3, 5

Order = st.lists(st.tuples(st.integers(0, GRIEVANCES - 1), st.integers(0, GRIEVANCES - 1)), max_size=5)
Links = st.sets(
    st.tuples(st.integers(0, GRIEVANCES - 1), st.integers(0, OTHERS - 1), st.booleans()), max_size=8
)
Echoes = st.sets(st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, GRIEVANCES - 1)), max_size=12)
Answers = st.lists(st.tuples(st.integers(0, PEOPLE - 1), st.integers(0, 4), st.booleans()), max_size=8)


FEW = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@dataclass
class Scene:
    tx: Session
    world: World
    texts: list[Document]


def scene(tx: Session, world: World, links: set[Any], echoes: set[Any]) -> Scene:
    place = rows.territory(world)
    texts = [rows.grievance(tx, world.collective, place, f"Doléance {n}") for n in range(GRIEVANCES)]
    others = [rows.text(tx, world.collective, "mechanism", f"Mécanisme {n}") for n in range(OTHERS)]
    for grievance, other, outwards in links:
        pair = (texts[grievance], others[other])
        rows.link(tx, *(pair if outwards else pair[::-1]))
    _said_around(tx, world, texts[0])
    made = Scene(tx, world, texts)
    for who, grievance in echoes:
        act(made, "echo", who, texts[grievance], {"grievance": texts[grievance].ref})
    return made


def _said_around(tx: Session, world: World, document: Document) -> None:
    """What stands around a grievance: a testimony, a source, a change that waits for its answer."""
    said = rows.text(tx, world.collective, "testimony", "Chez nous aussi.")
    said.thread = document.ref
    change = {"field": "title", "op": "replace", "clause": 0, "text": "Autrement dit"}
    amendment = Amendment(
        text_id=document.id, base=1, operations=[change], reason="Plus clair.", voice="saule gris",
        nul=rows.CANARY, box=b"b" * 32, day=TODAY,
    )  # fmt: skip
    rows.keep(tx, said, Evidence(text_id=document.id, kind="link", label="Un rapport"), amendment)


def nul(who: int, document: Document) -> bytes:
    return sha256(f"{who}|{document.ref}".encode()).digest()


def act(scene: Scene, kind: str, who: int, document: Document, payload: dict[str, str]) -> None:
    done = Act(
        scene.world.collective, kind, document.ref, nul(who, document), COLLEGES[who % 4], b"", payload
    )
    PUBLISHERS[kind](scene.tx, done, TODAY)


def contents(tx: Session) -> dict[str, list[str]]:
    """Every row of every table but the merges' own, what was told of them, and the index's places."""
    tx.flush()
    return {
        table.name: sorted(map(repr, tx.connection().execute(table.select()).all()))
        for table in SQLModel.metadata.sorted_tables
        if table.name not in OWN
    }


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


# Two that name the same mechanism join a third, and part one after the other.
TWINS = {"links": {(0, 0, True), (1, 0, True), (2, 1, False)}, "order": [(0, 2), (1, 2)]}


@FEW
@example(**TWINS, echoes=set(), back=Random(1))
@example(**TWINS, echoes=set(), back=Random(2))
@given(links=Links, echoes=Echoes, order=Order, back=st.randoms(use_true_random=False))
def test_undone_in_any_order_every_table_is_as_before(
    world: World, links: set[Any], echoes: set[Any], order: list[tuple[int, int]], back: Any
) -> None:
    tx = world.house.db.session(write=True)
    try:
        here = scene(tx, world, links, echoes)
        before = contents(tx)
        pairs = joined(here, order)
        assert all(pair.absorbed.elsewhere == pair.survivor.ref for pair in pairs)
        told = {bytes(message.box) for message in tx.exec(select(Message)).all()}
        assert (b"b" * 32 in told) == any(pair.absorbed == here.texts[0] for pair in pairs)
        assert not {p.survivor.id for p in pairs} & {p.absorbed.id for p in pairs}
        assert not pairs or contents(tx) != before
        back.shuffle(pairs)
        while pairs:
            part(tx, pairs.pop(), "author", "", TODAY)
            assert linked_as_meant(here, links, pairs)
        tx.expire_all()
        assert contents(tx) == before
    finally:
        tx.rollback()
        tx.close()


def linked_as_meant(scene: Scene, links: set[Any], pairs: list[Pair]) -> bool:
    """Own links, and for survivors those of what is still joined with them: no undoing takes another's away."""
    into = {pair.absorbed.id: pair.survivor.id for pair in pairs}
    ids = {text.id for text in scene.texts}
    found = {(link.source_id, link.target_id) for link in scene.tx.exec(select(Link)).all()}
    own = {(s, t) for s, t in found if {s, t} & set(into)}
    return {(into.get(s, s), into.get(t, t)) for s, t in own} <= found and len(found) <= len(links) + sum(
        1 for s, t in own if ids & {s, t}
    )


@FEW
@given(echoes=Echoes, order=Order, answers=Answers)
def test_whoever_was_counted_is_counted_still_and_never_twice(
    world: World, echoes: set[Any], order: list[tuple[int, int]], answers: list[tuple[int, int, bool]]
) -> None:
    tx = world.house.db.session(write=True)
    try:
        here = scene(tx, world, set(), echoes)
        before = voices(here)
        pairs = joined(here, order)
        came = answered(here, pairs, answers)
        assert {who for who, _ in before} == {who for who, _ in voices(here)}
        assert differences(tx).get("grievance.echo", 0) == 0
        for pair in pairs:
            part(tx, pair, "author", "", TODAY)
        after = voices(here)
        # Who came over is where they said; nobody else moved.
        gone = {(who, pair.absorbed.ref) for who, pair in came}
        come = {(who, pair.survivor.ref) for who, pair in came}
        assert after == before - gone | come
        assert sum(counted(here)) == len(after)
    finally:
        tx.rollback()
        tx.close()


def answered(scene: Scene, pairs: list[Pair], answers: list[tuple[int, int, bool]]) -> list[tuple[int, Pair]]:
    came = []
    for who, which, yes in answers:
        if not pairs:
            break
        pair = pairs[which % len(pairs)]
        if (who, pair.absorbed.ref) not in voices(scene):
            continue
        payload = {"merge": pair.merge.ref}
        if not yes:
            act(scene, "merge.apart", who, pair.absorbed, payload)
            continue
        act(scene, "echo", who, pair.survivor, {"grievance": pair.survivor.ref})
        act(scene, "merge.leave", who, pair.absorbed, payload)
        came.append((who, pair))
    return came


def voices(scene: Scene) -> set[tuple[int, str]]:
    """(person, grievance): only the test can say, it made the nullifiers."""
    known = {nul(who, text): (who, text.ref) for who in range(PEOPLE) for text in scene.texts}
    return {known[bytes(echo.nul)] for echo in scene.tx.exec(select(Echo)).all()}


def counted(scene: Scene) -> list[int]:
    heads = scene.tx.exec(select(Grievance)).all()
    return [getattr(head, f"echo_{college}") for head in heads for college in COLLEGES]


def test_an_answer_that_comes_after_the_undoing_moves_nothing(world: World) -> None:
    tx = world.house.db.session(write=True)
    try:
        here = scene(tx, world, set(), {(0, 0)})
        (pair,) = joined(here, [(0, 1)])
        part(tx, pair, "author", "", TODAY)
        for kind in ("merge.leave", "merge.apart"):
            try:
                act(here, kind, 0, pair.absorbed, {"merge": pair.merge.ref})
            except HouseError as refused:
                assert "défait entre-temps" in refused.message
            else:
                raise AssertionError(kind)
        assert voices(here) == {(0, pair.absorbed.ref)}
    finally:
        tx.rollback()
        tx.close()
