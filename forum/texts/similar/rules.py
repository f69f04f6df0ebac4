"""Roots of French words, groups of words that answer one another, and how close one text is to another. Pure.

A root is more than a stem: `fermeture`, `fermé` and `fermer` have one. It serves comparing, never searching, where
somebody who asks for one word does not want its cousins.
"""

import re
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from math import log
from pathlib import Path
from sys import byteorder

from forum.texts.french import ELISION, WORD, fold, stemmer

Phrase = tuple[str, ...]
LONGEST = 40  # signs of a root: longer ones are addresses and keyboards fallen asleep
MOST_ASKED = 6_000  # signs of a text being written that are compared
MOST_LINES, MOST_IN_LINE, MOST_IN_PHRASE, WORD_LENGTH = 400, 16, 6, 60
COMPARED = {"grievance": ("body", "concerned", "service"), "demand": ("body",)}
KIN = 1.0  # what a word of the same line is worth beside the usual worth of its line
LISTED, PALE_WORTH = 1.3, 0.3  # what a word of the list, or one that is in every text, is worth beside others
TITLE = 0.6  # what a word is worth more when it stands in the title
SHORT, LENGTH = 6, 0.75  # a long text holds more words of any kind: how much it has to make up for
_SUFFIX = re.compile(
    r"(?<=\w{4})(?:atric|etric|ric|ation|ition|issement|ement|ment|issag|etur|atur|itur|ur|ag|anc|enc|iv|atif|if|eus|"
    r"eux|eur|euz|iqu|ist|ism|it|at|ant|abl|ibl|iair|air|ier|er|ee|e|i|u|is|s)$"
)


def words(text: str) -> list[tuple[str, str]]:
    """(root, word as it was written) for each word that says something, in order."""
    empty = _empty()
    written = WORD.findall(ELISION.sub(" ", text))
    lowered = [word.lower() for word in written]
    plain = _folded(lowered)
    stems = _folded(stemmer().stemWords(lowered))
    return [
        (_SUFFIX.sub("", stem)[:LONGEST], word)
        for stem, bare, word in zip(stems, plain, written, strict=True)
        if bare not in empty and len(bare) > 1
    ]


def _folded(found: Sequence[str]) -> list[str]:
    joined = " ".join(found)
    return (joined if joined.isascii() else fold(joined)).split(" ") if found else []


def roots(text: str) -> list[str]:
    return [root for root, _word in words(text)]


@dataclass(frozen=True)
class Lexicon:
    """Groups of expressions that answer one another; an expression is the roots of its words."""

    groups: tuple[frozenset[Phrase], ...]
    spelt: Mapping[Phrase, str]
    single: Mapping[str, tuple[int, ...]]
    starts: Mapping[str, tuple[tuple[Phrase, int], ...]]
    spoken: frozenset[str]


@lru_cache(maxsize=64)
def lexicon(text: str) -> Lexicon:
    """From lines of words separated by commas; what begins with # is for the reader."""
    spelt = {tuple(roots(e)): e for _n, line in lines(text) for e in line}
    groups = tuple(frozenset(filter(None, (tuple(roots(e)) for e in line))) for _n, line in lines(text))
    single: dict[str, tuple[int, ...]] = {}
    starts: dict[str, tuple[tuple[Phrase, int], ...]] = {}
    for at, group in enumerate(groups):
        for phrase in sorted(group):
            if len(phrase) == 1:
                single[phrase[0]] = (*single.get(phrase[0], ()), at)
            else:
                starts[phrase[0]] = (*starts.get(phrase[0], ()), (phrase, at))
    return Lexicon(groups, spelt, single, starts, frozenset(root for phrase in spelt for root in phrase))


def lines(text: str) -> list[tuple[int, list[str]]]:
    """(number, expressions) of each line that holds some."""
    numbered = enumerate(text.splitlines(), 1)
    split = [(n, [" ".join(e.split()) for e in line.split(",")]) for n, line in numbered if line[:1] != "#"]
    return [(n, [e for e in line if e]) for n, line in split if any(line)]


@dataclass(frozen=True)
class Slip:
    """What is wrong with a line of words: its number, a code, and the expression if it is one."""

    line: int
    code: str
    expression: str = ""


def slip(text: str) -> Slip | None:
    """The first line that could not help, or None."""
    found = lines(text)
    if len(found) > MOST_LINES:
        return Slip(found[MOST_LINES][0], "many")
    for number, expressions in found:
        if not 2 <= len(expressions) <= MOST_IN_LINE:
            return Slip(number, "alone" if len(expressions) < 2 else "long")
        for expression in expressions:
            size = len(roots(expression))
            if not size:
                return Slip(number, "empty", expression[:WORD_LENGTH])
            if size > MOST_IN_PHRASE or len(expression) > WORD_LENGTH:
                return Slip(number, "wordy", expression[:WORD_LENGTH])
    return None


def default_synonyms() -> str:
    return _list("synonymes.txt")


@lru_cache(maxsize=1)
def _empty() -> frozenset[str]:
    """Words that say nothing of the matter, folded."""
    return frozenset(_list("vides.txt").partition("\n")[2].split())


@lru_cache(maxsize=1)
def _pale() -> frozenset[str]:
    """Roots of words of every text."""
    return frozenset(roots(_list("pales.txt").partition("\n")[2]))


@lru_cache(maxsize=3)
def _list(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


@dataclass(frozen=True)
class Idea:
    """A word of the text being written, with the lines of the list it belongs to."""

    root: str
    word: str
    groups: tuple[int, ...]


def ideas(said: Sequence[tuple[str, str]], known: Lexicon) -> list[Idea]:
    """Each root once, in the order of the text. A phrase of the list is met at its first word."""
    sequence = [root for root, _word in said]
    found: dict[str, tuple[str, set[int]]] = {}
    for at, (root, word) in enumerate(said):
        groups = found.setdefault(root, (word, set(known.single.get(root, ()))))[1]
        groups.update(
            group
            for phrase, group in known.starts.get(root, ())
            if tuple(sequence[at : at + len(phrase)]) == phrase
        )
    return [Idea(root, word, tuple(sorted(groups))) for root, (word, groups) in found.items()]


class Weights:
    """How much a word says: the fewer texts hold it, the more; a word of the list more, one of every text less.

    `counts`: root → how many texts hold it (those that none holds may be left out) of `total`.
    """

    def __init__(self, counts: Mapping[str, int], total: int, known: Lexicon) -> None:
        self._counts, self._total, self._known = counts, total, known
        self._groups: dict[int, float] = {}

    def of(self, root: str) -> float:
        pale = PALE_WORTH if root in _pale() else 1.0
        return self._rare(self._counts.get(root, 0)) * (LISTED if root in self._known.single else pale)

    def of_group(self, group: int) -> float:
        """A word that stands for another is worth what the most usual of their line is."""
        if group not in self._groups:
            each = (min(self._counts.get(root, 0) for root in phrase) for phrase in self._known.groups[group])
            self._groups[group] = self._rare(max(each, default=0)) * LISTED
        return self._groups[group]

    def _rare(self, held: int) -> float:
        return log(1 + (self._total + 1) / (min(held, self._total) + 0.5))


@dataclass(frozen=True)
class Held:
    """A text to compare with: the roots of its title and of the rest, each in order, between blanks."""

    title: str
    rest: str

    @property
    def every(self) -> set[str]:
        return {*self.title.split(), *self.rest.split()}

    @property
    def size(self) -> int:
        return self.title.count(" ") + self.rest.count(" ") + 2

    @property
    def stored(self) -> str:
        return f"{self.title}|{self.rest}"

    @classmethod
    def read(cls, stored: str) -> "Held":
        title, _bar, rest = stored.partition("|")
        return cls(title, rest)

    @classmethod
    def of(cls, title: str, rest: str) -> "Held":
        return cls(" ".join(roots(title)), " ".join(roots(rest)))


Match = tuple[str, Phrase, float]  # what was typed (a root), what answers it, what that is worth


def matches(asked: Iterable[Idea], held: Held, weights: Weights, known: Lexicon) -> list[Match]:
    """What of the text being written the other one holds, itself or by a word of the same line (each answers once)."""
    title = set(held.title.split())
    every = title | set(held.rest.split())
    found: list[Match] = []
    left: list[Idea] = []
    for idea in asked:
        if idea.root in every:
            worth = weights.of(idea.root)
            found.append((idea.root, (idea.root,), worth * (1 + TITLE) if idea.root in title else worth))
        elif idea.groups:
            left.append(idea)
    whole = f" {held.title}  {held.rest} "
    free = every - {root for root, _answer, _worth in found}
    said: set[int] = set()
    for idea in left:
        for group in idea.groups:
            answer = None if group in said else _answer(known.groups[group], free, whole)
            if answer:
                said.add(group)
                free -= set(answer)
                worth = KIN * weights.of_group(group)
                found.append((idea.root, answer, worth * (1 + TITLE) if answer[0] in title else worth))
                break
    return found


def _answer(group: Iterable[Phrase], free: set[str], whole: str) -> Phrase | None:
    """A word or a phrase of the line that the other text holds; the longest, which says most."""
    here = [p for p in group if p[0] in free and (len(p) == 1 or f" {' '.join(p)} " in whole)]
    return max(here, key=lambda phrase: (len(phrase), phrase)) if here else None


def closeness(found: Iterable[Match], held: Held) -> float:
    """The worth of what is shared, beside how long the other text is."""
    return total(found) / float((held.size + SHORT) ** LENGTH)


def total(found: Iterable[Match]) -> float:
    return sum(worth for _mine, _theirs, worth in found)


def packed(places: "array[int]") -> bytes:
    """Little-endian, whatever the machine: a database may move."""
    if byteorder == "big":
        places = array("I", places)
        places.byteswap()
    return places.tobytes()


def unpacked(data: bytes) -> "array[int]":
    places = array("I", data[: len(data) // 4 * 4])
    if byteorder == "big":
        places.byteswap()
    return places


def gathered(lists: Iterable[tuple[float, "array[int]"]], most: int) -> list[int]:
    """The places that hold the most of what was asked, best first."""
    sums: dict[int, float] = {}
    so_far = sums.get
    for worth, places in lists:
        for place in places:
            sums[place] = so_far(place, 0.0) + worth
    return nlargest(most, sums, key=sums.__getitem__)


def affordable(counts: Mapping[str, int], wanted: Iterable[str], budget: int) -> list[str]:
    """The rarest of the roots that some text holds, as long as all their texts together are not more than `budget`."""
    chosen: list[str] = []
    for root in sorted({root for root in wanted if counts.get(root)}, key=lambda root: (counts[root], root)):
        budget -= counts[root]
        if chosen and budget < 0:
            break
        chosen.append(root)
    return chosen


def compared(kind: str, fields: Mapping[str, str]) -> str:
    """What of a text is compared, its title apart."""
    return " . ".join(filter(None, (fields.get(name, "") for name in COMPARED[kind])))
