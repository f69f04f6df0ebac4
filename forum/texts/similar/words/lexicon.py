"""Groups of words that answer one another: a plain list, one group a line, which a collective may rewrite. Pure."""

from base64 import b32encode
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from forum.texts.similar.words.roots import pale, roots, said_in

Phrase = tuple[str, ...]
MOST_LINES, MOST_IN_LINE, MOST_IN_PHRASE, WORD_LENGTH = 1_200, 48, 6, 60


@dataclass(frozen=True)
class Line:
    """A group of expressions that answer one another; an expression is the roots of its words.

    `key`: a name made of these words, so that a line keeps its own when others change around it.
    """

    key: str
    ones: frozenset[str]
    phrases: tuple[Phrase, ...]

    def answer(self, sequence: Sequence[str], every: Set[str]) -> Phrase | None:
        """The expression by which a text speaks of this: the longest."""
        for phrase in self.phrases:
            if phrase[0] in every and stands(phrase, sequence):
                return phrase
        ones = self.ones & every
        return (min(ones, key=lambda root: (root in pale(), sequence.index(root))),) if ones else None

    @property
    def size(self) -> int:
        return len(self.ones) + len(self.phrases)


@dataclass(frozen=True)
class Lexicon:
    """The lines of a list, and where each root leads."""

    lines: Mapping[str, Line]
    spelt: Mapping[Phrase, str]
    single: Mapping[str, tuple[str, ...]]
    starts: Mapping[str, tuple[tuple[Phrase, str], ...]]
    sorted: tuple[str, ...]
    digest: bytes

    def spoken(self, sequence: Sequence[str]) -> list[str]:
        """The lines that a text speaks of."""
        found: set[str] = set()
        for at, root in enumerate(sequence):
            found.update(self.single.get(root, ()))
            for phrase, key in self.starts.get(root, ()):
                if key not in found and tuple(sequence[at : at + len(phrase)]) == phrase:
                    found.add(key)
        return sorted(found)


def stands(phrase: Phrase, sequence: Sequence[str]) -> bool:
    starts = (at for at, root in enumerate(sequence) if root == phrase[0])
    return any(tuple(sequence[at : at + len(phrase)]) == phrase for at in starts)


@lru_cache(maxsize=8)
def lexicon(text: str) -> Lexicon:
    """From lines of words separated by commas; what begins with # is for the reader."""
    groups = [{phrase: e for e in line if (phrase := tuple(roots(e)))} for _n, line in lines(text)]
    made = {line.key: line for line in map(_line, groups)}
    single: dict[str, tuple[str, ...]] = {}
    starts: dict[str, tuple[tuple[Phrase, str], ...]] = {}
    for line in made.values():
        for root in sorted(line.ones):
            single[root] = (*single.get(root, ()), line.key)
        for phrase in line.phrases:
            starts[phrase[0]] = (*starts.get(phrase[0], ()), (phrase, line.key))
    spelt = {phrase: e for group in groups for phrase, e in group.items() if len(phrase) > 1}
    digest = blake2b("".join(sorted(made)).encode(), digest_size=8).digest()
    return Lexicon(made, spelt, single, starts, tuple(sorted(single)), digest)


def _line(group: Iterable[Phrase]) -> Line:
    ones = frozenset(phrase[0] for phrase in group if len(phrase) == 1)
    longer = sorted(
        (phrase for phrase in group if len(phrase) > 1), key=lambda phrase: (-len(phrase), phrase)
    )
    return Line(_key(group), ones, tuple(longer))


def _key(phrases: Iterable[Phrase]) -> str:
    """As a root could not be written: a root holds no `#`."""
    said = "\n".join(sorted(" ".join(phrase) for phrase in phrases))
    return "#" + b32encode(blake2b(said.encode(), digest_size=5).digest()).decode()


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


@lru_cache(maxsize=1)
def default_synonyms() -> str:
    return said_in("synonymes.txt")


@dataclass(frozen=True)
class Idea:
    """A word of the text being written, with the lines of the list it belongs to."""

    root: str
    word: str
    lines: tuple[str, ...]


def ideas(said: Sequence[tuple[str, str]], known: Lexicon) -> list[Idea]:
    """Each root once, in the order of the text. A phrase of the list is met at its first word."""
    sequence = [root for root, _word in said]
    found: dict[str, tuple[str, set[str]]] = {}
    for at, (root, word) in enumerate(said):
        keys = found.setdefault(root, (word, set(known.single.get(root, ()))))[1]
        keys.update(
            key
            for phrase, key in known.starts.get(root, ())
            if tuple(sequence[at : at + len(phrase)]) == phrase
        )
    return [Idea(root, word, tuple(sorted(keys))) for root, (word, keys) in found.items()]


def beginning_with(known: Lexicon, start: str) -> list[str]:
    """Roots of the list, for a word that is spelt as nobody else does."""
    roots, end = known.sorted, start + "{"
    return list(roots[bisect_left(roots, start) : bisect_left(roots, end)])
