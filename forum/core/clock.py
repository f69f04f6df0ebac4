"""The only place that asks the machine for the time. Everything else receives a `Now`."""

from dataclasses import dataclass
from datetime import date, datetime
from time import time
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Now:
    """A moment: `epoch` in whole seconds (UTC), from which days are read in the instance's time zone."""

    epoch: int

    @property
    def today(self) -> date:
        return datetime.fromtimestamp(self.epoch, PARIS).date()

    @property
    def local(self) -> datetime:
        return datetime.fromtimestamp(self.epoch, PARIS)


def now() -> Now:
    return Now(int(time()))


def at(text: str) -> Now:
    """A moment from an ISO date or time; a bare date means noon in Paris. For tests and the demo."""
    moment = datetime.fromisoformat(text if "T" in text else f"{text}T12:00:00")
    return Now(int((moment if moment.tzinfo else moment.replace(tzinfo=PARIS)).timestamp()))
