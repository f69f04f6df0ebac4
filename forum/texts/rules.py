"""Arithmetic of shared texts: what is frozen, how it is cut into clauses, what became of each word.

A clause (a paragraph, an item, a heading) is what people discuss, amend and vote on; how changes to clauses come
together is in `amendments/rules.py`.
"""

import hashlib
import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from forum.core.letters import normal

Fields = Mapping[str, str]
Op = Literal["same", "removed", "added"]

TOKEN = re.compile(
    r"&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);|[\w\u0300-\u036f]+(?:[·’'.-][\w\u0300-\u036f]+)*|\s+|.", re.DOTALL
)
ITEM = re.compile(r"\s*(?:[-*+•]|\d{1,9}[.)])(?:\s|$)")
HEADING = re.compile(r" {0,3}#{1,6}(?:\s|$)")
FENCE = re.compile(r" {0,3}(```|~~~)")
SURROGATES = range(0xD800, 0xE000)
MOST_COMPARED = (
    40_000  # pairs of clauses compared one with another; beyond, only what stands once on each side
)


@dataclass(frozen=True)
class Change:
    op: Op
    text: str


class Edit(NamedTuple):
    """Clauses [start, end) become `new`; start == end is an insertion."""

    start: int
    end: int
    new: tuple[str, ...]

    @property
    def growth(self) -> int:
        return len(self.new) - (self.end - self.start)


def _normal(text: str) -> str:
    return normal("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def canonical(fields: Fields) -> bytes:
    """The bytes a fingerprint is taken of: equal whatever the keyboard, the system or the order of the fields."""
    normal = {_normal(name): _normal(text) for name, text in fields.items()}
    return json.dumps(normal, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def fingerprint(fields: Fields) -> str:
    return hashlib.sha256(canonical(fields)).hexdigest()


def _opens(line: str, clause: list[str]) -> bool:
    return (
        not clause or HEADING.match(clause[-1]) is not None or bool(ITEM.match(line) or HEADING.match(line))
    )


def clauses(markdown: str) -> list[str]:
    """Paragraphs, list items and headings; a fenced block stays whole. Every line but the blank ones is kept."""
    found: list[list[str]] = []
    clause: list[str] = []
    fence = ""
    for line in _normal(markdown).split("\n"):
        mark = FENCE.match(line)
        if not fence and not line.strip():
            clause = []
            continue
        if not fence and (mark or _opens(line, clause)):
            clause = []
            found.append(clause)
        clause.append(line)
        if mark and (not fence or mark[1] == fence):
            fence, clause = ("", []) if fence else (mark[1], clause)
    return ["\n".join(lines).rstrip("\n") for lines in found]


def join(parts: Sequence[str]) -> str:
    """Markdown of the clauses; items of a list follow each other without a blank line."""
    text = ""
    for before, part in zip(["", *parts], parts, strict=False):
        between = "" if not text else "\n" if ITEM.match(before) and ITEM.match(part) else "\n\n"
        text += between + part
    return text


def _symbol(index: int) -> str:
    """One character for a word. Surrogates are stepped over: they stand for no character."""
    point = index + 0x100
    return chr(point if point < SURROGATES.start else point + len(SURROGATES))


def word_diff(old: str, new: str) -> list[Change]:
    """What became of each word; whole words and HTML entities only, and both sides can be put together again.

    Lines that did not change are not looked into: a long text costs what was changed of it.
    """
    lines, others = old.splitlines(keepends=True), new.splitlines(keepends=True)
    found: list[Change] = []
    at = 0
    for start, end, to, stop in _differing(lines, others):
        found.append(Change("same", "".join(lines[at:start])))
        found += _word_diff("".join(lines[start:end]), "".join(others[to:stop]))
        at = end
    return _run_together([*found, Change("same", "".join(lines[at:]))])


def _run_together(changes: Sequence[Change]) -> list[Change]:
    """Without what is empty, neighbours of one kind as one."""
    found: list[Change] = []
    for change in changes:
        if found and found[-1].op == change.op:
            found[-1] = Change(change.op, found[-1].text + change.text)
        elif change.text:
            found.append(change)
    return found


def _word_diff(old: str, new: str) -> list[Change]:
    from diff_match_patch import diff_match_patch

    symbols: dict[str, str] = {}
    sides = []
    for text in (old, new):
        sides.append("".join(symbols.setdefault(word, _symbol(len(symbols))) for word in TOKEN.findall(text)))
    words = {symbol: word for word, symbol in symbols.items()}
    engine = diff_match_patch()
    diffs = engine.diff_main(sides[0], sides[1], False)
    engine.diff_cleanupSemantic(diffs)
    ops: dict[int, Op] = {0: "same", -1: "removed", 1: "added"}
    return [Change(ops[sign], "".join(words[symbol] for symbol in text)) for sign, text in diffs]


# -- clauses of two texts ----------------------------------------------------


def edits_between(old: Sequence[str], new: Sequence[str]) -> list[Edit]:
    """What turns the clauses `old` into `new`, clause by clause wherever as many went as came."""
    found: list[Edit] = []
    for start, end, to, stop in _differing(old, new):
        paired = min(end - start, stop - to)
        found += [Edit(start + n, start + n + 1, (new[to + n],)) for n in range(paired)]
        if start + paired < end:
            found += [Edit(n, n + 1, ()) for n in range(start + paired, end)]
        elif to + paired < stop:
            found.append(Edit(end, end, tuple(new[to + paired : stop])))
    return [edit for edit in found if tuple(old[edit.start : edit.end]) != edit.new]


def _differing(old: Sequence[str], new: Sequence[str]) -> Iterable[tuple[int, int, int, int]]:
    """Ranges [i, j) of `old` that became [k, m) of `new`."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    inner, other = old[head : len(old) - tail], new[head : len(new) - tail]
    same = _anchors(inner, other) if len(inner) * len(other) > MOST_COMPARED else _matches(inner, other)
    at, to = 0, 0
    for i, k, size in [*same, (len(inner), len(other), 0)]:
        if (at, to) != (i, k):
            yield head + at, head + i, head + to, head + k
        at, to = i + size, k + size


def _matches(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]]:
    from difflib import SequenceMatcher  # whoever only reads compares nothing

    return [(m.a, m.b, m.size) for m in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()]


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]]:
    """Clauses that stand once on each side, in the longest run that keeps their order: n log n, whatever is pasted."""
    places = dict(_single(new))
    pairs = [(i, places[clause]) for clause, i in _single(old) if clause in places]
    ends: list[int] = []  # the smallest last place of a run of each length
    runs: list[tuple[int, int, int]] = []  # (place in old, place in new, the run's step before)
    heads: list[int] = []
    for i, k in pairs:
        length = bisect_left(ends, k)
        runs.append((i, k, heads[length - 1] if length else -1))
        ends[length : length + 1], heads[length : length + 1] = [k], [len(runs) - 1]
    found, at = [], heads[-1] if heads else -1
    while at >= 0:
        i, k, before = runs[at]
        found.append((i, k, 1))
        at = before
    return found[::-1]


def _single(parts: Sequence[str]) -> list[tuple[str, int]]:
    seen: dict[str, list[int]] = {}
    for n, clause in enumerate(parts):
        seen.setdefault(clause, []).append(n)
    return [(clause, at[0]) for clause, at in seen.items() if len(at) == 1]
