"""Primitives of PSEUDONYMITY.md. Labels and scopes are length-prefixed so that no two inputs can be confused."""

import hashlib
import hmac

from nacl.bindings import (
    crypto_box_seal,
    crypto_secretbox,
    crypto_secretbox_NONCEBYTES,
    crypto_secretbox_open,
)
from nacl.public import PrivateKey, SealedBox
from nacl.utils import random

NONCE = crypto_secretbox_NONCEBYTES


def packed(*parts: str | bytes) -> bytes:
    """Concatenate parts, each behind its 4-byte length."""
    raw = [part.encode() if isinstance(part, str) else part for part in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in raw)


def mac(key: bytes, *parts: str | bytes) -> bytes:
    """HMAC-SHA256 of length-prefixed parts (RFC 2104)."""
    return hmac.digest(key, packed(*parts), "sha256")


def keyed(key: bytes, size: int, *parts: str | bytes) -> bytes:
    """`size` bytes that only the holder of a 32-byte key can make: SHAKE256 (FIPS 202) behind the key, as KMAC is."""
    return hashlib.shake_256(key + packed(*parts)).digest(size)


def mark(key: bytes, label: str, secret: str) -> str:
    """32 hexadecimal figures that only the key's holder can make of a secret (keyed BLAKE2b, RFC 7693; one pass, in C)."""
    return hashlib.blake2b(secret.encode(), digest_size=16, key=key, person=label.encode()).hexdigest()


def same(a: bytes | str, b: bytes | str) -> bool:
    left, right = (x.encode() if isinstance(x, str) else x for x in (a, b))
    return hmac.compare_digest(left, right)


def argon2id(secret: bytes, salt: bytes, memory_kib: int, time: int) -> bytes:
    """32 bytes (RFC 9106); 64 MiB and t=3 cost about 150 ms here: never call it on the event loop."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id  # 6 MB that a reader never needs

    return Argon2id(salt=salt, length=32, iterations=time, lanes=1, memory_cost=memory_kib).derive(secret)


def hkdf(secret: bytes, salt: bytes, info: bytes) -> bytes:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(hashes.SHA256(), 32, salt, info).derive(secret)


def expand(key: bytes, info: bytes) -> bytes:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

    return HKDFExpand(hashes.SHA256(), 32, info).derive(key)


def sha256(data: bytes | str) -> bytes:
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).digest()


def lock(key: bytes, data: bytes) -> bytes:
    """Authenticated encryption under a 32-byte key (XSalsa20-Poly1305), behind its 24-byte random nonce.

    Asked at each signature: the library's function, without the box's object around it; so is `seal`.
    """
    nonce: bytes = random(NONCE)
    return nonce + crypto_secretbox(data, nonce, key)


def unlock(key: bytes, data: bytes) -> bytes:
    """CryptoError if it is not what `lock` made with this key. Asked at each signed-in page, so without the box's object."""
    return crypto_secretbox_open(data[NONCE:], data[:NONCE], key)


def seal(public: bytes, data: bytes) -> bytes:
    """To the holder of the private half only: even we cannot open it again (X25519 sealed box)."""
    return crypto_box_seal(data, public)


def unseal(private: bytes, data: bytes) -> bytes:
    return SealedBox(PrivateKey(private)).decrypt(data)


def key_pair(seed: bytes | None = None) -> tuple[bytes, bytes]:
    """(private, public) X25519; from a 32-byte seed it is always the same pair."""
    private = PrivateKey(seed) if seed is not None else PrivateKey.generate()
    return bytes(private), bytes(private.public_key)


def public_of(seed: bytes) -> bytes:
    """The public half of a signing key (Ed25519, RFC 8032), of which `seed` is the 32-byte private half."""
    from nacl.signing import SigningKey

    return bytes(SigningKey(seed).verify_key)


def sign(seed: bytes, message: bytes) -> bytes:
    """64 bytes (Ed25519), always the same for the same message."""
    from nacl.signing import SigningKey

    return SigningKey(seed).sign(message).signature
