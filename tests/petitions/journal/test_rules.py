"""The signature log against the vectors of others, and against itself."""

import base64
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.petitions.journal import rules

REAL = Path(os.environ.get("FORUM_REAL_DATA", Path(__file__).resolve().parents[3].parent / "shared" / "real"))
VECTORS = REAL / "merkle" / "testdata"


def vectors(kind: str) -> list[dict[str, Any]]:
    files = sorted((VECTORS / kind).rglob("*.json"))
    if not files:
        pytest.skip(f"left out: no Merkle vectors in {VECTORS}")
    return [json.loads(file.read_text()) for file in files]


def decode(text: str | None) -> bytes:
    return base64.b64decode(text or "")


def path_of(vector: dict[str, Any]) -> list[bytes]:
    return [decode(node) for node in vector["proof"] or []]


def leaves(size: int) -> list[bytes]:
    return [rules.leaf_hash(str(i).encode()) for i in range(size)]


def flip(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8 % len(data)] ^= 1 << bit % 8
    return bytes(changed)


def test_inclusion_vectors_right_and_corrupted() -> None:
    seen = set()
    for v in vectors("inclusion"):
        good = rules.verify_inclusion(
            decode(v["leafHash"]), v["leafIdx"], v["treeSize"], path_of(v), decode(v["root"])
        )
        assert good is not v["wantErr"], v["desc"]
        seen.add(good)
    assert seen == {True, False}


def test_consistency_vectors_right_and_corrupted() -> None:
    seen = set()
    for v in vectors("consistency"):
        good = rules.verify_consistency(
            v["size1"], v["size2"], decode(v["root1"]), decode(v["root2"]), path_of(v)
        )
        assert good is not v["wantErr"], v["desc"]
        seen.add(good)
    assert seen == {True, False}


def test_root_follows_the_recursive_definition() -> None:
    def recursive(hashes: list[bytes]) -> bytes:
        if len(hashes) < 2:
            return hashes[0] if hashes else rules.EMPTY_ROOT
        split = 1
        while split * 2 < len(hashes):
            split *= 2
        return rules.node_hash(recursive(hashes[:split]), recursive(hashes[split:]))

    for size in range(70):
        assert rules.root(leaves(size)) == recursive(leaves(size))


def test_a_leaf_cannot_pass_for_a_node() -> None:
    left, right = leaves(2)
    assert rules.leaf_hash(left + right) != rules.node_hash(left, right)


@given(st.integers(0, 300), st.data())
def test_frontier_equals_full_recomputation_and_survives_storage(size: int, data: st.DataObject) -> None:
    hashes = leaves(size)
    cut = data.draw(st.integers(0, size))
    stored = rules.Frontier().append(*hashes[:cut]).to_bytes()
    frontier = rules.Frontier.from_bytes(stored).append(*hashes[cut:])
    assert (frontier.size, frontier.root) == (size, rules.root(hashes))
    assert len(stored) == 8 + 32 * cut.bit_count()


@pytest.mark.parametrize("junk", [b"", b"\0" * 7, b"\0" * 7 + b"\1", b"\0" * 8 + b"x" * 32])
def test_a_damaged_frontier_is_refused(junk: bytes) -> None:
    with pytest.raises(ValueError, match="not a frontier"):
        rules.Frontier.from_bytes(junk)


@given(st.integers(1, 200), st.data())
def test_every_leaf_is_proved_and_no_tampering_passes(size: int, data: st.DataObject) -> None:
    hashes, index = leaves(size), data.draw(st.integers(0, size - 1))
    proof, top, leaf = rules.inclusion_proof(hashes, index), rules.root(hashes), hashes[index]
    bit = data.draw(st.integers(0, 255))
    assert rules.verify_inclusion(leaf, index, size, proof, top)
    assert not rules.verify_inclusion(flip(leaf, bit), index, size, proof, top)
    assert not rules.verify_inclusion(leaf, index, size, proof, flip(top, bit))
    assert not rules.verify_inclusion(leaf, index, size, [*proof, top], top)
    other = data.draw(st.integers(-1, size))
    assert rules.verify_inclusion(leaf, other, size, proof, top) is (other == index)
    if proof:
        step = data.draw(st.integers(0, len(proof) - 1))
        assert not rules.verify_inclusion(leaf, index, size, proof[:step] + proof[step + 1 :], top)
        bent = [flip(n, bit) if i == step else n for i, n in enumerate(proof)]
        assert not rules.verify_inclusion(leaf, index, size, bent, top)


@given(st.integers(1, 200), st.data())
def test_growth_is_proved_and_a_rewritten_past_is_not(size: int, data: st.DataObject) -> None:
    hashes, old_size = leaves(size), data.draw(st.integers(1, size))
    proof = rules.consistency_proof(hashes, old_size)
    old, new = rules.root(hashes[:old_size]), rules.root(hashes)
    assert rules.verify_consistency(old_size, size, old, new, proof)
    changed = data.draw(st.integers(0, old_size - 1))
    rewritten = [flip(h, 3) if i == changed else h for i, h in enumerate(hashes)]
    forged = rules.consistency_proof(rewritten, old_size)
    assert not rules.verify_consistency(old_size, size, old, rules.root(rewritten), forged)
    assert not rules.verify_consistency(old_size, size, old, new, [*proof, new])
    for step in range(len(proof)):
        bent = [flip(n, 7) if i == step else n for i, n in enumerate(proof)]
        assert not rules.verify_consistency(old_size, size, old, new, bent)


def test_proofs_of_nothing_are_refused() -> None:
    with pytest.raises(IndexError):
        rules.inclusion_proof([], 0)
    with pytest.raises(IndexError):
        rules.consistency_proof(leaves(3), 4)
    assert not rules.verify_consistency(0, 3, rules.EMPTY_ROOT, rules.root(leaves(3)), [])


fields = st.lists(st.binary(max_size=8), max_size=5)


@given(fields, fields)
def test_commitments_of_different_fields_differ(one: list[bytes], two: list[bytes]) -> None:
    salt = b"s" * 32
    first, second = rules.contents(*one), rules.contents(*two)
    assert (first == second) is (one == two)
    assert (rules.commitment(salt, first) == rules.commitment(salt, second)) is (one == two)
    assert rules.commitment(salt, first) != rules.commitment(b"t" * 32, first)


def test_a_commitment_needs_a_real_salt() -> None:
    with pytest.raises(ValueError, match="salt"):
        rules.commitment(b"short", b"x" * 32)
