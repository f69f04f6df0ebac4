"""A folder of XML in one file, as both formats want it; the same content gives the same bytes."""

import io
import re
import zipfile
from collections.abc import Mapping
from html import escape

from forum.exports.office.tree import clean

DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first day a zip knows: when a document was made is nobody's business


def packed(parts: Mapping[str, str], stored: str = "") -> bytes:
    """`stored`: the name of the part that is not compressed (OpenDocument's `mimetype`, which comes first)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, LONG_AGO)
            info.compress_type = zipfile.ZIP_STORED if name == stored else zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            archive.writestr(info, content.encode())
    return out.getvalue()


def words(text: str) -> str:
    """As it stands in an element or between quotes."""
    return escape(clean(text))


def rows_of(text: str) -> list[str]:
    return re.split(r"\r\n?|\n", text)
