"""How a leaflet is laid out: its blocks (headings, items, paragraphs) and their sentences, with line numbers.

Leaflets reach us copied out of PDFs and word processors: wrapped lines, words cut by a hyphen, bullets of every
shape. Nothing here judges what a sentence means; `claims` does.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from forum.core.letters import normal
from forum.texts.claims.words import BARE_LEAD, KEEPS_HYPHEN_AFTER, KEEPS_HYPHEN_BEFORE, WORD_ENDING, fold

INLINE_BULLET = re.compile(r"(?<=\S)\s+(?=[•●▪■☐☑✓✔►▶➤]\s)")
BULLET = re.compile(r"(?:[*+·•o»]|\[[ xX]?\]|[-–—])(?=\s)|[-–—](?=[A-ZÀ-Ý«])")
NUMBER = re.compile(
    r"(?P<art>(?:article|art\.)\s+(?:\d+|premier|1er|[ivx]+)\s*(?:[-–—.:]+|(?=$)|(?=\s)))|"
    r"(?P<n>\(?(?:revendication\s+)?n°\s?\d{1,2}\s*[:.)-]?(?=\s)|\(?\d{1,2}(?:\.\d{1,2})*\s?[.)°/](?=\s|[A-ZÀ-Ý])|\d\.\d{1,2}(?=\s)"
    r"|\d{1,2}\s[-–—](?=\s))|"
    r"(?P<r>\(?[ivx]{1,5}\s?[.)](?=\s)|[IVX]{1,5}\s[-–—](?=\s))|(?P<a>\(?[a-h]\s?[.)](?=\s))",
    re.IGNORECASE,
)
RULE = re.compile(r"\s*(?:[-_=*~]\s?){3,}$")
ABBREVIATION = re.compile(
    r"(?:^|[\s('«-])(?:[a-z]|mm|mme|mmes|mlle|dr|pr|me|st|ste|art|arts|al|cf|ex|env|av|bd|min|max|tél|tel|no|vol|"
    r"chap|réf|resp|dép|hab|éd|coord|adj|p|pp|c\.-à-d|i\.e|imp|ann|déc|janv|févr|sept|oct|nov)\.$",
    re.IGNORECASE,
)
ACRONYM = re.compile(r"(?:^|[\s('’«])(?:[A-ZÀ-Ý]\.){2,}$|(?:^|[\s('’«])(?:[A-ZÀ-Ý]\.)+[A-ZÀ-Ý]\.?$")
STOP = re.compile(r"(?:[.!?…]+)(?:\s?[»”\")\]]+)?(?=\s)")
TAIL = 60  # signs before a stop that tell what it ends: searched from its beginning, a page without breaks takes a minute
STARTER = re.compile(
    r"(?:nous|les?|la|l['’]|ils?|elles?|on|ces?|cette|cela|stop|non|une?|des|en|pour|aujourd|dans|mais|or|à|depuis|"
    r"notre|nos|il|chaque|tou[ts]e?s?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Line:
    number: int
    indent: int
    marker: str
    text: str


@dataclass(frozen=True)
class Block:
    kind: str  # heading, item, para, quote
    text: str
    starts: tuple[tuple[int, int], ...]  # where each source line begins in text
    indent: int = 0
    marker: str = ""
    level: int = 0  # of a heading: 1 to 6 in Markdown, 7 capitals, 8 bold, 9 a short line alone
    gap: bool = True  # a blank line stands before

    def line_at(self, offset: int) -> int:
        return self.starts[max(bisect_right(self.starts, (offset, 10**9)) - 1, 0)][1]


@dataclass
class _Draft:
    """A block while its lines are gathered."""

    first: Line
    gap: bool
    lines: list[Line] = field(default_factory=list)


def plain(text: str) -> str:
    """Markdown's marks removed: a demand is plain text until someone edits it."""
    text = re.sub(r"!\[([^\[\]]*)\]\([^()]*\)", r"[Image : \1]", text)
    text = re.sub(r"\[([^\[\]]+)\]\([^()]*\)", r"\1", text)
    text = re.sub(r"<br\s*/?>|</?(?:b|i|em|strong|u|p|span)>", " ", text)
    text = re.sub(r"\*+|`+|~~|(?<!\w)_+|_+(?!\w)", "", text)
    return re.sub(r"\s+", " ", text).strip()


def _marker(text: str) -> tuple[str, str]:
    """The bullet or number a line opens with, as its family, and the rest."""
    match = BULLET.match(text)
    if match:
        family = match[0]
    elif (match := NUMBER.match(text)) is not None:
        family = str(match.lastgroup) + "." * match[0].rstrip(". ").count(".")
    elif text[:1] and unicodedata.category(text[0]) in {"So", "Sm"} and text[0] not in "<=±>":
        match, family = re.match(r".[\ufe0f\s]*", text), text[0]
    if match is None or not text[match.end() :].strip():
        return "", text
    rest = text[match.end() :].lstrip("\ufe0f ")
    deeper, last = _marker(rest) if family != "art" and family[0] != "n" else ("", rest)
    return (family, last) if deeper not in {"n", "r", "a", "art"} else (family, rest)


def _lines(text: str) -> Iterator[Line]:
    text = normal("NFC", text).replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    text = re.sub("\u00ad\n?", "", text).replace("\f", "\n")
    text = re.sub(r"[\u00a0\u202f\u2007\u2009]", " ", text).expandtabs(4)
    for number, raw in enumerate(text.split("\n"), 1):
        for part in INLINE_BULLET.split(raw):
            indent = len(part) - len(part.lstrip())
            opened = part.strip().lstrip("*_") if part.strip().startswith(("**", "__")) else part.strip()
            marker, rest = _marker(opened)
            yield Line(number, indent, marker, rest if marker else part.strip())


def _width(lines: list[Line]) -> int:
    """Where the source wraps its lines, as far as one can tell; beyond any line when it does not wrap."""
    pairs = pairwise(lines)
    lengths = sorted(
        a.indent + len(a.text)
        for a, b in pairs
        if a.text and b.text and not b.marker and a.text[0] not in "#>"
    )
    if not lengths:
        return 10_000
    widest, most = lengths[-1], lengths[int(len(lengths) * 0.8)]
    if widest > 110:
        return most if most <= 100 else 10_000
    return max(widest, 50)


def _breaks(before: Line, after: Line, width: int, listing: bool) -> bool:
    """Whether the line break between two lines was meant: the next word would have fitted, and opens anew."""
    room = before.indent + len(before.text) + 1 + len(after.text.split()[0])
    fits = room <= width
    if before.text.endswith(";"):
        return room <= 0.7 * width or (listing and fits)
    if before.text.endswith(":"):
        return after.text[0].isupper() or room <= 0.7 * width or (listing and fits)
    anew = after.text.lstrip('*_«“"([ ')[:1]
    return fits and (listing or anew.isupper())


def _hyphen(left: str, right: str, whole: str) -> str:
    """Join a word cut at the line's end, keeping the hyphen of a real compound (médico-social)."""
    head, tail = re.split(r"[\s'’(«]", left[:-1])[-1], re.split(r"[\s,.;:!?)»]", right)[0]
    if head and head + tail in whole:
        return left[:-1] + right
    prefix = KEEPS_HYPHEN_AFTER.search(fold(head)) and not WORD_ENDING.match(fold(tail))
    compound = f"{head}-{tail}" in whole or prefix or KEEPS_HYPHEN_BEFORE.match(fold(tail))
    return left + right if compound or not tail[:1].islower() else left[:-1] + right


def _join(lines: list[Line], whole: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    text, starts = "", []
    for line in lines:
        piece = plain(line.text)
        cut = re.search(r"[^\W\d_]-$", text[-2:]) is not None
        starts.append((len(text) + (0 if cut or not text else 1), line.number))
        text = _hyphen(text, piece, whole) if cut else f"{text} {piece}".strip()
    return text, tuple(starts)


def _capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 3 and sum(c.isupper() for c in letters) > 0.8 * len(letters)


def _heading_level(draft: _Draft, text: str, alone: bool) -> int:
    """0 for no heading; capitals and short lone lines are headings in leaflets that know no Markdown."""
    raw = draft.first.text
    if (hashes := re.match(r"(#{1,6})\s", raw)) is not None:
        return len(hashes[1])
    if draft.first.marker:
        return 7 if draft.first.marker in {"n", "r", "a"} and _capitals(text) and len(text) < 120 else 0
    if _capitals(text) and len(text) < 120:
        return 7
    if re.fullmatch(r"(\*\*|__).+\1\s*:?", raw) and len(text) < 100 and text[-1:] not in ".;,":
        return 8
    short = len(text) <= 70 and text[-1:] not in ".;,!:…" and len(draft.lines) == 1
    return 9 if short and alone and text[:1].isupper() and draft.gap else 0


def _opens(draft: _Draft, line: Line, gap: bool, width: int, listing: bool) -> bool:
    if gap or line.marker or re.match(r"#{1,6}\s", line.text + " "):
        return True
    first = draft.first.text
    return first.startswith("#") or (first[0] != ">" and _breaks(draft.lines[-1], line, width, listing))


def _drafts(lines: list[Line]) -> Iterator[_Draft]:
    width, gap, draft, listing = _width(lines), True, None, False
    for line in lines:
        if not line.text or RULE.match(line.text):
            gap = True
            continue
        if draft is None or _opens(draft, line, gap, width, listing):
            if draft is not None:
                yield draft
                ends = plain(draft.lines[-1].text)
                bare = ends.endswith(":") or BARE_LEAD.match(fold(ends)) is not None
                listing = not line.marker and (bare or (listing and not gap))
            draft = _Draft(line, gap)
        draft.lines.append(line)
        gap = False
    if draft is not None:
        yield draft


def _block(draft: _Draft, whole: str) -> Block:
    first = draft.first
    if first.text.startswith(">"):
        lines = [replace(line, text=line.text.lstrip("> ")) for line in draft.lines]
        text, starts = _join(lines, whole)
        return Block("quote", text, starts, first.indent, "", 0, draft.gap)
    text, starts = _join(draft.lines, whole)
    level = _heading_level(draft, text, alone=True)
    text = re.sub(r"^#{1,6}\s+|\s+#+$", "", text)
    kind = "heading" if level else "item" if first.marker else "para"
    return Block(kind, text, starts, first.indent, first.marker, level, draft.gap)


def _cut_by_page(before: Block, after: Block) -> bool:
    """A page or column break in mid-sentence leaves a blank line the author never wrote."""
    open_end = before.text[-1:].isalnum() or before.text[-1:] == ","
    lone = before.kind == "heading" and before.level < 9
    return (
        open_end and not lone and before.kind != "quote" and after.kind == "para" and after.gap
        and after.text[:1].islower() and not BARE_LEAD.match(fold(before.text))
    )  # fmt: skip


def blocks(text: str) -> list[Block]:
    whole = plain(text)
    found: list[Block] = []
    for draft in _drafts(list(_lines(text))):
        block = _block(draft, whole)
        if not block.text:
            continue
        if found and _cut_by_page(found[-1], block):
            last = found[-1]
            shifted = tuple((at + len(last.text) + 1, line) for at, line in block.starts)
            kind = "para" if last.kind == "heading" else last.kind
            block = replace(
                last, kind=kind, text=f"{last.text} {block.text}", starts=last.starts + shifted, level=0
            )
            found.pop()
        found.append(block)
    return found


def _ends(text: str, match: re.Match[str]) -> bool:
    """Whether this stop really ends a sentence: not an abbreviation, not inside brackets or quotes."""
    before, after = text[: match.end()], text[match.end() :].lstrip()
    opened = before.count("(") > before.count(")") and ")" in after
    quoted = before.count("«") > before.count("»") and "»" in after
    if opened or quoted or not after or after[0].islower():
        return False
    if match[0] != ".":
        return True
    tail = before[-TAIL:]
    if ACRONYM.search(tail):
        return STARTER.match(after) is not None
    return not ABBREVIATION.search(tail)


def sentences(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of one block; together they cover all its words."""
    spans, start = [], 0
    for match in STOP.finditer(text):
        if _ends(text, match):
            spans.append((start, match.end()))
            start = match.end() + len(text[match.end() :]) - len(text[match.end() :].lstrip())
    return [*spans, (start, len(text))] if start < len(text) else spans
