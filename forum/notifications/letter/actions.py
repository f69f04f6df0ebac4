"""Asking, confirming, leaving. The same is written whatever was known of the address, so that asking tells nothing."""

import hashlib
import json
import secrets
from datetime import date

from nacl.exceptions import CryptoError
from sqlalchemy import insert
from sqlmodel import Session, col, delete, func, select, update

from forum.collectives.models import Collective
from forum.core.clock import Now
from forum.core.crypto import lock, mac, unlock
from forum.core.errors import Closed
from forum.core.i18n import _
from forum.core.ids import new_id, new_ref
from forum.core.keys import Keys
from forum.core.outbox import enqueue
from forum.notifications.letter.models import LetterAddress
from forum.notifications.letter.rules import KEPT, MOST_WAITING, READING, to_confirm, to_leave

TOKEN = 26  # signs: 130 bits
STEP = 128  # what is sealed is as long for a short address as for a long one


def nul_of(mail_key: bytes, collective_id: int, email: str) -> bytes:
    """One address once, whatever its capitals; nobody can try an address without the key."""
    return mac(mail_key, "letter", str(collective_id), "".join(email.split()).casefold())


def mark_of(token: str) -> bytes:
    return hashlib.sha256(f"letter|{token}".encode()).digest()


def sealed(mail_key: bytes, email: str, token: str) -> bytes:
    data = json.dumps([email, token]).encode()
    return lock(mail_key, data.ljust(-(-len(data) // STEP) * STEP))


def opened(mail_key: bytes, row: bytes) -> tuple[str, str]:
    """(address, link's token); both "" for what this key does not open: the others must not wait for it."""
    try:
        email, token = json.loads(unlock(mail_key, row))
    except CryptoError:
        return "", ""
    return email, token


def ask(tx: Session, collective: Collective, email: str, mail_key: bytes, base: str, now: Now) -> None:
    """A link goes to the address; nothing else comes of it until somebody there presses the button.

    The same statements and the same seals whatever was known of the address: the time it takes tells nothing. Where
    nothing is to be kept, a row of nobody is written and goes, and a mail to nobody takes the place of one.
    """
    nul, token, nobody = nul_of(mail_key, collective.id, email), new_ref(TOKEN), secrets.token_bytes(32)
    waiting = LetterAddress.until >= now.today  # type: ignore[operator]
    known = tx.exec(select(LetterAddress).where(LetterAddress.nul == nul)).first()
    full = tx.exec(select(func.count()).where(LetterAddress.collective_id == collective.id, waiting)).one()
    silent = (known and known.until is None) or (not known and full >= MOST_WAITING)
    subject, body = to_confirm(collective.name, f"{base}/lettre/{token}")
    run = tx.connection().execute
    run(delete(LetterAddress).where(col(LetterAddress.nul) == nul, col(LetterAddress.until).is_not(None)))
    row = {"id": new_id(), "collective_id": collective.id, "nul": nobody if silent else nul}
    row |= {"mark": mark_of(token), "sealed": sealed(mail_key, email, token), "until": now.today + KEPT}
    run(insert(LetterAddress), row)
    run(delete(LetterAddress).where(col(LetterAddress.nul) == nobody))
    enqueue(tx, mail_key, "" if silent else email, subject, body)


def ask_out(tx: Session, collective: Collective, email: str, mail_key: bytes, base: str) -> None:
    """The link goes to the address again, if it is there: nobody takes somebody else off the list. What stands in the place
    of a row that is not there is sealed in any case, and something is opened in any case."""
    nul = nul_of(mail_key, collective.id, email)
    row = tx.exec(select(LetterAddress).where(LetterAddress.nul == nul)).first()
    instead = new_ref(TOKEN)
    none = sealed(mail_key, email, instead)
    token = opened(mail_key, row.sealed if row else none)[1] or instead
    subject, body = to_leave(collective.name, f"{base}/lettre/{token}")
    enqueue(tx, mail_key, email if row else "", subject, body)


def confirm(tx: Session, token: str, today: date) -> None:
    """Pressed twice it is confirmed once; Closed for a link that is over."""
    here = col(LetterAddress.mark) == mark_of(token)
    fresh = (col(LetterAddress.until) >= today) | col(LetterAddress.until).is_(None)
    readable = select(Collective.id).where(col(Collective.reading).in_(READING))
    mine = (here, fresh, col(LetterAddress.collective_id).in_(readable))
    done = tx.connection().execute(update(LetterAddress).where(*mine).values(until=None))
    if done.rowcount != 1:
        raise Closed(_("Ce lien a fait son temps. Demandez la lettre de nouveau sur la page du collectif."))


def leave(tx: Session, token: str) -> None:
    """Whether it was there or not: whoever has the link must be able to press twice."""
    tx.connection().execute(delete(LetterAddress).where(col(LetterAddress.mark) == mark_of(token)))


def drop(tx: Session, keys: Keys, email: str) -> None:
    """A mailbox that does not exist any more, off every collective's list."""
    lists = tx.exec(select(LetterAddress.collective_id).distinct()).all()
    nuls = [nul_of(keys.mail, collective_id, email) for collective_id in lists]
    tx.connection().execute(delete(LetterAddress).where(col(LetterAddress.nul).in_(nuls)))


def sweep(tx: Session, today: date) -> int:
    """What nobody confirmed, and the lists of collectives whose words are no longer for everyone."""
    closed = select(Collective.id).where(col(Collective.reading).not_in(READING))
    late = (col(LetterAddress.until) < today) | col(LetterAddress.collective_id).in_(closed)
    return int(tx.connection().execute(delete(LetterAddress).where(late)).rowcount)


def reseal(tx: Session, old: bytes, new: bytes) -> int:
    """Under another mail key; returns how many neither opens. Links that were sent go on working."""
    lost = 0
    for row in tx.exec(select(LetterAddress)).all():
        email, token = opened(old, row.sealed)
        if email:
            row.nul, row.sealed = nul_of(new, row.collective_id, email), sealed(new, email, token)
            tx.add(row)
        else:  # already under the new one, if we were killed just after
            lost += not opened(new, row.sealed)[0]
    return lost
