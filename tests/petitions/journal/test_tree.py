"""Proofs from a few kept hashes: the same as from all leaves, whatever the size, and read in a few hundred rows."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import insert
from sqlmodel import Session

from forum.petitions.journal import rules
from forum.petitions.journal.actions import keep_nodes
from forum.petitions.journal.models import LogNode
from forum.petitions.journal.queries import tree
from forum.petitions.journal.rules import Tree, leaf_hash
from forum.petitions.models import LogLeaf
from tests.petitions.journal.test_rules import leaves
from tests.petitions.scene import Scene
from tests.world import World


def plain(hashes: Sequence[bytes]) -> bytes:
    """MTH as the RFC writes it."""
    if len(hashes) < 2:
        return hashes[0] if hashes else rules.EMPTY_ROOT
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return rules.node_hash(plain(hashes[:split]), plain(hashes[split:]))


@given(st.integers(0, 300), st.data())
@settings(max_examples=40, deadline=None)
def test_proofs_by_pieces_hold(size: int, data: st.DataObject) -> None:
    hashes = leaves(size)
    whole = Tree.of(hashes)
    assert whole.root() == plain(hashes)
    if size:
        index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
        assert rules.verify_inclusion(hashes[index], index, size, whole.inclusion(index), plain(hashes))
        proof = whole.consistency(old)
        assert rules.verify_consistency(old, size, plain(hashes[:old]), plain(hashes), proof)


@pytest.mark.parametrize("size", [256, 65_536, 65_536 * 3 + 700, 1_000_000])
def test_a_proof_reads_little_of_a_large_tree(size: int) -> None:
    """Not one leaf is made but those that are asked for: what is fetched is counted."""
    fetched: list[int] = []

    def fetch(level: int, first: int, count: int) -> list[bytes]:
        assert level % 8 == 0 and (first + count) << level <= size
        fetched.append(count)
        return [leaf_hash(f"{level} {n}".encode()) for n in range(first, first + count)]

    for index in (0, size // 3, size - 1):
        fetched.clear()
        proof = Tree(size, fetch).inclusion(index)
        assert len(proof) <= (size - 1).bit_length()
        assert sum(fetched) <= 256 * 6
    fetched.clear()
    Tree(size, fetch).consistency(size // 3)
    assert sum(fetched) <= 256 * 8


def add(tx: Session, petition_id: int, first: int, hashes: Sequence[bytes]) -> None:
    same = {"petition_id": petition_id, "kind": "add", "revokes": None, "reason": ""}
    rows = [{**same, "leaf": n, "hash": leaf} for n, leaf in enumerate(hashes, first)]
    tx.connection().execute(insert(LogLeaf), rows)


def test_what_is_kept_follows_the_log_slot_by_slot(world: World) -> None:
    scene, hashes = Scene(world), leaves(1100)
    ident = scene.petition.id
    with world.house.db.write() as tx:
        for start, stop in pairwise((0, 1, 255, 256, 600, 1024, 1100)):
            add(tx, ident, start, hashes[start:stop])
            keep_nodes(tx, ident, stop)
            keep_nodes(tx, ident, stop)
            assert tree(tx, ident, stop).root() == rules.root(hashes[:stop])
    nodes = world.rows(LogNode)
    assert [(node.level, node.place) for node in nodes] == [(8, n) for n in range(4)]
    with world.house.db.read() as tx:
        whole = tree(tx, ident, 1100)
        proof = whole.inclusion(700)
        assert rules.verify_inclusion(hashes[700], 700, 1100, proof, whole.root())
        earlier = rules.root(hashes[:600])
        assert rules.verify_consistency(600, 1100, earlier, whole.root(), whole.consistency(600))
