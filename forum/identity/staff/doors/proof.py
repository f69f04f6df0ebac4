"""Before one's own doors change: whoever is at the screen shows again that they are who came in.

A session left open on a desk must not be enough to make a key of one's own. What is asked for follows from what the
account has, and from the door that was used: whoever forgot a password comes in by mail, and shows the second factor.
"""

import asyncio
from dataclasses import dataclass
from functools import partial

from sqlmodel import Session

from forum.core.clock import Now
from forum.core.crypto import same
from forum.core.errors import Forbidden, Invalid
from forum.core.i18n import _
from forum.http.deps import BareCtx
from forum.http.limits import TooSoon
from forum.identity.staff import actions
from forum.identity.staff.account import account_of
from forum.identity.staff.doors import corridor
from forum.identity.staff.doors.actions import HOST_LINK, second_factor
from forum.identity.staff.models import Staff
from forum.identity.staff.passwords import MOST

FRESH = 15 * 60
FORGETFUL = ("mail_link", HOST_LINK, "passkey")  # doors by which one comes in without the password


@dataclass(frozen=True)
class Asked:
    """What must be typed: the password, or (where `code`) a code; neither when there is nothing yet to show.

    `again`: neither, and too long after coming in.
    """

    password: bool = False
    code: bool = False
    again: bool = False


def asked(ctx: BareCtx, tx: Session, staff: Staff) -> Asked:
    """A fresh entry by a passkey is a fresh second factor, where there is no password to ask for."""
    rows = ctx.house.sessions.mine(ctx.viewer, ctx.token, ctx.now)
    opened, door = next(((row.opened, row.door) for row in rows if row.here), (Now(0), ""))
    fresh = ctx.now.epoch - opened.epoch <= FRESH
    if fresh and door == HOST_LINK:
        return Asked()  # the host, who could write in the database, vouches for somebody who lost everything
    if staff.password_hash:
        return Asked(password=True, code=door in FORGETFUL)
    if actions.has_passkey(tx, staff):
        return Asked() if fresh and door == "passkey" else Asked(code=True)
    return Asked(again=not fresh)


async def standing(ctx: BareCtx) -> tuple[Staff, Asked]:
    """Whose account it is, and what they are asked for."""

    def look() -> tuple[Staff, Asked]:
        with ctx.house.db.read() as tx:
            staff = account_of(tx, ctx.viewer)
            return staff, asked(ctx, tx, staff)

    return await asyncio.to_thread(look)


async def prove(ctx: BareCtx, staff: Staff, wanted: Asked) -> None:
    """Invalid on `proof` for what does not fit; slowed like a door."""
    if wanted.again:
        raise Forbidden(
            _("Vous êtes entré·e il y a plus d’un quart d’heure : entrez de nouveau, puis revenez ici.")
        )
    if not (wanted.password or wanted.code):
        return
    try:
        await ctx.house.aside(ctx.house.limits.attempt, "staff proof", str(staff.id), corridor.FREE, ctx.now)
    except TooSoon as soon:
        raise Invalid({"proof": soon.message}) from None
    typed = ctx.body.get("proof")[: MOST + 1]
    if not (await _is_code(ctx, staff, wanted, typed) or await _is_password(ctx, staff, wanted, typed)):
        raise Invalid({"proof": _wrong(wanted)})
    await ctx.house.aside(ctx.house.limits.forgive, "staff proof", str(staff.id), ctx.now)


def _wrong(wanted: Asked) -> str:
    if wanted.code:
        return _("Ce qui est tapé ne va pas, ou a déjà servi : rien n’a changé.")
    return _("Ce n’est pas votre mot de passe actuel : rien n’a changé.")


async def _is_code(ctx: BareCtx, staff: Staff, wanted: Asked, typed: str) -> bool:
    if not wanted.code:
        return False
    return await corridor.write(ctx, partial(_spend, ctx=ctx, ident=staff.id, typed=typed))


def _spend(tx: Session, ctx: BareCtx, ident: int, typed: str) -> bool:
    return second_factor(tx, ctx.house.keys, actions.by_id(tx, ident), typed[:40], ctx.now)


async def _is_password(ctx: BareCtx, staff: Staff, wanted: Asked, typed: str) -> bool:
    if not wanted.password:
        return False
    memory, time, salt, digest = actions.parse_hash(staff.password_hash, ctx.house.cost)
    return same(await ctx.house.slow_hash(typed.encode(), salt, (memory, time)), digest)
