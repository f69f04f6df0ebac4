"""What may be asked, how an answer is read, and which phrase comes next. Pure, and without numpy: pages ask it."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence, Sized
from itertools import accumulate

AGREE, PASS, DISAGREE = 1, 0, -1
ANSWERS = {"agree": AGREE, "pass": PASS, "disagree": DISAGREE}
LEAST_PHRASES, MOST_PHRASES = 3, 100
MOST_SIGNS = 280
LEAST_KEPT, MOST_KEPT = 1, 365  # days that papers stay after the end
COMES, STAYS = "comes", "stays"
PLACED = 7  # answers that place a person among the groups (`opinions/votes.py`, ENOUGH), or all when they are fewer
LEAST = 5  # PSEUDONYMITY 7: nothing is told of fewer, whatever k the collective chose
DEMAND_STATES = ("draft", "ballot", "shared", "single")  # of the demands that may be asked about
_SPAN = 1 << 64


def scope(ref: str) -> str:
    """What a paper is a nullifier of, under the label `vote`."""
    return f"opinion:{ref}"


def phrases_of(text: str) -> list[str]:
    """One phrase a line; blanks at the ends, and lines without words, are nothing."""
    return [line for line in (" ".join(part.split()) for part in text.splitlines()) if line]


def too_long(phrases: Sequence[str]) -> list[int]:
    """The numbers of those that are, from 1."""
    return [number for number, phrase in enumerate(phrases, 1) if len(phrase) > MOST_SIGNS]


def twice(phrases: Sequence[str]) -> list[int]:
    """The numbers of those that were said before, whatever their capitals, from 1."""
    seen: set[str] = set()
    found = []
    for number, phrase in enumerate(phrases, 1):
        if phrase.casefold() in seen:
            found.append(number)
        seen.add(phrase.casefold())
    return found


def next_one(
    refs: Sequence[str], answered: Collection[str], weights: Mapping[str, float], chance: bytes
) -> str | None:
    """The phrase to ask, each with a chance in proportion to its weight: Polis' priority × what is owed to the college
    (`opinions/axes.py`, computed when the map is drawn). A phrase that was never drawn, and has no weight yet, weighs as the
    heaviest. None when all are answered.

    `chance`: 32 bytes that are this person's alone, and the same until they answer: a page asked again asks the same.
    """
    left = [ref for ref in refs if ref not in answered]
    if not left:
        return None
    most = max([weights[ref] for ref in left if ref in weights], default=1.0) or 1.0
    sums = list(accumulate(max(weights.get(ref, most), most * 1e-6) for ref in left))
    drawn = int.from_bytes(chance[:8], "big") / _SPAN * sums[-1]
    return next(ref for ref, upto in zip(left, [*sums[:-1], float("inf")], strict=True) if drawn < upto)


def kind(told: Sized, answers: Sized, phrases: int) -> str:
    """What letting this paper's new answers in would show: one person more among the groups (or fewer), or more of somebody
    who is there already, or who answered too little to be."""
    enough = max(min(PLACED, phrases), 1)
    return COMES if (len(told) < enough) != (len(answers) < enough) else STAYS


def admitted(fresh: Collection[tuple[str, str]], k: int) -> set[tuple[str, str]]:
    """(college, kind) of each paper with new answers → those that may enter the map: at least k people of one college at
    once, or the difference between two maps would be few people's answers, and one person's whole paper if they came
    alone. Who comes among the groups comes with k who do: nine who answered little would hide nobody there
    (bench/newcomer.py). All the others of that college then enter too."""
    counts = Counter(fresh)
    found = {one for one, people in counts.items() if people >= k}
    return found | {(college, STAYS) for college, comes in found if comes == COMES}
