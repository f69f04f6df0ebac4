"""Verbs on staff accounts. Passwords by Argon2id, a second factor always, links that work once."""

import re
import secrets
from collections.abc import Collection, Sequence

import pyotp
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select

from forum.core.clock import Now
from forum.core.crypto import argon2id, lock, same, sha256, unlock
from forum.core.errors import Closed, Forbidden, Invalid, StaffNeeded
from forum.core.i18n import _
from forum.core.ids import new_token
from forum.core.keys import Keys
from forum.core.viewer import Viewer
from forum.identity.staff import passwords
from forum.identity.staff.models import (
    Staff,
    StaffIdentity,
    StaffLink,
    StaffLog,
    StaffPasskey,
    StaffRecovery,
    StaffRole,
)

LINK_SECONDS = 15 * 60
TOTP_STEP = 30


def create(tx: Session, now: Now, email: str, name: str, *, demo: bool = False) -> Staff:
    """A staff account without any way in yet: give it a link, or a password with its second factor."""
    staff = Staff(email=email.strip().lower(), name=name, day=now.today, demo=demo)
    try:
        with tx.begin_nested():
            tx.add(staff)
    except IntegrityError:
        raise Invalid({"email": _("Un compte d’équipe existe déjà à cette adresse.")}) from None
    return staff


def set_password(tx: Session, keys: Keys, staff: Staff, password: str, memory_kib: int, time: int) -> str:
    """Both at once, with no code typed first: for whoever has the machine in hand. Returns the `otpauth://` address."""
    passwords.check(password, staff.name, staff.email)
    secret = new_secret()
    arm(tx, keys, staff, hashed(password, (memory_kib, time)), secret)
    return address_of(staff, secret)


def hashed(password: str, cost: tuple[int, int]) -> str:
    salt = secrets.token_bytes(16)
    return as_stored(argon2id(password.encode(), salt, *cost), salt, cost)


def as_stored(digest: bytes, salt: bytes, cost: tuple[int, int]) -> str:
    """What `parse_hash` reads: a hash keeps the cost it was made at."""
    return f"argon2id${cost[0]}${cost[1]}${salt.hex()}${digest.hex()}"


def arm(tx: Session, keys: Keys, staff: Staff, stored: str, secret: str, step: int = 0) -> None:
    """From now on this password and this second factor. `step`: of the code that was just typed, good once.

    Links that were on their way to somebody without a door would let in without the second factor: they go.
    """
    staff.password_hash, staff.totp_sealed, staff.totp_last = stored, lock(keys.staff, secret.encode()), step
    tx.add(staff)
    end_links(tx, staff)


def end_links(tx: Session, staff: Staff) -> None:
    tx.exec(delete(StaffLink).where(col(StaffLink.staff_id) == staff.id))


def address_of(staff: Staff, secret: str) -> str:
    """What an application of codes reads in its square."""
    return pyotp.TOTP(secret).provisioning_uri(name=staff.email, issuer_name="Porte-voix")


def parse_hash(stored: str, cost: tuple[int, int]) -> tuple[int, int, bytes, bytes]:
    """(memory KiB, time, salt, digest); an account without a password gets one that nothing matches, at today's `cost`."""
    if not stored:
        return *cost, b"\0" * 16, b""
    _name, memory, time, salt, digest = stored.split("$")
    return int(memory), int(time), bytes.fromhex(salt), bytes.fromhex(digest)


def check_totp(tx: Session, keys: Keys, staff: Staff, code: str, now: Now) -> bool:
    """A code of the last or current half minute, never twice the same."""
    if not staff.totp_sealed:
        return False
    step = step_of(unlock(keys.staff, staff.totp_sealed).decode(), code, now)
    if step <= staff.totp_last:
        return False
    staff.totp_last = step
    tx.add(staff)
    return True


def step_of(secret: str, code: str, now: Now) -> int:
    """Which half minute this code is of, the current one first; 0 for a code of neither."""
    totp, typed = pyotp.TOTP(secret), code.replace(" ", "")
    for step in (now.epoch // TOTP_STEP, now.epoch // TOTP_STEP - 1):
        if same(totp.at(step * TOTP_STEP), typed):
            return step
    return 0


def by_email(tx: Session, email: str) -> Staff | None:
    return tx.exec(select(Staff).where(Staff.email == email.strip().lower())).first()


def by_id(tx: Session, staff_id: int) -> Staff:
    """The account behind an open session; it may have been removed meanwhile."""
    found = tx.exec(select(Staff).where(Staff.id == staff_id)).first()
    if found is None:
        raise StaffNeeded
    return found


def everyone(tx: Session) -> Sequence[Staff]:
    return tx.exec(select(Staff).order_by(Staff.email)).all()


def roles_of(tx: Session, staff_id: int) -> set[tuple[int | None, str]]:
    """(collective or None, role) pairs: a role without a collective is not kept unique by the database."""
    query = select(StaffRole.collective_id, StaffRole.role).where(StaffRole.staff_id == staff_id)
    return set(tx.exec(query).all())


def secret_of(uri: str) -> str:
    """The secret to type where no camera reads the square."""
    return pyotp.parse_uri(uri).secret


def new_secret() -> str:
    return pyotp.random_base32()


def doors_of(tx: Session, staff_id: int, providers: Collection[str] = ()) -> set[str]:
    """By what they come back by themselves: "password", "passkey", "provider" (one of the named). A mailbox can be lost."""
    staff = by_id(tx, staff_id)
    mine = select(StaffIdentity.provider).where(StaffIdentity.staff_id == staff.id)
    known = {
        "password": bool(staff.password_hash),
        "passkey": has_passkey(tx, staff),
        "provider": not set(tx.exec(mine).all()).isdisjoint(providers),
    }
    return {door for door, there in known.items() if there}


def has_passkey(tx: Session, staff: Staff) -> bool:
    return tx.exec(select(StaffPasskey.ref).where(StaffPasskey.staff_id == staff.id)).first() is not None


def second_factor_set(tx: Session, staff: Staff) -> bool:
    """Where this is so, a mailbox alone does not let in."""
    return bool(staff.totp_sealed) or has_passkey(tx, staff)


def remove(tx: Session, staff: Staff) -> None:
    """End an account. A collective keeps at least one organiser: name another first."""
    for collective_id, role in sorted(roles_of(tx, staff.id), key=str):
        if collective_id is not None and role == "organiser":
            check_not_last(tx, staff.id, collective_id)
    for table in (StaffLink, StaffRecovery, StaffIdentity, StaffPasskey, StaffRole):
        tx.exec(delete(table).where(col(table.staff_id) == staff.id))
    tx.delete(staff)


def take_role(tx: Session, staff: Staff, collective_id: int, role: str) -> bool:
    """Somebody is no longer that there; False if they were not. The last organiser stays."""
    if role == "organiser":
        check_not_last(tx, staff.id, collective_id)
    gone = delete(StaffRole).where(
        col(StaffRole.staff_id) == staff.id,
        col(StaffRole.collective_id) == collective_id,
        col(StaffRole.role) == role,
    )
    return tx.exec(gone).rowcount > 0


def check_not_last(tx: Session, staff_id: int, collective_id: int) -> None:
    """Of two removals at once the second waits for the rows the first holds, and then counts what is left of them."""
    held = select(StaffRole).where(StaffRole.collective_id == collective_id, StaffRole.role == "organiser")
    rows = tx.exec(held.order_by(col(StaffRole.id)).with_for_update()).all()
    if [row.staff_id for row in rows] == [staff_id]:
        raise Forbidden(
            _("C’est la dernière personne qui organise un collectif : nommez-en une autre d’abord.")
        )


def check_not_last_host(tx: Session, staff: Staff) -> None:
    """For whoever leaves by a page. At the terminal, who types is the host, listed or not."""
    held = select(StaffRole).where(StaffRole.role == "host").order_by(col(StaffRole.id)).with_for_update()
    if [row.staff_id for row in tx.exec(held).all()] == [staff.id]:
        raise Forbidden(_("C’est la dernière personne qui héberge : nommez-en une autre d’abord."))


def make_link(
    tx: Session, staff: Staff, now: Now, seconds: int = LINK_SECONDS, *, second: bool = False
) -> str:
    """A one-time way in: the token is returned once, its hash kept. `second`: the second factor is asked for as well."""
    tx.exec(delete(StaffLink).where(col(StaffLink.until) < now.epoch))
    token = new_token()
    tx.add(StaffLink(token_hash=sha256(token), staff_id=staff.id, until=now.epoch + seconds, second=second))
    return token


def token_in(pasted: str) -> str:
    """The token of a link, or of its end alone; whatever else was pasted is no link."""
    found = re.fullmatch(r"\S*?([\w-]{20,})/?", pasted.strip())
    return found[1] if found else ""


def link_of(tx: Session, token: str, now: Now) -> tuple[StaffLink, Staff]:
    """Used, unknown and past look alike."""
    link = tx.exec(select(StaffLink).where(StaffLink.token_hash == sha256(token))).first()
    if link is None or link.until < now.epoch:
        raise Closed(no_link())
    return link, by_id(tx, link.staff_id)


def no_link() -> str:
    return _("Ce lien n’est pas, ou n’est plus, valable. Demandez-en un autre.")


def spend_link(tx: Session, link: StaffLink) -> None:
    """Once: of two who press at the same moment, one statement lets one in."""
    if tx.exec(delete(StaffLink).where(col(StaffLink.token_hash) == link.token_hash)).rowcount != 1:
        raise Closed(no_link())


def give_role(tx: Session, staff: Staff, collective_id: int | None, role: str, *, source: str = "") -> None:
    try:
        with tx.begin_nested():
            tx.add(StaffRole(staff_id=staff.id, collective_id=collective_id, role=role, source=source))
    except IntegrityError:
        return  # they have it already


def log(tx: Session, viewer: Viewer, collective_id: int, action: str, subject: str, now: Now) -> None:
    """Staff answer for what they do; members never come here."""
    if viewer.staff_id:
        tx.add(
            StaffLog(
                staff_name=viewer.staff_name,
                collective_id=collective_id,
                action=action,
                subject=subject[:300],
                day=now.today,
            )
        )


def log_everywhere(tx: Session, viewer: Viewer, action: str, subject: str, now: Now) -> None:
    """What touches the account itself is seen by each team the person is of; said twice in a day, it is written once."""
    for collective_id in {where for where, _role in roles_of(tx, viewer.staff_id) if where is not None}:
        known = select(StaffLog.id).where(
            StaffLog.collective_id == collective_id,
            StaffLog.staff_name == viewer.staff_name,
            StaffLog.action == action,
            StaffLog.subject == subject,
            StaffLog.day == now.today,
        )
        if tx.exec(known).first() is None:
            log(tx, viewer, collective_id, action, subject, now)
