"""From a passphrase to a key in memory (PSEUDONYMITY.md, "The carnet"). Nothing here touches the database."""

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from forum.core.crypto import hkdf, sha256
from forum.core.errors import Invalid
from forum.core.hooks import hooks
from forum.core.viewer import Viewer
from forum.http.house import House
from forum.identity.cards import CARD, draw_words, read
from forum.identity.words import Phrase, PhraseError, make_phrase


@dataclass(frozen=True)
class Arrival:
    """What a card gave at the door: a sentence for the next page, and where that page is."""

    said: str
    to: str


# A carnet was opened with the code of a card: filled by the room that knows what codes give.
# The last argument: whether the card is only now becoming this carnet.
WITH_CARD: list[Callable[[House, Viewer, str, bool], Awaitable[Arrival]]] = hooks("carnet.card")


def new_phrase(house: House) -> str:
    """Fresh words; the carnet they open exists as soon as they are typed back, and nowhere before."""
    return make_phrase(secrets.randbelow, house.keys.pepper)


def words_for(house: House, code: str) -> list[str]:
    """Fresh words for a card that is to become a carnet; nothing keeps them but the person."""
    return draw_words(secrets.randbelow, code, house.keys.pepper)


def recognise(house: House, typed: str) -> tuple[Phrase, str]:
    """(a phrase that opens a carnet, the code of its card or ""). A slip is named before Argon2: Invalid on `words`."""
    try:
        return read(typed, house.keys.pepper)
    except PhraseError as error:
        raise Invalid({"words": str(error)}) from None


async def open_carnet(house: House, phrase: Phrase, who: str = "") -> Viewer:
    """The carnet behind a phrase. Busy when too many are being opened, or too many by `who` (an address)."""
    salt = sha256(f"carnet|salt|v1|{house.instance}")[:16]
    root = await house.slow_hash(phrase.canonical.encode(), salt, who=who)
    card = phrase.canonical.startswith(CARD)
    return Viewer(key=hkdf(root, house.keys.pepper, b"carnet|K|v1"), card=card)
