"""*Suivi*: an address that asks, by a box in its own mail, to be told what follows.

Nothing of it is in the database before the signature is confirmed. Then every confirmation, asking or not, leaves a
paper of one length for a later slot than the signature's; there those that hold an address become subscriptions.
"""

import base64
import binascii
import json
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from nacl.exceptions import CryptoError
from sqlalchemy import bindparam, delete, exists, insert, true, update
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
AT_ONCE = 500  # values of one question
_JSON = json.JSONEncoder(ensure_ascii=False)  # `dumps` makes one at each call
_INSERT = insert(SubscriptionPaper)
_GONE = delete(SubscriptionPaper).where(col(SubscriptionPaper.id) == bindparam("row"))
_DROP = delete(Subscription).where(
    col(Subscription.petition_id) == bindparam("of"), col(Subscription.nul) == bindparam("whose")
)


def _lock(key: bytes, *parts: str) -> bytes:
    return lock(key, _JSON.encode(parts).encode().ljust(STEP))


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
    known = tx.exec(select(Petition.id)).all()
    gone = [{"of": petition_id, "whose": nul_of(keys.suivi, petition_id, email)} for petition_id in known]
    if gone:
        tx.connection().execute(_DROP, gone)


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
    if papers:
        tx.connection().execute(_GONE, [{"row": one.id} for one in papers])
    return len(rows)


def _known(tx: Session, rows: Iterable[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
    """Those that are on the list already, each found by its key: a slot costs what came in it, however long the list."""
    found = []
    for petition_id, mine in groupby(sorted(rows), key=itemgetter(0)):
        nuls = [nul for _of, nul in mine]
        for start in range(0, len(nuls), AT_ONCE):
            these = col(Subscription.nul).in_(nuls[start : start + AT_ONCE])
            query = select(Subscription.nul).where(Subscription.petition_id == petition_id, these)
            found += [(petition_id, nul) for nul in tx.exec(query).all()]
    return found


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


def behind(tx: Session, today: date) -> list[tuple[int, int]]:
    """(petition, its latest news before today) wherever an address was not told it: of petitions that are shown.

    Asked every second: it costs what there are petitions, however many addresses.
    """
    last = (
        select(SuiviNews.petition_id, func.max(SuiviNews.number).label("last"))
        .where(SuiviNews.day < today)
        .group_by(col(SuiviNews.petition_id))
        .subquery()
    )
    late = exists().where(
        col(Subscription.petition_id) == last.c.petition_id, col(Subscription.told) < last.c.last
    )
    query = select(last.c.petition_id, last.c.last).join(Petition, col(Petition.id) == last.c.petition_id)
    found = tx.exec(query.where(col(Petition.hidden).is_(False), late).order_by(last.c.petition_id)).all()
    return [(petition_id, number) for petition_id, number in found]


def end(tx: Session, today: date) -> int:
    """Settled or given up, a petition has nothing more to tell: its addresses go for good, each after its last letter.

    Within a week at most: where no letter leaves, or for what is hidden, nobody waits for one.
    """
    life = col(PetitionLife.petition_id) == col(Petition.id)
    over = select(Petition.id, PetitionLife.ended).outerjoin(PetitionLife, life)  # type: ignore[type-var]
    last, gone = latest(tx), 0
    for petition_id, ended in tx.exec(over.where(col(Petition.state).in_(ENDED))).all():
        late = ended is not None and ended < today - LAST_LETTER
        told = true() if late else col(Subscription.told) >= last.get(petition_id, 0)
        for table, done in ((Subscription, told), (SubscriptionPaper, true())):
            mine = delete(table).where(col(table.petition_id) == petition_id, done)
            gone += tx.connection().execute(mine).rowcount
    return gone
