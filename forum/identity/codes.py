"""The code of a paper card: 14 signs drawn (70 bits) and one that tells a slip of the pen. Pure, needs no key.

Crockford's alphabet, since codes are read aloud and copied by hand: no I, L, O nor U to take for a 1, a 0 or a V.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

from forum.core.i18n import _
from forum.core.letters import normal

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 15, 5
_ALIKE = str.maketrans("OILU", "011V")
_BETWEEN = r"[\s.\-‐‑‒–—_]*"
_SHAPE = re.compile(rf"[^0-9A-Z]*((?:[0-9A-Z]{_BETWEEN}){{{LENGTH - 1}}}[0-9A-Z])(?![0-9A-Z])(.*)", re.DOTALL)
_DIGITS = re.compile("[0-9]")
_NUMBERED = re.compile("[0-9]{1,2}[A-Za-z]+")


class CodeError(ValueError):
    """Said to the person: it never repeats a code."""


def _sum(values: Iterable[int]) -> int:
    """A Reed–Solomon check over GF(32): any one wrong sign, and any two that changed places, are seen."""
    total = 0
    for value in values:
        total <<= 1  # times x, modulo x⁵ + x² + 1
        total = (total ^ 0b100101 if total & 32 else total) ^ value
    return total


def make_code(choose: Callable[[int], int]) -> str:
    """`choose(n)` draws below n. Each group of five has a digit (69 bits remain): so no word looks like a code."""
    while True:
        values = [choose(32) for _position in range(LENGTH - 1)]
        code = signed(values)
        if _each_group_has_a_digit(code):
            return code


def signed(values: Sequence[int]) -> str:
    """These signs, and the one that tells a slip of the pen."""
    return "".join(SIGNS[value] for value in [*values, _sum([*values, 0])])


def plain_signs(typed: str) -> str:
    """What was copied by hand, without what stands between, and with no sign that could be taken for another."""
    upper = normal("NFKC", typed).upper()
    return re.sub("[^0-9A-Z]", "", upper).translate(_ALIKE)


def right(signs: str) -> bool:
    """Whether the last of these signs goes with the others."""
    return _sum(SIGNS.index(sign) for sign in signs) == 0


def _each_group_has_a_digit(code: str) -> bool:
    return all(_DIGITS.search(code[start : start + GROUP]) for start in range(0, LENGTH, GROUP))


def shown(code: str) -> str:
    """As it is printed: three groups of five."""
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def split(typed: str) -> tuple[str, str]:
    """(the signs of a code, what follows it) when the text begins like one, whether or not it is right; else ("", text)."""
    plain = normal("NFKC", typed)
    found = _SHAPE.match(plain.upper()) if len(plain.upper()) == len(plain) else None
    signs = re.sub("[^0-9A-Z]", "", found[1]).translate(_ALIKE) if found else ""
    if not found or not _looks_like_one(found[1], signs):
        return "", typed
    return signs, plain[found.start(2) :]


def half(typed: str) -> bool:
    """Whether it begins with some of a code: letters and digits in one word. « 1abeille » is a numbered word."""
    first = re.search("[0-9A-Za-z]+", typed[:400])
    mixed = first is not None and re.search("[0-9]", first[0]) and re.search("[A-Za-z]", first[0])
    return bool(mixed and first and len(first[0]) >= GROUP - 1 and not _NUMBERED.fullmatch(first[0]))


def _looks_like_one(written: str, signs: str) -> bool:
    """Words have an o, an i or an l, which may stand for digits: without one real digit, only a right code is a code."""
    return _each_group_has_a_digit(signs) and (_DIGITS.search(written) is not None or right(signs))


def read_code(typed: str) -> str:
    """The code of what was typed or scanned, or CodeError: looked at before any database is asked."""
    signs, rest = split(typed[:400])
    if not signs or rest.strip(" \t\r\n.,;"):
        raise CodeError(_("Un code a 15 signes, en trois groupes de cinq, comme 7K2QX-9M4TD-WH3RE."))
    return checked(signs)


def checked(signs: str) -> str:
    if not right(signs):
        raise CodeError(
            _("Un signe de ce code n’est pas le bon, ou deux ont changé de place : relisez la carte.")
        )
    return signs


def code_hash(code: str) -> bytes:
    """What the server keeps of a code. 69 bits are not to be guessed, so this need be neither slow nor peppered."""
    return sha256(b"code|v1|" + code.encode()).digest()
