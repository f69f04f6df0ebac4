"""The code on a slip, made from the seed of a page. Pure."""

from collections.abc import Iterator
from hashlib import sha256
from itertools import count

from forum.identity.codes import make_code


def code_of(seed: str, n: int) -> str:
    """The code of line `n` of the page that holds `seed`: sent twice, the page gives the same slips."""
    drawn = _bytes(seed, n)
    return make_code(lambda most: next(drawn) % most)  # `most` is a power of two: each sign as likely


def _bytes(seed: str, n: int) -> Iterator[int]:
    for turn in count():
        yield from sha256(f"slip|{seed}|{n}|{turn}".encode()).digest()
