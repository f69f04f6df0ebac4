"""Signing: what is sealed, what is counted, and the job given to the writer.

A signature waits in `pending_signature`; at its slot it is one leaf of a shuffled batch. A second has the first's answer.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import BindParameter, bindparam, exists, insert, update
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
from forum.petitions.lifecycle.rules import signing_words
from forum.petitions.models import PendingSignature, Petition, Signature
from forum.petitions.withdrawal.actions import receipt_token

DAY = 86_400
CONFIRM_DAYS = 7
SEALED_STEP = 512
FACTS_KEPT = 500
_JSON = json.JSONEncoder(ensure_ascii=False)  # `dumps` makes one at each call


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
        raise Closed(signing_words(facts.state))
    if facts.opens > today:
        raise Closed(_("Les signatures ouvriront le {day}.").format(day=long_date(facts.opens)))


# -- what is kept of a person -----------------------------------------------


def sealed_person(public_key: bytes, name: str, email: str = "", *, shown: bool = False) -> bytes:
    """To the organisers only. Padded: the length would tell a short name from a long one, or none at all."""
    data = _JSON.encode({"name": name, "email": email, "shown": shown}).encode()
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
    withdrawal: bytes = b""

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

_STATE = select(Petition.state, Petition.hidden).where(Petition.id == bindparam("of"))
_THESE: BindParameter[Any] = bindparam("nuls", expanding=True)
_COUNTED = select(Signature.nul).where(
    Signature.petition_id == bindparam("of"), col(Signature.nul).in_(_THESE)
)
_PENDING = select(PendingSignature.nul, PendingSignature.confirmed).where(
    PendingSignature.petition_id == bindparam("of"), col(PendingSignature.nul).in_(_THESE)
)
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
        withdrawal=bindparam("new_withdrawal"),
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


@dataclass(frozen=True)
class Wanted:
    """A signature to write, and the two sealed mails of which one leaves: `ask` for a confirmation, or `already` done.

    A carnet has none: counted once, and the second time nothing changes and nothing says so.
    """

    signing: Signing
    ask: bytes = b""
    already: Callable[[], bytes] | None = None


def write(tx: Session, wanted: Sequence[Wanted]) -> list[None]:
    """All that wait together, in a few statements a petition (see `core/writer.py`)."""
    for petition_id in {w.signing.petition_id for w in wanted}:
        _write(tx, petition_id, [w for w in wanted if w.signing.petition_id == petition_id])
    return [None] * len(wanted)


def _write(tx: Session, petition_id: int, wanted: list[Wanted]) -> None:
    """Signing again before confirming replaces what was typed, and the earlier link."""
    there, waiting = _standing(tx, petition_id, {w.signing.nul for w in wanted})
    latest = {w.signing.nul: w.signing for w in wanted if w.signing.nul not in there}
    if new := [signing.columns for nul, signing in latest.items() if nul not in waiting]:
        # By their random ids: the order of arrival is kept nowhere.
        tx.connection().execute(_INSERT, sorted(new, key=itemgetter("id")))
    if again := [_replacing(signing) for nul, signing in latest.items() if nul in waiting]:
        tx.connection().execute(_REPLACE, again)
    outbox.put_all(tx, [w.already() if w.signing.nul in there else w.ask for w in wanted if w.already])


def _standing(tx: Session, petition_id: int, nuls: set[bytes]) -> tuple[set[bytes], set[bytes]]:
    """(already counted or confirmed, waiting for their confirmation); Closed if the petition is, or is hidden, by now."""
    connection, asked = tx.connection(), {"of": petition_id, "nuls": [*nuls]}
    state, hidden = connection.execute(_STATE, {"of": petition_id}).one()
    _check_shown(hidden)
    if state != "open":
        raise Closed(signing_words(state))
    there = set(connection.execute(_COUNTED, asked).scalars())
    pending = connection.execute(_PENDING, asked).all()
    confirmed = {nul for nul, done in pending if done}
    return there | confirmed, {nul for nul, _done in pending} - confirmed


def _replacing(signing: Signing) -> dict[str, Any]:
    changed = ("college", "territory", "sealed", "token_hash", "withdrawal", "until")
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


def ask_mail(facts: Facts, to: str, url: str, token: str, mail_key: bytes, suivi: str) -> bytes:
    """The typed name is not in it: anybody could have our mails say anything to anybody. `suivi`: a box of `told/`."""
    text = _(
        "Bonjour,\n\nQuelqu’un, sans doute vous, a signé avec cette adresse la pétition :\n« {title} »\n\n"
        "Pour que la signature compte, ouvrez cette page et appuyez sur le bouton :\n{link}\n\n"
        "Ce lien vaut sept jours et sert une fois. Si ce n’était pas vous, ne faites rien : "
        "sans confirmation, tout est effacé.\n\n"
        "Gardez ce message : pour retirer votre signature, maintenant ou plus tard, ouvrez\n{withdrawal}\n\n"
        "Pour vérifier vous-même qu’elle est comptée, son reçu, qui ne nomme pas la pétition :\n{receipt}\n"
    )
    here = f"{url}/p/{facts.code}"
    links = {"link": f"{here}/confirmation/{token}?suivi={suivi}", "withdrawal": f"{here}/retrait/{token}"}
    said = text.format(title=facts.title, receipt=f"{url}/recu/{receipt_token(token)}", **links)
    return outbox.sealed_mail(mail_key, to, _("Confirmez votre signature"), said)


def already_mail(facts: Facts, to: str, url: str, mail_key: bytes) -> bytes:
    text = _(
        "Bonjour,\n\nQuelqu’un, sans doute vous, vient de signer avec cette adresse la pétition :\n« {title} »\n\n"
        "Votre signature y est déjà : il n’y a rien à faire, et elle ne compte qu’une fois.\n{link}\n"
    )
    link = f"{url}/p/{facts.code}"
    return outbox.sealed_mail(mail_key, to, _("Votre signature"), text.format(title=facts.title, link=link))
