"""Mails wait in the transaction that wants them sent, locked by a key outside the database, and leave with their row.

At least once: a process killed between sending and deleting sends again after the lease.
"""

import json
import logging
import os
import smtplib
import threading
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from email.utils import formatdate
from operator import itemgetter
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.sql import bindparam
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from forum.core import bounces, pace
from forum.core.clock import Now
from forum.core.crypto import lock, unlock
from forum.core.db import Database
from forum.core.ids import new_id, new_ref
from forum.core.keys import Keys
from forum.core.models import MailPace, Outbox
from forum.core.settings import Settings

LEASE = 120
AT_ONCE = 20
ROUNDS = 10  # of so many letters, written to files in one turn of the worker: one round a second holds signatures back
FIRST, LAST = 0, 1  # somebody waits for it; it can wait
ATTEMPTS = 8
FIRST_WAIT, LONGEST_WAIT = 60, 6 * 3600
TIMEOUT = 20
DAYS_IN_CLEAR = 7  # a letter that was written to a file: the night's upkeep erases it after

Send = Callable[[EmailMessage], None]
_JSON = json.JSONEncoder(ensure_ascii=False)  # `dumps` makes one at each call
_INSERT = insert(Outbox)
_DELETE = delete(Outbox).where(col(Outbox.id) == bindparam("row"))
_LATER = (
    update(Outbox)
    .where(col(Outbox.id) == bindparam("row"))
    .values(lease=bindparam("until"), state=bindparam("now"))
)


class HouseLike(Protocol):
    """What sending needs of the house."""

    @property
    def db(self) -> Database: ...
    @property
    def keys(self) -> Keys: ...
    @property
    def settings(self) -> Settings: ...
    @property
    def clock(self) -> Callable[[], Now]: ...


def sealed_mail(mail_key: bytes, to: str, subject: str, body: str, *, out: str = "") -> bytes:
    """A mail that only the mail key opens. Made apart from `put_all` where the writer's time is dear.

    `out`: where one press takes the address off a list, for mailboxes that show a button of their own (RFC 8058).
    The process that seals sends as well, so two halves of a key would hide nothing more and cost twelve times as much.
    """
    parts = {"to": to, "subject": " ".join(subject.split()), "body": body}
    if out:
        parts["out"] = out
    return lock(mail_key, _JSON.encode(parts).encode())


def put_all(tx: Session, sealed: Sequence[bytes], *, rank: int = FIRST) -> None:
    same = {"state": "waiting", "attempts": 0, "lease": 0, "rank": rank}
    rows = [{"id": new_id(), "sealed": s, **same} for s in sealed]
    if rows:
        tx.connection().execute(_INSERT, sorted(rows, key=itemgetter("id")))


def enqueue(tx: Session, mail_key: bytes, to: str, subject: str, body: str) -> None:
    """Have a mail sent if, and only if, this transaction commits."""
    put_all(tx, [sealed_mail(mail_key, to, subject, body)])


def deliver(db: Database, keys: Keys, settings: Settings, now: Now, send: Send | None = None) -> int:
    """Send what is due; returns how many left. A refusal is tried again later, eight times in all, unless the mailbox
    does not exist: then the letter goes, and the address goes off every list (`core/bounces.py`)."""
    send = send or sender(settings, keys.mail)
    sent = 0
    for ident, sealed, attempts in claim(db, now, settings.smtp_hourly):
        try:
            parts = json.loads(unlock(keys.mail, sealed))
            if parts["to"]:  # a mail to nobody takes the place of one, so that writing it tells nothing
                send(_message(parts, settings, now))
        except Exception as error:  # relay, socket or address: the next mail must not wait for it
            logging.getLogger("forum").warning("mail put off: %s", type(error).__name__)  # no address
            if isinstance(error, smtplib.SMTPException) and refused_for_good(error):
                _drop(db, keys, ident, parts["to"])
            else:
                _put_off(db, ident, attempts, now)
            continue
        with db.write() as tx:
            tx.connection().execute(_DELETE, {"row": ident})
        sent += 1
    return sent


def refused_for_good(error: smtplib.SMTPException) -> bool:
    """Whether the relay says that the mailbox does not exist. One recipient a letter, so one answer."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = list(error.recipients.values())
    elif isinstance(error, smtplib.SMTPDataError):  # others refuse us, not the mailbox
        answers = [(error.smtp_code, _bytes(error.smtp_error))]
    else:
        return False
    return bool(answers) and all(
        bounces.gone(_bytes(said).decode("ascii", "replace")) for _code, said in answers
    )


def _bytes(said: object) -> bytes:
    return said if isinstance(said, bytes) else str(said).encode()


def _drop(db: Database, keys: Keys, ident: int, to: str) -> None:
    with db.write() as tx:
        tx.connection().execute(_DELETE, {"row": ident})
        bounces.dead(tx, keys, to)


def claim(db: Database, now: Now, hourly: int = 0) -> Sequence[tuple[int, bytes, int]]:
    """Take up to twenty due rows with one UPDATE, so that no two workers hold the same one; fewer where a relay takes so
    many an hour. What somebody waits for goes first."""
    with db.read() as tx:
        if tx.connection().execute(_due(now).limit(1)).first() is None or not _room(tx, now, hourly):
            return []
    with db.write() as tx:
        kept = _kept(tx) if hourly else None
        chosen = _due(now).order_by(Outbox.rank, Outbox.id).limit(_room(tx, now, hourly))
        taken = (
            update(Outbox)
            .where(col(Outbox.id).in_(chosen.with_for_update(skip_locked=True).scalar_subquery()))
            .values(lease=now.epoch + LEASE, attempts=Outbox.attempts + 1)
            .returning(Outbox.id, Outbox.sealed, Outbox.attempts)  # type: ignore[call-overload]
        )
        rows = [(row[0], row[1], row[2]) for row in tx.connection().execute(taken)]
        if kept is not None:
            kept.even = pace.after(kept.even, now.epoch * pace.MILLI, hourly, len(rows))
            tx.add(kept)
        return rows


def _kept(tx: Session) -> MailPace:
    """The row, held: two workers share one relay."""
    row = tx.exec(select_rows(MailPace).where(MailPace.id == 1).with_for_update()).first() or MailPace(id=1)
    tx.add(row)
    tx.flush()
    return row


def _even(tx: Session) -> int:
    return tx.exec(select_rows(MailPace.even)).first() or 0


def _room(tx: Session, now: Now, hourly: int) -> int:
    return min(pace.room(_even(tx), now.epoch * pace.MILLI, hourly), AT_ONCE) if hourly else AT_ONCE


def wait(tx: Session, now: Now, hourly: int) -> int:
    """Minutes until a letter written now has left, at the latest; 0 where no relay counts them."""
    if not hourly:
        return 0
    first = (col(Outbox.state) == "waiting") & (col(Outbox.rank) == FIRST)
    before = tx.exec(select_rows(func.count()).select_from(Outbox).where(first)).one()
    return pace.minutes(_even(tx), now.epoch * pace.MILLI, hourly, before)


def _due(now: Now) -> Any:
    return select(col(Outbox.id)).where(col(Outbox.state) == "waiting", col(Outbox.lease) <= now.epoch)


def wait_after(attempts: int) -> int:
    """Seconds before the next try: a minute, then twice as long each time, up to a quarter of a day."""
    return min(FIRST_WAIT << (attempts - 1), LONGEST_WAIT)


def _put_off(db: Database, ident: int, attempts: int, now: Now) -> None:
    wait = wait_after(attempts)
    state = "failed" if attempts >= ATTEMPTS else "waiting"
    with db.write() as tx:
        tx.connection().execute(_LATER, {"row": ident, "until": now.epoch + wait, "now": state})


def _message(parts: dict[str, str], settings: Settings, now: Now) -> EmailMessage:
    """Our own Message-ID: the library's would carry the host's name and the process id."""
    message = EmailMessage()
    message["From"] = settings.mail_from
    message["To"] = parts["to"]
    message["Subject"] = parts["subject"]
    message["Date"] = formatdate(now.epoch)
    message["Message-ID"] = f"<{new_ref(20)}@{settings.mail_from.rpartition('@')[2].rstrip('>')}>"
    message["Auto-Submitted"] = "auto-generated"
    if parts.get("out"):
        message["List-Unsubscribe"] = f"<{parts['out']}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(parts["body"])
    return message


def sender(settings: Settings, mail_key: bytes = b"") -> Send:
    """By SMTP if a relay is set, else into files of `<data_dir>/mail/`."""
    if settings.smtp_host:
        return lambda message: _by_smtp(settings, mail_key, message)
    return lambda message: _to_file(settings.data_dir / "mail", message)


def _by_smtp(settings: Settings, mail_key: bytes, message: EmailMessage) -> None:
    back = bounces.return_address(settings.mail_returns, mail_key, str(message["To"]))
    with smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=TIMEOUT) as relay:
        if settings.smtp_tls:
            import ssl

            relay.starttls(context=ssl.create_default_context())
        if settings.smtp_user:
            relay.login(settings.smtp_user, settings.smtp_password)
        relay.send_message(message, from_addr=back or None)


def _to_file(folder: Path, message: EmailMessage) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder / f"{new_ref(20)}.eml", os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(message.as_bytes())


_sending = threading.Lock()


def send_mail(house: HouseLike) -> int:
    """The worker's part. A relay may be slow and the worker holds the writer's gate: it is talked to in a thread apart."""
    if not house.settings.smtp_host:
        return _to_files(house)
    if _sending.acquire(blocking=False):
        threading.Thread(target=_send_apart, args=(house,), name="mail", daemon=True).start()
    return 0


def _to_files(house: HouseLike) -> int:
    """Some rounds and no more: the worker has other things to do in its turn."""
    left = 0
    for _round in range(ROUNDS):
        now_left = deliver(house.db, house.keys, house.settings, house.clock())
        left += now_left
        if now_left < AT_ONCE:
            break
    return left


def _send_apart(house: HouseLike) -> None:
    try:
        while deliver(house.db, house.keys, house.settings, house.clock()):
            pass
    finally:
        _sending.release()
