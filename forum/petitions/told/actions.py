"""*Suivi*: an address that asks, by a box in its own mail, to be told what follows.

Nothing of it is in the database before the signature is confirmed. Then every confirmation, asking or not, leaves a
paper of one length for a later slot than the signature's; there those that hold an address become subscriptions.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import date, timedelta
from operator import itemgetter
from typing import Any

from nacl.exceptions import CryptoError
from sqlalchemy import delete, insert, true, update
from sqlmodel import Session, col, func, select

from forum.collectives.rules import next_slot
from forum.core.clock import Now
from forum.core.crypto import lock, mac, sha256, unlock
from forum.core.ids import new_id
from forum.core.keys import Keys
from forum.petitions.facts import Facts
from forum.petitions.lifecycle.models import PetitionLife
from forum.petitions.lifecycle.rules import ENDED
from forum.petitions.models import Petition
from forum.petitions.told.models import Subscription, SubscriptionPaper, SuiviNews

TOKEN = 26  # signs: 130 bits
STEP = 320  # an address has 254 signs at most: what is sealed is of one length for all of them
BOX = 600
LAST_LETTER = timedelta(days=7)
BACK = "back"  # the kind of what was taken back
_INSERT = insert(SubscriptionPaper)


def _lock(key: bytes, *parts: str) -> bytes:
    return lock(key, json.dumps(parts, ensure_ascii=False).encode().ljust(STEP))


def _open(key: bytes, sealed: bytes) -> list[str]:
    """Nothing, for what this key does not open."""
    try:
        return [str(part) for part in json.loads(unlock(key, sealed))]
    except (CryptoError, ValueError):
        return []


def box(key: bytes, petition_id: int, email: str) -> str:
    """What stands at the end of a confirmation's link: the address, or nothing, under the same look."""
    return base64.urlsafe_b64encode(_lock(key, str(petition_id), email)).decode()


def address(key: bytes, petition_id: int, typed: str) -> str:
    """The address in a box that was made for this petition; "" for any other thing."""
    try:
        sealed = base64.urlsafe_b64decode(typed[:BOX].encode())
    except (binascii.Error, ValueError):
        return ""
    match _open(key, sealed):
        case [of, email] if of == str(petition_id):
            return email
    return ""


def paper(key: bytes, facts: Facts, typed: str, now: Now) -> dict[str, Any]:
    """The row that a confirmation leaves, with an address or without: sealed anew, so that no mail matches it."""
    return paper_of(key, facts.id, facts.collective.slot_minutes, address(key, facts.id, typed), now)


def paper_of(key: bytes, petition_id: int, slot_minutes: int, email: str, now: Now) -> dict[str, Any]:
    slot = (
        next_slot(now.epoch, slot_minutes) + slot_minutes * 60
    )  # a whole slot after those of the same moment
    return {"id": new_id(), "petition_id": petition_id, "sealed": _lock(key, email), "slot": slot}


def write(tx: Session, papers: Sequence[dict[str, Any]]) -> list[None]:
    """All that wait together, by their random ids (see `core/writer.py`)."""
    tx.connection().execute(_INSERT, sorted(papers, key=itemgetter("id")))
    return [None] * len(papers)


def nul_of(key: bytes, petition_id: int, email: str) -> bytes:
    """One address once a petition; nobody can try one without the key, and it is no signature's nullifier."""
    return mac(key, "suivi", str(petition_id), "".join(email.split()).casefold())


def drop(tx: Session, keys: Keys, email: str) -> None:
    """A mailbox that does not exist any more, off every petition's list."""
    lists = tx.exec(select(Subscription.petition_id).distinct()).all()
    nuls = [nul_of(keys.suivi, petition_id, email) for petition_id in lists]
    tx.connection().execute(delete(Subscription).where(col(Subscription.nul).in_(nuls)))


def mark_of(token: str) -> bytes:
    return sha256(f"suivi|{token}")


def sealed(key: bytes, email: str, token: str) -> bytes:
    return _lock(key, email, token)


def opened(key: bytes, row: bytes) -> tuple[str, str]:
    """(address, way out); both "" for what this key does not open."""
    match _open(key, row):
        case [email, token]:
            return email, token
    return "", ""


def subscribe(tx: Session, key: bytes, papers: Sequence[SubscriptionPaper], tokens: Sequence[str]) -> int:
    """Papers of a slot become subscriptions, drawn into the order of their ids; how many were new."""
    rows: dict[tuple[int, bytes], dict[str, Any]] = {}
    for one, token in zip(papers, tokens, strict=True):
        email = (_open(key, one.sealed) or [""])[0]
        if email:
            nul = nul_of(key, one.petition_id, email)
            said = {"mark": mark_of(token), "sealed": sealed(key, email, token), "told": 0}
            rows[one.petition_id, nul] = {"id": new_id(), "petition_id": one.petition_id, "nul": nul, **said}
    for known in _known(tx, rows):
        del rows[known]
    last = latest(tx)
    for (petition_id, _nul), row in rows.items():
        row["told"] = last.get(petition_id, 0)  # what was told before is not told again
    if rows:
        tx.connection().execute(insert(Subscription), sorted(rows.values(), key=itemgetter("id")))
    gone = [one.id for one in papers]
    tx.connection().execute(delete(SubscriptionPaper).where(col(SubscriptionPaper.id).in_(gone)))
    return len(rows)


def _known(tx: Session, rows: dict[tuple[int, bytes], Any]) -> list[tuple[int, bytes]]:
    nuls = [nul for _petition, nul in rows]
    query = select(Subscription.petition_id, Subscription.nul).where(col(Subscription.nul).in_(nuls))
    return [(petition, nul) for petition, nul in tx.exec(query).all()]


def latest(tx: Session) -> dict[int, int]:
    """Petition → the number of its last news."""
    query = select(SuiviNews.petition_id, func.max(SuiviNews.number)).group_by(col(SuiviNews.petition_id))
    return {petition: number or 0 for petition, number in tx.exec(query).all()}


def tell(tx: Session, petition_id: int, about: str, kind: str, title: str, day: date) -> None:
    """Something happened (`about` names it, once): it goes tomorrow, with what else happens today."""
    mine = SuiviNews.petition_id == petition_id
    if tx.exec(select(SuiviNews.number).where(mine, SuiviNews.about == about)).first() is not None:
        return
    number = tx.exec(select(func.max(SuiviNews.number)).where(mine)).one() or 0
    tx.add(
        SuiviNews(
            petition_id=petition_id,
            number=number + 1,
            about=about[:60],
            kind=kind,
            title=title[:300],
            day=day,
        )
    )
    tx.flush()


def untell(tx: Session, petition_id: int, about: str) -> None:
    """What was taken back leaves in no letter. Its row stays, so that numbers go on."""
    mine = (col(SuiviNews.petition_id) == petition_id) & (col(SuiviNews.about) == about)
    tx.connection().execute(update(SuiviNews).where(mine).values(kind=BACK, title=""))


def leave(tx: Session, token: str) -> None:
    """Whether it was there or not: whoever has the link must be able to press twice."""
    tx.connection().execute(delete(Subscription).where(col(Subscription.mark) == mark_of(token)))


def end(tx: Session, today: date) -> int:
    """Settled or given up, a petition has nothing more to tell: its addresses go for good, each after its last letter.

    Within a week at most: where no letter leaves, or for what is hidden, nobody waits for one.
    """
    over = select(Petition.id).where(col(Petition.state).in_(ENDED))
    news = (
        select(func.coalesce(func.max(SuiviNews.number), 0))
        .where(col(SuiviNews.petition_id) == col(Subscription.petition_id))
        .scalar_subquery()
    )
    late = select(PetitionLife.petition_id).where(col(PetitionLife.ended) < today - LAST_LETTER)
    done = (col(Subscription.told) >= news) | col(Subscription.petition_id).in_(late)
    gone = 0
    for table, which in ((Subscription, done), (SubscriptionPaper, true())):
        ended = delete(table).where(col(table.petition_id).in_(over), which)
        gone += tx.connection().execute(ended).rowcount
    return gone
