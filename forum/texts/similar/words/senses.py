"""What a text is about, as a few numbers: words that are said together lean the same way. Pure.

The numbers of each word are learnt from the lists of this folder alone (`python -m bench.senses` writes `sens.bin`).
What two texts are about is compared by the angle between their numbers, so a text may be found that shares no word.
"""

import zlib
from array import array
from base64 import b64encode
from binascii import a2b_base64
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from math import dist, hypot, sqrt
from pathlib import Path
from struct import Struct

from forum.texts.similar.words.roots import pale, said_in

SIZE = 96  # numbers
STEP = 31  # in the file each is a whole number from -STEP to STEP
LONG = 200  # how long the numbers of a text are, put end to end: each is then a signed byte
NEAR, NOBODY = 12, 0xFFFF  # words that answer a word, and the mark of none
MOST = 300  # expressions of a text that are summed: no more would fit in two bytes
FULL, PALE = 3, 1  # what an expression weighs
ASKED, HEAVIEST = (
    24,
    7,
)  # numbers of a question that choose the texts to look at, and what the greatest weighs
LISTS = ("synonymes.txt", "champs.txt")
FILE = Path(__file__).parent / "sens.bin"
HEAD = Struct("<8sI")  # the lists that it was learnt from, and how many expressions
_SUMS = Struct(f"<{SIZE}H")
_NUMBERS = Struct(f"<{SIZE}b")


def source() -> bytes:
    """The lists as they are now."""
    return sha256("\n".join(said_in(name) for name in LISTS).encode()).digest()[:8]


def packed(digest: bytes, terms: Sequence[str], rows: bytes, near: "array[int]") -> bytes:
    """The file: expressions (roots between blanks), their numbers (each plus STEP), the places of their neighbours."""
    told = "\n".join(terms).encode() + b"\0" + rows + b"".join(n.to_bytes(2, "little") for n in near)
    return zlib.compress(HEAD.pack(digest, len(terms)) + told, 9)


@dataclass(frozen=True)
class Senses:
    """Expressions, and what each is about."""

    digest: bytes
    terms: tuple[str, ...]
    places: Mapping[str, int]
    starts: Mapping[str, tuple[tuple[str, ...], ...]]
    rows: bytes
    near: "array[int]"

    def key(self, number: int) -> str:
        """Under which name the texts are kept that lean to this side; no root begins so."""
        return f"~{self.digest[:3].hex()}{number:02}"

    def of(self, sequence: Sequence[str]) -> bytes:
        """SIZE signed bytes; none if no word is known."""
        found = self._known(sequence)
        lanes, weighed = 0, 0
        for term in found[:MOST]:
            weight = PALE if term in pale() else FULL
            lanes += weight * self._lanes(self.places[term])
            weighed += weight
        sums = [n - STEP * weighed for n in _SUMS.unpack(lanes.to_bytes(2 * SIZE, "little"))]
        length = sqrt(sum([n * n for n in sums])) / LONG
        return bytes([max(-127, min(127, round(n / length))) & 255 for n in sums]) if length else b""

    def _known(self, sequence: Sequence[str]) -> list[str]:
        found = dict.fromkeys(root for root in sequence if root in self.places)
        for at, root in enumerate(sequence):
            for phrase in self.starts.get(root, ()):
                if tuple(sequence[at : at + len(phrase)]) == phrase:
                    found[" ".join(phrase)] = None
        return list(found)

    def _lanes(self, place: int) -> int:
        """The numbers of an expression, two bytes each, so that many may be added up at once."""
        wide = bytearray(2 * SIZE)
        wide[::2] = self.rows[SIZE * place : SIZE * (place + 1)]
        return int.from_bytes(wide, "little")

    def answer(self, root: str, every: Set[str]) -> str | None:
        """Which word of a text is said together with this one: the nearest."""
        place = self.places.get(root)
        if place is None or root in pale():
            return None
        near = (self.terms[one] for one in self.near[NEAR * place : NEAR * (place + 1)] if one != NOBODY)
        return next((term for term in near if term in every and term not in pale()), None)


@lru_cache(maxsize=1)
def senses() -> Senses:
    data = zlib.decompress(FILE.read_bytes())
    digest, count = HEAD.unpack_from(data)
    told, _zero, rest = data[HEAD.size :].partition(b"\0")
    terms = tuple(told.decode().split("\n"))
    starts: dict[str, tuple[tuple[str, ...], ...]] = {}
    for phrase in (tuple(term.split(" ")) for term in terms):
        if len(phrase) > 1:
            starts[phrase[0]] = (*starts.get(phrase[0], ()), phrase)
    near = array(
        "H", (int.from_bytes(rest[at : at + 2], "little") for at in range(SIZE * count, len(rest), 2))
    )
    places = {term: place for place, term in enumerate(terms)}
    return Senses(digest, terms, places, starts, rest[: SIZE * count], near)


def written(sense: bytes) -> str:
    return b64encode(sense).decode()


Sense = tuple[int, ...]


def read(stored: str) -> Sense:
    """The numbers again; none for a text of before."""
    return _told(a2b_base64(stored))


def read_of(sequence: Sequence[str]) -> Sense:
    return _told(senses().of(sequence))


def _told(sense: bytes) -> Sense:
    return _NUMBERS.unpack(sense) if len(sense) == SIZE else ()


def angle(one: Sense, other: Sense) -> float:
    """From -1 to 1; 0 where one of them says nothing.

    A sum of products by the distances of the three points (one, other, nothing): three calls instead of one a number.
    """
    if not one or not other:
        return 0.0
    return (hypot(*one) ** 2 + hypot(*other) ** 2 - dist(one, other) ** 2) / (2 * LONG**2)


def leaning(sense: Sequence[int]) -> list[tuple[int, int]]:
    """(number, weight) of those that say most of a question; the weight bears the sign."""
    greatest = sorted(range(len(sense)), key=lambda number: -abs(sense[number]))[:ASKED]
    scale = HEAVIEST / max((abs(sense[number]) for number in greatest if sense[number]), default=1)
    weighed = ((number, round(sense[number] * scale)) for number in greatest)
    return [(number, weight) for number, weight in weighed if weight]


def weighed(leant: Iterable[tuple[int, int]], sides: Sequence[int], total: int) -> list[tuple[int, int]]:
    """(places, weight) for `planes.summed`: texts on the side that the question leans to."""
    every = (1 << total) - 1
    return [(sides[number] if weight > 0 else every ^ sides[number], abs(weight)) for number, weight in leant]
