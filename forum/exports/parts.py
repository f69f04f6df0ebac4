"""The few kinds of things that a document is made of, whatever it is written in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """A member's Markdown; its headings go under those of level `above`."""

    markdown: str
    above: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of ours or a field's words; `style`: "", "lead" or "note"."""

    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Items:
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The first row of each column is its header; `caption` says what it is to who does not see it."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Blank:
    """To be filled in by hand."""

    label: str


@dataclass(frozen=True, slots=True)
class Cut:
    """Where the sheet is cut."""


Part = Heading | Said | Line | Fact | Items | Table | Blank | Cut
