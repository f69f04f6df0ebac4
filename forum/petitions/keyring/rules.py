"""The organisers' key, as arithmetic: what a phrase locks, what a holder opens, what is read of a box. No database.

Each holder has a key pair (X25519) whose private half is locked under their phrase (Argon2id, then XSalsa20-Poly1305);
a petition's private key is sealed to each holder's public half. So another key can be given to somebody who is not there.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nacl.exceptions import CryptoError

from forum.core.crypto import lock, seal, unlock, unseal
from forum.core.errors import Invalid
from forum.core.i18n import _

HEAD = 21  # 4 bytes of KiB, 1 of passes, 16 of salt
Cost = tuple[int, int]
Lock = tuple[bytes, Cost]  # (salt, (memory in KiB, passes)): what Argon2id needs to be run again


def lock_private(private: bytes, key: bytes, salt: bytes, cost: Cost) -> bytes:
    """What Argon2id needs to be run again stands before the box: 4 bytes of KiB, 1 of passes, 16 of salt."""
    memory, passes = cost
    return memory.to_bytes(4, "big") + passes.to_bytes(1, "big") + salt + lock(key, private)


def lock_parameters(locked: bytes) -> Lock:
    """(salt, (memory KiB, passes)) of a locked private key."""
    return locked[5:HEAD], (int.from_bytes(locked[:4], "big"), locked[4])


@dataclass(frozen=True)
class Held:
    """What one organiser holds: `wraps` by key number, none if they wait for somebody to share the key with them."""

    id: int
    public: bytes
    locked: bytes
    wraps: Mapping[int, bytes]


@dataclass(frozen=True)
class Bunch:
    """A petition's keys as they stand: public halves by number (the highest is current), and who holds them."""

    petition_id: int
    publics: Mapping[int, bytes]
    holders: Sequence[Held]

    @property
    def number(self) -> int:
        return max(self.publics)

    @property
    def changing(self) -> bool:
        return len(self.publics) > 1

    def locks(self) -> list[Lock]:
        """What a phrase is to be tried under: mostly one, since whoever comes later takes the same salt."""
        return list(dict.fromkeys(lock_parameters(one.locked) for one in self.holders if one.wraps))


@dataclass(frozen=True)
class Opened:
    """What a phrase opened, in memory for one request: `privates` by key number, and the holder's own pair."""

    holder: Held
    own: bytes
    under: tuple[Lock, bytes]
    privates: Mapping[int, bytes]

    def __repr__(self) -> str:  # tracebacks print it
        return "Opened(…)"

    def relocked(self, own: bytes) -> bytes:
        """Another private half for the same holder, under the same phrase."""
        (salt, cost), key = self.under
        return lock_private(own, key, salt, cost)

    @property
    def direct(self) -> bool:
        """Whether the holder's own pair is the petition's, as it is until anything changes."""
        return not all(self.holder.wraps.values())


def opened(bunch: Bunch, keys: Mapping[Lock, bytes]) -> Opened:
    """Whose phrase it is, and what it opens; Invalid at `_passphrase` if it is nobody's. `keys`: Argon2id's results."""
    for one in bunch.holders:
        under = lock_parameters(one.locked)
        if not one.wraps or under not in keys:
            continue
        try:
            own = unlock(keys[under], one.locked[HEAD:])
        except CryptoError:
            continue
        privates = {number: unseal(own, box) if box else own for number, box in one.wraps.items()}
        return Opened(one, own, (under, keys[under]), privates)
    raise Invalid({"_passphrase": _("Cette phrase n’ouvre pas les noms de cette pétition.")})


def shared(privates: Mapping[int, bytes], public: bytes) -> dict[int, bytes]:
    """The same keys, sealed to another holder."""
    return {number: seal(public, private) for number, private in privates.items()}


# -- boxes ------------------------------------------------------------------


def _in_turn(privates: Mapping[int, bytes], number: int) -> Iterator[bytes]:
    """The key that a row names, then the others: whoever wrote a row may have known an older number."""
    yield from (private for at, private in sorted(privates.items(), key=lambda item: item[0] != number))


def plain(privates: Mapping[int, bytes], number: int, sealed: bytes) -> bytes | None:
    """What a box holds, or None if no key opens it: it is damaged, or the key was changed since."""
    for private in _in_turn(privates, number):
        try:
            return unseal(private, sealed)
        except (CryptoError, ValueError):
            continue
    return None


def person(privates: Mapping[int, bytes], number: int, sealed: bytes) -> dict[str, Any] | None:
    """What somebody gave: name, email, shown, and whatever later forms ask."""
    data = plain(privates, number, sealed)
    try:
        told = json.loads(data) if data is not None else None
    except ValueError:
        return None
    return told if isinstance(told, dict) else None
