"""The phrase of a carnet: drawn, typed back, forgiven for its typos, refused when it is home-made.

Pure: no database, no clock, no chance of its own. Everything here happens before Argon2, so a wrong
word costs the server nothing and the person one second.
"""

import hmac
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from importlib.resources import files
from math import log2

from forum.core.i18n import _
from forum.core.letters import normal

LABEL = b"carnet|checksum|v1"
DICE_LIST = 7776  # below it seven words would carry less than the 90 bits promised to members
NAMED = 3  # how many words a slip may stand for, in one sentence
TYPED_MAX = 400  # whatever is longer is no phrase; bounds the work a hostile form can ask for
_SPLITTERS = str.maketrans({"\u200b": " "})  # a zero-width *space* parts words; its joiner kin do not
_WORD = re.compile(r"[^\W\d_]+")
_NUMBERING = re.compile(r"^\W*\d{1,2}\s*[.):]")


class PhraseError(ValueError):
    """Its text is for the person, who alone sees it: it may quote a typed word, never a whole phrase."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """What Argon2 receives. The repr is mute, because tracebacks and logs print reprs."""

    canonical: str = field(repr=False)
    given: str = field(repr=False, default="")  # without the memorised word
    ending: str = field(repr=False, default="")  # the memorised word


@cache
def all_words() -> tuple[str, ...]:
    text = files("forum.identity").joinpath("data", "mots.txt").read_text("utf-8")
    return tuple(text.split())


def __getattr__(name: str) -> tuple[str, ...]:
    """`WORDS` costs its 60 kB only to the process that first makes or checks a carnet."""
    if name == "WORDS":
        return all_words()
    raise AttributeError(name)


@cache
def retired_words() -> frozenset[str]:
    """Given no more, since they wound; recognised for ever, for the carnets that have one."""
    lines = files("forum.identity").joinpath("data", "retires.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def given_words() -> tuple[str, ...]:
    return tuple(word for word in all_words() if word not in retired_words())


def bits() -> float:
    """What a phrase is worth: words are drawn until their checksum word, too, is one that may be given."""
    given, known = len(given_words()), len(all_words())
    return drawn_words() * log2(given) + log2(given / known)


def drawn_words() -> int:
    """How many words carry the secret; the checksum word comes on top."""
    return 7 if len(all_words()) >= DICE_LIST else 8


def fold(word: str) -> str:
    """One form for all the ways a phone writes the same word: accents, capitals and ligatures gone."""
    compact = normal("NFKD", word).casefold().replace("œ", "oe").replace("æ", "ae")
    return "".join(c for c in normal("NFKD", compact) if not unicodedata.combining(c))


@cache
def _index() -> dict[str, int]:
    return {fold(word): position for position, word in enumerate(all_words())}


def _visible(typed: str) -> str:
    """Folded, and rid of what a copy and paste carries unseen: soft hyphens, joiners, marks of order."""
    spaced = typed.translate(_SPLITTERS)
    folded = fold("".join(c for c in spaced if unicodedata.category(c) != "Cf"))
    return "".join(" " if _numeral(c) else c for c in folded)


def _numeral(c: str) -> bool:
    """Neither a letter nor a digit (𑁒, 〇): no word has one, though Python counts it among a word's signs."""
    return c.isnumeric() and not c.isalpha() and not c.isdecimal()


def normalise(typed: str) -> list[str]:
    """The words of what was typed, folded; numbering, punctuation and blanks of every kind only separate."""
    return _WORD.findall(_visible(typed))


def memorised(typed: str, given: int = 0) -> str:
    """What follows the words given. Digits count here: a year is what many people will choose."""
    text = _visible(typed)
    ends = [match.end() for match in _WORD.finditer(text)][(given or drawn_words() + 1) - 1 :]
    tail = _NUMBERING.sub("", text[ends[0] :]) if ends else ""
    return "".join(c for c in tail if c.isalnum())


def alone(typed: str) -> str:
    """A memorised word that is typed by itself, once more."""
    return "".join(c for c in _visible(typed[:TYPED_MAX]) if c.isalnum())


def _checksum(secret: Iterable[str], pepper: bytes) -> str:
    """Peppered, so that nobody can make up a phrase elsewhere and have it accepted here."""
    message = LABEL + b"|" + " ".join(fold(word) for word in secret).encode()
    digest = hmac.new(pepper, message, sha256).digest()
    return all_words()[int.from_bytes(digest, "big") % len(all_words())]


def make_phrase(choose: Callable[[int], int], pepper: bytes) -> str:
    """`choose(n)` draws below n; production passes `secrets.randbelow`, dice and tests their own."""
    words = given_words()
    while True:
        secret = [words[choose(len(words))] for _position in range(drawn_words())]
        last = _checksum(secret, pepper)
        if last not in retired_words():
            return " ".join([*secret, last])


def _distance(left: str, right: str) -> int:
    """Letters to change, add, drop or swap with their neighbour: the four slips of a thumb."""
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(right, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _letters(word: str) -> int:
    return sum(1 << bit for bit in {ord(c) % 64 for c in word})


@cache
def _letters_of_all() -> tuple[tuple[str, int], ...]:
    return tuple((known, _letters(known)) for known in _index())


def _neighbours(word: str) -> Iterator[str]:
    """Two slips bring and take at most two letters: this spares 95 % of the distances (0.3 s otherwise)."""
    own = _letters(word)
    for known, theirs in _letters_of_all():
        if abs(len(known) - len(word)) <= 2 >= max((own & ~theirs).bit_count(), (theirs & ~own).bit_count()):
            yield known


def closest(word: str) -> list[str]:
    """The listed words that are as near as any, within two slips: three at most, those that begin alike first."""
    scored = sorted((_distance(word, known), known[:1] != word[:1], known) for known in _neighbours(word))
    fewest = min(scored[0][0], 2) if scored else 0
    near = [known for slips, _start, known in scored if slips == fewest]
    return [all_words()[_index()[known]] for known in near[:NAMED]]


def _unknown(position: int, word: str) -> PhraseError:
    said = _("Mot {position} inconnu : « {word} ».").format(position=position, word=word[:40])
    guesses = closest(word)
    asked = (
        "",
        _("Voulez-vous dire « {0} » ?"),
        _("Voulez-vous dire « {0} » ou « {1} » ?"),
        _("Voulez-vous dire « {0} », « {1} » ou « {2} » ?"),
    )
    return PhraseError(" ".join(filter(None, [said, asked[len(guesses)].format(*guesses)])))


def _miscount(found: int, wanted: int) -> PhraseError:
    if found == 0:
        return PhraseError(_("Écrivez les {wanted} mots de votre carnet.").format(wanted=wanted))
    if found == wanted - 1:
        text = _("Il manque un mot : j’en compte {found} sur {wanted}.")
    else:
        text = _("Il manque des mots : j’en compte {found} sur {wanted}.")
    return PhraseError(text.format(found=found, wanted=wanted))


def _listed(typed: Sequence[str]) -> Iterator[str]:
    for position, word in enumerate(typed, 1):
        if word not in _index():
            raise _unknown(position, word)
        yield all_words()[_index()[word]]


def canonical(words: Iterable[str]) -> str:
    return normal("NFKC", " ".join(words)).casefold()


def listed_words(typed: str, wanted: int) -> list[str]:
    """The first `wanted` words as the list spells them, or PhraseError: one that is not in it, or too few."""
    if len(typed) > TYPED_MAX:
        raise PhraseError(_("C’est trop long pour une phrase de carnet."))
    listed = list(_listed(normalise(typed)[:wanted]))
    if len(listed) < wanted:
        raise _miscount(len(listed), wanted)
    return listed


def all_listed(typed: str) -> bool:
    """Whether it begins with as many words of the list as a carnet has: nothing else can look like that."""
    found = normalise(typed[:TYPED_MAX])[: drawn_words() + 1]
    return len(found) == drawn_words() + 1 and all(word in _index() for word in found)


def check(typed: str, pepper: bytes) -> Phrase:
    """The phrase to derive keys from, or `PhraseError` naming the word to look at again.

    What follows the checksum word is the memorised word. It is folded like the rest but never looked up: any
    value opens a valid, perhaps empty, carnet, and that is what makes a found paper useless.
    """
    listed = listed_words(typed, drawn_words() + 1)
    secret, last = listed[:-1], listed[-1]
    if not hmac.compare_digest(_checksum(secret, pepper).encode(), last.encode()):
        raise PhraseError(_("Ces mots ne vont pas ensemble : vérifiez leur ordre, et chacun d’eux."))
    ending = memorised(typed)
    return Phrase(canonical(filter(None, [*listed, ending])), canonical(listed), ending)
