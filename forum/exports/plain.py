"""Pages of lines as PDF: what must be printed exactly as it stands, such as the sheets of keys."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from forum.exports.documents import compiled
from forum.exports.glyphs import printable


def plain_pdf(title: str, pages: Sequence[str], today: date) -> bytes:
    """One sheet for each text; the first line of each is its heading."""
    data = {"title": title, "pages": [[printable(line) for line in page.split("\n")] for page in pages]}
    return compiled("plain.typ", json.dumps(data), datetime.combine(today, time(), UTC))
