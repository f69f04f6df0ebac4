"""The picture, drawn in a process of its own (`core/apart.py`): 1200 by 630 points, as sites that show links expect.

Both halves are here: `drawn` is the house's, `made` is the process's.
"""

import io
import json
from dataclasses import asdict

from forum.core import apart
from forum.core.assets import asset_dir
from forum.exports.blocks import typeset
from forum.exports.documents import fonts
from forum.exports.glyphs import printable
from forum.exports.shares.rules import Share

WORK = "forum.exports.shares.drawn"
BOUNDS = apart.Bounds(memory=1_200_000_000, seconds=20, wait=60.0, nice=10)

COLOURS = 48  # a few flat ones, and the edges of letters: a fifth of the bytes


def drawn(share: Share) -> bytes:
    """A PNG; the same bytes for the same words. `apart.Refused`, `apart.TooLong`. Never within a request."""
    told = {name: printable(typeset(words)) for name, words in asdict(share).items()}
    return apart.ask(WORK, json.dumps(told).encode(), BOUNDS)


def made(data: bytes) -> bytes:
    import typst
    from PIL import Image

    root = asset_dir("templates") / "exports"
    compiler = typst.Compiler(
        str(root / "share.typ"), root=str(root), font_paths=fonts(), ignore_system_fonts=True
    )
    png = compiler.compile(format="png", ppi=72.0, sys_inputs={"data": data.decode()})
    assert isinstance(png, bytes)
    small = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS).save(small, "PNG", optimize=True)
    return small.getvalue()
