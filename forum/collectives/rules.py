"""Who may do what (one table), and when the next slot is. Pure."""

import re
from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from forum.core.clock import PARIS
from forum.core.letters import normal

MOST_MARGIN = 45 * 60  # seconds

# What a person is in a collective: a visitor (may only read), the holder of an open carnet, a member of a college,
# or somebody of the staff.
OPEN = frozenset({"open"})
MEMBERS = frozenset({"professional", "concerned", "ally"})
DECIDING = frozenset({"professional", "concerned"})
ORGANISERS = frozenset({"organiser"})
STAFF = frozenset({"organiser", "moderator", "facilitator"})

PERMISSIONS: dict[str, frozenset[str]] = {
    "read": frozenset({"visitor"}) | OPEN | MEMBERS | STAFF,
    "read members only": MEMBERS | STAFF,
    "write": OPEN | MEMBERS | ORGANISERS | {"facilitator"},
    "write as member": MEMBERS | ORGANISERS | {"facilitator"},
    "echo": OPEN | MEMBERS,
    "vote": MEMBERS,
    "assess": DECIDING,
    "sign": OPEN | MEMBERS,
    "organise": ORGANISERS,
    "moderate": frozenset({"moderator"}),
    "prepare a workshop": ORGANISERS | {"facilitator"},
    "enter paper": ORGANISERS | {"facilitator"},
    "write a synthesis": ORGANISERS | {"facilitator"},
    "see the team's pages": STAFF,
    "make the team": ORGANISERS,
}


def may(roles: Collection[str], act: str) -> bool:
    """Whether any of these roles allows the act. An unknown act is a mistake of ours: KeyError."""
    return not PERMISSIONS[act].isdisjoint(roles)


def next_slot(epoch: int, slot_minutes: int) -> int:
    """The moment (epoch seconds) at which what is sent now becomes public: multiples of `slot_minutes` from midnight UTC.

    What comes once a batch is complete waits for the next one.
    """
    step = slot_minutes * 60
    return -(-(epoch + margin(slot_minutes)) // step) * step


def margin(slot_minutes: int) -> int:
    """Seconds between the moment a batch is complete and its slot: a tenth, for moderators to read it in."""
    return min(slot_minutes * 6, MOST_MARGIN)


def closing_moment(closes: date, slot_minutes: int) -> int:
    """The first slot after the last day: whatever was sent that day has its slot by then."""
    midnight = datetime.combine(closes + timedelta(days=1), time(), PARIS)
    return next_slot(int(midnight.timestamp()), slot_minutes)


def counted_at(closes: date, ends: int, slot_minutes: int) -> int:
    """The slot of a count: after the last day, or `ends`, the one that followed an early end."""
    return ends or closing_moment(closes, slot_minutes)


def complete(slot: int, epoch: int, before: int) -> bool:
    """Whether nothing can join the batch of `slot` any more: shown sooner, its texts would tell their minute.

    `before`: the margin of the day it was sent. With today's, whoever changes the setting would see texts as they come.
    """
    return epoch > slot - before


def shared_scope(collective_id: int) -> str:
    """What the voice of whoever chose to be recognised is a nullifier of: the collective, in the place of a thread.

    The colon keeps it apart from the reference of any thread.
    """
    return f"collective:{collective_id}"


CODE, PLACE = 20, 120  # signs of a territory's code and name
MOST_PLACES = 500


def plain_ascii(name: str) -> str:
    """« Val-de-Lorne, été » → `val-de-lorne-ete`: what stands in an address."""
    folded = normal("NFKD", name.lower().replace("œ", "oe").replace("æ", "ae"))
    return re.sub(r"[^a-z0-9]+", "-", folded.encode("ascii", "ignore").decode()).strip("-")


def places(text: str) -> list[tuple[str, str]]:
    """(code, name) of each line; `code | nom` says its code itself, a bare name gets one. ValueError: which line."""
    found: dict[str, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        left, bar, right = line.partition("|")
        name = " ".join((right if bar else left).split())
        code = left.strip() if bar else _free_code(plain_ascii(name)[:CODE].strip("-") or "lieu", found)
        if not name or not code or len(code) > CODE or len(name) > PLACE or code in found:
            raise ValueError(line)
        found[code] = name
    return list(found.items())


def _free_code(code: str, taken: Collection[str]) -> str:
    candidates = (code, *(f"{code[: CODE - 4]}-{n}" for n in range(2, MOST_PLACES + 2)))
    return next(candidate for candidate in candidates if candidate not in taken)
