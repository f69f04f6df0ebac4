"""Which texts hold which words, as bits: adding up the worth of words over all texts of a collective at once. Pure.

A text is a place, a word the set of its places: one bit each in a whole number. Weights are added as on paper, in base
two: a plane for the ones, one for the twos, and so on; a hundred thousand texts are summed in some hundred operations.
"""

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from sys import byteorder

DENSE = 256  # words that one text of this many holds are kept as bits: they are read in one go
EACH = 12  # texts of one length that are kept at most
_SOME = re.compile(rb"\0*[^\0]")  # what is empty is jumped over in one go
SLACK = 1e-9  # of a division and a multiplication
WEIGHTS = 15  # weights are whole numbers from 1 to this


def packed(places: "array[int]", total: int) -> bytes:
    """The places of a word, as bits if they are many. Little-endian, whatever the machine: a database may move."""
    if len(places) * DENSE > total:
        return _bits(places, total)
    if byteorder == "big":
        places = array("I", places)
        places.byteswap()
    return places.tobytes()


def unpacked(data: bytes, n: int, total: int) -> int:
    """The same as one number."""
    if n * DENSE > total:
        return int.from_bytes(data, "little")
    places = array("I", data[: 4 * n])
    if byteorder == "big":
        places.byteswap()
    return int.from_bytes(_bits(places, total), "little")


def _bits(places: Iterable[int], total: int) -> bytes:
    bits = bytearray(total // 8 + 1)
    for place in places:
        if place < total:
            bits[place >> 3] |= 1 << (place & 7)
    return bytes(bits)


def summed(weighed: Iterable[tuple[int, int]]) -> list[int]:
    """The planes of the sum of (places, weight), the ones first. Three of a plane become one there and one above."""
    waiting: list[list[int]] = [[] for _ in range(WEIGHTS.bit_length())]
    for bits, weight in weighed:
        for plane, waits in enumerate(waiting):
            if bits and weight >> plane & 1:
                waits.append(bits)
    planes: list[int] = []
    at = 0
    while at < len(waiting):
        low, high = waiting[at], []
        while len(low) > 1:
            a, b, c = low.pop(), low.pop(), low.pop() if low else 0
            odd = a ^ b
            low.append(odd ^ c)
            high.append(a & b | odd & c)
        planes.append(low[0] if low else 0)
        high = [bits for bits in high if bits]
        if high:
            if at + 1 == len(waiting):
                waiting.append([])
            waiting[at + 1] += high
        at += 1
    return planes


@dataclass(frozen=True)
class Stretch:
    """Places that follow one another and whose texts are about as long as one another: from `start`, `divisor`."""

    start: int
    end: int
    divisor: float


def best(planes: Sequence[int], stretches: Iterable[Stretch], most: int) -> list[int]:
    """The places whose sum is the greatest beside the length of their text, best first; none whose sum is nothing.

    The longest stretches first: what they hold tells what a sum must be for a place of the others to be looked at.
    """
    found: list[tuple[float, int]] = []
    least = 0.0
    for stretch, cut in sorted(_cuts(planes, stretches), key=lambda one: one[0].start - one[0].end):
        here = _best_of(cut, min(most, EACH), max(ceil(least * stretch.divisor - SLACK), 1))
        if here:
            found += [(-value / stretch.divisor, stretch.start + place) for value, place in here]
            found = sorted(found)[:most]
            least = -found[-1][0] if len(found) == most else 0.0
    return [place for _value, place in found]


def _cuts(planes: Sequence[int], stretches: Iterable[Stretch]) -> Iterator[tuple[Stretch, list[int]]]:
    at = 0
    for stretch in stretches:
        planes, at = [plane >> stretch.start - at for plane in planes], stretch.start
        mask = (1 << stretch.end - at) - 1
        yield stretch, [plane & mask for plane in planes]


def first(planes: Sequence[int], most: int) -> list[int]:
    """The places whose sum is the greatest, in no order."""
    sure, open_, wanted = _ahead(planes, most)
    return [*places(sure, most), *places(open_, wanted)]


def _told(plane: int) -> bytes:
    return plane.to_bytes((plane.bit_length() + 7) // 8, "little")


def _best_of(planes: Sequence[int], most: int, least: int) -> list[tuple[int, int]]:
    """(sum, place), the places whose sum is the greatest, and `least` or more."""
    sure, wanted = _at_least(planes, least), 0
    open_ = 0
    if sure.bit_count() > most:
        sure, open_, wanted = _ahead(planes, most)
    return [(_value(planes, place), place) for place in (*places(sure, most), *places(open_, wanted))]


def _at_least(planes: Sequence[int], least: int) -> int:
    """The places whose sum is that much or more: from the highest plane down, as numbers are compared."""
    if least >> len(planes):
        return 0
    more, level = 0, -1
    for at in range(len(planes) - 1, -1, -1):
        if least >> at & 1:
            level &= planes[at]
        else:
            more |= level & planes[at]
    return more | level


def _ahead(planes: Sequence[int], most: int) -> tuple[int, int, int]:
    """Who is among the best, and of how many who are equal how many more: from the highest plane down, whoever has
    the bit goes before whoever has not."""
    sure, open_, wanted = 0, 0, most
    for plane in planes:
        open_ |= plane
    for plane in reversed(planes):
        ahead = open_ & plane
        many = ahead.bit_count()
        if many >= wanted:
            open_ = ahead
        elif many:
            sure |= ahead
            open_ ^= ahead
            wanted -= many
    return sure, open_, wanted


def _value(planes: Sequence[int], place: int) -> int:
    value, bit = 0, 1
    for plane in planes:
        if plane >> place & 1:
            value += bit
        bit += bit
    return value


def places(bits: int, most: int) -> list[int]:
    """The first places of a number, the lowest first."""
    found: list[int] = []
    told = _told(bits) if most else b""
    for some in _SOME.finditer(told):
        at = some.end() - 1
        found += [8 * at + bit for bit in range(8) if told[at] >> bit & 1]
        if len(found) >= most:
            break
    return found[:most]
