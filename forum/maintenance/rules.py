"""Where a round of maintenance stands: which step is next, how often it was begun, what went wrong. Pure."""

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta

HOUR = 3  # of the instance's own night
TRIES = 3  # of one step: what kills the process each time must not be tried for ever
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Round:
    """One row of `instance_fact`, written before each step: whoever comes after a kill -9 goes on from there."""

    day: str
    next: int = 0
    tries: int = 0
    failed: tuple[str, ...] = ()
    differences: dict[str, int] = field(default_factory=dict)

    def begin(self) -> "Round":
        return replace(self, tries=self.tries + 1)

    def end(self, failed: str = "", differences: dict[str, int] | None = None) -> "Round":
        """On to the next step."""
        lost = (*self.failed, failed) if failed else self.failed
        found = {**self.differences, **(differences or {})}
        return Round(self.day, self.next + 1, 0, lost, found)

    def dump(self) -> str:
        return json.dumps(asdict(self), sort_keys=True)


def load(text: str) -> Round | None:
    """What the row says; None for one that is not ours to read."""
    try:
        read = json.loads(text)
        return Round(read["day"], read["next"], read["tries"], tuple(read["failed"]), read["differences"])
    except (ValueError, KeyError, TypeError):
        return None


def due(last: str, today: date, hour: int) -> bool:
    """Once a day, at night; a night missed is caught up at once."""
    return last < today.isoformat() and (hour >= HOUR or last < (today - timedelta(days=1)).isoformat())


def late(last: str, today: date) -> bool:
    """Two nights without a whole round."""
    return last < (today - timedelta(days=2)).isoformat()
