"""What a facilitator holds while they help somebody to say more: the statements they have just typed. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SEAL = "sitting"
WORDS = 40  # signs by which a statement is told from its neighbours


@dataclass(frozen=True)
class Typed:
    """A statement that was taken in: where it is, the mark of its card, its first words."""

    ref: str
    mark: str
    said: str


@dataclass(frozen=True)
class Sitting:
    """`workshop` is a reference, "" outside any. It is written nowhere: it goes from page to page, sealed."""

    workshop: str
    typed: Sequence[Typed] = ()

    def parts(self) -> list[str]:
        return [SEAL, self.workshop, *(part for one in self.typed for part in (one.ref, one.mark, one.said))]

    def and_then(self, more: Iterable[Typed]) -> "Sitting":
        """With what was typed since; sent twice, it is here once."""
        known = {one.ref: one for one in (*self.typed, *more)}
        return Sitting(self.workshop, tuple(known.values()))


def sitting(parts: Sequence[str]) -> Sitting | None:
    """From the parts of an alias again; None for an alias of something else."""
    if len(parts) < 2 or parts[0] != SEAL:
        return None
    _seal, workshop, *rest = parts
    return Sitting(workshop, tuple(Typed(*rest[at : at + 3]) for at in range(0, len(rest), 3)))


def short(said: str) -> str:
    words = " ".join(said.split())
    return words if len(words) <= WORDS else words[: WORDS - 1].rsplit(" ", 1)[0] + "…"
