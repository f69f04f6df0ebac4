"""What a refused form gives back, it gives back once.

A browser keeps the form that led to a page, and sends it again at "back": on a machine that others use, a page that
answers alike would show the words of a carnet to whoever comes next. So the form carries a mark that is good once.
"""

from contextlib import suppress

from forum.core.clock import Now
from forum.core.crypto import mac, same
from forum.core.errors import TooMany
from forum.core.ids import new_ref
from forum.http.house import House

DAY = 86_400


def once_mark(house: House, now: Now) -> str:
    """For the day: counts are forgotten at its end, and what was seen then would be new again."""
    nonce = f"{now.epoch // DAY}.{new_ref(16)}"
    return f"{nonce}.{_seal(house, nonce)}"


def first_time(house: House, mark: str, now: Now) -> bool:
    """Whether this mark is ours, of today, and was never shown to us before."""
    nonce, _dot, seal = mark.rpartition(".")
    if not same(seal, _seal(house, nonce)) or nonce.partition(".")[0] != str(now.epoch // DAY):
        return False
    with suppress(TooMany):
        house.limits.count("given back", nonce, 1, DAY, now)
        return True
    return False


def _seal(house: House, nonce: str) -> str:
    return mac(house.keys.forms, "once", nonce).hex()[:32]
