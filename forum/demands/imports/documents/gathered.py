"""A document's paragraphs as somebody would have typed them: what the reader of claims expects of a text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

DINGBATS = re.compile("[\uf0b7\uf0a7\uf0d8\uf076\uf0fc\uf02d]")  # bullets of fonts that only Windows has


@dataclass
class Listing:
    """A list that is being read, and how many items it had so far."""

    numbered: bool
    count: int = 0


def marker(lists: list[Listing]) -> str:
    """What stands before the next item of the innermost list."""
    lists[-1].count += 1
    return "  " * (len(lists) - 1) + (f"{lists[-1].count}. " if lists[-1].numbered else "- ")


class Gathered:
    """Blocks in the order of the document, each with what stands before it (`# `, `- `, `1. `); its notes come last."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self.notes: list[str] = []
        self.noting = False
        self._before, self._said, self._bold = "", list[str](), True

    def begin(self, before: str = "") -> None:
        self.end()
        self._before = before

    def say(self, text: str, bold: bool = False) -> None:
        self._bold = self._bold and (bold or not text.strip())
        self._said.append(text)

    def end(self) -> None:
        text = DINGBATS.sub("•", re.sub(r"[^\S\n]+", " ", "".join(self._said)))
        text = re.sub(r" ?\n[ \n]*", "\n", text).strip()
        if self._before.startswith("#"):
            text = text.replace("\n", " ")
        elif self._bold and text and not self._before and "\n" not in text:
            text = f"**{text}**"  # a paragraph that is bold from end to end is often a heading
        if text:
            room = " " * len(self._before)
            whole = self._before + text.replace("\n", "\n" + room)
            (self.notes if self.noting else self.blocks).append(whole)
        self._before, self._said, self._bold = "", [], True

    def text(self) -> str:
        self.end()
        notes = ["## Notes", *(f"- {note}" for note in self.notes)] if self.notes else []
        return "".join(_spaced([*self.blocks, *notes]))


def _spaced(blocks: list[str]) -> Iterator[str]:
    listed = False
    for at, block in enumerate(blocks):
        item = re.match(r" *(?:-|\d+\.) ", block) is not None
        yield ("\n" if listed and item else "\n\n") if at else ""
        yield block
        listed = item
