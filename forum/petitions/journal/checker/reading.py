"""What is read of files that nobody vouches for: every field has its shape, or the whole is refused."""

import base64
import binascii
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

# -- left out of the file to download, which has it above
from forum.petitions.journal.checker.proofs import digest, packed, signed

# -- as far as here

LONGEST, LARGEST = 16_384, 1 << 40  # bytes of a line, lines of a log
HEX = re.compile(r"[0-9a-f]{64}")
NAME = re.compile(r"porte-voix/journal/[0-9a-f]{32}")
Data = dict[str, Any]


class Wrong(Exception):
    """The files contradict each other, or a signature is not one: exit 1."""


class Unreadable(Exception):
    """Not a log, not a receipt, or not to its end: exit 2."""


# -- what is read


def need(fine: object, said: str, kind: type[Exception] = Unreadable) -> None:
    if not fine:
        raise kind(said)


def decoded(text: str, size: int, what: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    need(len(data) == size, f"{what} : on attend {size} octets en base64.")
    return data


def hashed(value: object, where: str) -> bytes:
    need(isinstance(value, str) and HEX.fullmatch(value), f"{where} : on attend 64 signes hexadécimaux.")
    return bytes.fromhex(str(value))


def whole(value: object, where: str) -> int:
    need(type(value) is int and 0 <= value < LARGEST, f"{where} : ce n’est pas un nombre de lignes.")
    return value  # type: ignore[return-value]


@dataclass(frozen=True)
class Point:
    """A signed checkpoint: a C2SP signed note, of which every line but the Ed25519 ones of our log is left aside."""

    origin: str
    size: int
    root: bytes
    body: bytes
    signatures: tuple[bytes, ...]  # four bytes that name the key, then the signature

    @classmethod
    def read(cls, text: str, where: str) -> "Point":
        body, blank, tail = text.partition("\n\n")
        rows = body.split("\n")
        sized = len(rows) == 3 and re.fullmatch(r"0|[1-9][0-9]{0,12}", rows[1])
        need(blank and sized and NAME.fullmatch(rows[0]), f"{where} : ce n’est pas un point.")
        lines = [line.split(" ") for line in tail.split("\n")]
        ours = [line[2] for line in lines if len(line) == 3 and line[:2] == ["—", rows[0]]]
        found = tuple(decoded(one, 68, f"{where}, signature") for one in ours[:4])
        root = decoded(rows[2], 32, f"{where}, racine")
        return cls(rows[0], whole(int(rows[1]), where), root, f"{body}\n".encode(), found)

    def key(self, keys: Sequence[bytes], where: str) -> bytes:
        """The key that signed it, of those that are trusted."""
        for public in keys:
            name = digest(self.origin.encode(), b"\n\x01", public)[:4]
            if any(one[:4] == name and signed(public, self.body, one[4:]) for one in self.signatures):
                return public
        raise Wrong(f"{where} n’est signé par aucune des clés attendues.")


@dataclass(frozen=True)
class Receipt:
    index: int
    leaf: bytes
    proof: tuple[bytes, ...]
    point: Point

    @classmethod
    def read(cls, text: str) -> "Receipt":
        rows = [line for line in text.replace("\r", "").split("\n") if not line.startswith("#")]
        head, _blank, note = "\n".join(rows).strip().partition("\n\n")
        fields = [line.split(" ") for line in head.split("\n")]
        need(
            fields[0] == ["porte-voix/recu/1"] and all(len(f) == 2 for f in fields[1:]),
            "ce n’est pas un reçu.",
        )
        said = {name: value for name, value in fields[1:] if name != "preuve"}
        need(set(said) == {"ligne", "sel", "contenu"}, "reçu incomplet.")
        shaped = re.fullmatch(r"[0-9]{1,12}", said["ligne"]) and re.fullmatch(r"[0-9a-f]{32}", said["sel"])
        need(shaped, "reçu abîmé.")
        salt, content = bytes.fromhex(said["sel"]), hashed(said["contenu"], "contenu du reçu")
        leaf = digest(b"\x00", packed(b"porte-voix|commitment|v2", salt, content))
        proof = tuple(hashed(value, "preuve du reçu") for name, value in fields[1:] if name == "preuve")
        return cls(int(said["ligne"]), leaf, proof, Point.read(note.strip() + "\n", "le point du reçu"))


def rows(file: BinaryIO) -> Iterator[tuple[str, Data]]:
    number = 0
    while line := file.readline(LONGEST + 1):
        number += 1
        where = f"ligne {number}"
        need(len(line) <= LONGEST, f"{where} : trop longue, ce n’est pas un journal.")
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            whole_line = line.endswith(b"\n")
            raise Unreadable(
                f"{where} : {'ce n’est pas du JSON' if whole_line else 'le fichier est coupé'}."
            ) from None
        need(isinstance(value, dict), f"{where} : on attend un objet JSON.")
        yield where, value
