"""From a carnet's act to the public page: pending → one shuffled batch at a fixed slot → public.

`submit` is the only door through which a member's act enters the house: it asks the sanction hook and the guard.
Features say how an act becomes public with `@publishes("kind")`; the publisher runs in the slot's transaction.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError, NoResultFound
from sqlmodel import Session, col, delete, select

from forum.collectives.actions import check_sanctions
from forum.collectives.models import Collective, Pending
from forum.collectives.queries import Place
from forum.collectives.rules import margin, next_slot
from forum.core.clock import Now
from forum.core.crypto import packed
from forum.core.errors import Closed, HouseError, Invalid
from forum.core.hooks import hooks
from forum.core.i18n import _
from forum.core.ids import looks_drawn, new_ref, ref_from
from forum.identity.staff.actions import log

Payload = dict[str, Any]


@dataclass(frozen=True)
class Act:
    """What somebody did, as its publisher receives it. `nul` is empty for staff."""

    collective: Collective
    kind: str
    scope: str
    nul: bytes
    college: str
    box: bytes
    payload: Payload


Publisher = Callable[[Session, Act, date], None]
Inspector = Callable[[Sequence[str]], Sequence[str]]


class Publishers(dict[str, Publisher]):
    """How acts of each kind become public. Asked for one that is not there, it first has the other rooms loaded."""

    def __missing__(self, kind: str) -> Publisher:
        for load in hooks("slot.publishers"):
            load()
        return dict(self)[kind]


PUBLISHERS = Publishers()
INSPECTORS: list[Inspector] = hooks("slot.inspectors")
AFTER_SLOT: list[Callable[[Session, Now], None]] = hooks("slot.after")


def publishes(kind: str) -> Callable[[Publisher], Publisher]:
    """Declare how acts of this kind become public."""

    def register(publisher: Publisher) -> Publisher:
        PUBLISHERS[kind] = publisher
        return publisher

    return register


def draw_ref(place: Place, *words: str) -> str:
    """The reference of a new text: for a carnet it depends on its words, so that a double click is one act."""
    if not place.viewer.key:
        return new_ref()
    digest = hashlib.sha256(packed(place.collective.slug, *words)).hexdigest()
    return ref_from(place.viewer.nul("voice", f"new|{digest}"))


def submit(
    tx: Session,
    place: Place,
    now: Now,
    kind: str,
    scope: str,
    payload: Payload,
    *,
    label: str = "voice",
    once: bool = False,
    title: str = "",
    relaxed: bool = False,
    done: str = "",
    appeal: bool = False,
) -> Pending | None:
    """Take an act in. A carnet's waits for its slot (the same act twice is one row); staff's is published at once.

    `scope` is what `label` is a nullifier of (for a voice, the thread; another if it is to be recognised); `once`
    allows one act of this kind per person and scope, and the latest one stands. `relaxed`: the person says that what
    the guard saw is no personal data, so a human reads first.
    `done`: what the staff's log calls it, if not its kind; a member's act is in no log. `appeal`: it is said to
    moderators alone, against a decision: whoever is held back may say it, and no guard holds it up.
    """
    if not appeal:
        check_sanctions(tx, place, now)
    scope = place.voice_scope(scope) if label == "voice" else scope
    warnings = {} if appeal else beware(_strings(payload), relaxed=relaxed)
    payload = {**payload, "spoken": list(place.spoken)} if place.spoken else payload
    if place.viewer.staff_id:
        log(tx, place.viewer, place.collective.id, done or kind, title or scope, now)
        PUBLISHERS[kind](tx, Act(place.collective, kind, scope, b"", "staff", b"", payload), now.today)
        return None
    pending = _wait(tx, place, now, kind, scope, payload, label, once, title, bool(warnings))
    tx.info["held"] = tx.info.get("held", False) or pending.state == "held"
    return pending


def any_held(tx: Session) -> bool:
    """Whether something that this transaction took in waits for a moderator, and not only for its slot."""
    return bool(tx.info.get("held"))


def _wait(
    tx: Session,
    place: Place,
    now: Now,
    kind: str,
    scope: str,
    payload: Payload,
    label: str,
    once: bool,
    title: str,
    held: bool,
) -> Pending:
    encoded = json.dumps(payload, ensure_ascii=False, sort_keys=True)
    pending = Pending(
        collective_id=place.collective.id,
        kind=kind,
        label=label,
        scope=scope,
        nul=place.viewer.nul(label, scope),
        box=place.viewer.box(scope)[1],
        college=place.college,
        once="" if once else hashlib.sha256(encoded.encode()).hexdigest(),
        payload=encoded,
        title=title[:300],
        state="held" if held else "waiting",
        slot=next_slot(now.epoch, place.collective.slot_minutes),
        margin=margin(place.collective.slot_minutes),
    )
    return _insert(tx, pending)


def undo(
    tx: Session, collective_id: int, kind: str, label: str, scope: str, nul: bytes, title: str, slot: int,
    key: str = "",
) -> Pending:  # fmt: skip
    """Take back, at a slot like everything else, what this nullifier did; `key` says which of several things.

    A deletion at once would tell who was there at that time. Whoever is held back may always leave: nothing is asked.
    """
    pending = Pending(
        collective_id=collective_id, kind=kind, label=label, scope=scope, nul=nul, once=key or scope, slot=slot,
        payload=json.dumps({"key": key}), title=title[:300],
    )  # fmt: skip
    return _insert(tx, pending)


def _insert(tx: Session, pending: Pending) -> Pending:
    try:
        with tx.begin_nested():
            tx.add(pending)
        return pending
    except IntegrityError:
        mine = (Pending.kind == pending.kind, Pending.scope == pending.scope, Pending.nul == pending.nul)
        known = tx.exec(select(Pending).where(*mine, Pending.once == pending.once)).one()
        if not pending.once:  # else it says the same words again, and may have been completed since
            known.payload, known.title = pending.payload, pending.title
        if known.state in ("failed", "withdrawn"):
            known.slot, known.message = pending.slot, ""
        known.state = _state_again(known.state, pending.state)
        tx.add(known)
        return known


def rewrite(tx: Session, place: Place, pending: Pending, payload: Payload, new: Sequence[str], now: Now, *,
            relaxed: bool = False) -> None:  # fmt: skip
    """Its author completes what waits: same act, same slot. `new` is what was typed just now."""
    check_sanctions(tx, place, now)
    warnings = beware(new, relaxed=relaxed)
    row = tx.exec(select(Pending).where(Pending.id == pending.id).with_for_update()).first()
    if row is None:
        raise Closed(_("Votre texte vient d’être publié. Rouvrez cette page depuis votre carnet."))
    row.payload = json.dumps(payload, ensure_ascii=False, sort_keys=True)
    row.state = _state_again(row.state, "held" if warnings else "waiting")
    tx.info["held"] = tx.info.get("held", False) or row.state == "held"
    tx.add(row)


def _state_again(before: str, now: str) -> str:
    """What a moderator kept or refused goes by a moderator again, however often it is sent."""
    return "held" if "held" in (before, now) or before == "withdrawn" else "waiting"


def warned(texts: Sequence[str]) -> dict[str, str]:
    """What the guard says of these texts, as the error of a form; nothing if it sees nothing."""
    warnings = [warning for inspect in INSPECTORS for warning in inspect(texts)]
    return {"guard": " ".join(warnings)} if warnings else {}


def beware(texts: Sequence[str], *, relaxed: bool) -> dict[str, str]:
    """Refuse texts in which the guard sees something, unless whoever writes says that they know (`relaxed`)."""
    warnings = warned(texts)
    if warnings and not relaxed:
        raise Invalid(warnings)
    return warnings


def _strings(value: Any) -> list[str]:
    """What is written in a payload. A reference is nobody's words, and one in five thousand holds a first name."""
    if isinstance(value, str):
        return [] if looks_drawn(value) else [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in _strings(part)]


def publish_due(tx: Session, now: Now, shuffle: Callable[[list[Pending]], None]) -> int:
    """Publish all whose slot has come, in a drawn order, in this one transaction. Returns how many became public.

    Slots that were missed, the server being down, are one batch: apart, they would be smaller and tell more.
    """
    alone(tx)
    due = list(tx.exec(select(Pending).where(Pending.slot <= now.epoch, Pending.state == "waiting")).all())
    if not due:
        return 0
    shuffle(due)
    collectives = {c.id: c for c in tx.exec(select(Collective)).all()}
    done = [
        pending.id for pending in due if _publish(tx, collectives[pending.collective_id], pending, now.today)
    ]
    tx.exec(delete(Pending).where(col(Pending.id).in_(done)))
    for hook in AFTER_SLOT:
        hook(tx, now)
    return len(done)


def alone(tx: Session) -> None:
    """Two machines whose workers wake together: the second finds nothing left. SQLite has one writer anyway."""
    if tx.get_bind().dialect.name == "postgresql":
        tx.connection().execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SLOT})


_SLOT = 0x6372656E6561  # « crenea »


def blend(tx: Session) -> None:
    """Where one person sends several acts at once: write all that waits again, in the order of its random keys.

    PostgreSQL says of each row which transaction wrote it: alone in theirs, these would be known to be of one person.
    On SQLite a row is where its key puts it, and nothing says when it was written.
    """
    if tx.get_bind().dialect.name != "postgresql":
        return
    tx.flush()
    alone(tx)
    table = Pending.__table__  # type: ignore[attr-defined]
    rows = tx.connection().execute(delete(table).returning(*table.c)).mappings().all()
    tx.connection().execute(insert(table), sorted((dict(row) for row in rows), key=lambda row: row["id"]))


def _publish(tx: Session, collective: Collective, pending: Pending, today: date) -> bool:
    """One refused act spoils no other: it goes back to its author with the reason."""
    act = Act(
        collective,
        pending.kind,
        pending.scope,
        pending.nul,
        pending.college,
        pending.box,
        json.loads(pending.payload),
    )
    try:
        with tx.begin_nested():
            PUBLISHERS[pending.kind](tx, act, today)
        return True
    except HouseError as refused:
        pending.state, pending.message = "failed", refused.message
    except (IntegrityError, NoResultFound):
        pending.state, pending.message = (
            "failed",
            _("Cela a déjà été publié, ou ce qui était visé n’existe plus."),
        )
    tx.add(pending)
    return False


def withdraw(tx: Session, pending: Pending) -> None:
    """The author changes their mind before the slot: nothing of it stays."""
    tx.delete(pending)
