"""How many letters may leave now, when a relay takes so many an hour. Pure.

The generic cell rate algorithm (ITU-T I.371): one number is kept, the moment at which all that left would have left at an
even pace. A tenth of the hour's share may leave at once, the rest evenly, so that no hour, wherever it begins, has more
than its share.
"""

MILLI = 1000
HOUR = 3600 * MILLI


def _beat(hourly: int) -> tuple[int, int]:
    """(milliseconds between two letters, how far ahead of the even pace one may be)."""
    at_once = max(hourly // 10, 1)
    evenly = max(hourly - at_once, 1)
    beat = -(-HOUR // evenly)
    return beat, at_once * beat


def room(even: int, now: int, hourly: int) -> int:
    """How many may leave at `now` (milliseconds); `even` is what was kept."""
    beat, ahead = _beat(hourly)
    return max((now + ahead - max(even, now)) // beat, 0)


def after(even: int, now: int, hourly: int, sent: int) -> int:
    """What to keep once `sent` more have left."""
    beat, _ahead = _beat(hourly)
    return max(even, now) + sent * beat


def minutes(even: int, now: int, hourly: int, before: int) -> int:
    """Whole minutes until a letter with `before` others in front of it has left, about."""
    beat, ahead = _beat(hourly)
    wait = max(even, now) + (before + 1) * beat - ahead - now
    return max(-(-wait // (60 * MILLI)), 0)
