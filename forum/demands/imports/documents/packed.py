"""What is packed in a document, read no further than our bounds. Imports nothing else of ours (see `job.py`)."""

import zipfile
from typing import Any
from xml.parsers import expat

from forum.core.apart import BROKEN, Refused

ENTRIES = 3_000
UNPACKED = 6_000_000  # bytes of XML, all parts together: a book of four hundred pages has five
ELEMENTS, DEPTH = 60_000, 100  # twenty pages that Word cut into small runs have thirty thousand
NOT_A_TEXT, LOCKED, TOO_LONG = 10, 11, 12


class Parts:
    """What is packed, unpacked no further than our bounds: what an archive says of its sizes is not believed."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive, self.left = archive, UNPACKED
        infos = archive.infolist()
        if len(infos) > ENTRIES:
            raise Refused(TOO_LONG)
        if any(info.flag_bits & 1 for info in infos):
            raise Refused(LOCKED)
        self.names = [info.filename for info in infos]

    def packed(self, name: str) -> bool:
        return name in self.names

    def read(self, name: str) -> bytes:
        with self.archive.open(name) as part:
            data = part.read(self.left + 1)
        self.left -= len(data)
        if self.left < 0:
            raise Refused(TOO_LONG)
        return data

    def xml(self, name: str) -> bytes:
        data = self.read(name)
        _check(data)
        return data


def _check(data: bytes) -> None:
    """Before any tree is made of it: no document type, so no entity that swells or that reads a file; few elements."""
    count = depth = 0

    def opened(_name: str, _attributes: Any) -> None:
        nonlocal count, depth
        count, depth = count + 1, depth + 1
        if count > ELEMENTS or depth > DEPTH:
            raise Refused(TOO_LONG)

    def closed(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def typed(*_told: Any) -> None:
        raise Refused(BROKEN)

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    parser.StartDoctypeDeclHandler = typed
    parser.Parse(data, True)
