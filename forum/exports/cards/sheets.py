"""Two things to print: the words of a carnet, and sheets of cards to cut. Made in memory, written nowhere by us.

typst receives what is printed as an input of its compiler in this process: no source, argument or file ever holds it.
"""

import io
import json
from collections.abc import Sequence
from datetime import UTC, datetime

from forum.core.i18n import _, current
from forum.exports.documents import compiled, sentences
from forum.exports.glyphs import printable
from forum.identity.codes import shown

PER_PAGE = 10
# A date in the file would tell when a carnet was made, or the cards printed: every one says the same.
NO_DAY = datetime(2000, 1, 1, tzinfo=UTC)


def memo_pdf(code: str, words: Sequence[str]) -> bytes:
    """The words, and the code of the card they go with; nothing that says what they open, or where."""
    return _drawn("memo.typ", {"code": code, "items": [printable(word) for word in words]})


def codes_pdf(codes: Sequence[str], name: str, college: str, address: str) -> bytes:
    """Ten cards a page, in the order given: they are drawn at random, and carry no number."""
    cards = [{"code": shown(code), "qr": _square(f"{address}/carte/{code}")} for code in codes]
    where = address.partition("://")[2] + "/carte"
    return _drawn(
        "codes.typ",
        {"name": printable(name), "college": printable(college), "address": printable(where), "cards": cards},
    )


def slips_pdf(codes: Sequence[str], address: str) -> bytes:
    """Receipts to hand over, ten a page; the square leads to where the code is typed, and holds none."""
    where = address.partition("://")[2] + "/recu"
    data = {"codes": [shown(code) for code in codes], "address": printable(where)}
    return _drawn("slips.typ", {**data, "qr": _square(f"{address}/recu")})


def _drawn(template: str, data: dict[str, object]) -> bytes:
    said = {sentence: _(sentence) for sentence in sentences(template)}
    return compiled(template, json.dumps({**data, "words": said, "lang": current.get()}), NO_DAY)


def _square(address: str) -> str:
    import segno

    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(out, kind="svg", border=0, omitsize=True)
    return out.getvalue().decode()
