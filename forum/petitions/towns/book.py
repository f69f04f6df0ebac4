"""The official list of communes, held as one text and its folded names: looked up by halves, five megabytes. Pure."""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from forum.petitions.towns.rules import ARTICLES, Found, Town, bare, departments_said, fold

LETTERS = "abcdefghijklmnopqrstuvwxyz "
LARGE = 10  # thousands of people: so large a town is often called by the first words of its name
MOST_NEAR = 10
QUALIFYING = 5  # words of a department's name, at the most
LEAST, MOST = 3, 50  # signs of what is looked for as nearly written
_NUMBERS = re.compile(rb"\t[^\t]*\t([^\t]*)\t([^\t]*)\t.*")
LEFT_OUT = frozenset({"france", "cedex"})


class Book:
    """`raw`: a commune a line, sorted by folded name: name, code, postal codes, thousands of people, what it is part of."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._starts = array("I", [0])
        self._starts.extend(found.end() for found in re.finditer(b"\n", raw))
        self._keys = fold(re.sub(b"\t.*", b"", raw).decode()).split("\n")
        self._large, postal, many = array("I"), list[int](), len(self._keys)
        for n, found in enumerate(_NUMBERS.finditer(raw)):
            if found[2]:
                self._large.append(n)
            for code in found[1].split():
                postal.append(int(code) * many + n)  # one number: a pair weighs four times as much
        postal.sort()
        self._postal = array("I", [both // many for both in postal])
        self._at_postal = array("I", [both % many for both in postal])

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[Town]:
        return (self._town(n) for n in range(len(self)))

    def find(self, typed: str) -> Found:
        """By name, by postal code, by both, or by name and department; else what is written nearly so."""
        words = fold(typed).split()
        postal = [word for word in words if len(word) == 5 and word.isdigit()]
        if postal:
            return self._posted(postal[0], [word for word in words if word not in (postal[0], "cedex")])
        if found := self._called(words):
            return found
        if len(words) > 1 and words[-1] in LEFT_OUT:
            return self.find(" ".join(words[:-1]))
        for name, codes in _qualified(words):
            if towns := [one for one in self._near(name) if one.department in codes]:
                return Found(_ordered(towns))
        return Found(_ordered(self._near(words)))

    def _called(self, words: Sequence[str]) -> Found | None:
        if towns := self._named(words):
            return Found(_ordered(towns + self._larger(words, towns)), True)
        for name, codes in _qualified(words):
            if towns := [one for one in self._named(name) if one.department in codes]:
                return Found(_ordered(towns), True)
        return None

    # -- by halves ----------------------------------------------------------

    def _town(self, n: int) -> Town:
        line = self._raw[self._starts[n] : self._starts[n + 1] - 1].decode()
        name, code, postal, thousands, part_of = line.split("\t")
        return Town(name, code, tuple(postal.split()), int(thousands or 0), part_of)

    def _range(self, low: str, high: str) -> tuple[int, int]:
        return bisect_left(self._keys, low), bisect_left(self._keys, high)

    def _spelt(self, key: str) -> list[Town]:
        return [self._town(n) for n in range(*self._range(key, key + "\x00"))]

    def _named(self, words: Sequence[str]) -> list[Town]:
        """So named, with its article; or else whatever the article is."""
        if not words:
            return []
        name = " ".join(bare(words))
        return self._spelt(" ".join(words)) or [
            one for article in ("", *ARTICLES) for one in self._spelt(f"{article} {name}".strip())
        ]

    def _larger(self, words: Sequence[str], than: Sequence[Town]) -> list[Town]:
        """« Aix » is a village, and what people call two towns: those whose name begins so, larger than all of it."""
        most = max(one.thousands for one in than)
        low, high = self._range(" ".join(words) + " ", " ".join(words) + "!")
        some = self._large[bisect_left(self._large, low) : bisect_left(self._large, high)]
        return sorted((one for one in map(self._town, some) if one.thousands > most), key=_weight)[:MOST_NEAR]

    def _posted(self, code: str, words: Sequence[str]) -> Found:
        low, high = bisect_left(self._postal, int(code)), bisect_left(self._postal, int(code) + 1)
        there = [self._town(n) for n in self._at_postal[low:high]]
        if not words:
            parts = {one.part_of for one in there}
            return Found(_ordered(one for one in there if one.name not in parts), bool(there))
        around = {one.department for one in there} or departments_said([code[:2]]) | departments_said(
            [code[:3]]
        )
        named = self._named(words)
        for kept in (
            [one for one in named if code in one.postal],
            [one for one in named if one.department in around],
        ):
            if kept:
                return Found(_ordered(kept), True)
        return Found(_ordered(there or named or self._near(words)))

    # -- nearly -------------------------------------------------------------

    def _near(self, words: Sequence[str]) -> list[Town]:
        """A few whose name begins so, or is one sign away."""
        key = " ".join(words)
        if not LEAST <= len(key) <= MOST:
            return []
        low, high = self._range(key, key + "{")
        begun: Sequence[int] = range(low, high)
        if high - low > MOST_NEAR:
            begun = self._large[bisect_left(self._large, low) : bisect_left(self._large, high)]
        found = [self._town(n) for n in begun] if len(begun) <= MOST_NEAR else []
        for one in _slips(key):
            found += self._spelt(one)
        return found if len(found) <= 2 * MOST_NEAR else []


def _qualified(words: Sequence[str]) -> Iterator[tuple[Sequence[str], frozenset[str]]]:
    """(name, departments) of each way to read some words as a name and a department, before it or after."""
    for n in range(1, min(QUALIFYING + 1, len(words))):
        if codes := departments_said(words[-n:]):
            yield words[:-n], codes
    if len(words) > 1 and (codes := departments_said(words[:1])):
        yield words[1:], codes


def _slips(key: str) -> set[str]:
    """One sign too many, one missing, one for another, two that changed places."""
    cut = [(key[:at], key[at:]) for at in range(len(key) + 1)]
    found = {a + b[1:] for a, b in cut if b} | {a + b[1] + b[0] + b[2:] for a, b in cut if len(b) > 1}
    found |= {a + sign + b[1:] for a, b in cut if b for sign in LETTERS}
    return (found | {a + sign + b for a, b in cut for sign in LETTERS}) - {key}


def _ordered(towns: Iterable[Town]) -> tuple[Town, ...]:
    """Each once, the largest first."""
    return tuple(sorted({one.ref: one for one in towns}.values(), key=_weight))


def _weight(one: Town) -> tuple[int, bool, str, str]:
    return -one.thousands, bool(one.part_of), one.name, one.code
