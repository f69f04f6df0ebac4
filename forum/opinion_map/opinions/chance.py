"""Draws by a seed, so that a map can be drawn again. numpy's generators take as long to import as a small map to draw."""

from random import Random
from typing import Protocol

import numpy as np

from forum.opinion_map.opinions.votes import Floats


class Draws(Protocol):
    def random(self, size: int, /) -> Floats: ...


class Chance:
    def __init__(self, *seed: int) -> None:
        self._from = Random(repr(seed))  # noqa: S311  # the same for everybody who has the seed: that is what it is for

    def random(self, size: int, /) -> Floats:
        return np.asarray([self._from.random() for _ in range(size)], dtype=np.float64)

    def around_zero(self, rows: int, columns: int) -> Floats:
        return 2 * self.random(rows * columns).reshape(rows, columns) - 1
