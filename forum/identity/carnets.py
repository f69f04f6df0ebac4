"""From a passphrase to a key in memory (PSEUDONYMITY.md, "The carnet"). Nothing here touches the database."""

import secrets

from forum.core.crypto import hkdf, sha256
from forum.core.errors import Invalid
from forum.core.viewer import Viewer
from forum.http.house import House
from forum.identity.words import PhraseError, check, make_phrase


def new_phrase(house: House) -> str:
    """Fresh words; the carnet they open exists as soon as they are typed back, and nowhere before."""
    return make_phrase(secrets.randbelow, house.keys.pepper)


async def open_carnet(house: House, typed: str) -> Viewer:
    """The carnet behind a phrase. A typo is named before Argon2 runs: Invalid on field `words`."""
    try:
        phrase = check(typed, house.keys.pepper)
    except PhraseError as error:
        raise Invalid({"words": str(error)}) from None
    salt = sha256(f"carnet|salt|v1|{house.instance}")[:16]
    root = await house.slow_hash(phrase.canonical.encode(), salt)
    return Viewer(key=hkdf(root, house.keys.pepper, b"carnet|K|v1"))
