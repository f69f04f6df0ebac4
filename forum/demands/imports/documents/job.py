"""A word processor's document in, its text out: run in a process of its own (`core/apart.py`), with this folder alone.

Paragraphs, headings, lists, cells and notes come out. What was deleted, comments, macros, images, who wrote when do not.
"""

import io
import zipfile

from forum.core.apart import Refused
from forum.demands.imports.documents import docx, odt
from forum.demands.imports.documents.packed import NOT_A_TEXT, Parts


def made(data: bytes) -> bytes:
    return text_of(data).encode("utf-8", "replace")


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
