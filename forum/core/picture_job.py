"""A picture in, another picture out: run in a process of its own (`core/apart.py`), so it imports nothing else of ours.

A decoder is a million lines of somebody else's C fed by a stranger: here it can neither eat the machine nor touch it.
Only pixels go through. Whatever else a file may hold (where it was taken, by what, a text, a second picture, another
file glued to its end, what lies under the transparent parts) is not read, or not written.
"""

import io
import struct
from typing import IO, Any

from forum.core.apart import Refused

PIXELS = 40_000_000
SIDE = 20_000
LEAST = 8
DEPTH = 257  # of sixteen bits, for one step of eight
KEPT = 600_000  # bytes of what comes out
TRIES = ((1600, 80), (1600, 60), (1200, 55), (800, 45))  # longest side, WebP quality
NOT_A_PICTURE, TOO_MANY_PIXELS, MOVES = 10, 11, 12


def made(data: bytes) -> bytes:
    """The same pixels, upright, on white where they were transparent, no larger than they need be."""
    image = _opened(data)
    _check(image)
    if image.format == "JPEG":
        image.draft("RGB", (TRIES[0][0], TRIES[0][0]))  # a photograph is read at the size it will have
    image.load()
    return _encoded(_flat(_upright(image)))


def _opened(data: bytes) -> Any:
    """By its first bytes and by nothing else; each decoder is called by its name, so that no other is ever tried."""
    from PIL import JpegImagePlugin, PngImagePlugin, WebPImagePlugin

    file: IO[bytes] = io.BytesIO(data)
    if data.startswith(b"\xff\xd8\xff"):
        return JpegImagePlugin.JpegImageFile(file)
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PngImagePlugin.PngImageFile(file)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WebPImagePlugin.WebPImageFile(file)
    raise Refused(NOT_A_PICTURE)


def _check(image: Any) -> None:
    """Asked of the header, before a single pixel is read."""
    width, height = image.size
    if width * height > PIXELS or max(width, height) > SIDE:
        raise Refused(TOO_MANY_PIXELS)
    if min(width, height) < LEAST:
        raise Refused(NOT_A_PICTURE)
    if getattr(image, "is_animated", False):
        raise Refused(MOVES)


def _upright(image: Any) -> Any:
    """Turned as its camera says; a camera that says nonsense is not listened to."""
    from PIL import ImageOps

    try:
        return ImageOps.exif_transpose(image)
    except (ValueError, TypeError, KeyError, OSError, SyntaxError, struct.error, ZeroDivisionError):
        return image


def _flat(image: Any) -> Any:
    """A new picture that has the pixels of the old one and nothing else of it."""
    from PIL import Image

    largest = TRIES[0][0]
    image = _eight_bits(image)
    if image.mode not in ("RGB", "L") or image.has_transparency_data:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    image.thumbnail((largest, largest), Image.Resampling.LANCZOS, reducing_gap=2.0)
    fresh = Image.new("RGB", image.size, "white")
    fresh.paste(image, mask=image.getchannel("A") if image.mode == "RGBA" else None)
    return fresh


def _eight_bits(image: Any) -> Any:
    """Scanners write grey in sixteen bits; converted as they are, all that is above 255 of 65,535 would be white."""
    if image.mode == "F":  # no bound is written in it: its own
        low, high = image.getextrema()
        return image.point(
            lambda value: value * (255 / (high - low or 1)) - low * 255 / (high - low or 1)
        ).convert("L")
    if not image.mode.startswith("I"):
        return image
    grey = image.convert("I").point(lambda value: value * (1 / DEPTH) + 0.5).convert("L")
    if isinstance(image.info.get("transparency"), int):
        grey.info["transparency"] = image.info["transparency"] // DEPTH
    return grey


def _encoded(image: Any) -> bytes:
    """WebP, smaller and smaller until it fits."""
    out = b""
    for side, quality in TRIES:
        image.thumbnail((side, side))
        buffer = io.BytesIO()
        image.save(buffer, "WEBP", quality=quality, method=4)
        out = buffer.getvalue()
        if len(out) <= KEPT:
            break
    return out
