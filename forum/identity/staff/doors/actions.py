"""What opens the staff's doors besides a password: recovery codes, mailed links; and the mark of a known browser."""

from collections.abc import Sequence

from sqlmodel import Session, col, delete, func, select

from forum.core.clock import Now
from forum.core.crypto import mac, same
from forum.core.i18n import _
from forum.core.ids import new_ref
from forum.core.keys import Keys
from forum.core.outbox import enqueue
from forum.identity.staff.actions import by_email, check_totp, make_link
from forum.identity.staff.models import Staff, StaffRecovery

CODES, CODE, GROUP = 10, 12, 4  # 58 bits each: what HMAC and a limit make more than enough
HOST_LINK = "mail_link:host"  # the door of a session opened by a link that asked for no second factor


def second_factor(tx: Session, keys: Keys, staff: Staff, code: str, now: Now) -> bool:
    """Six digits of the application, or one of the recovery codes, which is spent."""
    typed = _plain(code)
    if len(typed) == CODE:
        return _spend_code(tx, keys, staff, typed)
    return check_totp(tx, keys, staff, code, now)


def make_codes(tx: Session, keys: Keys, staff: Staff) -> Sequence[str]:
    """Ten codes, to be shown once; those of before open nothing any more."""
    tx.exec(delete(StaffRecovery).where(col(StaffRecovery.staff_id) == staff.id))
    codes = [new_ref(CODE) for _ in range(CODES)]
    tx.add_all(StaffRecovery(code_mac=_mac(keys, staff, code), staff_id=staff.id) for code in codes)
    return ["-".join(code[at : at + GROUP] for at in range(0, CODE, GROUP)) for code in codes]


def codes_left(tx: Session, staff: Staff) -> int:
    query = select(func.count()).select_from(StaffRecovery).where(StaffRecovery.staff_id == staff.id)
    return tx.exec(query).one()


def _plain(code: str) -> str:
    return "".join(sign for sign in code.lower() if sign.isalnum())


def _mac(keys: Keys, staff: Staff, code: str) -> bytes:
    return mac(keys.staff, "recovery", str(staff.id), code)


def _spend_code(tx: Session, keys: Keys, staff: Staff, code: str) -> bool:
    """One statement: the same code at two doors at once opens one."""
    spent = delete(StaffRecovery).where(
        col(StaffRecovery.code_mac) == _mac(keys, staff, code), col(StaffRecovery.staff_id) == staff.id
    )
    return tx.exec(spent).rowcount == 1


def mail_link(tx: Session, keys: Keys, email: str, door: str, instance: str, now: Now) -> None:
    """A link to whoever has this address; to nobody, a mail that will not leave: the same work, and nothing to time."""
    staff = by_email(tx, email)
    link = f"{door}/lien/{make_link(tx, staff, now, second=True)}" if staff else door
    text = _(
        "Bonjour {name},\n\nQuelqu’un, sans doute vous, a demandé à entrer dans l’équipe sur {instance}.\n"
        "Pour entrer, une seule fois, dans les 15 minutes :\n{link}\n\n"
        "Si ce n’est pas vous, ne faites rien : sans ce lien, personne n’entre.\n"
    )
    body = text.format(name=staff.name if staff else "", instance=instance, link=link)
    enqueue(tx, keys.mail, staff.email if staff else "", _("Votre lien d’entrée"), body)


def door_mark(keys: Keys, staff: Staff, nonce: str) -> str:
    """What a browser keeps once it came in: it names nobody, and dies with the password it was given under."""
    return f"{nonce}.{mac(keys.staff, 'door', str(staff.id), staff.password_hash, nonce).hex()}"


def known_door(keys: Keys, staff: Staff, mark: str) -> bool:
    nonce = mark.partition(".")[0]
    return bool(nonce) and same(mark, door_mark(keys, staff, nonce))
