"""A passkey for the tests, made of numbers: ES256, "none" attestation, and everything that may be wrong about one."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, NEW = 0x01, 0x04, 0x40
Private = ec.EllipticCurvePrivateKey


def text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def raw(data: str) -> bytes:
    return urlsafe_b64decode(data + "=" * (-len(data) % 4))


@dataclass
class Authenticator:
    """One device, on the page of `origin`. `counts`: by how much its counter moves at each use."""

    origin: str = "http://testserver"
    verified: bool = True
    counts: int = 1
    uses: int = 0
    ident: bytes = field(default_factory=lambda: secrets.token_bytes(20))
    handle: bytes = b""
    private: Private = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def create(self, options: str) -> str:
        """What `navigator.credentials.create` gives back."""
        asked = json.loads(options)
        self.handle = raw(asked["user"]["id"])
        attested = b"\0" * 16 + len(self.ident).to_bytes(2, "big") + self.ident + self._public()
        data = self._data(asked["rp"]["id"], NEW) + attested
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        told = self._client("webauthn.create", asked["challenge"])
        return self._written({"clientDataJSON": text(told), "attestationObject": text(attestation)})

    def get(self, options: str) -> str:
        """What `navigator.credentials.get` gives back."""
        asked = json.loads(options)
        data = self._data(asked["rpId"], 0)
        told = self._client("webauthn.get", asked["challenge"])
        signed = self.private.sign(data + hashlib.sha256(told).digest(), ec.ECDSA(SHA256()))
        parts = {"clientDataJSON": told, "authenticatorData": data, "signature": signed}
        return self._written({n: text(p) for n, p in {**parts, "userHandle": self.handle}.items()})

    def _public(self) -> bytes:
        """COSE (RFC 9053): an EC2 key for ES256 on P-256."""
        numbers = self.private.public_key().public_numbers()
        point = {-2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        return cbor2.dumps({1: 2, 3: -7, -1: 1, **point})

    def _data(self, rp_id: str, flags: int) -> bytes:
        self.uses += self.counts
        flags |= PRESENT | (VERIFIED if self.verified else 0)
        return hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + self.uses.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _written(self, response: dict[str, str]) -> str:
        ident = text(self.ident)
        whole = {"id": ident, "rawId": ident, "type": "public-key", "response": response}
        return json.dumps({**whole, "clientExtensionResults": {}})
