"""`python -m bench.senses`: learns what words are about from the lists of the house, and writes `sens.bin`.

A word stands on lines (groups of words that answer one another, fields of words that are said together); lines of few
words, and words of few lines, say more. The table of words by lines is brought down to its strongest directions (a
singular value decomposition), in which words that never stood together, but stood with the same ones, lean alike.
Nothing but the lists comes in; nobody's text, no model.
"""

from array import array

import numpy as np

from forum.texts.similar.words import lexicon, senses
from forum.texts.similar.words.roots import roots, said_in

LEAST = 0.5  # how near the words that answer one another are
FINE = 60  # of a number 1 long, what one step of the file is: 1/60


def learnt() -> tuple[list[str], np.ndarray]:
    """Expressions, and their numbers, each row one long."""
    lines = [group for name in senses.LISTS for _n, group in lexicon.lines(said_in(name))]
    said = [list(dict.fromkeys(" ".join(roots(one)) for one in line)) for line in lines]
    terms = sorted({term for line in said for term in line if term})
    places = {term: place for place, term in enumerate(terms)}
    table = np.zeros((len(terms), len(said)), np.float32)
    for column, line in enumerate(said):
        table[[places[term] for term in line if term], column] = 1
    sizes, lines_of = table.sum(0, keepdims=True), table.sum(1, keepdims=True)
    left, strengths, _right = np.linalg.svd(table / np.sqrt(sizes * lines_of), full_matrices=False)
    rows = left[:, : senses.SIZE] * strengths[: senses.SIZE]
    return terms, rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def neighbours(rows: np.ndarray) -> "array[int]":
    """For each expression, the places of the nearest, the nearest first."""
    found = array("H")
    for place, row in enumerate(rows):
        near = rows @ row
        near[place] = 0
        best = [int(one) for one in np.argsort(-near)[: senses.NEAR]]
        found.extend(one if near[one] >= LEAST else senses.NOBODY for one in best)
    return found


def main() -> None:
    terms, rows = learnt()
    steps = np.clip(np.round(rows * FINE), -senses.STEP, senses.STEP).astype(int) + senses.STEP
    data = senses.packed(senses.source(), terms, steps.astype(np.uint8).tobytes(), neighbours(rows))
    senses.FILE.write_bytes(data)
    print(f"{len(terms)} expressions, {len(data)} bytes")


if __name__ == "__main__":
    main()
