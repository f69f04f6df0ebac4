"""The three sheets that give a petition's key back, as A4: made in memory, written nowhere by us, and shown once."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time

from forum.core.i18n import _, current, long_date
from forum.exports.blocks import typeset
from forum.exports.documents import compiled, sentences
from forum.exports.glyphs import printable

TEMPLATE = "shares.typ"


def shares_pdf(title: str, address: str, sheets: Mapping[int, Sequence[Sequence[str]]], today: date) -> bytes:
    """One sheet a page: its number, its lines of words, whose names they open, where to type them."""
    said = {sentence: _(sentence) for sentence in sentences(TEMPLATE)}
    data = {
        "title": printable(typeset(title)),
        "address": printable(address),
        "day": long_date(today),
        "sheets": [
            {"number": str(number), "lines": [list(line) for line in lines]}
            for number, lines in sorted(sheets.items())
        ],
        "words": said,
        "lang": current.get(),
    }
    return compiled(TEMPLATE, json.dumps(data), datetime.combine(today, time(), UTC))
