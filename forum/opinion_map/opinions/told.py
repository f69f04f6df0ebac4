"""From votes to what may be told of them: by college first, then the groups of opinion. Run in a job, after each slot. Pure.

Nothing is told of fewer than k persons. Allies are counted apart: they are in no group, and move no axis.
"""

from collections.abc import Sequence

import numpy as np

from forum.core.withheld import stepped, suppress
from forum.opinion_map.opinions.groups import centres
from forum.opinion_map.opinions.landscape import Landscape
from forum.opinion_map.opinions.meaning import Representative, distinctive
from forum.opinion_map.opinions.votes import NOBODY, Counts, Flags, Floats, Ints, Votes, answered, counted
from forum.opinion_map.rules import DECIDING, LEAST
from forum.opinion_map.telling import rules
from forum.opinion_map.telling.rules import ALLY, Common, Group, Kept, Opinions, Says, Told
from forum.opinion_map.telling.shares import TOGETHER, Share, Tally, consensus, share, step

COLLEGES = (*DECIDING, ALLY, "")  # the last: answers that came from elsewhere, with no college known
HALF = 5  # in tenths: a group is not said to agree where fewer than that do
SURE_STEP = 10  # steadiness goes down to a multiple of this, in percent
PLACE_STEP = 25  # a middle is told to the nearest of these, in hundredths of the spread


def without_allies(votes: Votes, colleges: Sequence[str]) -> Votes:
    """The same table, where allies answered nothing: what axes and groups are found from."""
    kept = ~_are(colleges, ALLY)[votes.rows]
    return Votes(votes.rows[kept], votes.columns[kept], votes.values[kept], votes.people, votes.statements)


def due(
    votes: Votes,
    colleges: Sequence[str],
    k: int,
    before: Kept | None,
    closing: bool = False,
    out: Flags | None = None,
) -> bool:
    """Whether so many have answered since that the groups are to be drawn again; always, as long as there are none. What is
    hidden or restored counts as the answers of all who answered it: alone, those of few would move people between groups.
    """
    if before is None or before.k != step(k) or before.opinions.waiting:
        return True
    return rules.moved(_left_in(_heard(votes, colleges), out), before.drawn, _least(k, closing))


def tell(
    votes: Votes,
    colleges: Sequence[str],
    k: int,
    *,
    drawn: Landscape,
    out: Flags | None = None,
    steadiness: float | None = None,
    before: Kept | None = None,
    closing: bool = False,
) -> tuple[Told, Kept]:
    """`drawn` comes from `landscape(without_allies(votes, colleges), out)`. With what was kept of the last telling, a
    figure moves only when k more persons have answered, or answer otherwise."""
    again, least = due(votes, colleges, k, before, closing, out), _least(k, closing)
    k = step(k)
    out = np.zeros(votes.statements, dtype=bool) if out is None else out
    former = before if before is not None and before.k == k else None
    now, people = _tallies(votes, colleges), _people(votes, colleges, k)
    ready = bool(people.get("")) or all(map(people.get, DECIDING))
    told = {
        name: rules.held(found, former.tallies.get(name, ()) if former else (), k, least)
        for name, found in now.items()
    }
    if former is not None and not again:
        opinions, heard, said = former.opinions, former.drawn, former.said
    else:
        whole, said = tuple(_heard(votes, colleges)), former.said if former else ()
        heard = tuple(_left_in(whole, out))
        left = out | np.asarray(rules.unsaid(whole, said, least), dtype=np.bool_)
        opinions = (
            _opinions(votes, colleges, k, left, drawn, steadiness) if ready else Opinions(rules.LACKING)
        )
        said = said if opinions.waiting else rules.renewed(whole, said, left.tolist())
    shares = tuple(_shares(told, column, k) if not out[column] else {} for column in range(votes.statements))
    return Told(k, people, shares, opinions), Kept(k, told, heard, opinions, said)


def _least(k: int, closing: bool) -> int:
    """The last time, no more than the k of the collective: what it lets in at once is told."""
    return max(k, LEAST) if closing else step(k)


def _are(colleges: Sequence[str], name: str) -> Flags:
    return np.asarray([college == name for college in colleges], dtype=np.bool_)


def _heard(votes: Votes, colleges: Sequence[str]) -> list[Tally]:
    """Everybody's answers together, but allies'."""
    everybody = np.zeros(votes.people, dtype=np.int64)
    return _line(counted(without_allies(votes, colleges), everybody, 1), 0)


def _left_in(heard: Sequence[Tally], out: Flags | None) -> list[Tally]:
    """Without what was answered to statements that are taken out."""
    return [Tally() if out is not None and out[column] else one for column, one in enumerate(heard)]


def _lines(colleges: Sequence[str]) -> Ints:
    return np.asarray([COLLEGES.index(college) for college in colleges], dtype=np.int64)


def _tallies(votes: Votes, colleges: Sequence[str]) -> dict[str, tuple[Tally, ...]]:
    counts = counted(votes, _lines(colleges), len(COLLEGES))
    return {name: tuple(_line(counts, line)) for line, name in enumerate(COLLEGES) if counts.seen[line].any()}


def _line(counts: Counts, line: int) -> list[Tally]:
    cells = zip(counts.agree[line], counts.disagree[line], counts.seen[line], strict=True)
    return [Tally(int(agree), int(disagree), int(seen)) for agree, disagree, seen in cells]


def _shares(tallies: dict[str, tuple[Tally, ...]], column: int, k: int) -> dict[str, Share]:
    found = {name: share(line[column], k) for name, line in tallies.items()}
    return {name: one for name, one in found.items() if one is not None}


def _people(votes: Votes, colleges: Sequence[str], k: int) -> dict[str, int | None]:
    """No total is told with them, so that none can be found by subtracting."""
    heard = np.bincount(_lines(colleges)[answered(votes) > 0], minlength=len(COLLEGES)).tolist()
    told = {name: None if 0 < n < k else n - n % k for name, n in zip(COLLEGES, heard, strict=True)}
    return {name: n for name, n in told.items() if name or n != 0}


def _opinions(
    votes: Votes,
    colleges: Sequence[str],
    k: int,
    out: Flags,
    drawn: Landscape,
    steadiness: float | None,
) -> Opinions:
    labels = np.where(_are(colleges, ALLY), NOBODY, drawn.labels)
    placed = int((labels != NOBODY).sum())
    if placed < 2 * k:
        return Opinions(rules.FEW_PEOPLE if placed else rules.NOBODY)
    if drawn.k < 2 or not drawn.axes.weights.any():
        return Opinions(rules.ALIKE)
    labels, groups = _large(labels, drawn, k)
    if groups < 2:
        return Opinions(rules.SMALL)
    counts = counted(votes, labels, groups)
    return Opinions(
        "",
        _groups(counts, labels, colleges, k, out),
        _common(counts, k, out),
        None if steadiness is None else _sure(steadiness),
        _centres(drawn.places, labels, groups),
    )


def _large(labels: Ints, drawn: Landscape, k: int) -> tuple[Ints, int]:
    """Whoever is in a group of fewer than k goes to the nearest of the others: told or hidden, it would show them."""
    sizes = np.bincount(labels[labels != NOBODY], minlength=drawn.k)
    large = np.flatnonzero(sizes >= k)
    if not len(large):
        return labels, 0
    far = ((drawn.places[:, None, :] - drawn.memory.centres[large][None, :, :]) ** 2).sum(axis=2)
    stays = (labels[:, None] == large[None, :]).any(axis=1)
    own = np.searchsorted(large, np.maximum(labels, 0)).clip(max=len(large) - 1)
    merged = np.where(stays, own, far.argmin(axis=1))
    return np.where(labels == NOBODY, NOBODY, merged), len(large)


def _groups(counts: Counts, labels: Ints, colleges: Sequence[str], k: int, out: Flags) -> tuple[Group, ...]:
    groups = len(counts.seen)
    key = _lines(colleges) + len(COLLEGES) * labels
    table = np.bincount(key[labels != NOBODY], minlength=groups * len(COLLEGES)).reshape(groups, -1)
    there: Ints = table.sum(axis=0)
    names = [*DECIDING] if there[: len(DECIDING)].any() else []
    names += [""] if there[COLLEGES.index("")] else []
    told = stepped(suppress([[int(row[COLLEGES.index(name)]) for name in names] for row in table], k), k)
    found = distinctive(counts, out)
    return tuple(
        Group(told.rows[g], dict(zip(names, told.cells[g], strict=True)), _says(counts, g, found[g], k))
        for g in range(groups)
    )


def _says(counts: Counts, g: int, found: Sequence[Representative], k: int) -> tuple[Says, ...]:
    others = Counts(*(part.sum(axis=0) - part[g] for part in (counts.agree, counts.disagree, counts.seen)))
    said = []
    for one in found:
        c = one.statement
        here = share(Tally(int(counts.agree[g, c]), int(counts.disagree[g, c]), int(counts.seen[g, c])), k)
        if here is not None and (here.agree if one.agree else here.disagree) >= HALF:
            rest = Tally(int(others.agree[c]), int(others.disagree[c]), int(others.seen[c]))
            said.append(Says(c, one.agree, here, share(rest, k)))
    return tuple(said)


def _common(counts: Counts, k: int, out: Flags) -> tuple[Common, ...]:
    """Where all the groups take the same side, the highest consensus first."""
    lines = [_line(counts, g) for g in range(len(counts.seen))]
    found = []
    for column in np.flatnonzero(~out).tolist():
        shares = [share(line[column], k) for line in lines]
        told = [one for one in shares if one is not None]
        if len(told) < len(shares):
            continue
        for agree in (True, False):
            if all((one.agree if agree else one.disagree) >= TOGETHER for one in told):
                found.append(Common(column, agree, consensus(told, agree)))
    return tuple(sorted(found, key=lambda one: -one.percent))


def _centres(places: Floats, labels: Ints, groups: int) -> tuple[tuple[int, int], ...]:
    points = places[labels != NOBODY]
    middles = centres(points - points.mean(axis=0), labels[labels != NOBODY], groups)
    spread = max(float(points[:, 0].std()), 1e-9)
    return tuple((_near(x / spread), _near(y / spread)) for x, y in middles.tolist())


def _near(part: float) -> int:
    """To the hundredth, whoever knows all papers but one would read in it where the last one stands (bench/newcomer.py)."""
    return PLACE_STEP * round(100 * part / PLACE_STEP)


def _sure(steadiness: float) -> int:
    percent = int(100 * max(steadiness, 0.0))
    return percent - percent % SURE_STEP
