"""The figure of the groups, from nothing but what is told: discs in which each sign stands for k persons or more. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, hypot, pi, sin, sqrt

from forum.opinion_map.rules import DECIDING
from forum.opinion_map.telling.rules import Group, Opinions

WIDTH, EDGE = 360, 4
LOWEST, HIGHEST = 150, 340
REACH = 130  # from the middle to the farthest centre
MOST_SIGNS = 40
LARGEST = 1.8
STEPS = (1, 2, 5)
ROOM, HALF, LETTER = 8.5, 4.0, 3  # between signs; half of one; how many of them the letter takes the place of
TURN = pi * (3 - sqrt(5))  # signs are laid as the seeds of a sunflower
ROUNDS = 60


@dataclass(frozen=True, slots=True)
class Sign:
    """`college` is empty where it is not told, or not known."""

    x: int
    y: int
    college: str


@dataclass(frozen=True, slots=True)
class Disc:
    x: int
    y: int
    radius: int
    signs: tuple[Sign, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """One disc for each group, in their order; a sign stands for about `unit` persons, and is twice `half` wide."""

    height: int
    unit: int
    half: int
    discs: tuple[Disc, ...]

    @property
    def colleges(self) -> list[str]:
        """Those that have a sign, the unknown last."""
        drawn = {sign.college for disc in self.discs for sign in disc.signs}
        return [name for name in (*DECIDING, "") if name in drawn]


def draw(opinions: Opinions, k: int) -> Drawing:
    sizes = [group.size or sum(n or 0 for n in group.colleges.values()) for group in opinions.groups]
    unit = _unit(sum(sizes), k)
    signs = [_signs(group, unit) for group in opinions.groups]
    larger = min(max(sqrt(MOST_SIGNS / max(sum(map(len, signs)), 1)), 1), LARGEST)
    room = ROOM * larger
    radii = [room * (sqrt(len(one) + LETTER) + 0.8) for one in signs]
    places, height = _laid(opinions.centres, radii)
    discs = zip(places, radii, signs, strict=True)
    drawn = tuple(_disc(x, y, radius, names, room) for (x, y), radius, names in discs)
    return Drawing(height, unit, round(HALF * larger), drawn)


def _unit(people: int, k: int) -> int:
    tens = 1
    while True:
        for step in STEPS:
            if people <= MOST_SIGNS * k * step * tens:
                return k * step * tens
        tens *= 10


def _signs(group: Group, unit: int) -> list[str]:
    """The nearest number of signs, one at least for whoever is told; what is left of the size is of no told college."""
    found = [name for name, n in group.colleges.items() if n for _ in range(_times(n, unit))]
    rest = _times(group.size, unit) - len(found) if group.size else 0
    hidden = any(n is None for n in group.colleges.values())
    return found + [""] * (max(rest, 0) if hidden else 0)


def _times(n: int, unit: int) -> int:
    return max((2 * n + unit) // (2 * unit), 1)


def _laid(
    centres: Sequence[tuple[int, int]], radii: Sequence[float]
) -> tuple[list[tuple[float, float]], int]:
    """As far from one another as their answers are, on one scale for both axes; then apart until none hides another."""
    wide = max((abs(x) for x, _ in centres), default=0) or 1
    most = max(radii, default=0)
    scale = max(min(WIDTH / 2 - EDGE - most, REACH), 1) / wide
    points = [(scale * x, -scale * y) for x, y in centres]
    for _ in range(ROUNDS):
        points = _apart(points, radii)
    top = min((y - r for (_, y), r in zip(points, radii, strict=True)), default=0)
    low = max((y + r for (_, y), r in zip(points, radii, strict=True)), default=0)
    height = round(min(max(low - top + 2 * EDGE, LOWEST), HIGHEST))
    held = [
        (_within(x + WIDTH / 2, r, WIDTH), _within(y - (top + low - height) / 2, r, height))
        for (x, y), r in zip(points, radii, strict=True)
    ]
    return held, height


def _within(at: float, radius: float, room: float) -> float:
    return min(max(at, radius + EDGE), room - radius - EDGE)


def _apart(points: list[tuple[float, float]], radii: Sequence[float]) -> list[tuple[float, float]]:
    moved = [list(point) for point in points]
    for i, j in _pairs(len(points)):
        x, y = points[j][0] - points[i][0], points[j][1] - points[i][1]
        far = hypot(x, y)
        lacking = radii[i] + radii[j] + EDGE - far
        if lacking > 0:
            across, down = (x / far, y / far) if far > 1e-6 else (0.0, 1.0)
            for who, way in ((i, -0.5), (j, 0.5)):
                moved[who][0] += way * lacking * across
                moved[who][1] += way * lacking * down
    room = WIDTH / 2 - EDGE
    return [(min(max(x, r - room), room - r), y) for (x, y), r in zip(moved, radii, strict=True)]


def _pairs(n: int) -> Iterator[tuple[int, int]]:
    return ((i, j) for j in range(n) for i in range(j))


def _disc(x: float, y: float, radius: float, names: Sequence[str], room: float) -> Disc:
    signs = []
    for place, name in enumerate(names, LETTER):
        far, turn = room * sqrt(place), place * TURN
        signs.append(Sign(round(x + far * cos(turn)), round(y + far * sin(turn)), name))
    return Disc(round(x), round(y), round(radius), tuple(signs))
