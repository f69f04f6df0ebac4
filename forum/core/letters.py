"""Unicode's normal forms, for texts that a stranger sent.

Putting a run of combining marks in order takes the square of its length, and holds the whole process: twenty thousand
accents on one letter, which fit in a form, stop every reader for seconds. No language piles more than a few, and Unicode's
own bound is thirty (UAX #15, Stream-Safe Text Format); people do it for fun, and two hundred cost nothing yet. What is
beyond is refused by forms, and dropped elsewhere.
"""

import re
from typing import Literal
from unicodedata import combining, normalize

MOST = 200
_FIRST = 0x300  # the first combining mark
# They stand for marks, and say that they are none.
_DISGUISED = frozenset("\u0f73\u0f75\u0f81\uff9e\uff9f")
# Nothing else may hold a pile: whole texts in Latin letters are passed over at the speed of C.
_FOREIGN = re.compile(
    f"[^\\x00-\u02ff\u2000-\u206f\u20a0-\u20cf]{{{MOST // 4},}}"
)  # a mark stands for two at the most


def piled(text: str) -> bool:
    """Whether more than `MOST` combining marks follow one another somewhere."""
    return any(_too_many(found[0]) for found in _FOREIGN.finditer(text))


def normal(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
    """The normal form of the text without what is beyond `MOST` marks in a row: in a time that grows as the text does."""
    return normalize(form, _thin(text) if piled(text) else text)


def _too_many(signs: str) -> bool:
    run = 0
    for sign in signs:
        run = run + marks if (marks := _marks(sign)) else 0
        if run > MOST:
            return True
    return False


def _thin(text: str) -> str:
    kept, run = [], 0
    for sign in text:
        run = run + marks if (marks := _marks(sign)) else 0
        if run <= MOST:
            kept.append(sign)
    return "".join(kept)


def _marks(sign: str) -> int:
    """How many marks it stands for, once taken apart."""
    if ord(sign) < _FIRST or not (combining(sign) or sign in _DISGUISED):
        return 0
    return len(normalize("NFKD", sign))
