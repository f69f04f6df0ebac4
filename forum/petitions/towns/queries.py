"""The list of communes, read at the first need and kept."""

import gzip
from importlib.resources import files
from threading import Lock

from forum.petitions.towns.book import Book
from forum.petitions.towns.rules import Found

FILE = "communes.tsv.gz"
_LOCK = Lock()
_KEPT: list[Book] = []


def book() -> Book:
    """Read once, though several ask at the same moment."""
    if not _KEPT:
        with _LOCK:
            if not _KEPT:
                raw = files(__package__).joinpath(FILE).read_bytes()
                _KEPT.append(Book(gzip.decompress(raw)))
    return _KEPT[0]


def find(typed: str) -> Found:
    return book().find(typed)
