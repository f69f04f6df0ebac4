"""What the signing routes must know of a petition, kept in memory: thousands ask in the same hour."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from weakref import WeakKeyDictionary

from sqlmodel import select

from forum.collectives.models import Collective
from forum.collectives.queries import place_choices
from forum.core.clock import Now
from forum.core.db import Database
from forum.core.errors import Closed, NotFound
from forum.core.i18n import _, long_date
from forum.petitions.employers.queries import domains
from forum.petitions.lifecycle.rules import signing_words
from forum.petitions.models import Petition
from forum.petitions.shown.rules import by_department

FACTS_KEPT = 500


@dataclass(frozen=True)
class Facts:
    """A petition as the signing routes know it: public fields alone, kept until somebody commits.

    `departments`: those that are places of the collective, and the place's code of each.
    """

    id: int
    code: str
    title: str
    state: str
    hidden: bool
    opens: date
    closes: date
    public_key: bytes
    key_number: int
    collective: Collective
    territories: frozenset[str]
    departments: Mapping[str, str]
    employers: frozenset[str]
    version: int
    checked: int


_FACTS: "WeakKeyDictionary[Database, dict[str, Facts]]" = WeakKeyDictionary()


def known_facts(db: Database, code: str, now: Now, seconds: float) -> Facts | None:
    """From memory, if nothing was committed since; asked at most once a `seconds`. The writer checks the state again."""
    kept = _FACTS.get(db, {})
    facts = kept.get(code)
    if facts is None or 0 <= now.epoch - facts.checked < seconds:
        return facts
    # Whoever finds it late looks, and only they: the others go on with what is known for as long again.
    kept[code] = replace(facts, checked=now.epoch)
    return facts if db.version() == facts.version else None


def read_facts(db: Database, code: str, now: Now) -> Facts:
    # The version is read first: a commit in between makes the facts old, never wrongly fresh.
    version = db.version()
    with db.read() as tx:
        petition = tx.exec(select(Petition).where(Petition.code == code, Petition.state != "draft")).first()
        if petition is None:
            raise NotFound
        collective = tx.exec(select(Collective).where(Collective.id == petition.collective_id)).one()
        places = place_choices(tx, collective.id)
        employers = frozenset(domains(tx, collective.id))
        tx.expunge_all()
    kept = _FACTS.setdefault(db, {})
    if len(kept) >= FACTS_KEPT:
        kept.clear()
    kept[code] = _facts(petition, collective, places, employers, version, now)
    return kept[code]


def _facts(
    p: Petition,
    collective: Collective,
    places: tuple[tuple[str, str], ...],
    employers: frozenset[str],
    version: int,
    now: Now,
) -> Facts:
    return Facts(
        p.id,
        p.code,
        p.title,
        p.state,
        p.hidden,
        p.opens,
        p.closes,
        p.public_key,
        p.key_number,
        collective,
        frozenset(code for code, _name in places),
        by_department(places),
        employers,
        version,
        now.epoch,
    )


def check_visible(hidden: bool) -> None:
    if hidden:
        raise Closed(
            _("La modération a masqué cette pétition : elle ne prend pas de signature pendant ce temps.")
        )


def check_open(facts: Facts, today: date) -> None:
    check_visible(facts.hidden)
    if facts.state != "open" or facts.closes < today:
        raise Closed(signing_words(facts.state))
    if facts.opens > today:
        raise Closed(_("Les signatures ouvriront le {day}.").format(day=long_date(facts.opens)))
