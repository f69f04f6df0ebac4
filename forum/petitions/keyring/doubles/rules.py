"""Who stands twice on a list of names: on paper and on line, or twice on the same. No database.

Two lines are one person, perhaps, when the names are the same once accents, capitals, hyphens, particles and the order
of names are set aside, and the place or the address is the same too. Names alone are not enough, nor is an address: a
household may share one. Nothing is taken away: whoever reads the list decides.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from forum.core.errors import Closed
from forum.core.i18n import _
from forum.core.letters import normal
from forum.petitions.keyring.rules import person
from forum.petitions.rules import MANNERS
from forum.petitions.towns.rules import place_key

FRENCH = frozenset(("d", "de", "des", "du", "l", "la", "le", "les"))
PARTICLES = FRENCH | frozenset(("da", "das", "dei", "del", "della", "di", "do", "dos", "el", "las", "los"))
PARTICLES |= frozenset(("den", "der", "van", "vom", "von", "zu"))
LEAST = 2  # words of a name that a place is enough to tell from others: « Léa » is many people


@dataclass(frozen=True)
class Signer:
    """Somebody as their box and their row say, in memory. `place`: their commune if they gave one, else their territory."""

    name: str
    email: str = field(repr=False)
    place: str
    shown: bool
    tier: str
    college: str
    territory: str
    day: date
    role: str = ""
    commune: str = ""
    message: str = ""
    kept: bool = False  # the message holds what the guard saw


def signers(rows: Iterable[Any], privates: Mapping[int, bytes]) -> list[Signer]:
    """Rows: (sealed, key_number, tier, college, territory, day). Closed if the key was changed meanwhile."""
    return [_signer(privates, *row) for row in rows]


def _signer(
    privates: Mapping[int, bytes],
    sealed: bytes,
    number: int,
    tier: str,
    college: str,
    territory: str,
    day: date,
) -> Signer:
    told = person(privates, number, sealed)
    if told is None and number not in privates:
        raise Closed(_("La clé vient de changer. Rechargez la page, et recommencez."))
    if told is None:  # damaged: a line all the same, since it is counted
        told = {"name": _("(illisible)")}
    name, role, commune, message = (_line(told, key) for key in ("name", "role", "commune", "message"))
    return Signer(
        name,
        str(told.get("email") or ""),
        commune or territory,
        told.get("shown") is True,
        tier,
        college,
        territory,
        day,
        role,
        commune,
        message,
        told.get("kept") is True,
    )


def _line(told: Mapping[str, Any], key: str) -> str:
    return " ".join(str(told.get(key) or "").split())


def name_key(name: str) -> tuple[str, ...]:
    """The words of a name, folded, without particles, in the order of letters; all of them if all are particles."""
    folded = (
        normal("NFKD", name)
        .casefold()
        .replace("œ", "oe")
        .replace("æ", "ae")
        .replace("ø", "o")
        .replace("ł", "l")
    )
    bare = "".join(c for c in normal("NFKD", folded) if not unicodedata.combining(c))
    words = "".join(c if c.isalpha() else " " for c in bare).split()
    return tuple(sorted([word for word in words if word not in PARTICLES] or words))


def _signs(one: Signer) -> list[tuple[Any, ...]]:
    """What two lines of one person would have in common."""
    words = name_key(one.name)
    email, place = "".join(one.email.split()).casefold(), place_key(one.place)
    found: list[tuple[Any, ...]] = []
    if words and email:
        found.append(("email", words, email))
    if len(words) >= LEAST and place:
        found.append(("place", words, place))
    return found


def doubles(people: Sequence[Signer]) -> dict[int, int]:
    """{place in `people`: number of its group, from 1}, for those who stand at least twice."""
    first: dict[tuple[Any, ...], int] = {}
    of = list(range(len(people)))

    def root(at: int) -> int:
        while of[at] != at:
            of[at] = of[of[at]]
            at = of[at]
        return at

    for at, one in enumerate(people):
        for sign in _signs(one):
            a, b = sorted((root(first.setdefault(sign, at)), root(at)))
            of[b] = a
    groups: dict[int, list[int]] = defaultdict(list)
    for at in range(len(people)):
        groups[root(at)].append(at)
    several = [group for group in groups.values() if len(group) > 1]
    return {at: number for number, group in enumerate(several, 1) for at in group}


@dataclass(frozen=True)
class Tally:
    """`tiers`: (tier, signatures, of which perhaps twice); `people`: how many, if each group is one person."""

    tiers: list[tuple[str, int, int]]
    total: int
    twice: int
    people: int


def tally(people: Sequence[Signer], groups: Mapping[int, int]) -> Tally:
    every = Counter(one.tier for one in people)
    twice = Counter(people[at].tier for at in groups)
    tiers = [(tier, n, twice[tier]) for tier, n in every.items()]
    return Tally(tiers, len(people), len(groups), len(people) - len(groups) + len(set(groups.values())))


def doubles_table(people: Sequence[Signer], groups: Mapping[int, int]) -> list[list[str]]:
    """The counts by tier, where somebody stands twice; nothing where nobody does."""
    if not groups:
        return []
    told = tally(people, groups)
    rows = [[_(MANNERS.get(tier, tier)), str(n), str(twice)] for tier, n, twice in told.tiers]
    return [
        [],
        [_("manière de signer"), _("signatures"), _("dont peut-être en double")],
        *sorted(rows),
        [_("total"), str(told.total), str(told.twice)],
        [_("personnes, si chaque numéro en est une seule"), str(told.people), ""],
        [_("Rien n’a été retiré du compte : c’est à vous de voir."), "", ""],
    ]
