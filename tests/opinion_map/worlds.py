"""Made-up conversations, by a seed."""

import numpy as np

from forum.opinion_map.opinions.votes import Floats, Ints


def camps(people: int = 60, statements: int = 12, seen: float = 0.8, seed: int = 1) -> tuple[Floats, Ints]:
    """A table where two camps (the second is a third of it) answer in opposite ways but on the last three statements."""
    chance = np.random.default_rng(seed)
    camp = (np.arange(people) % 3 == 0).astype(np.int64)
    said = np.where(camp == 1, -1.0, 1.0)[:, None] * np.where(np.arange(statements) % 2 == 0, 1.0, -1.0)
    said[:, -3:] = 1.0
    table = np.where(chance.random(said.shape) < 0.85, said, chance.integers(-1, 2, said.shape))
    table[chance.random(said.shape) > seen] = np.nan
    return table, camp


def anything(people: int, statements: int, seed: int, seen: float = 0.6) -> Floats:
    chance = np.random.default_rng(seed)
    table = chance.integers(-1, 2, (people, statements)).astype(np.float64)
    table[chance.random(table.shape) > seen] = np.nan
    return table
