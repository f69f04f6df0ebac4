"""A phrase tried on a petition's key: the slow hash, away from readers, and what it opens, in memory."""

import asyncio
import secrets

from forum.core.clock import Now
from forum.core.crypto import key_pair
from forum.http.house import House
from forum.petitions.keyring import rules
from forum.petitions.keyring.queries import bunch_of
from forum.petitions.keyring.rules import Bunch, Lock, Opened, lock_private

TRIES, WINDOW = 10, 600


async def open_with(house: House, petition_id: int, code: str, phrase: str, now: Now) -> Opened:
    """Invalid at `_passphrase` if the phrase is nobody's; TooMany after ten in ten minutes, whoever tries."""
    await house.aside(house.limits.count, "petition phrase", code, TRIES, WINDOW, now)
    bunch = await _bunch(house, petition_id)
    keys: dict[Lock, bytes] = {}
    for salt, cost in bunch.locks():
        keys[salt, cost] = await house.slow_hash(phrase.encode(), salt, cost)
    return rules.opened(bunch, keys)


async def _bunch(house: House, petition_id: int) -> Bunch:
    def asked() -> Bunch:
        with house.db.read() as tx:
            return bunch_of(tx, petition_id)

    return await asyncio.to_thread(asked)


async def new_pair(house: House, petition_id: int, phrase: str) -> tuple[bytes, bytes]:
    """(public, locked private) of a new holder; under the salt of the others if it costs what is asked today."""
    known = (await _bunch(house, petition_id)).locks()
    salt = next((salt for salt, cost in known if cost == house.cost), secrets.token_bytes(16))
    private, public = key_pair()
    key = await house.slow_hash(phrase.encode(), salt, house.cost)
    return public, lock_private(private, key, salt, house.cost)
