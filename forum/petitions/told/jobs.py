"""The worker's part: papers become subscriptions at their slot, news leave the day after, a few at a time."""

from random import SystemRandom
from weakref import WeakKeyDictionary

from sqlalchemy import Table
from sqlmodel import Session, col, func, select

from forum.collectives.models import Collective
from forum.core.clock import Now
from forum.core.db import Database
from forum.core.ids import new_ref
from forum.core.models import Outbox
from forum.core.outbox import LAST, put_all, sealed_mail
from forum.core.remains import forget, stir
from forum.http.house import House
from forum.petitions.models import Petition
from forum.petitions.told import actions
from forum.petitions.told.models import Subscription, SubscriptionPaper, SuiviNews
from forum.petitions.told.rules import written

AT_ONCE = (
    50  # letters that can wait, in the outbox together; confirmations pass before them, and hold none up
)
TABLES: list[Table] = [Subscription.__table__, SubscriptionPaper.__table__]  # type: ignore[attr-defined]
_STIRRED: "WeakKeyDictionary[Database, int]" = WeakKeyDictionary()


def keep_told(house: House) -> int:
    """How many addresses came in. Afterwards neither order nor transaction says when any of them did."""
    now = house.clock()
    due = select(SubscriptionPaper).where(SubscriptionPaper.slot <= now.epoch)
    with house.db.read() as tx:
        some = tx.exec(due.limit(1)).first() is not None
    if not some:
        _stir(house, now)
        return 0
    with house.db.write() as tx:
        papers = list(tx.exec(due.with_for_update(skip_locked=True)).all())
        SystemRandom().shuffle(papers)
        tokens = [new_ref(actions.TOKEN) for _ in papers]
        done = actions.subscribe(tx, house.keys.suivi, papers, tokens)
    forget(house.db, TABLES)
    return done


def _stir(house: House, now: Now) -> None:
    """Once a minute, as for all that waits: the order in which people confirmed is in no file."""
    minute = now.epoch // 60
    if _STIRRED.get(house.db) != minute:
        _STIRRED[house.db] = minute
        stir(house.db, TABLES[1:])


def tell_news(house: House) -> int:
    """How many letters were put in the outbox: as many as leave room there, and the rest at the next turn."""
    now = house.clock()
    if not house.writes_letters:
        return 0
    with house.db.read() as tx:
        waiting = tx.exec(select(func.count()).where(Outbox.state == "waiting", Outbox.rank == LAST)).one()
        late = actions.behind(tx, now.today) if waiting < AT_ONCE else []
    if not late:
        return 0
    petition_id, last = late[now.epoch % len(late)]  # each in its turn: a long list holds up no other
    with house.db.write() as tx:
        query = select(Subscription).where(Subscription.petition_id == petition_id, Subscription.told < last)
        some = query.order_by(col(Subscription.told), col(Subscription.id)).limit(AT_ONCE - waiting)
        rows = tx.exec(some.with_for_update(skip_locked=True)).all()
        mails = [mail for row in rows for mail in _mails(tx, house, row, now)]
        put_all(tx, mails, rank=LAST)
        tx.add_all(rows)
        tx.flush()
        actions.end(tx, now.today)  # a last letter was the last use of its address
    return len(mails)


def _mails(tx: Session, house: House, row: Subscription, now: Now) -> list[bytes]:
    """One, with all that is new to this address; none if the key does not open it any more."""
    query = select(SuiviNews).where(SuiviNews.petition_id == row.petition_id, SuiviNews.day < now.today)
    news = tx.exec(query.where(SuiviNews.number > row.told).order_by(col(SuiviNews.number))).all()
    row.told = news[-1].number
    news = [one for one in news if one.kind != actions.BACK]
    email, token = actions.opened(house.keys.suivi, row.sealed)
    if not email or not news:
        return []
    petition, slug = tx.exec(
        select(Petition, Collective.slug).join(Collective).where(Petition.id == row.petition_id)
    ).one()
    base = house.settings.public_url
    page, link = f"{base}/c/{slug}/suites/{petition.code}", f"{base}/suivi/{token}"
    subject, body = written(petition.title, [(one.kind, one.title) for one in news], page, link)
    return [sealed_mail(house.keys.mail, email, subject, body, out=link)]
