"""How an address is known again without being kept: under `k_petition`, a file outside database and backups, destroyed
at the closing."""

from forum.core.crypto import keyed, mac
from forum.petitions.rules import same_name


def email_nul(k_petition: bytes, email: str) -> bytes:
    """Of an address: capitals and blanks do not make another. Nobody can test an address without the key."""
    return mac(k_petition, _address(email))


def places_of(k_petition: bytes, email: str, most: int) -> tuple[bytes, ...]:
    """The nullifiers of the names that one address may give, `most` of them; without the key nobody can join them.

    They are numbered and not made from the names: whoever took the key could else try names (decision 0013).
    """
    who = _address(email)
    more = keyed(k_petition, 32 * (most - 1), "places", who)
    return email_nul(k_petition, email), *(more[at : at + 32] for at in range(0, len(more), 32))


def name_tag(k_petition: bytes, email: str, name: str) -> str:
    """Eight bits of a name under its address: the same name is always the same, and one name in 256 looks like it."""
    return keyed(k_petition, 1, "name", _address(email), same_name(name)).hex()


def _address(email: str) -> str:
    return "".join(email.split()).casefold()
