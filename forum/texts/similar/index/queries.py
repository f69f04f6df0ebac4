"""Reads of what look-alikes are found by: which texts of a collective hold a word, or a word of a line of its list."""

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from struct import Struct
from typing import Any

from sqlmodel import Session

from forum.core import fetch
from forum.core.db import once
from forum.texts.similar import rules
from forum.texts.similar.words import lexicon, planes, senses

HEAD = Struct("<8s8s")  # a mark that is drawn at each rebuild, and the list of words it was made with
START = Struct("<HI")  # how long the texts of a stretch of places are, and its first place
MOST_KEPT = (
    16_000_000  # bytes of lists kept between two questions: all of the house's, for a hundred thousand texts
)
_JSON, _ARRAY = "IN (SELECT value FROM json_each(:wanted))", "= ANY(:wanted)"
_OWN = "SELECT lines FROM synonyms WHERE collective_id = :of"
_HEAD = (
    "SELECT n, places, (SELECT lines FROM synonyms WHERE collective_id = :of) FROM root_count "
    "WHERE collective_id = :of AND root = ''"
)
_COUNTS = "SELECT root, n FROM root_count WHERE collective_id = :of AND root "
_LISTS = "SELECT root, n, places FROM root_count WHERE collective_id = :of AND root "
_NEAR = "SELECT root FROM root_count WHERE collective_id = :of AND root >= :first AND root < :last LIMIT 500"
_TEXTS = "SELECT place, text_id, roots FROM root_text WHERE collective_id = :of AND place "


def among(tx: Session, query: str, wanted: list[Any], **more: Any) -> Sequence[Any]:
    """Rows whose last column of `query` is one of `wanted`."""
    return fetch.asked(tx, query + _JSON, query + _ARRAY, {"wanted": wanted, **more})


def lines_of(tx: Session, collective_id: int) -> str:
    """The collective's own list, or the house's."""
    own = once(tx, ("synonyms", collective_id), lambda tx: fetch.asked(tx, _OWN, _OWN, {"of": collective_id}))
    return str(own[0][0]) if own else lexicon.default_synonyms()


def lexicon_of(tx: Session, collective_id: int) -> lexicon.Lexicon:
    return lexicon.lexicon(lines_of(tx, collective_id))


@dataclass(frozen=True)
class Index:
    """The texts of a collective, as they were at the last rebuild, and its list of words as it is now."""

    collective_id: int
    total: int
    mark: bytes
    digest: bytes
    stretches: Sequence[planes.Stretch]
    known: lexicon.Lexicon

    @property
    def stale(self) -> bool:
        """The list of words was changed since the rebuild."""
        return self.digest != self.known.digest


def index_of(tx: Session, collective_id: int) -> Index | None:
    """None before the first rebuild."""
    found = fetch.asked(tx, _HEAD, _HEAD, {"of": collective_id})
    total, head, own = (found[0][0], bytes(found[0][1]), found[0][2]) if found else (0, b"", "")
    if len(head) < HEAD.size:
        return None
    mark, digest = HEAD.unpack_from(head)
    starts = tuple(START.iter_unpack(head[HEAD.size :]))
    known = lexicon.lexicon(own or lexicon.default_synonyms())
    return Index(collective_id, total, mark, digest, rules.stretches(starts, total), known)


class _Kept:
    """Lists of the groups last asked for. Never those of words: what people type is kept nowhere."""

    def __init__(self) -> None:
        self._known: dict[tuple[bytes, str], tuple[int, int]] = {}
        self._size = 0

    def get(self, mark: bytes, key: str) -> tuple[int, int] | None:
        return self._known.get((mark, key))

    def keep(self, mark: bytes, key: str, n: int, bits: int) -> None:
        self._size += 200 + bits.bit_length() // 7
        if self._size > MOST_KEPT:
            self._known, self._size = {}, 0
        self._known[mark, key] = (n, bits)


_kept = _Kept()


def counts(tx: Session, index: Index, roots: Collection[str]) -> dict[str, int]:
    """How many texts hold each of these roots; those that none holds are left out."""
    return dict(among(tx, _COUNTS, list(roots), of=index.collective_id))


def groups(tx: Session, index: Index, keys: Set[str]) -> dict[str, tuple[int, int]]:
    """For each key of a group: how many texts hold one of its words, and which."""
    found = {key: kept for key in keys if (kept := _kept.get(index.mark, key))}
    if len(found) == len(keys):
        return found
    read = _read(tx, index, sorted(keys - found.keys()))
    missing = keys - found.keys() - read.keys()
    if missing:
        read |= _made(tx, index, missing) if index.stale else dict.fromkeys(missing, (0, 0))
    for key, one in read.items():
        _kept.keep(index.mark, key, *one)
    return found | read


def holding(tx: Session, index: Index, roots: Collection[str]) -> dict[str, int]:
    """The texts that hold each of these roots."""
    return {root: bits for root, (_n, bits) in _read(tx, index, list(roots)).items()}


def sides(tx: Session, index: Index) -> Sequence[int]:
    """For each number of a sense, the texts that lean to its upper side; nothing for an index of before.

    All of them are read with the first question, and kept: what is in memory says nothing of what was asked.
    """
    keys = _keys()
    found = {key: kept for key in keys if (kept := _kept.get(index.mark, key))}
    if len(found) < len(keys):
        found = dict.fromkeys(keys, (0, 0)) | _read(tx, index, list(keys))
        for key, one in found.items():
            _kept.keep(index.mark, key, *one)
    return [found[key][1] for key in keys] if any(n for n, _bits in found.values()) else ()


@lru_cache(maxsize=1)
def _keys() -> tuple[str, ...]:
    return tuple(senses.senses().key(number) for number in range(senses.SIZE))


def _read(tx: Session, index: Index, wanted: list[str]) -> dict[str, tuple[int, int]]:
    rows = among(tx, _LISTS, wanted, of=index.collective_id)
    return {root: (n, planes.unpacked(places, n, index.total)) for root, n, places in rows}


def _made(tx: Session, index: Index, missing: Set[str]) -> dict[str, tuple[int, int]]:
    """Lines that were changed since the rebuild, put together from their words."""
    lines = [index.known.lines[key] for key in missing]
    words = {root for line in lines for phrase in line.phrases for root in phrase}
    read = _read(tx, index, sorted(words.union(*(line.ones for line in lines))))
    return {line.key: _together(line, {root: bits for root, (_n, bits) in read.items()}) for line in lines}


def _together(line: lexicon.Line, held: Mapping[str, int]) -> tuple[int, int]:
    """How many texts hold a word of a line (or all the words of one of its phrases), and which."""
    bits = 0
    for root in line.ones:
        bits |= held.get(root, 0)
    for phrase in line.phrases:
        every = held.get(phrase[0], 0)
        for root in phrase[1:]:
            every &= held.get(root, 0)
        bits |= every
    return bits.bit_count(), bits


def texts(tx: Session, index: Index, places: Collection[int]) -> dict[int, tuple[int, str]]:
    """Place → (id, what is stored) of the texts that stand there, with the list of words of the last rebuild."""
    rows = among(tx, _TEXTS, list(places), of=index.collective_id)
    return {place: (text_id, stored) for place, text_id, stored in rows}


def beginning_with(tx: Session, collective_id: int, start: str) -> list[str]:
    """Roots that some text of the collective holds."""
    rows = fetch.asked(tx, _NEAR, _NEAR, {"of": collective_id, "first": start, "last": start + "{"})
    return [row[0] for row in rows]
