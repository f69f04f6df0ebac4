"""How long a demand is once printed in a cahier, in lines: what it costs where a cahier is measured in pages. Pure.

A measure made beforehand, the same for all and by hand if one likes: signs counted by line, and what stands around each
demand (its number and title, its addressee, the table of its support). `tests/exports/test_lengths.py` compares it
with what is printed.
"""

from collections.abc import Iterable, Mapping

PAGE = 44  # lines of a printed page
WIDE, NARROW = 94, 62  # signs of a line: of the text, and beside the name of a fact
AROUND = 14  # lines that any demand has around its words
HEADED = 4  # and the headings of what it answers


def lines(fields: Mapping[str, str], wide: Iterable[str] = (), narrow: Iterable[str] = ()) -> int:
    """Of one demand: the fields of the version that is asked about, what it answers (`wide`) and leans on (`narrow`)."""
    beside = [fields.get(name, "") for name in ("responsible", "deadline", "criteria", "equity", "cost")]
    own = AROUND + _of(fields.get("body", ""), WIDE) + sum(_of(text, NARROW) for text in beside)
    answered, leaned = "\n".join(wide), "\n".join(narrow)
    return own + (HEADED if answered else 0) + _of(answered, WIDE) + _of(leaned, NARROW)


def _of(text: str, width: int) -> int:
    """Whole lines, and half a line between two paragraphs, rounded up in all."""
    paragraphs = [part for part in text.splitlines() if part.strip()]
    return sum(-(-len(part) // width) for part in paragraphs) + len(paragraphs) // 2


def pages(count: int) -> float:
    """As people read it: to a tenth of a page."""
    return round(count / PAGE, 1)
