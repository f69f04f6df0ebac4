"""A conversation as Polis' files, for whoever may have the answers of each person: that is for the caller to decide. Pure.

What stands together in a line is what one person answered; nothing else of them goes: participants are numbered in an
order drawn by lot, statements have no author and no hour, and what was taken out has neither words nor votes.
"""

from collections.abc import Sequence

import numpy as np

from forum.opinion_map.opinions.chance import Chance
from forum.opinion_map.opinions.polis import Conversation, Statement, written
from forum.opinion_map.opinions.votes import NOBODY, Flags, Ints, Votes, answered, of_people, without


def handed(
    bodies: Sequence[str], votes: Votes, out: Flags, seed: int, groups: Ints | None = None
) -> dict[str, str]:
    """By the name of each file. `seed` is drawn for this once and forgotten, or the lot could be drawn again."""
    left = without(votes, out)
    people = np.flatnonzero(answered(left))
    people = people[np.argsort(Chance(seed).random(len(people)))]
    statements = tuple(
        Statement(column, "" if hidden else body, moderated=-1 if hidden else 1)
        for column, (body, hidden) in enumerate(zip(bodies, out.tolist(), strict=True))
    )
    known = np.full(votes.people, NOBODY, dtype=np.int64) if groups is None else groups
    numbers = tuple(map(str, range(len(people))))
    return written(Conversation(statements, numbers, known[people], of_people(left, people)))
