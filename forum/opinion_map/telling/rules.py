"""What is told of a map, and what is kept so that the next telling shows nobody. Plain JSON both ways. Pure.

Statements are known by their column, never by their words: moderation may hide words afterwards. `Told` is public, all of
it. `Kept` holds exact counts: it is stored beside, shown to nobody, and deleted with the answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import TYPE_CHECKING, Any, TypeVar

from forum.opinion_map.rules import DECIDING
from forum.opinion_map.telling.shares import Share, Stand, Tally, stand

if TYPE_CHECKING:
    from forum.opinion_map.telling.view import Phrase, View

VERSION = 1
ALLY = "ally"
STEADY = 80  # mean adjusted Rand index, in percent: under it the groups are said to be unsure
NOBODY, LACKING, FEW_PEOPLE, ALIKE, SMALL = "nobody", "lacking", "few", "alike", "small"
Json = dict[str, Any]
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Says:
    """A statement that sets a group apart: the side it takes, how it answered, and how all the others did."""

    column: int
    agree: bool
    here: Share
    elsewhere: Share | None


@dataclass(frozen=True, slots=True)
class Group:
    """People who answered alike. Numbers go down to a multiple of k; None is withheld, or could be worked out."""

    size: int | None
    colleges: dict[str, int | None]
    says: tuple[Says, ...]


@dataclass(frozen=True, slots=True)
class Common:
    """A statement on which all the groups take the same side."""

    column: int
    agree: bool
    percent: int


@dataclass(frozen=True, slots=True)
class Opinions:
    """The groups, or why there are none yet. `steadiness`: percent of what a hundred redraws had in common; `centres`:
    where the middle of each group is, in hundredths of the spread of all along the first axis."""

    waiting: str = ""
    groups: tuple[Group, ...] = ()
    common: tuple[Common, ...] = ()
    steadiness: int | None = None
    centres: tuple[tuple[int, int], ...] = ()

    @property
    def steady(self) -> bool:
        return self.steadiness is not None and self.steadiness >= STEADY


@dataclass(frozen=True, slots=True)
class Told:
    """`people`: by college, at least so many answered (None: fewer than k). `shares`: by column, then by college."""

    k: int
    people: dict[str, int | None] = field(default_factory=dict)
    shares: tuple[dict[str, Share], ...] = ()
    opinions: Opinions = field(default_factory=lambda: Opinions(NOBODY))
    version: int = VERSION

    @classmethod
    def nothing(cls, k: int) -> "Told":
        return cls(k)

    @property
    def lacking(self) -> tuple[str, ...]:
        """The deciding colleges in which too few have answered anything at all."""
        return tuple(college for college in DECIDING if not self.people.get(college))

    @property
    def enough(self) -> bool:
        return not self.lacking

    @property
    def without_colleges(self) -> bool:
        """Answers that came from elsewhere, with no college known."""
        return bool(self.people.get("")) and not any(self.people.get(college) for college in DECIDING)

    @property
    def stands(self) -> tuple[Stand, ...]:
        return tuple(stand(shares) for shares in self.shares)

    def view(self, phrases: "Sequence[Phrase]") -> "View":
        """Beside the words of today: for templates, which import nothing."""
        from forum.opinion_map.telling.view import view

        return view(self, phrases)

    def to_json(self) -> Json:
        return asdict(self)

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Told":
        shares = tuple({name: made(Share, one) for name, one in by.items()} for by in _known(raw)["shares"])
        return made(cls, raw, shares=shares, opinions=opinions_from(raw["opinions"]))


@dataclass(frozen=True, slots=True)
class Kept:
    """Exact counts as they were last told, by college and column; those of all together, by column, when the groups were
    last drawn (none in what was kept before they were: the groups are drawn again); those groups; and, of each statement,
    the counts of all together when groups were last told with it."""

    k: int
    tallies: dict[str, tuple[Tally, ...]]
    drawn: tuple[Tally, ...]
    opinions: Opinions
    said: tuple[Tally, ...] = ()
    version: int = VERSION

    def to_json(self) -> Json:
        return asdict(self)

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Kept":
        tallies = {
            name: tuple(made(Tally, one) for one in found) for name, found in _known(raw)["tallies"].items()
        }
        opinions = opinions_from(raw["opinions"])
        drawn, said = (tuple(made(Tally, one) for one in raw.get(name, ())) for name in ("drawn", "said"))
        return made(cls, raw, tallies=tallies, drawn=drawn, opinions=opinions, said=said)


def made(kind: type[Made], raw: Mapping[str, Any], **better: Any) -> Made:
    """A dataclass from what was stored: a key that came later is left aside."""
    names = {one.name for one in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: value for name, value in raw.items() if name in names} | better)


def _known(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    if raw.get("version") != VERSION:
        raise ValueError("a telling of another version")
    return raw


def opinions_from(raw: Mapping[str, Any]) -> Opinions:
    groups = tuple(made(Group, one, says=tuple(map(_says, one["says"]))) for one in raw["groups"])
    common = tuple(made(Common, one) for one in raw["common"])
    centres = tuple((int(x), int(y)) for x, y in raw["centres"])
    return made(Opinions, raw, groups=groups, common=common, centres=centres)


def _says(raw: Mapping[str, Any]) -> Says:
    elsewhere = raw["elsewhere"] and made(Share, raw["elsewhere"])
    return made(Says, raw, here=made(Share, raw["here"]), elsewhere=elsewhere)


def held(now: Sequence[Tally], before: Sequence[Tally], k: int, least: int) -> tuple[Tally, ...]:
    """Of each statement the counts that are told: the former ones stay until `least` more persons have answered it, or
    answer it otherwise; or two readings, one person apart, would show what that person answered."""
    return tuple(
        was if min(was.seen, one.seen) >= k and _apart(one, was) < least else one
        for one, was in zip(now, _padded(before, len(now)), strict=True)
    )


def moved(now: Sequence[Tally], before: Sequence[Tally], least: int) -> bool:
    """Whether at least so many different persons have answered, or changed an answer, since: as many as on the statement
    that moved most."""
    pairs = zip(now, _padded(before, len(now)), strict=True)
    return max((_apart(one, was) for one, was in pairs), default=0) >= least


def renewed(now: Sequence[Tally], before: Sequence[Tally], few: Sequence[bool]) -> tuple[Tally, ...]:
    """What the next groups are measured from: today's counts, but the former ones of what was left unsaid."""
    pairs = zip(now, _padded(before, len(now)), few, strict=True)
    return tuple(was if left else one for one, was, left in pairs)


def unsaid(now: Sequence[Tally], before: Sequence[Tally], least: int) -> list[bool]:
    """The statements of which new groups say nothing: fewer than `least` persons, but some, have answered them since groups
    were told with them. Groups move by several people as a whole, not on each statement."""
    pairs = zip(now, _padded(before, len(now)), strict=True)
    return [0 < _apart(one, was) < least for one, was in pairs]


def _padded(before: Sequence[Tally], columns: int) -> Sequence[Tally]:
    return [*before, *(Tally() for _ in range(columns - len(before)))]


def _apart(one: Tally, was: Tally) -> int:
    """So many different persons, at least, stand between two counts: whichever of them moved most."""
    agree, disagree, seen = one.agree - was.agree, one.disagree - was.disagree, one.seen - was.seen
    return max(map(abs, (agree, disagree, seen, seen - agree - disagree)))
