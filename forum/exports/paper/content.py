"""Numbered sheets, as a document."""

from dataclasses import dataclass

from forum.exports.content import SheetDoc


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedDoc(SheetDoc):
    """Sheets that come back by their number, one page each; the contact part is to be detached."""

    numbers: tuple[tuple[str, int], ...]  # each with its count of lines

    def __post_init__(self) -> None:
        if not all(10 <= lines <= 20 for _number, lines in self.numbers) or not 1 <= len(self.numbers) <= 100:
            raise ValueError("a numbered sheet has 10 to 20 lines; 1 to 100 are printed at once")
