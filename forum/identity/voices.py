"""The two-word name a voice goes by: « Galet tranquille », « Mésange des dunes ».

A name of nature and a complement that never agrees in gender: it says nothing of who speaks, not even « e ».
"""

from collections.abc import Collection
from functools import cache
from hashlib import sha256
from importlib.resources import files
from math import gcd

from forum.identity.words import fold

LABEL = b"voice|name|v1|"
# One name in two is for voices recognised in a whole collective: such a voice may come into any thread, and must find
# nobody there under its name. Which half a name is of depends on the name alone, so that lists may grow.
SHARE = b"voice|share|v2|"
SHARED_START = 4  # « Dune des dunes » would sound like a fault of ours


@cache
def _lines(name: str) -> tuple[str, ...]:
    return tuple(files("forum.identity").joinpath("data", name).read_text("utf-8").splitlines())


def nouns() -> tuple[str, ...]:
    return _lines("voix_noms.txt")


def complements() -> tuple[str, ...]:
    return _lines("voix_qualites.txt")


def _echoes(noun: str, complement: str) -> bool:
    return fold(noun)[:SHARED_START] in fold(complement)


def _for_recognised(noun: str, complement: str) -> bool:
    return bool(sha256(SHARE + f"{noun} {complement}".encode()).digest()[0] & 1)


def _stride(digest: bytes, total: int) -> int:
    """A step prime to the total visits every name once before any twice."""
    step = int.from_bytes(digest[16:], "big") % total or 1
    while gcd(step, total) != 1:
        step += 1
    return step


def voice_name(seed: bytes, taken: Collection[str] = (), *, recognised: bool = False) -> str:
    """The name of `seed`, or the first free one on its own walk through the names.

    The seed is hashed again, for a name is public and a nullifier is not. Pass `taken` as a set. A voice that is
    `recognised` in a whole collective has names that no voice of one thread ever has.
    """
    if len(seed) != 32:
        raise ValueError("a voice's seed is 32 bytes")
    digest = sha256(LABEL + seed).digest()
    total = len(nouns()) * len(complements())
    start, stride = int.from_bytes(digest[:16], "big"), _stride(digest, total)
    for turn in range(total):
        place = (start + turn * stride) % total
        row, column = divmod(place, len(complements()))
        noun, complement = nouns()[row], complements()[column]
        if _for_recognised(noun, complement) is not recognised:
            continue
        name = f"{noun[0].upper()}{noun[1:]} {complement}"
        if name not in taken and not _echoes(noun, complement):
            return name
    raise LookupError("every voice name is taken in this scope")
