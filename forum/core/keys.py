"""Key files beside the database, never in it: pepper, form, mail, journal and one key a petition (PSEUDONYMITY.md)."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

NAMES = ("pepper", "forms", "staff", "mail", "journal")
LATER = ("journal",)  # sheets that were printed before hold none of it


class DamagedKey(Exception):
    """One clear line for the host."""


@contextmanager
def held(folder: Path, *, alone: bool = False) -> Iterator[None]:
    """While a process works with the keys; `alone`: while they change, and no other process may.

    A lock on the folder itself: it goes with the process, however that ends. DamagedKey, with what to do, if it cannot be.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise DamagedKey(_AT_WORK if alone else _CHANGING) from None
    finally:
        os.close(handle)


_AT_WORK = (
    "le forum travaille avec ces clés (forum serve, forum worker ou une autre commande) : arrêtez-le d’abord"
)
_CHANGING = "les clés de ce forum sont en train d’être changées : recommencez quand ce sera fait"


@dataclass(frozen=True)
class Keys:
    """32 bytes each; the repr shows none."""

    folder: Path
    pepper: bytes = field(repr=False)
    forms: bytes = field(repr=False)
    staff: bytes = field(repr=False)
    mail: bytes = field(repr=False)
    journal: bytes = field(repr=False)  # the private half that signs the petitions' logs (Ed25519)

    # Name → (its file, when that was written, the key).
    _standing: dict[str, tuple[str, int, bytes]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def petition(self, ref: str) -> bytes:
        """`k_petition`: turns an e-mail into a nullifier; made at first use, destroyed at closing.

        Kept in memory as long as its file stands: another process may have destroyed it.
        """
        return self._while_it_stands(f"petition-{ref}")

    @property
    def suivi(self) -> bytes:
        """Seals the addresses of those who are told what follows. Made at first use; on no sheet of paper, in no backup:
        lost, nobody is told any more, and nobody can be named either."""
        return self._while_it_stands("suivi")

    @property
    def paper(self) -> bytes:
        """Compares two keyings of a sheet of signatures. Made at first use; on no sheet of paper, in no backup: lost,
        the sheets that wait are settled line by line."""
        return self._while_it_stands("paper")

    def _while_it_stands(self, name: str) -> bytes:
        """Asked several times at each signature: its path is put together once."""
        known = self._standing.get(name)
        if known is not None and known[1] == _written(known[0]):
            return known[2]
        path = self.folder / f"{name}.key"
        key = read_or_make(path)
        self._standing[name] = (str(path), _written(path), key)
        return key

    def forget_petition(self, ref: str) -> None:
        self._standing.pop(f"petition-{ref}", None)
        (self.folder / f"petition-{ref}.key").unlink(missing_ok=True)


def _written(path: str | Path) -> int:
    """When the file was last written; 0 if there is none."""
    try:
        return os.stat(path).st_mtime_ns  # noqa: PTH116  # a path that was put together before
    except FileNotFoundError:
        return 0


def load(folder: Path) -> Keys:
    """Read the instance's keys, making those that do not exist yet (mode 600 in a folder of mode 700)."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if waiting(folder):
        raise DamagedKey("un changement de clés a été interrompu : relancez forum keys rotate")
    return Keys(folder, *(read_or_make(folder / f"{name}.key") for name in NAMES))


def waiting(folder: Path) -> list[str]:
    """The keys whose successor has not taken their name yet."""
    return sorted(path.stem for path in folder.glob("*.next"))


def successor(folder: Path, name: str) -> bytes:
    """The key that will take the place of `name`: a file beside it, the same until it does."""
    return read_or_make(folder / f"{name}.next")


def succeed(folder: Path, name: str) -> None:
    """In one step, durable before we say so: there is always one whole key of that name."""
    (folder / f"{name}.next").replace(folder / f"{name}.key")
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_or_make(path: Path) -> bytes:
    if not path.exists():
        _make(path)
    return read(path)


def read(path: Path) -> bytes:
    """32 bytes, or DamagedKey: half a key would be another key, and every carnet would be lost in silence."""
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:
        key = b""
    if len(key) != 32:
        raise DamagedKey(f"le fichier de clé {path} est abîmé : écartez-le, puis lancez forum keys restore")
    return key


def _make(path: Path) -> None:
    """Written apart, then given its name if nobody has: two processes that start together agree on one whole key."""
    partial = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_bytes(32).hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(partial, path)
    finally:
        partial.unlink()
