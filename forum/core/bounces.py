"""Letters that come back: who did not exist, told by the relay at once or by a report later (RFC 3464).

Only codes that speak of the mailbox itself count (RFC 3463, X.1.x and X.2.1): a relay that refuses *us* must not empty the
lists. A report is believed when it comes to an address that only we could have written: the letter's own return address
bears a mark of its recipient made with the mail key. Nothing of it is kept.
"""

import re
from collections.abc import Callable
from email.message import Message
from typing import Any

from sqlmodel import Session

from forum.core.crypto import mac
from forum.core.hooks import hooks
from forum.core.keys import Keys

# Called with (tx, keys, address): each room takes a dead address off its own lists.
DEAD: list[Callable[[Session, Keys, str], object]] = hooks("mail.dead")
_GONE = re.compile(r"5\.(1\.(1|2|3|6|10)|2\.1)(?!\d)")
_MARKED = re.compile(r"\+([0-9a-f]{20})@")
MOST = 200_000  # bytes: a report quotes a letter, and ours are short


def gone(status: str) -> bool:
    """Whether an enhanced status code says that there is no such mailbox, for good."""
    return bool(_GONE.match(status.strip()))


def return_address(base: str, mail_key: bytes, to: str) -> str:
    """« retours@exemple.org » → « retours+mark@exemple.org »; "" where the host gave none."""
    name, at, domain = base.rpartition("@")
    return f"{name}+{_mark(mail_key, to)}{at}{domain}" if base else ""


def _mark(mail_key: bytes, to: str) -> str:
    return mac(mail_key, "bounce", "".join(to.split()).casefold()).hex()[:20]


def read(report: Message, mail_key: bytes) -> str:
    """The address that a report says is dead; "" for anything else, a forged one included."""
    came_to = " ".join(
        str(value) for name in ("To", "Delivered-To", "X-Original-To") for value in report.get_all(name, [])
    )
    marks = set(_MARKED.findall(came_to.casefold()))
    for part in report.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in _blocks(part):
            address = str(block.get("Final-Recipient", "")).partition(";")[2].strip()
            if address and gone(str(block.get("Status", ""))) and _mark(mail_key, address) in marks:
                return address
    return ""


def _blocks(part: Message) -> list[Any]:
    content = part.get_payload()
    return [block for block in content if isinstance(block, Message)] if isinstance(content, list) else []


def take(tx: Session, keys: Keys, raw: bytes) -> bool:
    """Whether this report was believed; then the address is off every list."""
    import email

    address = read(email.message_from_bytes(raw[:MOST]), keys.mail)
    if address:
        dead(tx, keys, address)
    return bool(address)


def dead(tx: Session, keys: Keys, address: str) -> None:
    for drop in DEAD:
        drop(tx, keys, address)
