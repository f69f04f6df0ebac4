"""A page with its holes open: bytes that are everybody's, and the few places where a reader's own go.

Jinja writes a hole (`csrf()`, `account()`, `recognised(slug)`); this closes it, with nothing where the reader has nothing.
Compressed pages are made of pieces: what is shared is deflated once, each piece without sight of the others, and a reader's
own bytes go between them uncompressed. So a personal page costs no compression, and a secret never meets a text that
somebody else chose (BREACH).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from secrets import token_hex
from struct import pack
from typing import Literal

from isal import igzip_lib, isal_zlib

from forum.core.viewer import NOBODY, Viewer
from forum.http.house import House
from forum.http.security import csrf_token

# Nobody who types a text can know the first: it is drawn at each start.
_OPEN, _CLOSE = f"\x02{token_hex(8)}:", "\x03"


def hole(name: str) -> str:
    return f"{_OPEN}{name}{_CLOSE}"


CSRF, ACCOUNT = hole("csrf"), hole("account")


def recognised(slug: str) -> str:
    """Where the box « be recognised in this collective » says whether it is ticked."""
    return hole(f"recognised:{slug}")


_PIECE = "piece:"
Part = bytes | str  # a text, or the name of a hole


def piece(number: int) -> str:
    """Where the parts go that a page was given ready made: see `Holed`."""
    return hole(f"{_PIECE}{number}")


def parts(html: str, pieces: Sequence[Sequence[Part]] = ()) -> Iterator[Part]:
    first, *others = html.split(_OPEN)
    yield first.encode()
    for text in others:
        name, rest = text.split(_CLOSE, 1)
        if name.startswith(_PIECE):
            yield from pieces[int(name[len(_PIECE) :])]
        else:
            yield name
        yield rest.encode()


_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_GZIP_LAST = b"\x03\x00"  # an empty final block
_LEVEL = 1  # ISA-L: 34 µs for 15 kB, where zlib takes 115 at its own level 1 and saves nothing more

Own = dict[str, bytes]
Encoding = Literal["", "gzip"]


class Holed:
    """One rendered page: text, hole, text, hole, … text.

    `pieces`: what goes where `piece(n)` is written. Most of a page is fragments that were bytes before: they are put in as
    they are, since to write them as letters and then as bytes again costs as much as asking for the list.
    """

    def __init__(self, html: str, pieces: Sequence[Sequence[Part]] = ()) -> None:
        self.holes: list[str] = []
        self.texts: list[bytes] = []
        run: list[bytes] = []
        for part in parts(html, pieces):
            if isinstance(part, bytes):
                run.append(part)
            else:
                self.texts.append(b"".join(run))
                self.holes.append(part)
                run = []
        self.texts.append(b"".join(run))

    def plain(self, own: Own) -> bytes:
        filled = [self.texts[0]]
        for hole, text in zip(self.holes, self.texts[1:], strict=True):
            filled += (own.get(hole, b""), text)
        return b"".join(filled)

    def encoded(self, own: Own, encoding: Encoding) -> bytes:
        return self.gzipped(own) if encoding else self.plain(own)

    def gzipped(self, own: Own) -> bytes:
        """One gzip member around the pieces; each of them ends on a byte, so a stored block may follow."""
        plain = self.plain(own)
        stored = {hole: _stored(text) for hole, text in own.items()}
        body = [_GZIP_HEAD, self.deflated[0]]
        for hole, piece in zip(self.holes, self.deflated[1:], strict=True):
            body += (stored.get(hole, b""), piece)
        return b"".join((*body, _GZIP_LAST, pack("<LL", isal_zlib.crc32(plain), len(plain))))

    def whole(self, own: Own) -> bytes:
        """Gzip of the page as one text: half the work of pieces, for a reader whose `own` is everybody's."""
        packed: bytes = igzip_lib.compress(self.plain(own), _LEVEL, igzip_lib.COMP_GZIP)
        return packed

    @cached_property
    def deflated(self) -> list[bytes]:
        """Each text on its own: a full flush forgets what came before, so a hole may be of any length."""
        packer = isal_zlib.compressobj(_LEVEL, isal_zlib.DEFLATED, -isal_zlib.MAX_WBITS)
        return [packer.compress(text) + packer.flush(isal_zlib.Z_FULL_FLUSH) for text in self.texts]


@dataclass(frozen=True, slots=True)
class Shared:
    """What a route leaves in its scope: a page that is not only its reader's. `alike`: nor only the visitors'.

    `own`: headers that stand in the place of the house's (see `security.dressed`), its type among them.
    """

    holed: Holed
    alike: bool
    own: tuple[tuple[bytes, bytes], ...] = ()


def _stored(text: bytes) -> bytes:
    """A deflate block as it is (holes hold far less than the 65,535 bytes it may)."""
    return b"\x00" + pack("<HH", len(text), len(text) ^ 0xFFFF) + text if text else b""


def own(house: House, lang: str, viewer: Viewer, token: str, recognised: frozenset[str] = frozenset()) -> Own:
    """What goes into the holes for one reader."""
    corner = {"account": account(house, lang, viewer)}
    if not viewer.signed_in:
        return corner
    ticked = {f"recognised:{slug}": b" checked" for slug in recognised}
    return {**corner, **ticked, "csrf": _mark(house, token)}


def hidden(name: str, value: str) -> bytes:
    """A field of ours; the value is ours too, and needs no escaping."""
    return f'<input type="hidden" name="{name}" value="{value}">'.encode()


def _mark(house: House, token: str) -> bytes:
    return hidden("_csrf", csrf_token(house, token))


_corners: dict[tuple[str, str], bytes] = {}


def account(house: House, lang: str, viewer: Viewer) -> bytes:
    """The corner of the header: the same few bytes for all visitors, and for all carnets."""
    if viewer.staff_id:
        return _corner(house, lang, viewer)
    key = (lang, viewer.kind)
    if key not in _corners:
        _corners[key] = _corner(house, lang, viewer)
    return _corners[key]


def _corner(house: House, lang: str, viewer: Viewer) -> bytes:
    return house.environments[lang].get_template("_account.html").render(viewer=viewer).encode()


def nobody(house: House, lang: str) -> Own:
    return own(house, lang, NOBODY, "")


def accepted(header: bytes | str) -> Encoding:
    """gzip if the reader takes it: every browser does, and pieces can be put together only there."""
    name = b"gzip" if isinstance(header, bytes) else "gzip"
    return "gzip" if name in header else ""  # type: ignore[operator]
