"""Verbs on passkeys: one more, one less, and coming in by one. Each is told to the teams the person is of."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select

from forum.core.clock import Now
from forum.core.crypto import sha256
from forum.core.errors import Forbidden, NotFound
from forum.core.i18n import _
from forum.core.keys import Keys
from forum.core.viewer import Viewer
from forum.identity.staff import actions
from forum.identity.staff.doors.actions import codes_left, make_codes
from forum.identity.staff.doors.passkeys import ceremony
from forum.identity.staff.doors.passkeys.ceremony import KeyRefused, Place
from forum.identity.staff.models import Staff, StaffChallenge, StaffPasskey


def of(tx: Session, staff: Staff) -> Sequence[StaffPasskey]:
    query = select(StaffPasskey).where(StaffPasskey.staff_id == staff.id)
    return tx.exec(query.order_by(StaffPasskey.name, StaffPasskey.ref)).all()


def challenge_of(asked: dict[str, Any]) -> bytes:
    """The bytes to be signed; KeyRefused where there is no question any more."""
    if not asked:
        raise KeyRefused(_("Cette demande a trop attendu, ou a déjà servi. Recommencez."))
    return bytes.fromhex(asked["nonce"])


def spend(tx: Session, asked: dict[str, Any], now: Now) -> None:
    """Of two right answers to one question, at the same moment or later, one serves."""
    tx.exec(delete(StaffChallenge).where(col(StaffChallenge.until) < now.epoch))
    try:
        with tx.begin_nested():
            tx.add(StaffChallenge(hash=sha256(challenge_of(asked)), until=asked["until"]))
    except IntegrityError:
        challenge_of({})


def add(
    tx: Session, keys: Keys, staff: Staff, here: Place, asked: dict[str, Any], answer: str, now: Now
) -> Sequence[str]:
    """A key more. Whoever has no second factor yet gets ten recovery codes with it, to be shown once; else []."""
    new = ceremony.made(here, challenge_of(asked), answer)
    spend(tx, asked, now)
    row = StaffPasskey(
        credential_id=new.credential_id, staff_id=staff.id, name=asked["name"],
        public_key=new.public_key, sign_count=new.sign_count, day=now.today,
    )  # fmt: skip
    try:
        with tx.begin_nested():
            tx.add(row)
    except IntegrityError:
        raise KeyRefused(_("Cette clé est déjà enregistrée.")) from None
    actions.end_links(tx, staff)
    viewer = Viewer(staff_id=staff.id, staff_name=staff.name)
    actions.log_everywhere(tx, viewer, "account.passkey.added", asked["name"], now)
    return [] if staff.totp_sealed or codes_left(tx, staff) else make_codes(tx, keys, staff)


def enter(tx: Session, here: Place, asked: dict[str, Any], answer: str, now: Now) -> Viewer | None:
    """Whose key this is; None (and a line in the log) for one that counted less than it did before: a copy is about."""
    challenge = challenge_of(asked)
    ident, handle = ceremony.named(here, answer)
    row = tx.exec(select(StaffPasskey).where(StaffPasskey.credential_id == ident).with_for_update()).first()
    if row is None or handle != ceremony.handle_of(row.staff_id):
        raise KeyRefused(_("Cette clé n’ouvre aucun compte ici, ou n’en ouvre plus. Entrez autrement."))
    count = ceremony.shown(here, challenge, answer, row.public_key)
    spend(tx, asked, now)
    staff = actions.by_id(tx, row.staff_id)
    viewer = Viewer(staff_id=staff.id, staff_name=staff.name)
    if (count or row.sign_count) and count <= row.sign_count:
        actions.log_everywhere(tx, viewer, "account.passkey.copied", row.name, now)
        return None
    row.sign_count = count
    tx.add(row)
    return viewer


def copied() -> str:
    return _(
        "Cette clé a compté moins d’usages que la dernière fois : il en existe peut-être une copie. Elle n’ouvre rien. "
        "Entrez autrement, retirez-la de vos clés, et prévenez votre équipe, qui le lit aussi dans son journal."
    )


def one_of(tx: Session, staff: Staff, ref: str) -> StaffPasskey:
    found = tx.exec(
        select(StaffPasskey).where(StaffPasskey.staff_id == staff.id, StaffPasskey.ref == ref)
    ).first()
    if found is None:
        raise NotFound
    return found


def is_last(tx: Session, staff: Staff, providers: Collection[str]) -> bool:
    """Whether one key is all that opens this account: a mailbox can be lost, so it does not count."""
    return len(of(tx, staff)) < 2 and actions.doors_of(tx, staff.id, providers) <= {"passkey"}


def remove(tx: Session, staff: Staff, ref: str, providers: Collection[str], now: Now) -> None:
    """A key less. Of two removals at once the second waits for the rows the first holds, and counts what is left."""
    held = select(StaffPasskey.ref).where(StaffPasskey.staff_id == staff.id).with_for_update()
    tx.exec(held).all()
    row = removable(tx, staff, ref, providers)
    tx.delete(row)
    viewer = Viewer(staff_id=staff.id, staff_name=staff.name)
    actions.log_everywhere(tx, viewer, "account.passkey.removed", row.name, now)


def removable(tx: Session, staff: Staff, ref: str, providers: Collection[str]) -> StaffPasskey:
    """One's own key of that name; refused for the last way in."""
    row = one_of(tx, staff, ref)
    if is_last(tx, staff, providers):
        raise Forbidden(last_one())
    return row


def last_one() -> str:
    return _(
        "C’est votre dernière entrée : choisissez d’abord un mot de passe, ou ajoutez une autre clé d’accès."
    )
