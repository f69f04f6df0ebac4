"""The poster."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from forum.exports.content import PRINTED, Document


@dataclass(frozen=True, slots=True, kw_only=True)
class PosterDoc(Document):
    """One side of A4, to be read from three steps away: the title, the claims, the code; strips to tear off at its foot."""

    claims: tuple[str, ...] = ()
    closes: date | None = None

    @property
    def wanted(self) -> Collection[str]:
        return PRINTED
