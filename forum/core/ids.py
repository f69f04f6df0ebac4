"""Chance: random keys that tell no order, and references short enough for paper."""

import re
import secrets

ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"  # no 0/o, 1/l/i, u: read aloud and copied by hand
_DRAWN = re.compile(rf"(?=.*[a-z])(?=[a-z]*[2-9])(?:[{ALPHABET}]{{8}}|[{ALPHABET}]{{10}})(?:\.\d{{1,3}})?")


def new_id() -> int:
    """A random 63-bit primary key: it is SQLite's rowid, so an ordered one would tell who came first."""
    return secrets.randbits(63) or 1


def new_ref(length: int = 10) -> str:
    """A public reference (49 bits at 10 signs): unguessable enough to be unlisted, short enough to print."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def looks_drawn(text: str) -> bool:
    """Whether this has the shape of a reference of ours: eight or ten signs, a figure and a letter among them.

    Eight for a petition's code, ten for all else; a criterion's place may follow ("ref.2").
    """
    return _DRAWN.fullmatch(text) is not None


def ref_from(seed: bytes, length: int = 10) -> str:
    """A reference drawn from 32 secret bytes: the same act sent twice gets the same one."""
    number = int.from_bytes(seed, "big")
    signs = []
    for _ in range(length):
        number, rest = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[rest])
    return "".join(signs)


def new_token() -> str:
    """A secret for a link or a cookie: 256 bits, URL-safe."""
    return secrets.token_urlsafe(32)
