"""Signing: what is counted, and the job given to the writer.

A signature waits in `pending_signature`; at its slot it is one leaf of a shuffled batch. A second has the first's answer.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any

from sqlalchemy import bindparam, exists, insert, update
from sqlmodel import Session, col, select

from forum.core import outbox
from forum.core.clock import Now
from forum.core.errors import Closed
from forum.core.i18n import _
from forum.core.ids import new_id
from forum.petitions.facts import check_visible
from forum.petitions.lifecycle.rules import signing_words
from forum.petitions.models import PendingSignature, Petition
from forum.petitions.standing import Standing, standing_of

DAY = 86_400
CONFIRM_DAYS = 7


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
    tag: str = ""
    host: str = ""
    key_number: int = 1

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

# Held until the commit (PostgreSQL; SQLite has one writer): no key goes while something is sealed to it.
_STATE = (
    select(Petition.state, Petition.hidden, Petition.key_number, Petition.public_key)
    .where(Petition.id == bindparam("of"))
    .with_for_update(read=True, key_share=True)
)
_INSERT = insert(PendingSignature)
_REPLACE = (
    update(PendingSignature)
    .where(
        col(PendingSignature.petition_id) == bindparam("of"),
        col(PendingSignature.nul) == bindparam("whose"),
        col(PendingSignature.confirmed).is_(False),  # another node may just have confirmed it
    )
    .values(
        college=bindparam("new_college"),
        territory=bindparam("new_territory"),
        sealed=bindparam("new_sealed"),
        key_number=bindparam("new_key_number"),
        token_hash=bindparam("new_token_hash"),
        withdrawal=bindparam("new_withdrawal"),
        until=bindparam("new_until"),
        tag=bindparam("new_tag"),
        host=bindparam("new_host"),
    )
)
# By its key, which its token leads to: SQLite would else look through all that waits for a confirmation.
_ITS_KEY: Any = (
    select(PendingSignature.id)
    .where(PendingSignature.token_hash == bindparam("token"))
    .limit(1)
    .scalar_subquery()
)
_CONFIRM = (
    update(PendingSignature)
    .where(
        col(PendingSignature.id) == _ITS_KEY,
        col(PendingSignature.token_hash) == bindparam("token"),  # a new link may just have replaced this one
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
    """A signature to write, and the sealed mails of which one leaves: `ask` for a confirmation, `already` done, or `full`.

    `places`: the nullifiers it may take, those of its address; its own, when there is no address. A carnet has no mail:
    counted once, and the second time nothing changes and nothing says so.
    `seal` seals the same person to another key, for who signs at the moment it changes.
    """

    signing: Signing
    ask: bytes = b""
    already: Callable[[], bytes] | None = None
    full: Callable[[], bytes] | None = None
    places: tuple[bytes, ...] = ()
    seal: Callable[[bytes], bytes] | None = None

    @property
    def nuls(self) -> tuple[bytes, ...]:
        return self.places or (self.signing.nul,)

    def under(self, number: int, public: bytes) -> "Wanted":
        """As it is to be written while this key is the petition's."""
        if self.signing.key_number == number:
            return self
        if self.seal is None:
            raise Closed(_("La clé de cette pétition vient de changer. Recommencez."))
        sealed = replace(self.signing, sealed=self.seal(public), key_number=number)
        return replace(self, signing=sealed)


def write(tx: Session, wanted: Sequence[Wanted]) -> list[None]:
    """All that wait together, in a few statements a petition (see `core/writer.py`)."""
    for petition_id in {w.signing.petition_id for w in wanted}:
        _write(tx, petition_id, [w for w in wanted if w.signing.petition_id == petition_id])
    return [None] * len(wanted)


def _write(tx: Session, petition_id: int, wanted: list[Wanted]) -> None:
    """Signing again before confirming replaces what was typed, and the earlier link."""
    wanted = _sealed_now(tx, petition_id, wanted)
    standing = standing_of(tx, petition_id, {nul for w in wanted for nul in w.nuls})
    latest: dict[bytes, Signing] = {}
    mails = [_placed(w, standing, latest) for w in wanted if standing.refused.isdisjoint(w.nuls)]
    if new := [signing.columns for nul, signing in latest.items() if nul not in standing.waiting]:
        # By their random ids: the order of arrival is kept nowhere.
        tx.connection().execute(_INSERT, sorted(new, key=itemgetter("id")))
    if again := [_replacing(signing) for nul, signing in latest.items() if nul in standing.waiting]:
        tx.connection().execute(_REPLACE, again)
    outbox.put_all(tx, [mail for mail in mails if mail])


def _sealed_now(tx: Session, petition_id: int, wanted: list[Wanted]) -> list[Wanted]:
    """Under the key of this moment; Closed if the petition is, or is hidden, by now."""
    state, hidden, number, public = tx.connection().execute(_STATE, {"of": petition_id}).one()
    check_visible(hidden)
    if state != "open":
        raise Closed(signing_words(state))
    return [one.under(number, public) for one in wanted]


def _placed(wanted: Wanted, standing: Standing, latest: dict[bytes, Signing]) -> bytes:
    """The mail that leaves; what is to be written is noted in `latest`."""
    nul = standing.place(wanted.nuls, wanted.signing.tag)
    if nul is None or nul in standing.done:
        mail = wanted.full if nul is None else wanted.already
        return mail() if mail else b""
    latest[nul] = wanted.signing if nul == wanted.signing.nul else replace(wanted.signing, nul=nul)
    standing.tags[nul] = wanted.signing.tag
    return wanted.ask


def _replacing(signing: Signing) -> dict[str, Any]:
    changed = (
        "college",
        "territory",
        "sealed",
        "key_number",
        "token_hash",
        "withdrawal",
        "until",
        "tag",
        "host",
    )
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
