"""The instance's keys on three sheets of paper, any two of which give them back.

A fresh key locks the bundle of key files; that key is shared 2 of 3 (Shamir). Each sheet carries the whole locked
bundle and one share, in lines that a hand can copy: each ends with a checksum, so that a slip is found at its line.
"""

import base64
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from nacl.exceptions import CryptoError

from forum.core import shamir
from forum.core.crypto import lock, sha256, unlock
from forum.core.keys import LATER

COUNT, LEAST, KEY = 3, 2, 32
WIDTH, GROUP = 40, 5
LINE = re.compile(
    r"^\s*([KP])(\d)-(\d\d)\s+([A-Z2-7 ]+?)\s*=\s*([A-Z2-7]{4})\s*$", re.IGNORECASE | re.MULTILINE
)


class SheetError(ValueError):
    """One clear line: which sheet, which line."""


def sheets(keys: Mapping[str, bytes], chance: Callable[[int], bytes]) -> list[list[str]]:
    """For each sheet its lines: K… the locked bundle (the same on all), P… that sheet's share."""
    master = chance(KEY)
    names = sorted(keys)
    bundle = lock(master, b"".join(keys[name] for name in names))
    locked = list(_lines("K0", bundle))
    shares = shamir.split(master, COUNT, LEAST, chance)
    return [[*locked, *_lines(f"P{number}", share)] for number, share in shares.items()]


def _lines(label: str, data: bytes) -> Iterator[str]:
    text = base64.b32encode(data).decode().rstrip("=")
    for number, start in enumerate(range(0, len(text), WIDTH), 1):
        chunk = text[start : start + WIDTH]
        groups = " ".join(chunk[i : i + GROUP] for i in range(0, len(chunk), GROUP))
        yield f"{label}-{number:02} {groups} ={_check(label, number, chunk)}"


def _check(label: str, number: int, chunk: str) -> str:
    return base64.b32encode(sha256(f"{label}-{number:02} {chunk}")).decode()[:4]


def keys_of(texts: Sequence[str], names: Sequence[str]) -> dict[str, bytes]:
    """The keys, from what two sheets say, however they were typed or spaced; older sheets hold fewer (`LATER`)."""
    parts: dict[str, dict[int, str]] = {}
    for text in texts:
        for label, number, chunk in _read(text):
            parts.setdefault(label, {})[number] = chunk
    shares = {int(label[1]): _bytes(label, lines) for label, lines in parts.items() if label[0] == "P"}
    if len(shares) < LEAST or "K0" not in parts:
        raise SheetError(f"il faut {LEAST} feuilles différentes, avec toutes leurs lignes K et P.")
    return _opened(_bytes("K0", parts["K0"]), shares, sorted(names))


def _read(text: str) -> Iterator[tuple[str, int, str]]:
    for kind, sheet, number, groups, check in LINE.findall(text):
        label, chunk = f"{kind.upper()}{sheet}", "".join(groups.split()).upper()
        if check.upper() != _check(label, int(number), chunk):
            raise SheetError(f"la ligne {label}-{number} est mal recopiée.")
        yield label, int(number), chunk


def _bytes(label: str, lines: Mapping[int, str]) -> bytes:
    missing = [n for n in range(1, max(lines) + 1) if n not in lines]
    if missing:
        raise SheetError(f"il manque la ligne {label}-{missing[0]:02}.")
    text = "".join(lines[n] for n in sorted(lines))
    return base64.b32decode(text + "=" * (-len(text) % 8))


def _opened(bundle: bytes, shares: Mapping[int, bytes], names: Sequence[str]) -> dict[str, bytes]:
    if {len(share) for share in shares.values()} != {KEY}:
        raise SheetError("il manque des lignes P.")
    try:
        flat = unlock(shamir.combine(shares), bundle)
    except (CryptoError, ValueError):
        raise SheetError("ces feuilles ne vont pas ensemble : elles viennent de deux impressions.") from None
    if len(flat) == KEY * (len(names) - len(LATER)):
        names = [name for name in names if name not in LATER]
    if len(flat) != KEY * len(names):
        raise SheetError("ces feuilles viennent d’une autre version du programme.")
    return {name: flat[KEY * n : KEY * (n + 1)] for n, name in enumerate(names)}
