"""A telling beside the words of today: what the page and the files read, in the order in which they read it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from forum.opinion_map.rules import DECIDING
from forum.opinion_map.telling.drawing import Drawing, draw
from forum.opinion_map.telling.rules import ALLY, Common, Group, Says, Told
from forum.opinion_map.telling.shares import DIVIDES, FEW, UNITES, UNKNOWN, Share, Stand, consensus

LETTERS = "ABCDE"


class Phrase(Protocol):
    """A statement as it may be read today; nothing is said of a hidden one."""

    @property
    def ref(self) -> str: ...
    @property
    def words(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def hidden(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Line:
    """A statement and what each college made of it; allies last, and apart."""

    number: int
    phrase: Phrase
    stand: Stand
    shares: dict[str, Share]

    @property
    def percent(self) -> int | None:
        """What the deciding colleges have in common, on the side they take together; None where one is not told."""
        told = [self.shares[college] for college in DECIDING if college in self.shares]
        return consensus(told, self.stand.agree) if len(told) == len(DECIDING) else None


@dataclass(frozen=True, slots=True)
class Named:
    """A group, its letter, and what it says by lines of the same page."""

    letter: str
    group: Group
    says: tuple[tuple[Line, Says], ...]


@dataclass(frozen=True, slots=True)
class View:
    lines: tuple[Line, ...]
    groups: tuple[Named, ...]
    common: tuple[tuple[Line, Common], ...]
    drawing: Drawing

    def of(self, kind: str) -> list[Line]:
        return [line for line in self.lines if line.stand.kind == kind]

    @property
    def colleges(self) -> list[str]:
        """Whose figures there are: the deciding ones always, allies and answers from elsewhere when they are told."""
        told = {name for line in self.lines for name in line.shares}
        return [*DECIDING, *(name for name in (ALLY, "") if name in told)]


def view(told: Told, phrases: Sequence[Phrase]) -> View:
    """What unites first, and the most shared of it; then what divides; then what is not known."""
    lines = _lines(told, phrases)
    groups = tuple(
        Named(letter, group, tuple((lines[one.column], one) for one in group.says if one.column in lines))
        for letter, group in zip(LETTERS, told.opinions.groups, strict=False)
    )
    common = tuple((lines[one.column], one) for one in told.opinions.common if one.column in lines)
    return View(
        tuple(sorted(lines.values(), key=lambda line: line.number)),
        groups,
        common,
        draw(told.opinions, told.k),
    )


def _lines(told: Told, phrases: Sequence[Phrase]) -> dict[int, Line]:
    stands = told.stands
    shares = [*told.shares, *({} for _ in phrases[len(told.shares) :])]
    found = {
        column: (stands[column] if column < len(stands) else Stand(UNKNOWN, why=FEW, lacking=DECIDING))
        for column, phrase in enumerate(phrases)
        if phrase.words and not phrase.hidden
    }
    order = sorted(found, key=lambda column: (*_rank(found[column], shares[column]), column))
    return {
        column: Line(number, phrases[column], found[column], shares[column])
        for number, column in enumerate(order, 1)
    }


def _rank(stand: Stand, shares: Mapping[str, Share]) -> tuple[int, int]:
    told = [shares[college] for college in DECIDING if college in shares]
    if stand.kind == UNITES:
        return 0, -consensus(told, stand.agree)
    if stand.kind == DIVIDES:
        return 1, -abs(told[0].agree - told[1].agree)
    return (3, 0) if stand.why == FEW else (2, -consensus(told))
