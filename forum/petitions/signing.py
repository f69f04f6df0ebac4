"""Signing: what is sealed, what is counted, and the job given to the writer.

A signature first waits in `pending_signature`; at its slot it becomes one leaf of a shuffled batch. The same answer
is given to a first signature and to a second one; the difference is told to the address itself, by mail.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import bindparam, exists, insert, update
from sqlmodel import Session, col, select

from forum.collectives.models import Collective
from forum.collectives.queries import territories
from forum.core import outbox
from forum.core.clock import Now
from forum.core.crypto import mac, seal
from forum.core.db import Database
from forum.core.errors import Closed, NotFound
from forum.core.i18n import _, long_date
from forum.core.ids import new_id
from forum.petitions.models import PendingSignature, Petition, Signature

DAY = 86_400
CONFIRM_DAYS = 7
SEALED_STEP = 512
FACTS_KEPT = 500


@dataclass(frozen=True)
class Facts:
    """A petition as the signing routes know it: public fields alone, kept until somebody commits."""

    id: int
    code: str
    title: str
    state: str
    hidden: bool
    opens: date
    closes: date
    public_key: bytes
    collective: Collective
    territories: frozenset[str]
    version: int
    checked: int


_FACTS: "WeakKeyDictionary[Database, dict[str, Facts]]" = WeakKeyDictionary()


def known_facts(db: Database, code: str, now: Now, seconds: float) -> Facts | None:
    """From memory, if nothing was committed since; asked at most once a `seconds`. The writer checks the state again."""
    facts = _FACTS.get(db, {}).get(code)
    if facts is None:
        return None
    if 0 <= now.epoch - facts.checked < seconds or db.version() == facts.version:
        return facts
    return None


def read_facts(db: Database, code: str, now: Now) -> Facts:
    # The version is read first: a commit in between makes the facts old, never wrongly fresh.
    version = db.version()
    with db.read() as tx:
        petition = tx.exec(select(Petition).where(Petition.code == code, Petition.state != "draft")).first()
        if petition is None:
            raise NotFound
        collective = tx.exec(select(Collective).where(Collective.id == petition.collective_id)).one()
        codes = frozenset(t.code for t in territories(tx, collective.id))
        tx.expunge_all()
    kept = _FACTS.setdefault(db, {})
    if len(kept) >= FACTS_KEPT:
        kept.clear()
    kept[code] = _facts(petition, collective, codes, version, now)
    return kept[code]


def _facts(p: Petition, collective: Collective, codes: frozenset[str], version: int, now: Now) -> Facts:
    return Facts(
        p.id,
        p.code,
        p.title,
        p.state,
        p.hidden,
        p.opens,
        p.closes,
        p.public_key,
        collective,
        codes,
        version,
        now.epoch,
    )


def _check_shown(hidden: bool) -> None:
    if hidden:
        raise Closed(
            _("La modération a masqué cette pétition : elle ne prend pas de signature pendant ce temps.")
        )


def check_open(facts: Facts, today: date) -> None:
    _check_shown(facts.hidden)
    if facts.state != "open" or facts.closes < today:
        raise Closed(_("Cette pétition est close : elle ne prend plus de signatures."))
    if facts.opens > today:
        raise Closed(_("Les signatures ouvriront le {day}.").format(day=long_date(facts.opens)))


# -- what is kept of a person -----------------------------------------------


def sealed_person(public_key: bytes, name: str, email: str = "") -> bytes:
    """To the organisers only. Padded: the length would tell a short name from a long one, or none at all."""
    data = json.dumps({"name": name, "email": email}, ensure_ascii=False).encode()
    return seal(public_key, data.ljust(-(-len(data) // SEALED_STEP) * SEALED_STEP))


def email_nul(k_petition: bytes, email: str) -> bytes:
    """One address, one signature: capitals and blanks do not make another. Nobody can test an address without the key."""
    return mac(k_petition, "".join(email.split()).casefold())


@dataclass(frozen=True)
class Signing:
    """A signature as it enters. `token_hash` is empty, and `until` its slot, when it needs no confirmation."""

    petition_id: int
    nul: bytes
    tier: str
    college: str
    territory: str
    sealed: bytes
    token_hash: bytes
    until: int

    @property
    def columns(self) -> dict[str, Any]:
        return {**vars(self), "id": new_id(), "confirmed": not self.token_hash}


def lapses(now: Now) -> int:
    """Midnight (UTC) after the seventh day: the row does not say at what hour somebody signed."""
    return (now.epoch // DAY + CONFIRM_DAYS + 1) * DAY


def slot_at(now: Now, seconds: int) -> int:
    """The slot of what is confirmed now; just before one, the next, so that nobody is alone in theirs."""
    if not seconds:
        return now.epoch
    return -(-(now.epoch + seconds // 10) // seconds) * seconds


# -- jobs for the writer (Core: the ORM costs three times as much) ----------

_STANDING = select(
    Petition.state,
    Petition.hidden,
    exists().where(
        col(Signature.petition_id) == bindparam("petition_id"), col(Signature.nul) == bindparam("nul")
    ),
    select(PendingSignature.confirmed)
    .where(PendingSignature.petition_id == bindparam("petition_id"), PendingSignature.nul == bindparam("nul"))
    .scalar_subquery(),
).where(Petition.id == bindparam("petition_id"))
_INSERT = insert(PendingSignature)
_REPLACE = (
    update(PendingSignature)
    .where(
        col(PendingSignature.petition_id) == bindparam("of"), col(PendingSignature.nul) == bindparam("whose")
    )
    .values(
        college=bindparam("new_college"),
        territory=bindparam("new_territory"),
        sealed=bindparam("new_sealed"),
        token_hash=bindparam("new_token_hash"),
        until=bindparam("new_until"),
    )
)
_CONFIRM = (
    update(PendingSignature)
    .where(
        col(PendingSignature.token_hash) == bindparam("token"),
        col(PendingSignature.petition_id) == bindparam("of"),
        col(PendingSignature.until) > bindparam("moment"),
        col(PendingSignature.confirmed).is_(False),
        exists().where(
            col(Petition.id) == bindparam("of"),
            col(Petition.state) == "open",
            col(Petition.hidden).is_(False),
        ),
    )
    .values(confirmed=True, token_hash=b"", until=bindparam("slot"))
)


def _standing(tx: Session, signing: Signing) -> tuple[bool, bool]:
    """(already counted or confirmed, waiting for its confirmation); Closed if the petition is, or is hidden, by now."""
    known = {"petition_id": signing.petition_id, "nul": signing.nul}
    state, hidden, counted, confirmed = tx.connection().execute(_STANDING, known).one()
    _check_shown(hidden)
    if state != "open":
        raise Closed(_("Cette pétition est close : elle ne prend plus de signatures."))
    return bool(counted or confirmed), confirmed is not None


def by_carnet(signing: Signing) -> Callable[[Session], None]:
    """Counted once a carnet; the second time nothing changes, and nothing says so."""

    def job(tx: Session) -> None:
        there, _waits = _standing(tx, signing)
        if not there:
            tx.connection().execute(_INSERT, signing.columns)

    return job


def by_email(signing: Signing, ask: bytes, already: Callable[[], bytes]) -> Callable[[Session], None]:
    """`ask` is the sealed mail that asks for a confirmation, `already` makes the one that says it is done.

    Signing again before confirming replaces what was typed, and the earlier link.
    """

    def job(tx: Session) -> None:
        there, waits = _standing(tx, signing)
        if there:
            outbox.put(tx, already())
            return
        if waits:
            tx.connection().execute(_REPLACE, _replacing(signing))
        else:
            tx.connection().execute(_INSERT, signing.columns)
        outbox.put(tx, ask)

    return job


def _replacing(signing: Signing) -> dict[str, Any]:
    changed = ("college", "territory", "sealed", "token_hash", "until")
    where = {"of": signing.petition_id, "whose": signing.nul}
    return {**where, **{f"new_{name}": getattr(signing, name) for name in changed}}


def confirming(petition_id: int, token_hash: bytes, slot: int, now: Now) -> Callable[[Session], bool]:
    """Whether this link had something to confirm: it does, once."""
    values = {"token": token_hash, "of": petition_id, "slot": slot, "moment": now.epoch}

    def job(tx: Session) -> bool:
        return bool(tx.connection().execute(_CONFIRM, values).rowcount)

    return job


def waits(tx: Session, petition_id: int, token_hash: bytes, now: Now) -> bool:
    """Whether a link still has something to confirm. Looking changes nothing."""
    query = select(PendingSignature.id).where(
        PendingSignature.token_hash == token_hash,
        PendingSignature.petition_id == petition_id,
        PendingSignature.until > now.epoch,
    )
    return tx.exec(query).first() is not None


# -- mails ------------------------------------------------------------------


def ask_mail(facts: Facts, to: str, url: str, token: str, mail_public: bytes) -> bytes:
    """The name that was typed is not in it: anybody could have our mails say anything to anybody."""
    text = _(
        "Bonjour,\n\nQuelqu’un, sans doute vous, a signé avec cette adresse la pétition :\n« {title} »\n\n"
        "Pour que la signature compte, ouvrez cette page et appuyez sur le bouton :\n{link}\n\n"
        "Ce lien vaut sept jours et sert une fois. Si ce n’était pas vous, ne faites rien : "
        "sans confirmation, tout est effacé.\n"
    )
    link = f"{url}/p/{facts.code}/confirmation/{token}"
    return outbox.sealed_mail(
        mail_public, to, _("Confirmez votre signature"), text.format(title=facts.title, link=link)
    )


def already_mail(facts: Facts, to: str, url: str, mail_public: bytes) -> bytes:
    text = _(
        "Bonjour,\n\nQuelqu’un, sans doute vous, vient de signer avec cette adresse la pétition :\n« {title} »\n\n"
        "Votre signature y est déjà : il n’y a rien à faire, et elle ne compte qu’une fois.\n{link}\n"
    )
    link = f"{url}/p/{facts.code}"
    return outbox.sealed_mail(
        mail_public, to, _("Votre signature"), text.format(title=facts.title, link=link)
    )
