"""The file of hashes that goes with a sheet of cards: written offline, read back by the server. Pure."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from forum.core.i18n import _
from forum.identity.codes import code_hash

HEAD = "porte-voix codes 1"
MOST = 2000
_COLLEGES = ("professional", "concerned", "ally")


class FileError(ValueError):
    """What is wrong with the file, in one sentence."""


@dataclass(frozen=True)
class Batch:
    """Which college of which collective, and the hashes, sorted: the order of a hash tells nothing of the cards'."""

    collective: str
    college: str
    hashes: tuple[bytes, ...]

    @property
    def digest(self) -> bytes:
        """Knows the batch again, whatever the order of its lines."""
        return sha256(b"|".join((self.collective.encode(), self.college.encode(), *self.hashes))).digest()


def batch_of(collective: str, college: str, codes: Iterable[str]) -> Batch:
    return Batch(collective, college, tuple(sorted(map(code_hash, codes))))


def written(batch: Batch) -> str:
    lines = (urlsafe_b64encode(mark).decode().rstrip("=") for mark in batch.hashes)
    return "\n".join([HEAD, f"{batch.collective} {batch.college} {len(batch.hashes)}", *lines, ""])


def read(text: str) -> Batch:
    """FileError when it is no such file, or not the whole of it: half the cards would be refused at the door."""
    head, about, *lines = [*filter(None, map(str.strip, text.replace("\ufeff", "").splitlines())), "", ""]
    parts = about.split()
    if head != HEAD or len(parts) != 3 or parts[1] not in _COLLEGES or not parts[2].isdecimal():
        raise FileError(
            _("Ce n’est pas un fichier d’empreintes : il commence par « {head} ».").format(head=HEAD)
        )
    hashes = tuple(sorted({_hash(line) for line in lines if line}))
    if len(hashes) != int(parts[2]):
        raise FileError(
            _("Le fichier n’est pas entier : {found} empreintes sur {wanted}.").format(
                found=len(hashes), wanted=parts[2]
            )
        )
    if not 1 <= len(hashes) <= MOST:
        raise FileError(_("Un fichier porte de 1 à {n} empreintes.").format(n=MOST))
    return Batch(parts[0], parts[1], hashes)


def _hash(line: str) -> bytes:
    try:
        mark = urlsafe_b64decode(line + "=")
    except ValueError:
        mark = b""
    if len(mark) != 32:
        raise FileError(_("Une ligne n’est pas une empreinte : le fichier a été modifié."))
    return mark
