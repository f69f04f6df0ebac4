"""Roots of French words: what is left of them once their inflections are off. Pure.

A root is more than a stem: `fermeture`, `fermé` and `fermer` have one, `dort` and `dormir` too. It serves comparing, never
searching, where somebody who asks for one word does not want its cousins.
"""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from functools import lru_cache
from pathlib import Path

from forum.texts.french import ELISION, WORD, fold, stemmer

LONGEST_SUFFIX = 8  # signs of the longest of these endings: none begins before
LONGEST = 40  # signs of a root: longer ones are addresses and keyboards fallen asleep
_PLURALS = frozenset(("ous", "ers"))  # whose last letter Snowball keeps
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
    return [
        (root, word)
        for root, bare, word in zip(_rooted(lowered, plain), plain, written, strict=True)
        if bare not in empty and len(bare) > 1
    ]


def roots(text: str) -> list[str]:
    return [root for root, _word in words(text)]


def spelt(text: str, wanted: Collection[str]) -> dict[str, str]:
    """How a text first writes each of these roots. Only words that begin as one of them are looked at.

    Endings are cut and changed, so that a short root may have kept less than three signs of its word.
    """
    odd, starts = _irregular(), {root[:3] for root in wanted if len(root) > 3}
    short = tuple({root[:2] for root in wanted if len(root) <= 3})
    written = list(dict.fromkeys(WORD.findall(text)))
    plain = _folded([word.lower() for word in written])
    near = [
        (word, bare)
        for word, bare in zip(written, plain, strict=True)
        if bare[:3] in starts or bare.startswith(short) or odd.get(bare) in wanted
    ]
    found = _rooted([word.lower() for word, _bare in near], [bare for _word, bare in near])
    return dict(reversed([(root, word) for root, (word, _bare) in zip(found, near, strict=True)]))


def pale() -> frozenset[str]:
    """Roots of words of every text."""
    return _pale()


def said_in(name: str) -> str:
    """A list of this folder."""
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def _rooted(lowered: Sequence[str], plain: Sequence[str]) -> list[str]:
    odd = _irregular()
    stems = _folded(stemmer().stemWords([_single(word) for word in lowered]))
    return [odd.get(bare) or _cut(stem) for stem, bare in zip(stems, plain, strict=True)]


def _single(word: str) -> str:
    """`refusent` and `refusons` as `refuser`, `biberons` as `biberon`: Snowball leaves them as they are."""
    if word[-3:] == "ent" and len(word) > 5 and word[-4] not in "im" and word not in _nouns():
        return word if word.endswith("issent") else word[:-3] + "er"
    if word[-3:] == "ons" and len(word) > 5 and word[-4] != "i":
        noun = word[:-1]
        return noun if noun in _nouns() else (word[:-4] if word[-4] == "e" else word[:-3]) + "er"
    return word[:-1] if word[-3:] in _PLURALS and len(word) > 5 else word


def _cut(stem: str) -> str:
    found = _SUFFIX.search(stem, max(len(stem) - LONGEST_SUFFIX, 0))
    return (stem[: found.start()] if found else stem)[:LONGEST]


def _folded(found: Sequence[str]) -> list[str]:
    joined = " ".join(found)
    return (joined if joined.isascii() else fold(joined)).split(" ") if found else []


@lru_cache(maxsize=1)
def _irregular() -> dict[str, str]:
    """Form → root, for verbs that change on the way: `dort`, `dorment` as `dormir`. The root is that of most of a line."""
    stem = stemmer().stemWords
    found: dict[str, str] = {}
    for line in said_in("irreguliers.txt").splitlines()[1:]:
        forms = line.split()
        root = Counter(_cut(fold(one)) for one in stem(forms)).most_common(1)[0][0]
        found |= {fold(form): root for form in forms}
    return found


@lru_cache(maxsize=1)
def _nouns() -> frozenset[str]:
    """What ends as a verb does and is none, with accents and without."""
    found = said_in("noms.txt").partition("\n")[2].split()
    return frozenset([*found, *map(fold, found)])


@lru_cache(maxsize=1)
def _empty() -> frozenset[str]:
    """Words that say nothing of the matter, folded."""
    return frozenset(said_in("vides.txt").partition("\n")[2].split())


@lru_cache(maxsize=1)
def _pale() -> frozenset[str]:
    return frozenset(roots(said_in("pales.txt").partition("\n")[2]))
