"""One document, in the format that is asked for: content in, bytes out."""

from collections.abc import Callable
from datetime import date

from forum.exports.content import Document
from forum.exports.documents import render_markdown
from forum.exports.drawn import pdf
from forum.exports.office.docx import render_docx
from forum.exports.office.odt import render_odt
from forum.exports.text import render_text

TEXT = "text/plain; charset=utf-8"
FORMATS: dict[str, tuple[str, Callable[[Document, date], bytes]]] = {
    "pdf": ("application/pdf", pdf),
    "docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        lambda doc, _day: render_docx(doc),
    ),
    "odt": ("application/vnd.oasis.opendocument.text", lambda doc, _day: render_odt(doc)),
    "md": ("text/markdown; charset=utf-8", lambda doc, _day: render_markdown(doc).encode()),
    "txt": (TEXT, lambda doc, _day: render_text(doc).encode()),
}


def written(doc: Document, kind: str, day: date) -> bytes:
    """`kind` is one of FORMATS."""
    return FORMATS[kind][1](doc, day)
