"""The arithmetic of petitions. No database, no clock, no chance.

First the append-only signature log, a Merkle tree as in RFC 9162 section 2.1. Whoever holds a receipt or a
printed checkpoint can show that nothing was removed or rewritten; not that signers are real. Trees are over
*leaf hashes*: the log never needs what was signed, so erasing a signature leaves it whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

HASH_SIZE = 32
MANNERS = {
    "carnet": "carnet attesté",
    "open": "carnet ouvert",
    "email": "courriel confirmé",
    "code": "code sur papier",
    "vouched": "avec l’aide de l’équipe",
    "paper": "feuille de papier",
}
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def commitment(salt: bytes, *fields: str | bytes) -> bytes:
    """One leaf: it says nothing once the salt is erased. Lengths keep ("ab", "c") apart from ("a", "bc")."""
    if len(salt) < 16:
        raise ValueError("a salt under 16 bytes could be guessed")
    parts = [b"porte-voix|signature|v1", salt, *(f.encode() if isinstance(f, str) else f for f in fields)]
    return sha256(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).digest()


def revocation(code: str, leaf: int, reason: str) -> bytes:
    """What a revocation says, in clear: whoever reads the log can take its hash again."""
    parts = (b"porte-voix|revocation|v1", code.encode(), leaf.to_bytes(8, "big"), reason.encode())
    return sha256(b"".join(len(part).to_bytes(4, "big") + part for part in parts)).digest()


def _level_up(hashes: Sequence[bytes]) -> list[bytes]:
    """Pair neighbours; a last one without a pair climbs as it is, which gives the tree of the RFC."""
    pairs = [node_hash(hashes[i], hashes[i + 1]) for i in range(0, len(hashes) - 1, 2)]
    return [*pairs, hashes[-1]] if len(hashes) % 2 else pairs


def root(hashes: Sequence[bytes]) -> bytes:
    level = list(hashes)
    while len(level) > 1:
        level = _level_up(level)
    return level[0] if level else EMPTY_ROOT


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge, one hash per bit of the size, widest first: one row, all a batch needs to append."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def append(self, *hashes: bytes) -> "Frontier":
        size, peaks = self.size, list(self.peaks)
        for leaf in hashes:
            node, bits = leaf, size
            while bits & 1:
                node, bits = node_hash(peaks.pop(), node), bits >> 1
            peaks.append(node)
            size += 1
        return Frontier(size, tuple(peaks))

    @property
    def root(self) -> bytes:
        if not self.peaks:
            return EMPTY_ROOT
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = node_hash(peak, node)
        return node

    def to_bytes(self) -> bytes:
        return self.size.to_bytes(8, "big") + b"".join(self.peaks)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Frontier":
        size, peaks = int.from_bytes(data[:8], "big"), data[8:]
        if len(data) < 8 or len(peaks) != HASH_SIZE * size.bit_count():
            raise ValueError("not a frontier")
        return cls(size, tuple(peaks[i : i + HASH_SIZE] for i in range(0, len(peaks), HASH_SIZE)))


def inclusion_proof(hashes: Sequence[bytes], index: int) -> list[bytes]:
    if not 0 <= index < len(hashes):
        raise IndexError("no such leaf")
    level, proof = list(hashes), []
    while len(level) > 1:
        if (sibling := index ^ 1) < len(level):
            proof.append(level[sibling])
        level, index = _level_up(level), index >> 1
    return proof


def consistency_proof(hashes: Sequence[bytes], old_size: int) -> list[bytes]:
    """What shows that the first `old_size` leaves are still there, in order (SUBPROOF of the RFC)."""
    if not 0 < old_size <= len(hashes):
        raise IndexError("no such earlier tree")
    return _subproof(old_size, hashes, True)


def _subproof(size: int, hashes: Sequence[bytes], known: bool) -> list[bytes]:
    if size == len(hashes):
        return [] if known else [root(hashes)]
    split = 1 << ((len(hashes) - 1).bit_length() - 1)
    left, right = hashes[:split], hashes[split:]
    if size <= split:
        return [*_subproof(size, left, known), root(right)]
    return [*_subproof(size - split, right, False), root(left)]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes) -> bool:
    """RFC 9162 section 2.1.3.2. Hashes of another length are refused: their joins would be ambiguous."""
    if not 0 <= index < size or any(len(node) != HASH_SIZE for node in (leaf, *proof)):
        return False
    node, place, last = leaf, index, size - 1
    for step in proof:
        if last == 0:
            return False
        node = node_hash(step, node) if place & 1 or place == last else node_hash(node, step)
        place, last = _climb(place, last)
    return last == 0 and node == expected


def _climb(place: int, last: int) -> tuple[int, int]:
    """One level up; an unpaired right edge climbs until it is a right child."""
    while place == last and place and not place & 1:
        place, last = place >> 1, last >> 1
    return place >> 1, last >> 1


def verify_consistency(old_size: int, size: int, old: bytes, new: bytes, proof: Sequence[bytes]) -> bool:
    """RFC 9162 section 2.1.4.2. An empty earlier tree proves nothing and is refused."""
    if not 0 < old_size <= size or any(len(node) != HASH_SIZE for node in proof):
        return False
    if old_size == size:
        return not proof and old == new
    path = list(proof) if old_size & (old_size - 1) else [old, *proof]
    place, last = old_size - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old_node = new_node = path.pop(0) if path else b""
    for step in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            old_node, new_node = node_hash(step, old_node), node_hash(step, new_node)
        else:
            new_node = node_hash(new_node, step)
        place, last = _climb(place, last)
    return last == 0 and old_node == old and new_node == new
