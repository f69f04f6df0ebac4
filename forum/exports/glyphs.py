"""What the shipped fonts can draw. A tagged PDF is refused for one missing glyph, so none may reach it."""

import re
import struct
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from forum.core.letters import normal

FONTS = Path(__file__).resolve().parent / "fonts"
PLACEHOLDER = "\u25a1"
_JOINERS = "\u200c\u200d"
_MOST_MARKS = 4
_BREAKS = re.compile("[\n\t\u2028\u2029]")


@lru_cache(maxsize=1)
def coverages() -> tuple[frozenset[int], ...]:
    """Two families suffice: what every Source face draws (any weight, any slope), and the stand-in."""
    source = [_covered(file) for file in sorted(FONTS.glob("*.otf"))]
    return frozenset.intersection(*source), *map(_covered, sorted(FONTS.glob("*.ttf")))


def _covered(file: Path) -> frozenset[int]:
    """The code points of the font's widest table (format 12), read without any library."""
    data = file.read_bytes()
    tables = struct.unpack_from(">H", data, 4)[0]
    records = [struct.unpack_from(">4sIII", data, 12 + 16 * i) for i in range(tables)]
    cmap = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    subtables = struct.unpack_from(">H", data, cmap + 2)[0]
    starts = [cmap + struct.unpack_from(">HHI", data, cmap + 4 + 8 * i)[2] for i in range(subtables)]
    wide = next(start for start in starts if struct.unpack_from(">H", data, start)[0] == 12)
    groups = struct.unpack_from(">I", data, wide + 12)[0]
    spans = [struct.unpack_from(">II", data, wide + 16 + 12 * i) for i in range(groups)]
    return frozenset(code for first, last in spans for code in range(first, last + 1))


def printable(text: str) -> str:
    """The same text with a box for what cannot be drawn, and without the marks that show nothing.

    Direction overrides go too: on a text that people sign, they could show another order than was hashed.
    """
    return "".join(map(_drawn, _clusters(normal("NFC", text))))


def _clusters(text: str) -> Iterator[str]:
    """A letter and what sits on it: one font must draw them together."""
    cluster = ""
    for char in _BREAKS.sub(" ", text):
        kind = unicodedata.category(char)
        if _says_nothing(char, kind):
            continue
        if cluster and (kind[0] == "M" or char in _JOINERS):
            cluster += char if len(cluster) <= _MOST_MARKS else ""
        else:
            yield cluster
            cluster = char
    yield cluster


def _says_nothing(char: str, kind: str) -> bool:
    variation = "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"
    return variation or (kind in ("Cc", "Cf") and char not in _JOINERS)


def _drawn(cluster: str) -> str:
    if cluster.isascii():
        return cluster
    codes = {ord(char) for char in cluster}
    if not any(unicodedata.category(c) == "Co" for c in cluster) and any(codes <= c for c in coverages()):
        return cluster
    return " " if cluster[0].isspace() else PLACEHOLDER
