"""RFC 3161, offline: the request for a time stamp of a checkpoint, and what a reply says. A small reader of DER.

The authority's own signature is not checked here (its certificates are not ours): the reply is given to whoever wants
to (`openssl ts -verify`). That it is about this checkpoint is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from forum.core.crypto import sha256

LONGEST = 65_536
SHA256 = bytes.fromhex("0609608648016503040201")
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
TST_INFO = bytes.fromhex("060b2a864886f70d0109100104")
SEQUENCE, INTEGER, OCTETS, OID, TIME, SET, EXPLICIT = 0x30, 0x02, 0x04, 0x06, 0x18, 0x31, 0xA0


class BadStamp(ValueError):
    """Why a reply is none, for whoever brought it."""


@dataclass(frozen=True, slots=True)
class Stamp:
    imprint: bytes  # SHA-256 of what was stamped
    moment: datetime


def request(note: str, nonce: bytes) -> bytes:
    """A TimeStampReq for the text of a signed checkpoint; `nonce` is drawn, 8 bytes."""
    number = b"\x00" + nonce.lstrip(b"\x00")
    imprint = _der(SEQUENCE, _der(SEQUENCE, SHA256, b"\x05\x00"), _der(OCTETS, sha256(note)))
    return _der(SEQUENCE, b"\x02\x01\x01", imprint, _der(INTEGER, number), b"\x01\x01\xff")


def _der(tag: int, *parts: bytes) -> bytes:
    data = b"".join(parts)
    size = bytes([len(data)]) if len(data) < 128 else b"\x82" + len(data).to_bytes(2, "big")
    return bytes([tag]) + size + data


def read(reply: bytes) -> Stamp:
    """What a TimeStampResp says; BadStamp if it is none, or a refusal."""
    if len(reply) > LONGEST:
        raise BadStamp("ce fichier est trop grand pour une réponse d’horodatage.")
    try:
        return _read(reply)
    except (IndexError, ValueError, StopIteration) as error:
        if isinstance(error, BadStamp):
            raise
        raise BadStamp("ce n’est pas une réponse d’horodatage (RFC 3161).") from None


def _read(reply: bytes) -> Stamp:
    (top,) = _inside(reply, SEQUENCE)
    parts = list(_each(top))
    status = next(_each(parts[0][1]))
    if status[0] != INTEGER or status[1] not in (b"\x00", b"\x01"):
        raise BadStamp("l’autorité d’horodatage a refusé.")
    kind, content = list(_each(parts[1][1]))[:2]
    (signed,) = _inside(content[1], SEQUENCE)
    capsule = list(_each(list(_each(signed))[2][1]))
    if (_whole(kind), _whole(capsule[0])) != (SIGNED_DATA, TST_INFO):
        raise BadStamp("cette réponse ne contient pas d’horodatage.")
    (octets,) = _inside(capsule[1][1], OCTETS)
    (info,) = _inside(octets, SEQUENCE)
    return _info(list(_each(info)))


def _info(fields: list[tuple[int, bytes]]) -> Stamp:
    """TSTInfo: version, policy, imprint, serial number, time…"""
    algorithm, imprint = list(_each(fields[2][1]))
    if _whole(next(_each(algorithm[1]))) != SHA256 or imprint[0] != OCTETS or fields[4][0] != TIME:
        raise BadStamp("cet horodatage n’est pas d’une empreinte SHA-256.")
    digits = fields[4][1].decode("ascii").rstrip("Z").partition(".")[0]
    return Stamp(imprint[1], datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC))


def _inside(data: bytes, tag: int) -> list[bytes]:
    """The contents of the one element that `data` is."""
    found = list(_each(data))
    if len(found) != 1 or found[0][0] != tag:
        raise ValueError("not what was expected")
    return [found[0][1]]


def _each(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(tag, contents) of the elements that follow one another."""
    at = 0
    while at < len(data):
        tag, size, at = data[at], data[at + 1], at + 2
        if size & 0x80:
            width = size & 0x7F
            if not 1 <= width <= 4:
                raise ValueError("no length of DER")
            size, at = int.from_bytes(data[at : at + width], "big"), at + width
        if at + size > len(data):
            raise ValueError("cut")
        yield tag, data[at : at + size]
        at += size


def _whole(element: tuple[int, bytes]) -> bytes:
    return _der(element[0], element[1])
