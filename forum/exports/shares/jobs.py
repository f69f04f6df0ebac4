"""The worker's part: pictures follow what everybody may read, some at each turn."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from sqlalchemy import delete
from sqlmodel import Session, col, select

from forum.collectives.models import Collective
from forum.core import apart
from forum.core.db import Database
from forum.exports.shares.drawn import drawn
from forum.exports.shares.rules import Share, share
from forum.http.house import House
from forum.petitions.models import LogHead, Petition
from forum.petitions.shown.models import PetitionPicture

AT_ONCE = 2  # a picture takes a second of a processor
_SEEN: "WeakKeyDictionary[Database, int]" = WeakKeyDictionary()
_FAILED: set[str] = set()
_PUBLIC = (
    select(  # type: ignore[call-overload]
        Petition.id,
        Petition.title,
        Collective.name,
        Petition.addressee,
        LogHead.count,
        Petition.state,
        Petition.closes,
    )
    .join(Collective, col(Collective.id) == Petition.collective_id)
    .join(LogHead, col(LogHead.petition_id) == Petition.id)
    .where(Collective.reading == "everyone", Petition.state != "draft", col(Petition.hidden).is_(False))
)


@dataclass(frozen=True)
class _Wanted:
    share: Share
    mark: str


def draw_pictures(house: House) -> int:
    """How many were drawn; those of what not everybody may read any more go first. Once a minute, while none is late."""
    minute = house.clock().epoch // 60
    if _SEEN.get(house.db) == minute:
        return 0
    with house.db.read() as tx:
        wanted, there = _wanted(tx, house), _there(tx)
    if gone := there.keys() - wanted.keys():
        with house.db.write() as tx:
            tx.connection().execute(delete(PetitionPicture).where(col(PetitionPicture.petition_id).in_(gone)))
    late = [(ident, one) for ident, one in wanted.items() if _to_draw(one, there.get(ident, ""))]
    if not late and not gone:
        _SEEN[house.db] = minute
    return sum(_draw(house, ident, one.share) for ident, one in late[:AT_ONCE])


def _to_draw(one: _Wanted, mark: str) -> bool:
    return one.mark not in (mark, *_FAILED)


def _there(tx: Session) -> Mapping[int, str]:
    return dict(tx.exec(select(PetitionPicture.petition_id, PetitionPicture.mark)).all())


def _wanted(tx: Session, house: House) -> dict[int, _Wanted]:
    today, site = house.clock().today, urlsplit(house.settings.public_url).netloc
    found: dict[int, _Wanted] = {}
    for ident, title, name, addressee, count, state, closes in tx.connection().execute(_PUBLIC):
        goes_on = state == "open" and closes >= today
        words = share(title, name, addressee, count, open_=goes_on, site=site)
        found[ident] = _Wanted(words, words.mark)
    return found


def _draw(house: House, petition_id: int, words: Share) -> int:
    """Drawn outside of any transaction. One that cannot be drawn is told once, and waits for other words."""
    try:
        png = drawn(words)
    except (apart.Refused, apart.TooLong) as error:
        _FAILED.add(words.mark)
        logging.getLogger("forum").warning("no picture to share: %s", type(error).__name__)
        return 0
    with house.db.write() as tx:
        row = tx.get(PetitionPicture, petition_id) or PetitionPicture(
            petition_id=petition_id, mark="", png=b"", day=house.clock().today
        )
        row.mark, row.png, row.day = words.mark, png, house.clock().today
        tx.add(row)
    return 1
