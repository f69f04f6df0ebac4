"""Contesting a « c’est fait »: why one can, and what may be told of how many did. Pure.

Reasons are chosen from a list: a written one would describe a place, a service, a person. A signer is counted in the
college of the signature, and the colleges stand side by side: none speaks for another.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from forum.core.i18n import later

LEAST = 5
REASONS = {
    "nothing": later("Rien n’a changé"),
    "partly": later("Une partie seulement est faite"),
    "somewhere": later("C’est fait ailleurs, pas chez nous"),
    "paper": later("C’est fait sur le papier seulement"),
    "undone": later("C’était fait, et ce ne l’est plus"),
    "other": later("On a fait autre chose"),
}
BY = {
    "institution": later("L’institution dit que c’est fait"),
    "organiser": later("L’équipe dit que c’est fait"),
}


@dataclass(frozen=True)
class Contested:
    """How many contest, by college and by reason. Whoever shows it asks `colleges` and `reasons`, never these."""

    by_college: Mapping[str, int]
    by_reason: Mapping[str, int]

    @property
    def some(self) -> bool:
        return any(self.by_college.values())

    @property
    def colleges(self) -> dict[str, int]:
        """Those that may be told: from five in a college."""
        return {college: n for college, n in self.by_college.items() if n >= LEAST}

    @property
    def reasons(self) -> dict[str, int]:
        """All of them, or none: one left out could be reckoned from the rest, and so could a college."""
        cells = [n for n in (*self.by_college.values(), *self.by_reason.values()) if n]
        return dict(self.by_reason) if cells and min(cells) >= LEAST else {}
