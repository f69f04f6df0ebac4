"""What a backup lies in: gzip in age (or gzip alone), written and read piece by piece, never held whole.

age seals its file in pieces of 64 KiB, each authenticated and the last one marked: a piece changed, taken out or
missing at the end is refused. A reader gets pieces before it knows the end, so whoever must be sure reads twice.
"""

import io
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import IO, Any

import pyrage

GZIP = b"\x1f\x8b"
PIECE = 1 << 16
_BOTH = 31  # zlib's number for gzip, header and sum included
Take = Callable[[bytes], object]


class BackupError(Exception):
    """One clear line for the host."""


def damaged() -> BackupError:
    return BackupError("ce fichier est abîmé.")


def compressed(lines: Iterable[bytes]) -> Iterator[bytes]:
    squeeze = zlib.compressobj(wbits=_BOTH)
    for line in lines:
        if piece := squeeze.compress(line):
            yield piece
    yield squeeze.flush()


class _Drawn(io.RawIOBase):
    """A file whose bytes are made as they are asked for. `fault`: what went wrong meanwhile, which age would rename."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces, self.left = pieces, b""
        self.fault: BaseException | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, room: Any) -> int:
        try:
            while not self.left and (piece := next(self.pieces, None)) is not None:
                self.left = piece
        except BaseException as error:  # kept as it is: age would tell it as one of its own
            self.fault = error
            raise
        given, self.left = self.left[: len(room)], self.left[len(room) :]
        room[: len(given)] = given
        return len(given)


class _Poured(io.RawIOBase):
    """A file that hands on what is written in it. `fault` as above."""

    def __init__(self, take: Take) -> None:
        self.take = take
        self.fault: BaseException | None = None

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        try:
            if self.fault is None:  # age tries once more to write what was refused
                self.take(bytes(data))
        except BaseException as error:  # kept as it is: age would tell it as one of its own
            self.fault = error
            raise
        return len(data)


def to_recipient(text: str) -> Any:
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError:
        raise BackupError("FORUM_BACKUP_RECIPIENT n’est pas une clé publique age (age1…).") from None


def seal(pieces: Iterator[bytes], recipient: str, out: IO[bytes]) -> None:
    to, drawn, poured = to_recipient(recipient), _Drawn(pieces), _Poured(out.write)
    try:
        pyrage.encrypt_io(io.BufferedReader(drawn, PIECE), poured, [to])
    except Exception as error:  # of age's own kinds, or ours under its name
        raise drawn.fault or poured.fault or error from None


def lines(file: IO[bytes], identity: str, take: Take) -> None:
    """Every line of a backup, in order; BackupError at whatever is not as it was written, the end included."""
    file.seek(0)
    sealed = file.read(len(GZIP)) != GZIP
    file.seek(0)
    parted = _Parted(take)
    if sealed:
        _unseal(file, identity, parted)
    else:
        for piece in iter(lambda: file.read(PIECE), b""):
            parted.feed(piece)
    parted.end()


def _unseal(file: IO[bytes], identity: str, parted: "_Parted") -> None:
    key, poured = _identity(identity), _Poured(parted.feed)
    try:
        pyrage.decrypt_io(file, poured, [key])
    except Exception as error:  # a wrong key, a changed piece and a cut file come under several kinds
        if poured.fault is not None:
            raise poured.fault from None
        kind = type(error).__name__
        raise BackupError(
            f"cette clé n’ouvre pas cette sauvegarde, ou le fichier est abîmé ({kind})."
        ) from None


def _identity(text: str) -> Any:
    if not text:
        raise BackupError(
            "cette sauvegarde est chiffrée : donnez le fichier de la clé privée avec --identity."
        )
    key = next((line.strip() for line in text.splitlines() if line.startswith("AGE-SECRET-KEY-")), "")
    try:
        return pyrage.x25519.Identity.from_str(key)
    except pyrage.IdentityError:
        raise BackupError("ce fichier de clé ne contient pas de clé privée age (AGE-SECRET-KEY-…).") from None


class _Parted:
    """From compressed pieces to lines."""

    def __init__(self, take: Take) -> None:
        self.take, self.left, self.swell = take, [b""], zlib.decompressobj(wbits=_BOTH)

    def feed(self, piece: bytes) -> None:
        if self.swell.eof:
            raise damaged()
        try:
            full = True
            while full and not self.swell.eof:  # what fills the room may have more behind it
                said = self.swell.decompress(piece, PIECE)
                full, piece = len(said) == PIECE, self.swell.unconsumed_tail
                self._part(said)
        except zlib.error:
            raise damaged() from None
        if self.swell.unused_data:
            raise damaged()

    def _part(self, said: bytes) -> None:
        first, *others = said.split(b"\n")
        self.left.append(first)
        for other in others:
            self.take(b"".join(self.left))
            self.left = [other]

    def end(self) -> None:
        if not self.swell.eof or b"".join(self.left):
            raise damaged()
