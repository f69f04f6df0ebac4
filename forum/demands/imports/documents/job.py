"""A word processor's document in, its text out: run in a process of its own (`reading.py`), with this folder alone.

Paragraphs, headings, lists, cells and notes come out. What was deleted, comments, macros, images, who wrote when do not.
"""

import io
import sys
import zipfile

from forum.demands.imports.documents import docx, odt
from forum.demands.imports.documents.packed import BROKEN, NOT_A_TEXT, Parts, Refused

MEMORY = 768 * 1024 * 1024
SECONDS = 10


def main() -> int:
    _limit()
    try:
        sys.stdout.buffer.write(text_of(sys.stdin.buffer.read()).encode("utf-8", "replace"))
        return 0
    except Refused as refused:
        return int(refused.args[0])
    except Exception as error:  # whatever a damaged file does to a reader; its words would quote the file
        sys.stdout.write(type(error).__name__)  # its kind alone, for the log of whoever asked
        return BROKEN


def _limit() -> None:
    try:
        import resource
    except ImportError:  # not a Unix
        return
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def text_of(data: bytes) -> str:
    """A DOCX or an ODT, by what is inside and by nothing else."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = Parts(archive)
        if (
            parts.packed("content.xml")
            and parts.packed("mimetype")
            and parts.read("mimetype").startswith(odt.MIME)
        ):
            return odt.text_of(parts)
        if parts.packed("[Content_Types].xml") and any(name.startswith("word/") for name in parts.names):
            return docx.text_of(parts)
    raise Refused(NOT_A_TEXT)
