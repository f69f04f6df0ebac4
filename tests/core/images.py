"""Files to send: honest pictures that say too much, and dishonest ones."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, PngImagePlugin

CANARY = "CANARI-chez-Camille"


def scene(width: int = 60, height: int = 40) -> Image.Image:
    """Red at the left, blue at the right: turning it is seen."""
    made = Image.new("RGB", (width, height), (200, 20, 20))
    made.paste((20, 20, 200), (width // 2, 0, width, height))
    return made


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def talkative_jpeg(orientation: int = 1) -> bytes:
    """Where it was taken, by what and by whom, in every place a JPEG has."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = CANARY
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 24.0), 29: "2026:03:02"})
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{CANARY}</x:xmpmeta>".encode()
    return encoded(
        scene(),
        "JPEG",
        exif=exif,
        comment=CANARY.encode(),
        icc_profile=b"icc " + CANARY.encode() * 40,
        xmp=xmp,
    )


def talkative_png() -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", CANARY)
    text.add_text("Comment", CANARY * 50, zip=True)
    text.add_itxt("XML:com.adobe.xmp", CANARY)
    return encoded(scene(), "PNG", pnginfo=text, icc_profile=b"icc " + CANARY.encode() * 40)


def talkative_webp() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = CANARY
    return encoded(
        scene(), "WEBP", exif=exif.tobytes(), xmp=CANARY.encode(), icc_profile=CANARY.encode() * 40
    )


def hidden_under() -> bytes:
    """A PNG whose face was wiped by making it transparent: its colours are still in the file."""
    made = scene().convert("RGBA")
    made.paste((255, 0, 255, 0), (0, 0, 30, 40))
    return encoded(made, "PNG")


def animated(kind: str) -> bytes:
    frames = [scene(), scene().transpose(Image.Transpose.FLIP_LEFT_RIGHT)]
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


def png_claiming(width: int, height: int) -> bytes:
    """A few hundred bytes that say they are a wall."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 100_000, 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def text_bomb() -> bytes:
    """A PNG whose compressed comment is a thousand times its size."""
    good = encoded(scene(), "PNG")
    data = b"Comment\0\0" + zlib.compress(b"A" * 80_000_000, 9)
    bomb = struct.pack(">I", len(data)) + b"zTXt" + data + struct.pack(">I", zlib.crc32(b"zTXt" + data))
    return good[:33] + bomb + good[33:]


def polyglot() -> bytes:
    """A JPEG that is also a page and an archive: glued to its end, and in its comment."""
    page = b"<html><script>alert(1)</script>" + CANARY.encode()
    return encoded(scene(), "JPEG", comment=page) + page + b"PK\x03\x04" + CANARY.encode() * 9
