"""French words made comparable: accents folded, elisions cut, inflections taken off. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from forum.core.letters import normal

WORD = re.compile(r"\w+")
ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|lorsqu|puisqu|jusqu)['’]", re.IGNORECASE)
MARKS = re.compile("[\u0300-\u036f]+")  # those of our alphabet: others are looked for one by one
SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
STOP = frozenset(
    [
        *(
            "le",
            "la",
            "les",
            "un",
            "une",
            "des",
            "du",
            "de",
            "et",
            "en",
            "a",
            "au",
            "aux",
            "ce",
            "ces",
            "cet",
        ),
        *("cette", "on", "ne", "pas", "que", "qui", "dans", "par", "pour", "sur"),
    ]
)


def fold(word: str) -> str:
    """Without accents, ligatures opened."""
    plain = normal("NFD", word.lower().replace("œ", "oe").replace("æ", "ae"))
    plain = MARKS.sub("", plain)
    return plain if plain.isascii() else "".join(sign for sign in plain if not unicodedata.combining(sign))


@lru_cache(maxsize=1)
def stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("french")


def stems(source: str) -> list[list[str]]:
    """For each word its stems, folded: both strip(stem(w)) and stem(strip(w)), so that unaccented words are found."""
    stem = stemmer().stemWord
    words = [w for w in WORD.findall(ELISION.sub(" ", source.lower())) if fold(w) not in STOP]
    return [sorted({fold(stem(w)), stem(fold(w))}) for w in words]


def best_sentence(whole: str, said: Mapping[str, float], most: int = 220) -> str:
    """The sentence that holds most of the words of `said` (word → worth); cut at a word if it is long."""
    sentences = [" ".join(part.split()) for part in SENTENCE.split(whole)]
    values = [sum(worth for word, worth in said.items() if word in one) for one in sentences]
    best = max(values, default=0.0)
    found = sentences[values.index(best)] if best else ""
    return found if len(found) <= most else found[: most - 1].rsplit(" ", 1)[0] + "…"
