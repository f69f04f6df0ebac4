"""Time stamps, offline: what is asked, what comes back, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.crypto import sha256
from forum.petitions.journal.stamps import BadStamp, _der, _each, read, request

NOTE = "porte-voix/journal/x\n1\nroot\n\n— sig\n"
OID, INT, OCTETS, SEQ = 0x06, 0x02, 0x04, 0x30
SHA = bytes.fromhex("0609608648016503040201")


def reply(imprint: bytes, status: int = 0, algorithm: bytes = SHA) -> bytes:
    """A TimeStampResp as an authority would make it, its signature left out."""
    message = _der(SEQ, _der(SEQ, algorithm, b"\x05\x00"), _der(OCTETS, imprint))
    info = _der(
        SEQ,
        _der(INT, b"\x01"),
        _der(OID, b"\x2a\x03"),
        message,
        _der(INT, b"\x07"),
        _der(0x18, b"20260302101112Z"),
    )
    capsule = _der(SEQ, bytes.fromhex("060b2a864886f70d0109100104"), _der(0xA0, _der(OCTETS, info)))
    signed = _der(SEQ, _der(INT, b"\x03"), _der(0x31), capsule, _der(0x31))
    content = _der(SEQ, bytes.fromhex("06092a864886f70d010702"), _der(0xA0, signed))
    return _der(SEQ, _der(SEQ, _der(INT, bytes([status]))), content)


def test_a_reply_says_what_it_stamped_and_when() -> None:
    stamp = read(reply(sha256(NOTE)))
    assert stamp.imprint == sha256(NOTE)
    assert f"{stamp.moment:%Y-%m-%d %H:%M:%S}" == "2026-03-02 10:11:12"


def test_a_request_asks_for_this_note_and_a_fresh_answer() -> None:
    asked = request(NOTE, b"\xff" * 8)
    ((tag, body),) = _each(asked)
    version, imprint, nonce, certificate = _each(body)
    assert (tag, version, certificate) == (SEQ, (INT, b"\x01"), (0x01, b"\xff"))
    assert imprint[1].endswith(sha256(NOTE)) and SHA in imprint[1]
    assert nonce == (INT, b"\x00" + b"\xff" * 8)


@pytest.mark.parametrize(
    "junk", [b"", b"\x30", b"bonjour", b"\x30\x84\xff\xff\xff\xff", b"x" * 70_000, b"\x30\x80\x00\x00"]
)
def test_what_is_no_reply_is_said(junk: bytes) -> None:
    with pytest.raises(BadStamp):
        read(junk)


def test_a_refusal_and_another_hash_are_said() -> None:
    with pytest.raises(BadStamp, match="a refusé"):
        read(reply(sha256(NOTE), status=2))
    with pytest.raises(BadStamp, match="SHA-256"):
        read(reply(sha256(NOTE), algorithm=bytes.fromhex("06052b0e03021a")))


@given(st.integers(0, 150), st.integers(0, 255))
def test_a_spoilt_reply_never_passes_for_another_stamp(at: int, byte: int) -> None:
    good = bytearray(reply(sha256(NOTE)))
    good[at % len(good)] = byte
    try:
        stamp = read(bytes(good))
    except BadStamp:
        return
    assert len(stamp.imprint) <= 32
