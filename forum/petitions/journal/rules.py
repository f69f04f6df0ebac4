"""The arithmetic of the log. No database, no clock, no chance.

A Merkle tree as in RFC 9162 section 2.1. Whoever holds a receipt or a printed checkpoint can show that nothing was
removed or rewritten; not that signers are real. Trees are over *leaf hashes*: the log never needs what was signed, so
erasing a signature leaves it whole.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from forum.core.i18n import later

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"").digest()
SALT = 16
# Why a line no longer counts. The code stands in the log for ever, in clear: it says what happened, never to whom.
REASONS = {
    "signer": later("retirée par la personne qui l’avait donnée"),
    "not_me": later("la personne à qui est l’adresse dit n’avoir pas signé"),
    "duplicate": later("la même personne avait signé deux fois"),
    "wave": later("écartée après vérification d’un afflux inhabituel"),
    "paper": later("ligne d’une feuille de papier illisible ou mal saisie"),
    "court": later("sur décision d’une autorité"),
}


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _packed(*parts: bytes) -> bytes:
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def contents(*fields: str | bytes) -> bytes:
    """What was signed, as 32 bytes. Lengths keep ("ab", "c") apart from ("a", "bc")."""
    raw = (part.encode() if isinstance(part, str) else part for part in fields)
    return sha256(_packed(b"porte-voix|signature|v2", *raw)).digest()


def commitment(salt: bytes, content: bytes) -> bytes:
    """One leaf: it says nothing once the salt is erased. A receipt opens it without a word of what it holds."""
    if len(salt) < SALT:
        raise ValueError("a salt under 16 bytes could be guessed")
    return sha256(_packed(b"porte-voix|commitment|v2", salt, content)).digest()


def revocation(code: str, leaf: int, reason: str) -> bytes:
    """What a revocation says, in clear: whoever reads the log can take its hash again."""
    parts = (b"porte-voix|revocation|v1", code.encode(), leaf.to_bytes(8, "big"), reason.encode())
    return sha256(_packed(*parts)).digest()


def origin(code: str, text_hash: str) -> str:
    """The name of a petition's log on checkpoints and receipts: it ties them to the frozen text, and names neither."""
    name = sha256(_packed(b"porte-voix|journal|v1", code.encode(), text_hash.encode())).hexdigest()[:32]
    return f"porte-voix/journal/{name}"


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


TILE = 8  # of the inner hashes, one level in eight is kept: a proof reads a few hundred of them, whatever the size
Fetch = Callable[[int, int, int], Sequence[bytes]]


@dataclass
class Tree:
    """A tree read by pieces. `fetch(level, first, count)`: hashes of whole subtrees of 2**level leaves, level 0, 8, 16…

    Of a level, only full subtrees are ever asked for. Each run of 256 is fetched once.
    """

    size: int
    fetch: Fetch = field(repr=False)
    _runs: dict[tuple[int, int], Sequence[bytes]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, hashes: Sequence[bytes]) -> "Tree":
        """From all leaf hashes, for what is small."""
        return cls(len(hashes), lambda level, first, count: _whole(hashes, level, first, count))

    def _run(self, level: int, number: int) -> Sequence[bytes]:
        if (level, number) not in self._runs:
            first = number << TILE
            last = min(first + (1 << TILE), self.size >> level)
            self._runs[level, number] = self.fetch(level, first, last - first)
        return self._runs[level, number]

    def full(self, level: int, index: int) -> bytes:
        """The hash of the `index`th whole subtree of 2**level leaves."""
        base = level - level % TILE
        count = 1 << (level - base)
        run, start = self._run(base, index * count >> TILE), index * count % (1 << TILE)
        return root(run[start : start + count])

    def root(self, low: int = 0, high: int = -1) -> bytes:
        """MTH of the RFC over leaves `low` to `high` (excluded; by default the size)."""
        high = self.size if high < 0 else high
        n = high - low
        if n & (n - 1) == 0 and n:
            return self.full(n.bit_length() - 1, low >> (n.bit_length() - 1))
        return (
            node_hash(self.root(low, low + _split(n)), self.root(low + _split(n), high)) if n else EMPTY_ROOT
        )

    def inclusion(self, index: int) -> list[bytes]:
        """PATH of the RFC."""
        if not 0 <= index < self.size:
            raise IndexError("no such leaf")
        low, high, proof = 0, self.size, []
        while high - low > 1:
            middle = low + _split(high - low)
            left = index < middle
            proof.append(self.root(middle, high) if left else self.root(low, middle))
            low, high = (low, middle) if left else (middle, high)
        return proof[::-1]

    def consistency(self, old_size: int) -> list[bytes]:
        """What shows that the first `old_size` leaves are still there, in order (SUBPROOF of the RFC)."""
        if not 0 < old_size <= self.size:
            raise IndexError("no such earlier tree")
        low, high, proof, known = 0, self.size, list[bytes](), True
        while old_size != high:
            middle = low + _split(high - low)
            left = old_size <= middle
            proof.append(self.root(middle, high) if left else self.root(low, middle))
            low, high, known = (low, middle, known) if left else (middle, high, False)
        return proof[::-1] if known else [self.root(low, high), *proof[::-1]]


def _split(n: int) -> int:
    """The largest power of two under `n`."""
    return 1 << ((n - 1).bit_length() - 1)


def _whole(hashes: Sequence[bytes], level: int, first: int, count: int) -> list[bytes]:
    width = 1 << level
    return [root(hashes[i * width : (i + 1) * width]) for i in range(first, first + count)]


def inclusion_proof(hashes: Sequence[bytes], index: int) -> list[bytes]:
    return Tree.of(hashes).inclusion(index)


def consistency_proof(hashes: Sequence[bytes], old_size: int) -> list[bytes]:
    return Tree.of(hashes).consistency(old_size)


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
