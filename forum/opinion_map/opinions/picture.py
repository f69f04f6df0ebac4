"""What the figure holds: areas of groups, discs of at least k persons, middles of colleges. No person has a point. Pure."""

import numpy as np

from forum.opinion_map.opinions.votes import NOBODY, Floats, Ints
from forum.opinion_map.rules import DECIDING
from forum.opinion_map.telling.rules import Area, Cell, Picture

WIDTH, MARGIN = 360, 12
LOWEST, HIGHEST = 180, 300
REACH = 2.6  # standard deviations from the middle to the edge; whoever stands farther is drawn at the edge
SPREAD, THIN = 1.5, 22  # an area holds most of a group, and has room for its letter
MESHES = (14, 12, 10, 8, 7, 6, 5, 4, 3)
MOST = (
    0.75  # of the people placed, how many the discs must stand for, where a mesh is fine enough to be drawn
)
LEVELS = (3, 10)


def picture(places: Floats, labels: Ints, colleges: Ints, k: int) -> Picture:
    """Of those who are in a group; `colleges` are numbers, the deciding ones first."""
    held = labels != NOBODY
    points, height = _on_sheet(places[held])
    labels, colleges = labels[held], colleges[held]
    areas = tuple(_area(points[labels == g], height) for g in range(int(labels.max()) + 1))
    middles = {
        name: _rounded(points[colleges == line].mean(axis=0))
        for line, name in enumerate(DECIDING)
        if (colleges == line).sum() >= k
    }
    return Picture(height, areas, _cells(points, k), middles)


def _on_sheet(points: Floats) -> tuple[Floats, int]:
    """One scale for both axes, the first across."""
    points = points - points.mean(axis=0)
    wide, high = np.maximum(REACH * points.std(axis=0), 1e-9)
    room = WIDTH / 2 - MARGIN
    height = round(float(np.clip(2 * (room * high / wide + MARGIN), LOWEST, HIGHEST)))
    scale = min(room / wide, (height / 2 - MARGIN) / high)
    sheet = points * (scale, -scale) + (WIDTH / 2, height / 2)
    return np.asarray(np.clip(sheet, MARGIN, (WIDTH - MARGIN, height - MARGIN)), dtype=np.float64), height


def _rounded(point: Floats) -> tuple[int, int]:
    return round(float(point[0])), round(float(point[1]))


def _area(points: Floats, height: int) -> Area:
    values, turns = np.linalg.eigh(np.cov(points.T))
    high, wide = np.maximum(SPREAD * np.sqrt(np.maximum(values, 0.0)), THIN)
    turn = np.degrees(np.arctan2(turns[1, 1], turns[0, 1]))
    x, y = points.mean(axis=0).clip((THIN, THIN), (WIDTH - THIN, height - THIN))
    return Area(round(x), round(y), round(wide), round(high), round((float(turn) + 90) % 180 - 90))


def _cells(points: Floats, k: int) -> tuple[Cell, ...]:
    """The finest mesh whose cells of k persons hold most of them; the others are not drawn at all."""
    for across in MESHES:
        side = WIDTH / across
        x, y = (points // side).astype(np.int64).T
        key, counts = np.unique(y * across + x, return_counts=True)
        told = counts >= k
        if counts[told].sum() >= MOST * len(points) or across == MESHES[-1]:
            break
    return tuple(_cell(int(one), int(n), across, k) for one, n in zip(key[told], counts[told], strict=True))


def _cell(key: int, count: int, across: int, k: int) -> Cell:
    y, x = divmod(key, across)
    side = WIDTH / across
    level = 1 + sum(count >= times * k for times in LEVELS)
    return Cell(round((x + 0.5) * side), round((y + 0.5) * side), level)
