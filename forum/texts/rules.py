"""Arithmetic of shared texts: what is frozen, what changed, and how two people's changes come together.

Texts merge by clause (a paragraph, an item, a heading), since a clause is what people discuss and vote on: two changes
to one clause are for people to settle, never for us to interleave.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Fields = Mapping[str, str]
Op = Literal["same", "removed", "added"]
State = Literal["applies", "already", "conflict"]

TOKEN = re.compile(
    r"&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);|[\w\u0300-\u036f]+(?:[·’'.-][\w\u0300-\u036f]+)*|\s+|.", re.DOTALL
)
ITEM = re.compile(r"\s*(?:[-*+•]|\d{1,9}[.)])(?:\s|$)")
HEADING = re.compile(r" {0,3}#{1,6}(?:\s|$)")
FENCE = re.compile(r" {0,3}(```|~~~)")
SURROGATES = range(0xD800, 0xE000)


@dataclass(frozen=True)
class Change:
    op: Op
    text: str


@dataclass(frozen=True)
class Conflict:
    """The same clauses changed two ways; each side is Markdown, empty where it removed them."""

    base: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Merge:
    state: State
    text: str | None  # None in a conflict: there is no text before people choose
    mine: str
    theirs: str
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True)
class FieldsMerge:
    state: State
    fields: Mapping[str, Merge]

    @property
    def texts(self) -> dict[str, str]:
        """The merged fields, without those in conflict."""
        return {name: merge.text for name, merge in self.fields.items() if merge.text is not None}


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


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
    """What became of each word; whole words and HTML entities only, and both sides can be put together again."""
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


@dataclass(frozen=True)
class _Edit:
    """Base clauses [start, end) become `new`; start == end is an insertion."""

    start: int
    end: int
    new: tuple[str, ...]


def _edits(base: list[str], side: list[str]) -> list[_Edit]:
    opcodes = SequenceMatcher(None, base, side, autojunk=False).get_opcodes()
    return [_Edit(i, j, tuple(side[k:m])) for op, i, j, k, m in opcodes if op != "equal"]


def _clash(one: _Edit, other: _Edit) -> bool:
    """Overlapping ranges, or an insertion strictly inside what the other side rewrote or removed."""
    return max(one.start, other.start) < min(one.end, other.end) or (
        one.start < other.start == other.end < one.end or other.start < one.start == one.end < other.end
    )


def _groups(mine: list[_Edit], theirs: list[_Edit]) -> list[tuple[list[_Edit], list[_Edit]]]:
    """Edits that touch the same clauses, together; each group apart from the next, in the order of the text."""
    tagged = [(edit, 0) for edit in mine] + [(edit, 1) for edit in theirs]
    tagged.sort(key=lambda pair: (pair[0].start, pair[0].end, pair[1]))
    groups: list[tuple[list[_Edit], list[_Edit]]] = []
    for edit, side in tagged:
        if not groups or not any(_clash(edit, other) for other in groups[-1][1 - side]):
            groups.append(([], []))
        groups[-1][side].append(edit)
    return groups


def _replay(base: list[str], edits: list[_Edit], start: int, end: int) -> list[str]:
    """What one side made of base[start:end]."""
    made, at = list[str](), start
    for edit in edits:
        made += [*base[at : edit.start], *edit.new]
        at = edit.end
    return made + base[at:end]


def _settle(
    base: list[str], group: tuple[list[_Edit], list[_Edit]]
) -> tuple[int, int, list[str], Conflict | None]:
    start = min(edit.start for side in group for edit in side)
    end = max(edit.end for side in group for edit in side)
    mine, theirs = (_replay(base, side, start, end) for side in group)
    if not group[0] or not group[1] or mine == theirs:
        return start, end, mine if group[0] else theirs, None
    return start, end, mine, Conflict(join(base[start:end]), join(mine), join(theirs))


def _without_twins(mine: list[_Edit], theirs: list[_Edit]) -> list[_Edit]:
    """Their edits, without what both sides wrote alike in the same place: it is asked once."""
    kept = []
    for edit in theirs:
        twins = [m for m in mine if m.start == edit.start and m.end == edit.end]
        same = set(twins[0].new) if twins and edit.start == edit.end else set()
        new = tuple(clause for clause in edit.new if clause not in same)
        if (twins and twins[0] == edit) or (edit.start == edit.end and not new):
            continue
        kept.append(_Edit(edit.start, edit.end, new))
    return kept


def _merged(base: list[str], mine: list[str], theirs: list[str]) -> tuple[list[str], list[Conflict]]:
    ours = _edits(base, mine)
    text, conflicts, at = list[str](), list[Conflict](), 0
    for group in _groups(ours, _without_twins(ours, _edits(base, theirs))):
        start, end, made, conflict = _settle(base, group)
        text += base[at:start] + made
        at = end
        conflicts += [conflict] if conflict else []
    return text + base[at:], conflicts


def merge(base: str, mine: str, theirs: str) -> Merge:
    """Bring `theirs`, written on `base`, into `mine`, what the text has become since.

    Two insertions in one place both stay, mine first: losing what someone wrote costs more than an awkward order.
    """
    parts = [clauses(text) for text in (base, mine, theirs)]
    if parts[2] == parts[0] or parts[1] == parts[2]:
        return Merge("already", mine, mine, theirs)
    if parts[1] == parts[0]:
        return Merge("applies", theirs, mine, theirs)
    text, conflicts = _merged(*parts)
    if conflicts:
        return Merge("conflict", None, mine, theirs, tuple(conflicts))
    return (
        Merge("already", mine, mine, theirs)
        if text == parts[1]
        else Merge("applies", join(text), mine, theirs)
    )


def merge_fields(base: Fields, mine: Fields, theirs: Fields) -> FieldsMerge:
    """Each field by itself; one conflict holds back the whole, since a half-applied change says what nobody wrote."""
    names = dict.fromkeys([*base, *mine, *theirs])
    fields = {name: merge(base.get(name, ""), mine.get(name, ""), theirs.get(name, "")) for name in names}
    states = {merged.state for merged in fields.values()}
    state: State = "conflict" if "conflict" in states else "applies" if "applies" in states else "already"
    return FieldsMerge(state, fields)
