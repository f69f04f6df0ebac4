"""Plausible texts at size: the words of the house's list drawn as words are in French, few often and many seldom."""

from itertools import accumulate
from pathlib import Path
from random import Random

from sqlalchemy import insert
from sqlmodel import Session

from bench.seed import CHUNK, WORDS, columns
from forum.collectives.models import Collective
from forum.grievances.models import Grievance
from forum.texts.models import Document, Version

LIST = Path(__file__).resolve().parent.parent / "forum/identity/data/mots.txt"
SIGNS = (".", ".", ".", " ?", " !", " :")


class Writer:
    """Sentences of words by rank: the nth is drawn 1/(n + 3) as often as the first (Zipf, Mandelbrot)."""

    def __init__(self, seed: int) -> None:
        self.draw = Random(seed)
        words = LIST.read_text(encoding="utf-8").split()
        self.draw.shuffle(words)
        self.words = [*WORDS, *words]
        self.worth = list(accumulate(1 / (rank + 3) for rank in range(len(self.words))))

    def sentence(self, least: int, most: int) -> str:
        chosen = self.draw.choices(self.words, cum_weights=self.worth, k=self.draw.randint(least, most))
        return " ".join(chosen).capitalize()

    def body(self) -> str:
        return " ".join(
            self.sentence(6, 16) + self.draw.choice(SIGNS) for _ in range(self.draw.randint(2, 7))
        )


def add(tx: Session, place: Collective, territory: int, texts: list[tuple[str, str]]) -> list[int]:
    """Grievances with these titles and bodies; returns their ids, in the same order."""
    idents: list[int] = []
    for start in range(0, len(texts), CHUNK):
        rows = [
            columns(Random(start + n), place, territory, *one)
            for n, one in enumerate(texts[start : start + CHUNK])
        ]
        for position, table in enumerate((Document, Version, Grievance)):
            tx.connection().execute(insert(table), [row[position] for row in rows])
        idents += [int(str(row[0]["id"])) for row in rows]
    return idents


def written(many: int, seed: int = 11) -> list[tuple[str, str]]:
    """`many` (title, body), the same at every run."""
    writer = Writer(seed)
    return [(writer.sentence(4, 10), writer.body()) for _ in range(many)]
