"""One drawing from end to end, of plain JSON: what the job process does. Pure.

Groups and axes are of the deciding colleges, or of everybody where no college is known (a conversation from elsewhere).
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from forum.opinion_map.opinions.axes import extremity, owed, priority
from forum.opinion_map.opinions.groups import Steady
from forum.opinion_map.opinions.landscape import Landscape, Memory, landscape, stability
from forum.opinion_map.opinions.told import due, tell, without_allies
from forum.opinion_map.opinions.votes import Flags, Floats, Ints, Votes, counted, included, votes_of
from forum.opinion_map.rules import DECIDING
from forum.opinion_map.telling.rules import Kept
from forum.opinion_map.telling.shares import step

COLLEGES = ("professional", "concerned", "ally")
DIGITS = 6
LEFT_OUT = 5  # one in so many of each deciding college, k at most, is left out of a drawing of groups


def drawing(given: Mapping[str, Any]) -> dict[str, Any]:
    """`given`: people, phrases, rows, columns, values, colleges (of each person), out, k, before, kept, closing."""
    votes = votes_of(given["rows"], given["columns"], given["values"], given["people"], given["phrases"])
    out = np.asarray(given["out"], dtype=np.bool_)
    heard = by_lot(without_allies(votes, given["colleges"]), given["colleges"], given["k"])
    kept = Kept.from_json(given["kept"]) if given["kept"] else None
    drawn = landscape(heard, out, remembered(given["before"]))
    steady = (
        stability(heard, drawn, out)
        if due(votes, given["colleges"], given["k"], kept, given["closing"], out)
        else None
    )
    told, after = tell(
        votes,
        given["colleges"],
        given["k"],
        out=out,
        drawn=drawn,
        steadiness=steady,
        before=kept,
        closing=given["closing"],
    )
    return {
        "told": told.to_json(),
        "kept": after.to_json(),
        "memory": memorised(drawn.memory),
        "weights": weights(votes, given["colleges"], drawn, out),
    }


def by_lot(votes: Votes, colleges: Sequence[str], k: int) -> Votes:
    """The same table, where a few of each deciding college answered nothing: the first, in the order that whoever gave them
    drew and forgot. Nobody can draw the groups again, not even whoever knows all papers but one. As many as make groups
    stay."""
    names, there = np.asarray(colleges), included(votes)
    spare = max(int(there.sum()) - 2 * step(k), 0) // len(DECIDING)
    out = np.zeros(votes.people, dtype=np.bool_)
    for college in DECIDING:
        placed = np.flatnonzero(there & (names == college))
        out[placed[: min(step(k), len(placed) // LEFT_OUT, spare)]] = True
    kept = ~out[votes.rows]
    return Votes(votes.rows[kept], votes.columns[kept], votes.values[kept], votes.people, votes.statements)


def weights(votes: Votes, colleges: Sequence[str], drawn: Landscape, out: Flags) -> dict[str, list[float]]:
    """By college, the priority of each phrase × what is owed to that college.

    The priority is the mean of the deciding colleges': a larger one does not lead what is asked, and allies do not at all.
    """
    labels = np.asarray([COLLEGES.index(one) if one in COLLEGES else -1 for one in colleges], dtype=np.int64)
    counts = counted(votes, labels, len(COLLEGES))
    people: Ints = np.bincount(labels[labels >= 0], minlength=len(COLLEGES))
    passes, extreme = counts.seen - counts.agree - counts.disagree, extremity(drawn.axes)
    own = [
        priority(counts.agree[at], passes[at], counts.seen[at], extreme)
        for at in map(COLLEGES.index, DECIDING)
    ]
    first: Floats = np.mean(own, axis=0)
    found = [np.where(out, 0.0, first * owed(counts.seen, people, place)) for place in range(len(COLLEGES))]
    return {name: _short(line) for name, line in zip(COLLEGES, found, strict=True)}


def memorised(memory: Memory) -> dict[str, Any]:
    steady = memory.steady
    return {
        "components": [_short(line) for line in memory.components],
        "centres": [_short(line) for line in memory.centres],
        "steady": [steady.k, steady.asking, steady.times] if steady else None,
    }


def remembered(kept: Mapping[str, Any]) -> Memory | None:
    if not kept:
        return None
    lines, centres = (np.asarray(kept[name], dtype=np.float64) for name in ("components", "centres"))
    return Memory(lines, centres.reshape(-1, 2), Steady(*kept["steady"]) if kept["steady"] else None)


def _short(line: Floats) -> list[float]:
    return [round(float(value), DIGITS) for value in line]
