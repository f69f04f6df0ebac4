"""SQLite's file format (https://www.sqlite.org/fileformat2.html), as far as a thief needs it: where each row lies.

Rows of a page are filled from its end, so their places in a page tell in which order they came; the WAL tells which
pages were written together.
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

INTERIOR, LEAF, INDEX_INTERIOR = 5, 13, 2
WAL_HEADER, FRAME_HEADER = 32, 24


@dataclass
class File:
    """A database file, its pages numbered from 1."""

    data: bytes

    def __post_init__(self) -> None:
        size = int.from_bytes(self.data[16:18], "big")
        self.size = 65536 if size == 1 else size

    def page(self, number: int) -> bytes:
        return self.data[(number - 1) * self.size : number * self.size]

    def pages(self, root: int) -> Iterator[int]:
        """All pages of a b-tree, overflow aside."""
        waiting = [root]
        while waiting:
            number = waiting.pop()
            yield number
            waiting += self._children(number)

    def _children(self, number: int) -> list[int]:
        page, start = self.page(number), 100 if number == 1 else 0
        if not page or page[start] not in (INTERIOR, INDEX_INTERIOR):
            return []
        cells = [int.from_bytes(page[at : at + 4], "big") for at in _cells(page, start, 12)]
        return [*cells, int.from_bytes(page[start + 8 : start + 12], "big")]

    def places(self, root: int) -> dict[int, tuple[int, int]]:
        """Of each rowid of a table: its page, and minus its offset, which grows with the order of arrival."""
        found = {}
        for number in self.pages(root):
            for rowid, at in leaf(self.page(number), 100 if number == 1 else 0):
                found[rowid] = (number, -at)
        return found


def leaf(page: bytes, start: int = 0) -> Iterator[tuple[int, int]]:
    """(rowid, offset) of the rows of a table's page."""
    if page and page[start] == LEAF:
        for at in _cells(page, start, 8):
            _length, after = varint(page, at)
            yield varint(page, after)[0], at


def _cells(page: bytes, start: int, header: int) -> list[int]:
    count = int.from_bytes(page[start + 3 : start + 5], "big")
    first = start + header
    return [int.from_bytes(page[at : at + 2], "big") for at in range(first, first + 2 * count, 2)]


def varint(data: bytes, at: int) -> tuple[int, int]:
    """(value, the position after it)."""
    value = 0
    for _ in range(8):
        byte = data[at]
        at += 1
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at
    return value << 8 | data[at], at + 1


def roots(path: Path) -> dict[str, int]:
    """Of each table: the page its tree begins at."""
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT name, rootpage FROM sqlite_master WHERE type = 'table'").fetchall()
    connection.close()
    return {name: root for name, root in rows if root and not name.startswith("sqlite_")}


def commits(wal: bytes, page_size: int) -> Iterator[list[bytes]]:
    """Of each commit that the WAL still holds: the pages it wrote. Frames of older rounds are there too."""
    together: list[bytes] = []
    step = FRAME_HEADER + page_size
    for at in range(WAL_HEADER, len(wal) - step + 1, step):
        together.append(wal[at + FRAME_HEADER : at + step])
        if wal[at + 4 : at + 8] != b"\0\0\0\0":
            yield together
            together = []
