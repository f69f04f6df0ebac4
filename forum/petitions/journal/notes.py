"""Checkpoints as text: signed notes (c2sp.org/signed-note) in the shape of c2sp.org/tlog-checkpoint. No database."""

import base64
from dataclasses import dataclass

from forum.core.crypto import sha256, sign


@dataclass(frozen=True, slots=True)
class Point:
    """What a slot left: `size` leaves under `root`, signed. The key's name is the log's (`rules.origin`)."""

    origin: str
    size: int
    root: bytes
    count: int  # signatures that count: additions less revocations
    public: bytes
    signature: bytes

    @property
    def note(self) -> str:
        named = key_id(self.origin, self.public) + self.signature
        return f"{body(self.origin, self.size, self.root)}\n— {self.origin} {base64_of(named)}\n"


def body(origin: str, size: int, root: bytes) -> str:
    """What is signed: three lines."""
    return f"{origin}\n{size}\n{base64_of(root)}\n"


def signed(seed: bytes, origin: str, size: int, root: bytes) -> bytes:
    return sign(seed, body(origin, size, root).encode())


def key_id(name: str, public: bytes) -> bytes:
    """Four bytes that tell which key signed; 1 is Ed25519."""
    return sha256(name.encode() + b"\n\x01" + public)[:4]


def verifier(origin: str, public: bytes) -> str:
    """The public key as other tools for signed notes take it."""
    named = base64_of(b"\x01" + public)
    return f"{origin}+{key_id(origin, public).hex()}+{named}"


def endorsement(old: bytes, new: bytes) -> bytes:
    """What a key signs when another takes its place."""
    return f"porte-voix/cle-du-journal/1\n{base64_of(old)}\n{base64_of(new)}\n".encode()


def base64_of(data: bytes) -> str:
    return base64.b64encode(data).decode()
