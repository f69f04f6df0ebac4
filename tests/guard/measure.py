"""How much of what should be seen the guard sees, and how often it is wrong, on sets of sentences labelled by hand."""

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from forum.guard.rules import Finding, find

HERE = Path(__file__).parent
REAL = (
    Path(os.environ.get("FORUM_REAL_DATA", HERE.parents[1].parent / "shared" / "real"))
    / "texts/republique-numerique.jsonl"
)
SETS = ("tuned", "seen", "held_out")


@dataclass
class Score:
    """Counts of labelled places and of hits; what was missed and what was wrong, to be read by eye."""

    texts: int = 0
    bare: int = 0  # texts without any data
    labelled: int = 0
    seen: int = 0
    hits: int = 0
    right: int = 0
    missed: list[tuple[str, str]] = field(default_factory=list)
    wrong: list[tuple[str, str]] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.seen / self.labelled if self.labelled else 1.0

    @property
    def precision(self) -> float:
        return self.right / self.hits if self.hits else 1.0


def read(name: str) -> list[dict[str, object]]:
    path = HERE / f"{name}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _meets(hit: Finding, spans: Iterable[Sequence[object]]) -> bool:
    return any(hit.start < int(str(end)) and int(str(start)) < hit.end for start, end, *_kind in spans)


def score(rows: Iterable[dict[str, object]]) -> Score:
    """A labelled place is seen if a hit overlaps it; a hit that overlaps none is a false alarm."""
    total = Score()
    for row in rows:
        text, spans = str(row["text"]), row["spans"]
        assert isinstance(spans, list)
        hits = find(text)
        total.texts += 1
        total.bare += not spans
        total.labelled += len(spans)
        total.hits += len(hits)
        for start, end, *kind in spans:
            if any(hit.start < end and start < hit.end for hit in hits):
                total.seen += 1
            else:
                total.missed.append((str(kind[0]) if kind else "", f"{text[start:end]} | {text}"))
        for hit in hits:
            if _meets(hit, spans):
                total.right += 1
            else:
                total.wrong.append((hit.kind, f"{text[hit.start : hit.end]} | {text}"))
    return total


def consultation() -> list[str] | None:
    """The bodies of a public consultation's proposals, in which next to nobody is named; None where it is not there."""
    if not REAL.exists():
        return None
    return [json.loads(line)["body"] for line in REAL.read_text(encoding="utf-8").splitlines()]
