"""The letter leaves once a week, all of it in one transaction: killed anywhere, it is sent once or not yet."""

from collections.abc import Sequence
from datetime import timedelta
from weakref import WeakKeyDictionary

from sqlmodel import Session, col, select

from forum.collectives.models import Collective
from forum.collectives.publication.actions import alone
from forum.collectives.queries import Line, alive
from forum.core.clock import Now
from forum.core.db import Database
from forum.core.models import InstanceFact
from forum.core.outbox import LAST, put_all, sealed_mail
from forum.http.house import House
from forum.notifications.letter.actions import opened
from forum.notifications.letter.models import LetterAddress
from forum.notifications.letter.rules import DAYS, READING, Told, last_day, written

FACT = "letter"
_SENT: "WeakKeyDictionary[Database, str]" = WeakKeyDictionary()


def send_letters(house: House) -> int:
    """How many were put in the outbox. An instance that begins waits for the next day of letters."""
    now = house.clock()
    day = last_day(now.local).isoformat()
    if _SENT.get(house.db) == day or not house.writes_letters:
        return 0
    with house.db.read() as tx:
        fact = tx.get(InstanceFact, FACT)
        last = fact.value if fact else ""
        mails = _mails(tx, house, now) if last and last < day else []
    if last < day:
        mails = mails if _take(house.db, day, mails) else []
    _SENT[house.db] = day
    return len(mails)


def _take(db: Database, day: str, mails: Sequence[bytes]) -> bool:
    with db.write() as tx:
        alone(tx)  # of two workers, one sends
        fact = tx.get(InstanceFact, FACT)
        if fact and fact.value >= day:
            return False
        tx.merge(InstanceFact(name=FACT, value=day))
        put_all(tx, mails, rank=LAST)
    return True


def _mails(tx: Session, house: House, now: Now) -> list[bytes]:
    query = select(Collective).where(col(Collective.reading).in_(READING))
    return [mail for one in tx.exec(query).all() for mail in _of(tx, house, one, now)]


def _of(tx: Session, house: House, collective: Collective, now: Now) -> list[bytes]:
    """One each, with its own way out. A week in which nothing happened sends nothing."""
    base, found = house.settings.public_url, alive(tx, collective, now.today)
    doing = _told(base, found.now)
    news = [line for line in _told(base, found.news) if line[3] > now.today - timedelta(DAYS)]
    if not (doing or news):
        return []
    where = (LetterAddress.collective_id == collective.id, col(LetterAddress.until).is_(None))
    mails = []
    for sealed in tx.exec(select(LetterAddress.sealed).where(*where)).all():
        email, token = opened(house.keys.mail, sealed)
        if not email:
            continue
        link = f"{base}/lettre/{token}"
        subject, body = written(collective.name, base, doing, news, link)
        mails.append(sealed_mail(house.keys.mail, email, subject, body, out=link))
    return mails


def _told(base: str, lines: Sequence[Line]) -> list[Told]:
    return [(one.what, one.title, base + one.url, one.day) for one in lines]
