"""The guard at work: asked by `publication.submit` before anything is taken in, and by the pages that show what it saw.

Nothing of a match is stored, logged, or put in an error: places are computed anew from what was typed, each time.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from forum.core.i18n import _

if TYPE_CHECKING:
    from forum.guard.rules import Finding

ALL = "*"
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Part:
    """A piece of a text; `hit` is what a button says to have it replaced, "" where there is nothing to see."""

    text: str
    hit: str = ""


@dataclass(frozen=True)
class Passage:
    """Of one field, the lines in which something was seen; `cut` where other lines stand before them."""

    name: str
    lines: list[tuple[bool, list[Part]]]


@dataclass
class Hit:
    """One person or thing, however often it comes back in what was typed."""

    which: str
    written: str
    proposal: str
    count: int = 0


@dataclass
class Seen:
    passages: list[Passage] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)


def look(texts: Sequence[str]) -> "list[list[Finding]]":
    """As `rules.look`, whose patterns and lists are a tenth of a cold start: loaded when a first text comes."""
    from forum.guard import rules

    return rules.look(texts)


def inspect(texts: Sequence[str]) -> list[str]:
    """One sentence for each kind of thing that could point at somebody. Never what was matched: errors travel."""
    return list(dict.fromkeys(_(hit.advice) for found in look(texts) for hit in found))


def seen(typed: Mapping[str, str]) -> Seen:
    """What to show of a form: each field's lines with their marks, and each thing once with what may stand instead."""
    told = Seen()
    hits: dict[str, Hit] = {}
    for (name, text), found in zip(typed.items(), look(list(typed.values())), strict=True):
        if found:
            told.passages.append(Passage(name, list(_lines(text, found))))
        for one in found:
            hit = hits.setdefault(
                _which(one, text), Hit(_which(one, text), text[one.start : one.end], one.proposal)
            )
            hit.count += 1
    told.hits = list(hits.values())
    return told


def _which(one: "Finding", text: str) -> str:
    return f"{one.kind}:{one.who or text[one.start : one.end]}"


def _lines(text: str, found: "Sequence[Finding]") -> Iterator[tuple[bool, list[Part]]]:
    """(whether lines were left out before it, its parts), for each line that holds a place."""
    last, start = 0, 0
    for line in text.splitlines(keepends=True):
        end = start + len(line)
        here = [one for one in found if start <= one.start < end]
        if here:
            yield start > last, list(_parts(text, start, end, here))
            last = end
        start = end


def _parts(text: str, start: int, end: int, here: "Sequence[Finding]") -> Iterator[Part]:
    for one in here:
        if one.start > start:
            yield Part(text[start : one.start])
        yield Part(text[one.start : one.end], _which(one, text))
        start = one.end
    if start < end:
        yield Part(text[start:end].rstrip("\n"))


def mended(typed: Pairs, which: str) -> Pairs:
    """What was typed, with one thing replaced wherever it stands (`ALL`: everything); what is no longer there is left."""
    found = look([text for _name, text in typed])
    return tuple(
        (name, _written_anew(text, here, which)) for (name, text), here in zip(typed, found, strict=True)
    )


def _written_anew(text: str, here: "Sequence[Finding]", which: str) -> str:
    for one in reversed(here):
        if which in (ALL, _which(one, text)):
            text = text[: one.start] + one.proposal + text[one.end :]
    return text
