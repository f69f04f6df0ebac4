"""How many phrases one person may propose to a map, under which nullifiers, and what says the same thing already. Pure."""

from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256

from forum.texts.french import WORD, fold, stems

MOST_PROPOSED = 3  # by one person, to one map: as many as are discussed, and nobody fills the list alone
ALIKE = 0.6  # of the words that either says, so many are said by both
WITHIN, FEW = (
    0.85,
    3,
)  # or so many of the shorter one's are in the longer; of fewer words than that nothing is said


def scope(ref: str, number: int) -> str:
    """What a proposal is a nullifier of, under the label `voice`: words of one's own, that a moderator may read first."""
    return f"phrase{number}:{ref}"


def scope_of(key: str) -> str:
    """The scope of a map's reference and a number, as one key."""
    ref, _colon, number = key.partition(":")
    return scope(ref, int(number))


def numbers(secret: bytes) -> list[int]:
    """In which order this person takes their numbers: their own, or a second number would say that there was a first."""
    return sorted(range(1, MOST_PROPOSED + 1), key=lambda n: sha256(secret + bytes([n])).digest())


def free(order: Sequence[int], taken: Collection[int]) -> int | None:
    """The number to propose under; None when all are taken."""
    return next((number for number in order if number not in taken), None)


def form(phrase: str) -> str:
    """Its words alone: neither capitals, accents, signs nor blanks make another phrase."""
    return " ".join(WORD.findall(fold(phrase)))


def same_as(phrase: str, others: Iterable[str]) -> str:
    """The one of `others` that says it in the same words; "" if none does."""
    wanted = form(phrase)
    return next((other for other in others if form(other) == wanted), "")


def alike(phrase: str, others: Iterable[str], most: int = 3) -> list[str]:
    """Those that say nearly the same words, whatever their endings, the nearest first. « Ne… pas » counts for nothing
    here: whoever means the contrary can answer « pas d’accord »."""
    mine = _roots(phrase)
    near = [(_shared(mine, _roots(other)), other) for other in others]
    found = sorted((part, other) for part, other in near if part >= ALIKE)
    return [other for _part, other in reversed(found)][:most]


def _roots(phrase: str) -> set[str]:
    return {word[0] for word in stems(phrase)}


def _shared(one: set[str], other: set[str]) -> float:
    """Between nothing (0) and everything (1) of the words of both; of the shorter where the longer says it and more."""
    both, least = len(one & other), min(len(one), len(other))
    if not least:
        return 0.0
    within = both / least if least >= FEW else 0.0
    return max(both / len(one | other), within if within >= WITHIN else 0.0)
