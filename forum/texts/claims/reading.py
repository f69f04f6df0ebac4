"""The claims of a leaflet, a motion or a charter, each to become a draft demand.

`judge` judges a sentence; here the blocks are walked, keeping the heading and the leads that govern them.
"""

import re
from dataclasses import dataclass, replace

from forum.texts.claims import words as w
from forum.texts.claims.judge import Place, Scope, claiming_verb, judge, members, quoted, shaped
from forum.texts.claims.leaflet import Block, blocks, sentences

LONGEST = 4_000  # signs of a sentence: beyond, a text has lost its stops
SECTIONS = frozenset({"r", "n", "a"})  # numbered items that may head a list of bullets


@dataclass(frozen=True)
class Claim:
    sentence: str  # whole, as written, marks of Markdown and line breaks aside
    context: str  # the paragraph it stands in, or the lead and the item
    lead: str  # what governs it (« Nous demandons : »), or empty
    line: int  # in the source, from 1
    kind: str  # claim, refusal, principle


@dataclass(frozen=True)
class Left:
    sentence: str
    line: int
    reason: str  # French, for the table shown after an import


@dataclass(frozen=True)
class Reading:
    taken: tuple[Claim, ...]
    left: tuple[Left, ...]


def _scope_of_heading(block: Block, text: str, now: Scope, bare: bool) -> Scope:
    """A heading opens claims, closes them, or divides them («Pour les enfants» under «Nos revendications»)."""
    found = Scope(text=block.text, level=block.level)
    claims = (
        w.LEAD_HEAD.search(text)
        or w.BARE_LEAD.match(text)
        or (text.endswith(":") and w.LEAD_LINE.search(text))
    )
    if claims and not re.search(r"\b(?:soient|seront|entendu)", text):
        return replace(found, status="claims", refuses=w.LEAD_REFUSES.search(text) is not None)
    if w.CLOSES.search(text) and not re.match(r"article\b", text, re.IGNORECASE):
        return replace(found, status="other")
    short = len(text.split()) <= 4 and not re.search(r"[\d?]", text)
    alike = (
        " › " in now.text
        and block.level == now.inner
        and (short or (block.marker and block.marker == now.marker))
    )
    if now.status == "claims" and (block.level > now.level or bare or alike or w.CONTINUES.match(text)):
        return replace(
            now, text=f"{now.text.split(' › ')[0]} › {block.text}", inner=block.level, marker=block.marker
        )
    return found


class _Reader:
    """Walks the blocks, keeping what governs them."""

    def __init__(self, text: str) -> None:
        self.blocks = blocks(text)
        folded = [w.fold(b.text) for b in self.blocks]
        self.charter = (
            any(w.CHARTER.search(t) for t in folded[:3]) or sum(b.marker == "art" for b in self.blocks) > 1
        )
        self.heading, self.leads = Scope(), list[Scope]()
        self.bare = False  # nothing yet under the present heading
        self.taken, self.left, self.seen = list[Claim](), list[Left](), set[str]()

    def read(self) -> Reading:
        for at, block in enumerate(self.blocks):
            after = self.blocks[at + 1] if at + 1 < len(self.blocks) else None
            if block.kind == "quote":
                self._leave(block, 0, block.text, "citation")
            elif block.kind == "heading" and not self._listed(block):
                self._heading(at, block, after)
            else:
                self._body(block, after)
        return Reading(tuple(self.taken), tuple(self.left))

    def _listed(self, block: Block) -> bool:
        """A short lone line below a lead is one of the things claimed, not a heading."""
        text = w.fold(block.text)
        return block.level == 9 and bool(self.leads) and self.leads[-1].status == "claims" and shaped(text)

    def _heading(self, at: int, block: Block, after: Block | None) -> None:
        text = w.fold(block.text)
        self.leads.clear()
        governs = _scope_of_heading(block, text, self.heading, self.bare)
        opened = governs.status == "claims" and governs.text == block.text
        place = Place(governs, False, True, "", False)
        kind, strength = ("", "titre") if opened or at == 0 else judge(text, replace(place, scope=Scope()))
        self.heading, self.bare = governs, True
        leads_on = after is not None and after.kind == "item" and strength != "weak" and text.endswith(":")
        if kind and not leads_on and not text.endswith(":"):
            self._take(block, (0, len(block.text)), kind, "")
        else:
            self._leave(block, 0, block.text, "titre")

    def _scope(self, block: Block) -> Scope:
        if block.kind == "item":
            sibling = [lead.indent == block.indent and lead.marker == block.marker for lead in self.leads]
            del self.leads[sibling.index(True) if True in sibling else len(self.leads) :]
            while self.leads and self.leads[-1].indent > block.indent:
                self.leads.pop()
        if (
            block.kind != "item"
            and block.gap
            and self.leads
            and not block.indent
            and not shaped(w.fold(block.text))
        ):
            self.leads.clear()
        return self.leads[-1] if self.leads else self.heading

    def _leads(self, block: Block, after: Block | None) -> bool:
        """Whether a block governs the next: a colon, or an unfinished item above deeper ones."""
        if after is None or after.kind in {"heading", "quote"}:
            return block.text.endswith(":")
        above = {"", block.marker, *(lead.marker for lead in self.leads)}
        under = after.indent > block.indent or (block.marker in SECTIONS and after.marker not in above)
        if block.marker == "r" and after.kind == "para" and after.gap:  # « III. Mentions »
            under = True
        deeper = (
            under and block.kind == "item" and (after.kind == "item" or not after.gap or block.marker == "r")
        )
        article = block.marker == "art" and after.kind == "para" and not after.gap and len(block.text) < 80
        unfinished = block.text[-1:] not in ".;,!"
        return (
            block.text.endswith(":")
            or w.BARE_LEAD.match(w.fold(block.text)) is not None
            or (unfinished and (deeper or article))
        )

    def _open(self, block: Block, scope: Scope, sentence: str) -> None:
        text = w.fold(sentence)
        status = scope.status
        section = not text.endswith(":")
        if w.LEAD_LINE.search(text) or w.BARE_LEAD.match(text) or (section and w.LEAD_HEAD.search(text)):
            status = "claims"
        elif w.OBSERVES.search(text) or (section and w.CLOSES.search(text)):
            status = "other"
        elif section and (w.CHARTER.search(text) or block.marker == "art"):
            status = "plain"
        indent = block.indent if block.kind == "item" else -1
        joined = f"{scope.text} › {sentence}" if scope.text and scope.status == "claims" else sentence
        refuses = w.LEAD_REFUSES.search(text) is not None or (scope.refuses and status == "claims")
        if block.kind != "item":
            self.leads.clear()
        self.leads.append(Scope(status, joined, refuses, indent, block.marker))

    def _body(self, block: Block, after: Block | None) -> None:
        scope, text = self._scope(block), w.fold(block.text)
        spans, strength = sentences(block.text), ""
        leading = spans.pop() if spans and self._leads(block, after) else None
        item = block.kind == "item" or bool(self.leads)
        for index, (start, end) in enumerate(spans):
            place = Place(scope, item, index == 0, strength, self.charter)
            inner = quoted(text, start) and not quoted(text, 1)
            kind, strength = ("", "citation") if inner else self._judged(text[start:end], place)
            if kind:
                self._split(block, (start, end), kind, scope, place)
            else:
                self._leave(block, start, block.text[start:end], strength)
                strength = strength if strength in {"strong", "weak"} else ""
        self.bare = False
        if leading:
            self._open(block, scope, block.text[leading[0] : leading[1]])
            self._leave(block, leading[0], block.text[leading[0] : leading[1]], "annonce d'une liste")

    def _judged(self, sentence: str, place: Place) -> tuple[str, str]:
        return judge(sentence, place) if len(sentence) <= LONGEST else ("", "trop longue pour une phrase")

    def _split(self, block: Block, span: tuple[int, int], kind: str, scope: Scope, place: Place) -> None:
        start, end = span
        sentence = block.text[start:end]
        match = claiming_verb(w.fold(sentence), place)
        parts = members(w.fold(sentence), match) if match else []
        lead = scope.text if scope.status == "claims" else ""
        for a, b in parts or [(0, len(sentence))]:
            own = sentence[: parts[0][0]].strip() if parts else lead
            self._take(block, (start + a, start + b), kind, own)

    def _take(self, block: Block, span: tuple[int, int], kind: str, lead: str) -> None:
        sentence, line = block.text[span[0] : span[1]].strip(), block.line_at(span[0])
        key = re.sub(r"\W+", " ", f"{lead if len(sentence) < 25 else ''} {sentence}").casefold().strip()
        if key in self.seen:
            self.left.append(Left(sentence, line, "déjà relevée"))
            return
        self.seen.add(key)
        context = f"{lead} {block.text}".strip() if lead and not block.text.startswith(lead) else block.text
        self.taken.append(Claim(sentence, context, lead, line, kind))

    def _leave(self, block: Block, start: int, sentence: str, reason: str) -> None:
        self.left.append(Left(sentence.strip(), block.line_at(start), reason))


def read(text: str) -> Reading:
    return _Reader(text).read()


def extract(text: str) -> list[Claim]:
    return list(read(text).taken)


def left_out(text: str) -> list[Left]:
    return list(read(text).left)
