"""The only place that asks the machine for the time. Everything else receives a `Now`."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from time import time
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
QUARTER = 900  # seconds: in every time zone of today, a day begins with one


@dataclass(frozen=True, slots=True)
class Now:
    """A moment: `epoch` in whole seconds (UTC), from which days are read in the instance's time zone."""

    epoch: int

    @property
    def today(self) -> date:
        return _day(self.epoch // QUARTER)

    @property
    def local(self) -> datetime:
        return datetime.fromtimestamp(self.epoch, PARIS)


@lru_cache(maxsize=64)
def _day(quarter: int) -> date:
    return datetime.fromtimestamp(quarter * QUARTER, PARIS).date()


def now() -> Now:
    return Now(int(time()))


def at(text: str) -> Now:
    """A moment from an ISO date or time; a bare date means noon in Paris. For tests and the demo."""
    moment = datetime.fromisoformat(text if "T" in text else f"{text}T12:00:00")
    return Now(int((moment if moment.tzinfo else moment.replace(tzinfo=PARIS)).timestamp()))
