"""At the slot a wave is held; organisers let it through or end it, and the next slot does as they said."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, update
from sqlmodel import Session, col, select

from forum.collectives.queries import Place
from forum.core.clock import Now
from forum.core.crypto import keyed
from forum.core.errors import Closed
from forum.core.i18n import _
from forum.identity.staff.actions import log
from forum.petitions.employers.rules import OPEN_TO_ALL, ascii_domain
from forum.petitions.models import NEVER, PendingSignature, Petition
from forum.petitions.waves import rules
from forum.petitions.waves.models import Wave

ACTS = {"passed": "wave.pass", "ended": "wave.end"}
Rows = list[dict[str, Any]]
_HOLD = (
    update(PendingSignature)
    .where(col(PendingSignature.id) == bindparam("row"))
    .values(wave=bindparam("of"), until=NEVER, host="")
)


def host_mark(k_petition: bytes, email: str, today: date) -> str:
    """Of the host of a mailbox, for a day; "" for one that is open to all. Nobody can try a host without the key."""
    host = ascii_domain(email)
    return (
        "" if not host or host in OPEN_TO_ALL else keyed(k_petition, 8, "host", today.isoformat(), host).hex()
    )


def sift(tx: Session, petition_id: int, batch: Rows, today: date) -> tuple[Rows, Rows]:
    """(those that count now, those that organisers ended) of a slot's; what swells is held, and told on the page."""
    looked = [row for row in batch if row["wave"]]
    fresh = [row for row in batch if not row["wave"]]
    if looked or any(rules.reason_of(_flow(row)) for row in fresh):
        known = _waves(tx, petition_id, today)
        fresh = _hold(tx, petition_id, fresh, known, today)
        ended = {wave.id for wave in known if wave.state == "ended"}
        gone = [row for row in looked if row["wave"] in ended]
        return fresh + [row for row in looked if row["wave"] not in ended], gone
    return batch, []


def _flow(row: dict[str, Any]) -> rules.Flow:
    return row["tier"], row["host"]


def _waves(tx: Session, petition_id: int, today: date) -> Sequence[Wave]:
    # An organiser may be deciding: held as long as this slot.
    found = tx.exec(select(Wave).where(Wave.petition_id == petition_id).with_for_update()).all()
    for wave in found:
        if wave.host and wave.day < today:
            wave.host = ""
    return found


def _hold(tx: Session, petition_id: int, rows: Rows, known: Sequence[Wave], today: date) -> Rows:
    """What is left of the rows. A wave of today that waits takes those that come after."""
    mine = [wave for wave in known if wave.day == today]
    waiting = {(wave.tier, wave.host): wave for wave in mine if wave.state == "waiting"}
    passed = {(wave.tier, wave.host) for wave in mine if wave.state == "passed"}
    held = rules.waves(map(_flow, rows), waiting, passed)
    for flow in held - waiting.keys():
        tier, host = flow
        reason = rules.reason_of(flow)
        waiting[flow] = Wave(petition_id=petition_id, tier=tier, host=host, reason=reason, day=today)
        tx.add(waiting[flow])
    for flow, n in Counter(_flow(row) for row in rows if _flow(row) in held).items():
        waiting[flow].n += n
    tx.flush()
    if moved := [{"row": row["id"], "of": waiting[_flow(row)].id} for row in rows if _flow(row) in held]:
        tx.connection().execute(_HOLD, moved)
    return [row for row in rows if _flow(row) not in held]


def judge(tx: Session, place: Place, petition: Petition, wave: Wave, state: str, slot: int, now: Now) -> None:
    """`state`: passed or ended. Once: what is said of a wave stands, for its signatures then go with the next slot."""
    if wave.state == state:
        return
    if wave.state != "waiting":
        raise Closed(_("Quelqu’un de l’équipe a déjà décidé de cet afflux."))
    if state == "passed" and petition.state not in ("open", "closed"):
        raise Closed(_("La pétition est remise, ou finie : aucune signature ne s’y ajoute plus."))
    going = update(PendingSignature).where(col(PendingSignature.wave) == wave.id)
    wave.state = state
    wave.n = (
        tx.connection().execute(going.values(until=slot)).rowcount
    )  # some may have taken theirs back meanwhile
    tx.add(wave)
    log(tx, place.viewer, place.collective.id, ACTS[state], petition.title, now)


def forget_hosts(tx: Session, today: date) -> int:
    """The mark of a mailbox's host is of one day: a wave that nobody looks at keeps none."""
    past = (col(Wave.host) != "") & (col(Wave.day) < today)
    return tx.connection().execute(update(Wave).where(past).values(host="")).rowcount


def erased(tx: Session, petition_id: int) -> None:
    """The names have had their time: what was held until then is gone with them, and nobody is to look at it any more."""
    tx.connection().execute(
        delete(Wave).where(col(Wave.petition_id) == petition_id, col(Wave.state) == "waiting")
    )
