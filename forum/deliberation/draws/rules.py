"""Drawing lots so that nobody here can choose: the list is frozen first, chance comes later from outside. Pure.

What anybody can do again by hand, with the page and a shell (or any tool that makes a SHA-256):

1. the fingerprint of the list is the SHA-256 of its lines, joined by line breaks, in UTF-8;
2. the seed is what the source published, in small letters and figures, anything else between them becoming one hyphen;
3. the ticket of a line is the SHA-256 of `fingerprint|seed|line`;
4. lines are drawn in the order of their tickets, the smallest first.
"""

import hashlib
import re
import unicodedata
from collections.abc import Sequence

from forum.core.letters import normal

LEAST, MOST, LONGEST = 2, 1000, 200  # lines, and signs of a line


def listed(text: str) -> list[str]:
    """One thing a line, as it will be drawn: composed signs, single spaces, no empty line."""
    lines = (" ".join(normal("NFC", line).split()) for line in text.splitlines())
    return [line for line in lines if line]


def numbers(count: int) -> list[str]:
    return [str(number) for number in range(1, count + 1)]


def fingerprint(lines: Sequence[str]) -> str:
    return _hash("\n".join(lines))


def seed_of(typed: str) -> str:
    """« 3, 12, 25 et 7 » is typed in many ways, and must be one seed."""
    folded = normal("NFKD", typed).casefold()
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return re.sub(r"[^0-9a-z]+", "-", plain).strip("-")


def ticket(mark: str, seed: str, line: str) -> str:
    return _hash(f"{mark}|{seed}|{line}")


def drawn(lines: Sequence[str], seed: str) -> list[str]:
    """All the lines, in the order in which they come out."""
    mark = fingerprint(lines)
    return sorted(lines, key=lambda line: ticket(mark, seed, line))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
