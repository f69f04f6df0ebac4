"""How close one text is to another: what its words are worth, and what answers them. Pure.

Words, lists and the sums over all texts are in `words/`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log, log2
from typing import NamedTuple

from forum.texts.similar.words import senses
from forum.texts.similar.words.lexicon import Idea, Lexicon
from forum.texts.similar.words.planes import WEIGHTS, Stretch
from forum.texts.similar.words.roots import pale, roots

MOST_ASKED = 6_000  # signs of a text being written that are compared
COMPARED = {"grievance": ("body", "concerned", "service"), "demand": ("body",)}
KIN = 1.5  # what a word of the same line is worth beside the same word
HALF = 0.5  # of what a word says, how much another of its line says too
PALE_WORTH = 0.3  # what a word that is in every text is worth beside others
TITLE = 0.6  # what a word is worth more when it stands in the title
SHORT, LENGTH = 6, 0.5  # a long text holds more words of any kind: how much it has to make up for
USUAL = 30  # words of a text whose length changes nothing
MEANT = 4.0  # what two texts about one thing are worth, beside sharing every word
STEPS = 3  # stretches of texts of one length, for each doubling of it
# Words of a question, those that say most, that choose the texts to look at; all of them weigh these.
CHOOSING = 16


class Weights:
    """How much a word says: the fewer texts hold it, the more; one of every text less.

    `held`: root, or key of a group → how many texts hold it (those that none holds may be left out) of `total`.
    """

    def __init__(self, held: Mapping[str, int], total: int) -> None:
        self._held, self._total = held, total

    def of(self, root: str) -> float:
        return self._rare(self._held.get(root, 0)) * _paleness(root)

    def of_line(self, key: str, root: str) -> float:
        """What another word of a line is worth when `root` was asked."""
        return KIN * self._rare(self._held.get(key, 0)) * _paleness(root)

    def _rare(self, held: int) -> float:
        return log(1 + (self._total + 1) / (min(held, self._total) + 0.5))


def _paleness(root: str) -> float:
    return PALE_WORTH if root in pale() else 1.0


class Held(NamedTuple):
    """A text to compare with: the roots of its title and of the rest, each in order, between blanks.

    `title_lines`, `lines`: the keys of the groups they speak of, with the list of words of the last rebuild.
    `sense`: what it is about, as `senses` writes it.
    """

    title: str
    rest: str
    title_lines: str = ""
    lines: str = ""
    sense: str = ""

    @property
    def sequence(self) -> list[str]:
        """A blank between the title and the rest: no expression goes over it."""
        return [*self.title.split(), "", *self.rest.split()]

    @property
    def every(self) -> set[str]:
        return {*self.title.split(), *self.rest.split()}

    @property
    def size(self) -> int:
        return self.title.count(" ") + self.rest.count(" ") + 2

    @property
    def stored(self) -> str:
        return "|".join((self.title, self.rest, self.title_lines, self.lines, self.sense))

    @classmethod
    def read(cls, stored: str) -> "Held":
        return cls._make(stored.split("|"))

    @staticmethod
    def sense_in(stored: str) -> str:
        """What it is about, without reading the rest: many are turned over for this, few are read."""
        return stored[stored.rfind("|") + 1 :]

    @classmethod
    def of(cls, title: str, rest: str) -> "Held":
        held = cls(" ".join(roots(title)), " ".join(roots(rest)))
        return held._replace(sense=senses.written(senses.senses().of(held.sequence)))

    def said_in(self, known: Lexicon) -> "Held":
        """The same by a list of words."""
        title, every = known.spoken(self.title.split()), known.spoken(self.sequence)
        return self._replace(title_lines=" ".join(title), lines=" ".join(every))


Line = tuple[str, float]  # the key of a line of the list that a word belongs to, and what it is worth here
Word = tuple[Idea, float, Sequence[Line]]  # a word, what it is worth, its lines, the rarest first


@dataclass(frozen=True)
class Plan:
    """A question, made ready to be put to many texts.

    `ranks`: root → which of `words` it is. `asking`: key of a line → which words ask for it. `whole`: what all are worth.
    """

    words: Sequence[Word]
    ranks: Mapping[str, int]
    asking: Mapping[str, Sequence[int]]
    whole: float

    def word(self, root: str) -> str:
        """As it was typed."""
        return self.words[self.ranks[root]][0].word

    @property
    def choosing(self) -> Sequence[Word]:
        """The words that say most, in their order."""
        if len(self.words) <= CHOOSING:
            return self.words
        worth = [max(own, lines[0][1]) if lines else own for _idea, own, lines in self.words]
        most = sorted(range(len(worth)), key=lambda at: -worth[at])[:CHOOSING]
        return [self.words[at] for at in sorted(most)]


def plan(asked: Iterable[Idea], weights: Weights) -> Plan:
    """Words that say something of the matter first: a line answers for the first word that asks for it."""
    ordered = sorted(asked, key=lambda idea: idea.root in pale())
    words = [(idea, weights.of(idea.root), _lines(idea, weights)) for idea in ordered]
    asking: dict[str, list[int]] = {}
    for at, idea in enumerate(ordered):
        for key in idea.lines:
            asking.setdefault(key, []).append(at)
    ranks = {idea.root: at for at, idea in enumerate(ordered)}
    return Plan(words, ranks, asking, sum([own for _idea, own, _lines in words]) or 1.0)


def _lines(idea: Idea, weights: Weights) -> list[Line]:
    found = [(key, weights.of_line(key, idea.root)) for key in idea.lines]
    return sorted(found, key=lambda line: -line[1]) if len(found) > 1 else found


Match = tuple[
    str, str, float
]  # what was typed (a root), what answers it (a root, or the key of a line), its worth


def matches(asked: Plan, held: Held) -> list[Match]:
    """What of the text being written the other one holds, itself or by a word of the same line (each line once)."""
    title = asked.ranks.keys() & held.title.split()
    shared = title | (asked.ranks.keys() & held.rest.split())
    here = asked.asking.keys() & held.lines.split()
    title_lines = held.title_lines.split() if here else ()
    found: list[Match] = []
    for at in sorted([asked.ranks[root] for root in shared]):
        idea, worth, _lines = asked.words[at]
        found.append((idea.root, idea.root, worth * (1 + TITLE) if idea.root in title else worth))
        here.difference_update(idea.lines)
    for at in sorted({at for key in here for at in asked.asking[key]}):
        idea, _worth, lines = asked.words[at]
        if idea.root not in shared:
            for key, worth in lines:
                if key in here:
                    here.discard(key)
                    found.append((idea.root, key, worth * (1 + TITLE) if key in title_lines else worth))
                    break
    return found


def closeness(asked: Plan, found: Iterable[Match], held: Held) -> float:
    """How much of what was typed is shared, beside how long the other text is: 1 for all of it, in a text as usual.

    Of what was typed and not of the closest text: where nobody says a thing in the same words, few words decide little.
    """
    return sum([worth for _mine, _theirs, worth in found]) / asked.whole / divisor(held.size)


def divisor(size: float) -> float:
    return float(((size + SHORT) / USUAL) ** LENGTH)


def worths(asked: Plan) -> dict[str, float]:
    """What each word of a question says: itself, or the rarest of its lines."""
    return {idea.root: max(own, lines[0][1] / KIN) if lines else own for idea, own, lines in asked.words}


def part(worth: Mapping[str, float], found: Iterable[Match]) -> float:
    """How much of what was typed the other text says too, from 0 to 1."""
    said = sum([worth[mine] if mine == theirs else HALF * worth[mine] for mine, theirs, _worth in found])
    return min(said / (sum(worth.values()) or 1.0), 1.0)


def weighed(asked: Sequence[Word], bits: Mapping[str, int]) -> list[tuple[int, int]]:
    """(places, whole weight) for `planes.summed`: as `matches`, but for the title, over all texts at once."""
    worths = [worth for _idea, own, lines in asked for worth in (own, *(value for _key, value in lines))]
    scale = WEIGHTS / max(worths, default=1.0)
    found: list[tuple[int, int]] = []
    taken: set[str] = set()
    for idea, worth, lines in asked:
        answered = bits.get(idea.root, 0)
        if answered:
            found.append((answered, _whole(worth * scale)))
        for key, value in lines:
            here = 0 if key in taken else bits.get(key, 0)
            taken.add(key)
            if here:
                found.append((here & (here ^ answered), _whole(value * scale)))
                answered |= here
    return found


def _whole(weight: float) -> int:
    return round(weight) or 1


def step(size: int) -> int:
    """Which stretch of places a text of this many words stands in."""
    return int(STEPS * log2(size + SHORT))


@lru_cache(maxsize=64)
def stretches(starts: tuple[tuple[int, int], ...], total: int) -> tuple[Stretch, ...]:
    """From (step, first place) of each stretch that is not empty. Two that follow one another are searched as one."""
    wide = [one for at, one in enumerate(starts) if not at or one[0] // 2 > starts[at - 1][0] // 2]
    ends = [*(start for _step, start in wide[1:]), total]
    return tuple(
        Stretch(start, end, divisor(2 ** ((at // 2 * 2 + 1) / STEPS) - SHORT))
        for (at, start), end in zip(wide, ends, strict=True)
    )


def compared(kind: str, fields: Mapping[str, str]) -> str:
    """What of a text is compared, its title apart."""
    return " . ".join(filter(None, (fields.get(name, "") for name in COMPARED[kind])))
