"""Where each thing stands on the map of causes. Pure: nothing is read here, nothing is drawn.

Three columns: what people live, what produces it, what would change it. Within its column a node stands at the height of
what it is tied to (the barycentre heuristic of layered drawings: Sugiyama, Tagawa, Toda, 1981), so that few lines cross.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

STEP = 30
LEFT, MIDDLE, RIGHT = 40, 180, 320
SIDES = ("grievance", "demand")
MOST = 12


@dataclass(frozen=True)
class Leaning:
    """A grievance or a demand that names a mechanism."""

    ref: str
    title: str
    college: str


@dataclass(frozen=True)
class Cause:
    """A mechanism, how many visible grievances name it by their author's college, and some of what leans on it.

    `more` says how many grievances and demands there are beyond those given.
    """

    ref: str
    title: str
    named: dict[str, int]
    grievances: tuple[Leaning, ...] = ()
    demands: tuple[Leaning, ...] = ()
    more: tuple[int, int] = (0, 0)

    @property
    def total(self) -> int:
        return sum(self.named.values())


@dataclass(frozen=True)
class Node:
    """What is drawn: a label that the list repeats, and a place. `size` is a radius; `alone`: no demand answers it."""

    label: str
    x: int
    y: int
    size: int = 9
    alone: bool = False


@dataclass(frozen=True)
class Drawing:
    """All that the figure holds; a line goes from (x1, y1) to (x2, y2)."""

    nodes: tuple[Node, ...]
    lines: tuple[tuple[int, int, int, int], ...]
    height: int


@dataclass(frozen=True)
class Labels:
    """What each thing is called on the map: A… for mechanisms, 1… for grievances, then R1… for demands."""

    causes: dict[str, str]
    grievances: dict[str, str]
    demands: dict[str, str]


def labels(causes: Sequence[Cause]) -> Labels:
    """A text that two mechanisms share has one label, and is drawn once."""
    sides = [dict.fromkeys(item.ref for cause in causes for item in side(cause)) for side in _BOTH]
    return Labels(
        {cause.ref: ascii_uppercase[at] for at, cause in enumerate(causes[:MOST])},
        {ref: str(at) for at, ref in enumerate(sides[0], 1)},
        {ref: f"R{at}" for at, ref in enumerate(sides[1], 1)},
    )


_BOTH: tuple[Callable[[Cause], tuple[Leaning, ...]], ...] = (
    lambda cause: cause.grievances,
    lambda cause: cause.demands,
)


def draw(causes: Sequence[Cause], college: str = "") -> Drawing:
    """The figure of these mechanisms, at most twelve; its width is 360. With `college`, circles are of its own count."""
    causes = causes[:MOST]
    called = labels(causes)
    tallest = max(len(called.causes), len(called.grievances), len(called.demands))
    height = STEP * tallest
    middle = _spread([cause.ref for cause in causes], height)
    left = _beside(causes, _BOTH[0], middle, height)
    right = _beside(causes, _BOTH[1], middle, height)
    weights = {c.ref: c.named.get(college, 0) if college else c.total for c in causes}
    most = max(weights.values(), default=1) or 1
    nodes = [
        *(Node(called.grievances[ref], LEFT, y) for ref, y in left.items()),
        *(
            Node(called.causes[c.ref], MIDDLE, middle[c.ref], 9 + 5 * weights[c.ref] // most, not c.demands)
            for c in causes
        ),
        *(Node(called.demands[ref], RIGHT, y, 12) for ref, y in right.items()),
    ]
    lines = [
        *((LEFT, left[item.ref], MIDDLE, middle[c.ref]) for c in causes for item in c.grievances),
        *((MIDDLE, middle[c.ref], RIGHT, right[item.ref]) for c in causes for item in c.demands),
    ]
    return Drawing(tuple(nodes), tuple(lines), height)


def _spread(refs: Sequence[str], height: int) -> dict[str, int]:
    """At equal distances from top to bottom, in this order."""
    return {ref: (2 * at + 1) * height // (2 * len(refs)) for at, ref in enumerate(refs)}


def _beside(
    causes: Sequence[Cause],
    side: Callable[[Cause], tuple[Leaning, ...]],
    middle: dict[str, int],
    height: int,
) -> dict[str, int]:
    ties: dict[str, list[int]] = {}
    for cause in causes:
        for item in side(cause):
            ties.setdefault(item.ref, []).append(middle[cause.ref])
    return _spread(sorted(ties, key=lambda ref: sum(ties[ref]) / len(ties[ref])), height)
