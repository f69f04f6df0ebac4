"""Arithmetic of amendments: operations on the clauses of one version, carried to the versions that came after. Pure.

`Parts` are the clauses of each field. An operation names a clause of its base; version after version it is carried to
where that clause now stands, or meets somebody else's change to the same clause: that is for people to settle. Each
version says which clauses it changed (`spans`), so that nothing has to be guessed from two texts; where it does not
(an older version, words that were erased) the texts are compared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypedDict

from forum.texts.rules import FENCE, Edit, clauses, edits_between

Verb = Literal["replace", "insert", "remove"]
State = Literal["applies", "already", "conflict"]
Parts = Mapping[str, Sequence[str]]
Spans = Mapping[str, Sequence[Sequence[int]]]


class Operation(TypedDict):
    """As it is stored. `clause` counts from 0; for `insert` it is how many clauses stand before. `text` is Markdown;
    an empty one removes the clause.
    """

    field: str
    op: Verb
    clause: int
    text: str


Edits = Mapping[str, Sequence[Edit]]


@dataclass(frozen=True)
class Snapshot:
    """One version: its hash, its clauses, and what it changed of the one before as [start, end, how many new]."""

    hash: str
    parts: Parts
    spans: Spans


@dataclass(frozen=True)
class Carried:
    """An operation at a later version: [start, end) is where it stands there, or what its passage has become."""

    operation: Operation
    start: int
    end: int
    state: Literal["open", "done", "conflict"] = "open"


def pieces(text: str, *, lines: bool = False) -> tuple[str, ...]:
    """The clauses of what somebody typed; a fence left open is closed, or it would swallow what follows."""
    if lines:
        return tuple(line.rstrip() for line in text.split("\n") if line.strip())
    found = clauses(text)
    return (*found[:-1], closed(found[-1])) if found else ()


def closed(clause: str) -> str:
    """The clause, with the end of its fenced block if it has none."""
    mark = FENCE.match(clause)
    if mark is None:
        return clause
    ended = any((m := FENCE.match(line)) and m[1] == mark[1] for line in clause.split("\n")[1:])
    return clause if ended else f"{clause}\n{mark[1]}"


def operations_between(field: str, old: Sequence[str], new: Sequence[str], glue: str) -> list[Operation]:
    """The operations that turn `old` into `new`; `glue` stands between several clauses inserted at one place."""
    return [_operation(field, edit, glue) for edit in edits_between(old, new)]


def _operation(field: str, edit: Edit, glue: str) -> Operation:
    verb: Verb = "insert" if edit.start == edit.end else "replace" if edit.new else "remove"
    return {"field": field, "op": verb, "clause": edit.start, "text": glue.join(edit.new)}


# -- from version to version -------------------------------------------------


def faults(operations: Sequence[Operation], parts: Parts) -> list[Operation]:
    """The operations that fit no clause of these parts, or a clause that another has already taken."""
    taken: set[tuple[str, int]] = set()
    wrong = []
    for one in operations:
        place, size = (one["field"], one["clause"]), len(parts.get(one["field"], ()))
        insert = one["op"] == "insert"
        if not 0 <= one["clause"] < size + insert or (not insert and place in taken):
            wrong.append(one)
        taken |= set() if insert else {place}
    return wrong


def standings(
    operations: Sequence[Operation], history: Sequence[Snapshot], new: "News"
) -> list[list[Carried]]:
    """The operations at each version of `history`, whose first is their base; `new` are the clauses each one brings.

    A version that says again what an earlier one said, after a restoration, finds them as they were there.
    """
    found = [[_placed(one) for one in operations]]
    for n in range(1, len(history)):
        twin = next((m for m in range(n) if history[m].hash == history[n].hash), None)
        if twin is not None:
            found.append(found[twin])
            continue
        edits = changes(history[n - 1], history[n])
        found.append(
            [_step(c, edits.get(c.operation["field"], ()), new[i]) for i, c in enumerate(found[n - 1])]
        )
    return found


News = Sequence[tuple[str, ...]]


def _placed(one: Operation) -> Carried:
    return Carried(one, one["clause"], one["clause"] + (one["op"] != "insert"))


def changes(before: Snapshot, after: Snapshot) -> Edits:
    """What the version changed: as it says itself if that adds up, else by comparing."""
    return {
        field: _said(before.parts[field], after.parts[field], after.spans.get(field))
        or edits_between(before.parts[field], after.parts[field])
        for field in after.parts
        if before.parts[field] != after.parts[field]
    }


def _said(old: Sequence[str], new: Sequence[str], spans: Sequence[Sequence[int]] | None) -> list[Edit]:
    edits, at, to = list[Edit](), 0, 0
    for start, end, size in spans or ():
        if not at <= start <= end <= len(old) or list(old[at:start]) != list(new[to : to + start - at]):
            return []
        to += start - at
        edits.append(Edit(start, end, tuple(new[to : to + size])))
        at, to = end, to + size
    return edits if list(old[at:]) == list(new[to:]) else []


def spans(edits: Edits) -> dict[str, list[list[int]]]:
    """As a version keeps them: numbers, no words."""
    return {field: [[e.start, e.end, len(e.new)] for e in found] for field, found in edits.items() if found}


def _step(one: Carried, edits: Sequence[Edit], new: tuple[str, ...]) -> Carried:
    """Where the operation stands one version later."""
    if one.state != "open":
        return replace(one, start=_left(one, edits), end=_right(one, edits))
    if one.operation["op"] == "insert":
        return _insertion(one, edits, new)
    met = next((e for e in edits if e.start <= one.start < e.end), None)
    if met is None:
        moved = sum(e.growth for e in edits if e.end <= one.start)
        return replace(one, start=one.start + moved, end=one.end + moved)
    return _met(one, met, edits, alike=met.new == new)


def _insertion(one: Carried, edits: Sequence[Edit], new: tuple[str, ...]) -> Carried:
    """After what others inserted in the same place: the order in which they were accepted."""
    inside = next((e for e in edits if e.start < one.start < e.end), None)
    if inside is not None:
        return _met(one, inside, edits, alike=False)
    twin = any(e.start == e.end == one.start and _holds(e.new, new) for e in edits)
    at = one.start + sum(e.growth for e in edits if e.end <= one.start)
    return replace(one, start=at, end=at, state="done" if twin else "open")


def _holds(many: tuple[str, ...], few: tuple[str, ...]) -> bool:
    return any(many[n : n + len(few)] == few for n in range(len(many) - len(few) + 1))


def _met(one: Carried, met: Edit, edits: Sequence[Edit], *, alike: bool) -> Carried:
    start = met.start + sum(e.growth for e in edits if e.end <= met.start)
    return replace(one, start=start, end=start + len(met.new), state="done" if alike else "conflict")


def _left(one: Carried, edits: Sequence[Edit]) -> int:
    """Where a settled passage begins: behind what was inserted in front of it, in front of what rewrote its first clause."""
    over = next((e for e in edits if e.start < one.start < e.end), None)
    start = over.start if over else one.start
    return start + sum(e.growth for e in edits if e.end <= start)


def _right(one: Carried, edits: Sequence[Edit]) -> int:
    over = next((e for e in edits if e.start < one.end < e.end), None)
    end = over.end if over else one.end
    return end + sum(e.growth for e in edits if e.end <= end and (e.start < end or one.start == end))


def state_of(carried: Sequence[Carried]) -> State:
    """One conflict holds back the whole: a half-applied change says what nobody wrote."""
    states = {one.state for one in carried}
    return "conflict" if "conflict" in states else "applies" if "open" in states else "already"


# -- into the text -----------------------------------------------------------


def landing(carried: Sequence[Carried], new: News) -> dict[str, list[Edit]]:
    """What is still to be done, as edits of the version they stand in, in the order of the text."""
    found: dict[str, list[Edit]] = {}
    # Places that a removal brought together keep their order, and so does what is inserted twice in one.
    for one, brought in sorted(
        zip(carried, new, strict=True), key=lambda p: (p[0].start, p[0].end, p[0].operation["clause"])
    ):
        if one.state == "open":
            found.setdefault(one.operation["field"], []).append(Edit(one.start, one.end, brought))
    return found


def apply(parts: Sequence[str], edits: Sequence[Edit]) -> list[str]:
    """The clauses with the edits done; they are in order and apart. An open fence that is now followed is closed."""
    made, at = list[str](), 0
    for edit in edits:
        made += [*parts[at : edit.start], *edit.new]
        at = edit.end
    made += parts[at:]
    return [*map(closed, made[:-1]), *made[-1:]]
