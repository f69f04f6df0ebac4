"""A petition's key on three sheets of paper, any two of which give it back (Shamir, `core/shamir.py`). No database.

A share is 32 bytes: four lines of six words of the carnets' list, which can be read aloud. Five words say eight bytes
(the list has 7,776 words, and 7776**5 > 2**64); the sixth is made of these, of the petition, of its key's number, of the
sheet's number and of the line's, so that a slip is found where it is and a sheet of something else is known as such.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import product

from forum.core import shamir
from forum.core.crypto import key_pair, packed, sha256
from forum.core.i18n import _
from forum.identity.words import PhraseError, all_words, fold, listed_words, normalise, retired_words

COUNT, LEAST = 3, 2
LINES, PER_LINE, BYTES = 4, 6, 8
WORDS = LINES * PER_LINE
LABEL = "porte-voix/feuille-cle/1"
MOST_TYPED = 1200  # signs: 24 words, their numbers, and much room


@dataclass(frozen=True)
class Share:
    """One sheet, read: `sheet` is 1 to 3, `number` which of the petition's keys it is of."""

    sheet: int
    number: int
    data: bytes = field(repr=False)


def sheets(
    private: bytes, code: str, number: int, chance: Callable[[int], bytes]
) -> dict[int, list[list[str]]]:
    """{sheet: lines of words}. Drawn again until no word of the list that is given no more stands in them: some
    fifteen times, which tells whoever holds one sheet less than three bits of 256."""
    while True:
        found = {
            sheet: _lines(data, code, number, sheet)
            for sheet, data in shamir.split(private, COUNT, LEAST, chance).items()
        }
        if not any(word in retired_words() for lines in found.values() for line in lines for word in line):
            return found


def _lines(data: bytes, code: str, number: int, sheet: int) -> list[list[str]]:
    parts = [data[at : at + BYTES] for at in range(0, len(data), BYTES)]
    return [[*_words(part), _check(part, code, number, sheet, at)] for at, part in enumerate(parts, 1)]


def _words(part: bytes) -> list[str]:
    value, words = int.from_bytes(part, "big"), []
    for _place in range(PER_LINE - 1):
        value, rest = divmod(value, len(all_words()))
        words.append(all_words()[rest])
    return words[::-1]


def _check(part: bytes, code: str, number: int, sheet: int, line: int) -> str:
    digest = sha256(packed(LABEL, code, str(number), str(sheet), str(line), part))
    return all_words()[int.from_bytes(digest, "big") % len(all_words())]


# -- typed back -------------------------------------------------------------


def read(typed: str, code: str, numbers: Collection[int]) -> Share:
    """A sheet as it was typed, or PhraseError with the word or the line to look at again. `numbers`: the keys that live."""
    words = _listed(typed)
    lines = [words[at : at + PER_LINE] for at in range(0, WORDS, PER_LINE)]
    parts = [_bytes(line[:-1]) for line in lines]
    best: tuple[list[int], int, int] = ([0] * LINES, 0, 0)
    for number, sheet in product(sorted(numbers, reverse=True), range(1, COUNT + 1)):
        wrong = [
            at
            for at, (line, part) in enumerate(zip(lines, parts, strict=True), 1)
            if part is None or _check(part, code, number, sheet, at) != line[-1]
        ]
        if not wrong:
            return Share(sheet, number, b"".join(part or b"" for part in parts))
        if len(wrong) < len(best[0]):
            best = (wrong, number, sheet)
    raise PhraseError(_wrong(best[0]))


def _wrong(lines: Sequence[int]) -> str:
    if len(lines) == LINES:
        return _(
            "Aucune ligne ne convient : c’est la feuille d’une autre pétition, ou d’avant un changement de clé."
        )
    if len(lines) == 1:
        return _("La ligne {n} n’est pas juste : relisez ses six mots, et leur ordre.").format(n=lines[0])
    said = ", ".join(str(n) for n in lines)
    return _("Ces lignes ne sont pas justes : {n}. Relisez leurs mots, et leur ordre.").format(n=said)


def _listed(typed: str) -> list[str]:
    if not typed.strip():
        raise PhraseError(_("Écrivez les 24 mots de la feuille."))
    if len(typed) > MOST_TYPED:
        raise PhraseError(_("C’est trop long : une feuille a 24 mots."))
    found = normalise(typed)
    words = [word for at in range(0, len(found), PER_LINE) for word in _line(found[at : at + PER_LINE], at)]
    if len(words) != WORDS:
        raise PhraseError(_("J’en compte {n} : une feuille a 24 mots, six par ligne.").format(n=len(words)))
    return words


def _line(words: Sequence[str], before: int) -> list[str]:
    try:
        return listed_words(" ".join(words), len(words))
    except PhraseError as unknown:
        said = _("Ligne {n}. {said}").format(n=before // PER_LINE + 1, said=unknown)
        raise PhraseError(said) from None


def _bytes(words: Sequence[str]) -> bytes | None:
    """None for five words that no eight bytes give."""
    places = _places()
    value = 0
    for word in words:
        value = value * len(places) + places[fold(word)]
    return value.to_bytes(BYTES, "big") if value < 1 << (8 * BYTES) else None


@cache
def _places() -> Mapping[str, int]:
    return {fold(word): at for at, word in enumerate(all_words())}


def joined(one: Share, two: Share, publics: Mapping[int, bytes]) -> bytes:
    """The private key that two sheets give; PhraseError if they do not go together."""
    if one.number != two.number:
        raise PhraseError(
            _("Ces feuilles sont de deux clés : l’une a été imprimée avant un changement de clé.")
        )
    if one.sheet == two.sheet:
        raise PhraseError(
            _("C’est deux fois la feuille {n} : il en faut deux différentes.").format(n=one.sheet)
        )
    private = shamir.combine({one.sheet: one.data, two.sheet: two.data})
    if key_pair(private)[1] != publics[one.number]:
        raise PhraseError(_("Ces feuilles ne vont pas ensemble : elles viennent de deux impressions."))
    return private
