"""Reading a form: urlencoded only, bounded, in order, with nothing kept of what is refused."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

from fastapi import Request
from starlette.requests import ClientDisconnect

from forum.core.errors import HouseError, TooLarge

MAX_FIELDS = 400
ONE_CLICK = 2000  # bytes
# What opens a door is never shown again, carried along, or sent twice, wherever it was typed.
SECRET = frozenset({"words", "password", "proof", "link_code", "credential", "again"})


@dataclass(frozen=True)
class Body:
    """What was typed: pairs in order. The repr shows nothing, since it may hold a passphrase."""

    pairs: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    def get(self, name: str, default: str = "") -> str:
        return next((value for key, value in reversed(self.pairs) if key == name), default)

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.pairs if key == name]

    @property
    def values(self) -> dict[str, str]:
        """Field → what was typed, without our own fields (they begin with an underscore)."""
        return {key: value for key, value in self.pairs if not key.startswith("_")}

    def encoded(self) -> str:
        return urlencode([pair for pair in self.pairs if may_return(pair[0])])


def may_return(name: str) -> bool:
    """Whether a field is given back outside the form that asked for it."""
    return not name.startswith("_") and name not in SECRET


async def read_body(request: Request, limit: int) -> Body:
    """Parse the request's body; TooLarge past `limit` bytes, 415 for anything but a form."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    raw = await read_bytes(request, limit)
    if not raw:
        return Body()
    if kind == "multipart/form-data" and len(raw) <= ONE_CLICK and b'name="List-Unsubscribe"' in raw:
        # RFC 8058: a mailbox's own button may send its one field so.
        return Body((("List-Unsubscribe", "One-Click" if b"One-Click" in raw else ""),))
    if kind != "application/x-www-form-urlencoded":
        raise _UnknownKind
    return decode(raw)


def decode(raw: bytes | str) -> Body:
    try:
        text = raw if isinstance(raw, str) else raw.decode("ascii")
        return Body(
            tuple(parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="strict"))
        )
    except (UnicodeDecodeError, ValueError):
        raise HouseError("Le formulaire reçu est illisible. Revenez en arrière et renvoyez-le.") from None


async def read_bytes(request: Request, limit: int, heard: Callable[[int], None] | None = None) -> bytes:
    """The whole body, or TooLarge before more than `limit` bytes are held; `heard` is told how much has come."""
    declared = request.headers.get("content-length", "0")
    if declared.isdigit() and int(declared) > limit:
        raise TooLarge
    raw = bytearray()
    try:
        async for chunk in request.stream():
            raw += chunk
            if heard:
                heard(len(raw))
            if len(raw) > limit:
                raise TooLarge
    except ClientDisconnect:
        raise HouseError("L’envoi a été coupé en route : rien n’a été reçu.") from None
    return bytes(raw)


class _UnknownKind(HouseError):
    status = 415
    message = "Ce type d’envoi n’est pas accepté ici."
