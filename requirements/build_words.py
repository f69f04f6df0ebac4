"""Rebuild forum/identity/data/mots.txt from Lexique 3.83 (see the README beside it).

Kept out of the package: it runs once a decade, and its only users want to check that nothing was slipped in.
Usage: python requirements/build_words.py Lexique383.txt > forum/identity/data/mots.txt
"""

import csv
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

DATA = Path(__file__).parent.parent / "forum" / "identity" / "data"
SIZE = 7776  # six to the fifth: five dice draw a word, so that a phrase can be made with no machine at all
SHAPE = re.compile(r"[a-zàâäçéèêëîïôöùûüœ]+")
INFINITIVE = re.compile(r"(er|ir|re)$")
CLASSES = {"NOM", "ADJ", "VER", "ADV"}


def fold(word: str) -> str:
    """The form two words must not share: accents and ligatures are the first thing a phone gets wrong."""
    plain = unicodedata.normalize("NFD", word.replace("œ", "oe"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def spell(word: str) -> str:
    """Lexique writes every œ as oe; only these two contexts are always the ligature."""
    return re.sub(r"oe(?=u|il|dè)", "œ", word)


def excluded() -> re.Pattern[str]:
    lines = (DATA / "exclus.txt").read_text("utf-8").splitlines()
    stems = " ".join(line for line in lines if not line.startswith("#")).split()
    return re.compile("|".join(stem[:-1] + ".*" if stem.endswith("*") else stem for stem in stems))


def frequency(row: dict[str, str]) -> float:
    """Known to the ear and to the eye: the geometric mean drowns what only films or only novels say."""
    films, books = (float(row[name].replace(",", ".")) for name in ("7_freqlemfilms2", "8_freqlemlivres"))
    return float((films * books) ** 0.5)


def usable(row: dict[str, str]) -> bool:
    word = spell(row["1_ortho"])
    if row["14_islem"] != "1" or row["6_nombre"] == "p" or row["4_cgram"] not in CLASSES:
        return False
    if row["4_cgram"] == "VER" and not INFINITIVE.search(word):
        return False
    return bool(SHAPE.fullmatch(word)) and 4 <= len(fold(word)) <= 8


def ranked(rows: Iterable[dict[str, str]]) -> Iterator[tuple[str, str]]:
    """Word and sound, the best known first."""
    best: dict[str, tuple[float, str, str]] = {}
    for row in filter(usable, rows):
        word = spell(row["1_ortho"])
        entry = (-frequency(row), word, row["2_phon"])
        best[fold(word)] = min(entry, best.get(fold(word), entry))
    return ((word, sound) for _, word, sound in sorted(best.values()))


def chosen(rows: Iterable[dict[str, str]]) -> Iterator[str]:
    """Of two homophones the best known stays, unless it wounds: then both go, since one calls the other."""
    heard: set[str] = set()
    barred = excluded()
    for word, sound in ranked(rows):
        if sound not in heard and not barred.fullmatch(fold(word)):
            yield word
        heard.add(sound)


def main() -> None:
    with Path(sys.argv[1]).open(encoding="cp1252", newline="") as source:
        rows = csv.DictReader(source, delimiter="\t", quoting=csv.QUOTE_NONE)
        words = [word for word, _ in zip(chosen(rows), range(SIZE), strict=False)]
    sys.stdout.write("".join(f"{word}\n" for word in sorted(words, key=fold)))


if __name__ == "__main__":
    main()
