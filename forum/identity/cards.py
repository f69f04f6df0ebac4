"""A paper card that becomes a carnet: its code, and four words that whoever printed it never saw. Pure.

The words are drawn until a peppered hash of code and words begins with seven zero bits. So 127 slips of 128 are refused
before Argon2, and 44.5 of the 51.5 bits of four words remain to be guessed by somebody who kept the code, one try at a
time, here. The code alone opens nothing, nor do the words alone.
"""

import hmac
from collections.abc import Callable, Sequence
from hashlib import sha256

from forum.core.i18n import _
from forum.identity.codes import CodeError, checked, half, shown, split
from forum.identity.words import (
    Phrase,
    PhraseError,
    all_listed,
    canonical,
    check,
    fold,
    given_words,
    listed_words,
    memorised,
    normalise,
)

LABEL = b"card|words|v1"
CARD = "carte|"  # no word of the list is followed by a bar
WORDS = 4
ZEROS = 7


def _holds(code: str, words: Sequence[str], pepper: bytes) -> bool:
    message = b"|".join((LABEL, code.encode(), " ".join(map(fold, words)).encode()))
    return hmac.new(pepper, message, sha256).digest()[0] >> (8 - ZEROS) == 0


def draw_words(choose: Callable[[int], int], code: str, pepper: bytes) -> list[str]:
    """Four words that go with this code, and only with it: some 128 draws of a few microseconds."""
    words = given_words()
    while True:
        drawn = [words[choose(len(words))] for _position in range(WORDS)]
        if _holds(code, drawn, pepper):
            return drawn


def read(typed: str, pepper: bytes) -> tuple[Phrase, str]:
    """What was typed in the one field of the door: (phrase, code of the card or ""), or PhraseError naming what is wrong."""
    signs, rest = ("", typed) if all_listed(typed) else split(typed[:400])
    if signs:
        return _card(signs, rest, pepper), signs
    if half(typed):
        raise PhraseError(
            _(
                "Le code de la carte n’est pas entier : 15 signes, en trois groupes de cinq. Puis ses quatre mots."
            )
        )
    if len(normalise(typed[:400])) in (WORDS, WORDS + 1):
        _without_code(typed)
    return check(typed, pepper), ""


def _without_code(typed: str) -> None:
    """A card's words and no code: said as it is, once its words are right."""
    found = len(normalise(typed))
    listed_words(typed, WORDS)
    raise PhraseError(
        _(
            "Il manque le code de la carte : tapez-le d’abord, puis ses quatre mots. "
            "Si votre carnet n’est pas une carte, il a huit mots : j’en compte {found}."
        ).format(found=found)
    )


def _card(signs: str, typed: str, pepper: bytes) -> Phrase:
    """As for eight words, what follows the fourth is the memorised word: any opens a valid, perhaps empty, carnet."""
    try:
        code = checked(signs)
    except CodeError as error:
        raise PhraseError(str(error)) from None
    if not typed.strip(" .,;-\r\n\t"):
        raise PhraseError(
            _("Le code seul n’ouvre rien : écrivez après lui les quatre mots notés sur la carte.")
        )
    words = listed_words(typed, WORDS)
    if not _holds(code, words, pepper):
        raise PhraseError(
            _("Ces quatre mots ne vont pas avec ce code : vérifiez leur ordre, chacun d’eux, et le code.")
        )
    ending, begun = memorised(typed, WORDS), f"{CARD}{code.lower()}|"
    return Phrase(begun + canonical(filter(None, [*words, ending])), begun + canonical(words), ending)


def written(code: str, words: Sequence[str]) -> str:
    """As the card will read: the code, then its words."""
    return " ".join((shown(code), *words))
