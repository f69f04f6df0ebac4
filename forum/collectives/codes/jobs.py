"""The three steps of redeeming, each durable before the next; and the worker's part, at the slot."""

import asyncio
from collections.abc import Callable
from functools import partial
from random import SystemRandom
from typing import TypeVar

from sqlmodel import Session

from forum.collectives.codes import actions, queries
from forum.collectives.codes.actions import Offer
from forum.core.errors import Invalid
from forum.core.hooks import hooks
from forum.core.i18n import _
from forum.core.remains import forget
from forum.core.viewer import Viewer
from forum.http.house import House
from forum.identity.carnets import Arrival
from forum.identity.codes import code_hash

T = TypeVar("T")
# Told when a card went into a carnet, in a transaction of its own: filled by the room where a card also keeps what was said.
REDEEMED: list[Callable[..., None]] = hooks("card.redeemed")  # (transaction, house=, code=, viewer=)


async def redeem(house: House, code: str, viewer: Viewer) -> Offer:
    """The grant of a code, to an open carnet; Unusable for every code that gives nothing."""
    mark, now = code_hash(code), house.clock()
    found = await _alone(house, lambda tx: actions.claim(tx, mark, viewer, now))
    if not found.kept:
        await _alone(house, lambda tx: actions.give(tx, found, viewer))
        await _alone(house, lambda tx: actions.spend(tx, mark))
    for told in REDEEMED:
        await _alone(house, partial(told, house=house, code=code, viewer=viewer))
    return found


async def check_free(house: House, code: str) -> None:
    """Unusable, unless this card can still become a carnet."""

    def looked() -> None:
        with house.db.read() as tx:
            actions.check_free(tx, code_hash(code))

    await asyncio.to_thread(looked)


async def _alone(house: House, step: Callable[[Session], T]) -> T:
    """Not by the group writer: there a grant could share its transaction with what somebody else does."""

    def written() -> T:
        with house.db.write() as tx:
            return step(tx)

    async with house.gate():
        return await asyncio.to_thread(written)


async def at_the_door(house: House, viewer: Viewer, code: str, first: bool) -> Arrival:
    """A carnet was opened by its card. The first time it is given what the card stands for; later nothing is said."""
    try:
        found = await redeem(house, code, viewer)
    except Invalid as refused:
        return Arrival(refused.errors["code"] if first else "", "/carnet")
    return Arrival(said(found), f"/c/{found.collective.slug}") if first else Arrival("", "/carnet")


def said(found: Offer) -> str:
    if found.kept:
        return _("Votre carnet compte déjà dans ce collectif : la carte n’a pas servi, rendez-la.")
    college = found.collective.college_name(found.college)
    return _("Votre carnet compte désormais dans le collège : {college}.").format(college=college)


def sweep_codes(house: House) -> int:
    """How many redeemed codes went. Grants first: killed in between, all of it is done again."""
    now = house.clock()
    with house.db.read() as tx:
        waiting = queries.due(tx, now)
    if not waiting:
        return 0
    with house.db.write() as tx:
        for collective_id in waiting:
            actions.refile(tx, collective_id, SystemRandom().shuffle)
    with house.db.write() as tx:
        gone = actions.sweep(tx, now)
    forget(house.db, [], ["paper_code", "college_grant"])
    return gone
