"""Vérifie le journal des signatures d’une pétition, sans réseau et sans rien d’autre que Python 3.11 ou plus récent.

    python3 verifier.py JOURNAL [--receipt REÇU] [--since POINT] [--key CLÉ]

Sort avec 0 si tout est juste, 1 si quelque chose est faux, 2 si un fichier ne se lit pas. The format is told in
docs/journal-format.md. This part is the arithmetic, by the standard library alone: it shares no code with the forum,
whose own it checks.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

# -- the tree (RFC 9162, section 2.1)


def digest(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def packed(*parts: bytes) -> bytes:
    return digest(*(len(part).to_bytes(4, "big") + part for part in parts))


def node(left: bytes, right: bytes) -> bytes:
    return digest(b"\x01", left, right)


@dataclass
class Edge:
    """The right edge of a growing tree: one hash per bit of its size."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def add(self, leaf: bytes) -> None:
        bits = self.size
        while bits & 1:
            leaf, bits = node(self.peaks.pop(), leaf), bits >> 1
        self.peaks.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        found = self.peaks[-1] if self.peaks else digest()
        for peak in reversed(self.peaks[:-1]):
            found = node(peak, found)
        return found


def climb(place: int, last: int) -> tuple[int, int]:
    while place == last and place and not place & 1:
        place, last = place >> 1, last >> 1
    return place >> 1, last >> 1


def included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    found, place, last = leaf, index, size - 1
    for step in proof:
        if last == 0:
            return False
        found = node(step, found) if place & 1 or place == last else node(found, step)
        place, last = climb(place, last)
    return index < size and last == 0 and found == root


def consistent(sizes: tuple[int, int], roots: tuple[bytes, bytes], proof: Sequence[bytes]) -> bool:
    """Of the earlier tree and of the later one. An empty earlier tree proves nothing."""
    old, new = sizes
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and roots[0] == roots[1]
    path = list(proof) if old & (old - 1) else [roots[0], *proof]
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = path.pop(0) if path else b""
    for step in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            before, after = node(step, before), node(step, after)
        else:
            after = node(after, step)
        place, last = climb(place, last)
    return last == 0 and (before, after) == roots


# -- Ed25519 (RFC 8032, section 5.1.7), slowly and only to verify

P, ORDER = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, ROOT = -121665 * pow(121666, -1, P) % P, pow(2, (P - 1) // 4, P)
Place = tuple[int, int, int, int]  # X, Y, Z, T of section 5.1.4
ZERO: Place = (0, 1, 1, 0)


def plus(a: Place, b: Place) -> Place:
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    c, d = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    x, y, z, t = f - e, f + e, d + c, d - c
    return x * t % P, y * z % P, z * t % P, x * y % P


def times(n: int, a: Place) -> Place:
    total = ZERO
    while n:
        total, a, n = plus(total, a) if n & 1 else total, plus(a, a), n >> 1
    return total


def equal(a: Place, b: Place) -> bool:
    return (a[0] * b[2] - b[0] * a[2]) % P == (a[1] * b[2] - b[1] * a[2]) % P == 0


def point_of(data: bytes) -> Place | None:
    """Section 5.1.3; None for what is no point, or written otherwise than it should be."""
    number = int.from_bytes(data, "little")
    y, sign = number & (2**255 - 1), number >> 255
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if (x * x - square) % P == 0 else x * ROOT % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = point_of((4 * pow(5, -1, P) % P).to_bytes(32, "little")) or ZERO


def signed(public: bytes, message: bytes, signature: bytes) -> bool:
    if len(public) != 32 or len(signature) != 64:
        return False
    key, drawn, s = point_of(public), point_of(signature[:32]), int.from_bytes(signature[32:], "little")
    if key is None or drawn is None or s >= ORDER or equal(times(8, key), ZERO):
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ORDER
    return equal(times(s, BASE), plus(drawn, times(k, key)))
