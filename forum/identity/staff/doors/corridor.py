"""The one corridor behind all the doors of the staff: what is right opens a session, is logged, and sends what waited.

Wrong keys are slowed by account and by address, with delays that grow. A browser that came in before has a count of its
own, so that nobody outside can keep somebody out of their own account by knocking.
"""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sqlmodel import Session
from starlette.responses import Response

from forum.core.ids import new_ref
from forum.core.viewer import Viewer
from forum.http.cookies import set_cookie
from forum.http.deps import BareCtx
from forum.http.drafts import waiting
from forum.http.limits import client_of
from forum.http.pages import page, see_other
from forum.http.replay import local_path, replay
from forum.identity.staff.actions import by_id, log_everywhere
from forum.identity.staff.doors.actions import door_mark, known_door
from forum.identity.staff.models import Staff

T = TypeVar("T")
FREE, FREE_KNOWN, FREE_ADDRESS = 5, 10, 20
MARK_SECONDS = 180 * 86_400


async def write(ctx: BareCtx, job: Callable[[Session], T]) -> T:
    """One writing transaction, in turn, away from the loop."""

    def run() -> T:
        with ctx.house.db.write() as tx:
            tx.info["viewer"] = ctx.viewer  # as in `http/deps.py`: the tests watch what staff write
            return job(tx)

    async with ctx.house.gate():
        return await asyncio.to_thread(run)


async def enter(ctx: BareCtx, door: str, key: Callable[[Session], Viewer | None]) -> Response | None:
    """Turn `key` in one transaction with the line of the log; None if it does not fit."""

    def job(tx: Session) -> tuple[Viewer, str] | None:
        viewer = key(tx)
        if viewer is None:
            return None
        log_everywhere(tx, viewer, f"account.entered.{door.partition(':')[0]}", "", ctx.now)
        return viewer, door_mark(ctx.house.keys, by_id(tx, viewer.staff_id), new_ref(20))

    found = await write(ctx, job)
    return await _arrive(ctx, *found, door) if found else None


async def _arrive(ctx: BareCtx, viewer: Viewer, mark: str, door: str) -> Response:
    """In, then on to what was being sent, if anything was."""
    token = await ctx.house.aside(_open, ctx, viewer, door)
    draft = waiting(ctx)
    if draft["draft"] and draft["draft_to"]:
        response = await replay(ctx, draft["draft_to"], draft["draft"], token)
    else:
        wanted = ctx.body.get("draft_to")
        response = see_other(wanted if local_path(wanted) else "/equipe")
    set_cookie(ctx, response, token)
    secure = ctx.house.settings.secure
    response.set_cookie(
        _mark_name(ctx), mark, MARK_SECONDS, path="/", secure=secure, httponly=True, samesite="strict"
    )
    return response


def _open(ctx: BareCtx, viewer: Viewer, door: str) -> str:
    ctx.house.sessions.close(ctx.token)
    return ctx.house.sessions.open(viewer, ctx.now, own_device=True, door=door)


def _mark_name(ctx: BareCtx) -> str:
    return "__Host-d" if ctx.house.settings.secure else "d"


class Knock:
    """One try at an account's door: noted before it is judged, so that a hundred at once are a hundred."""

    def __init__(self, ctx: BareCtx, email: str, staff: Staff | None) -> None:
        self.ctx = ctx
        mark = ctx.request.cookies.get(_mark_name(ctx), "")
        known = staff is not None and known_door(ctx.house.keys, staff, mark)
        self.kept = (
            (("staff known door", mark, FREE_KNOWN),)
            if known
            else (*_address_of(ctx), ("staff account", email.lower(), FREE))
        )
        for what, who, free in self.kept:
            ctx.house.limits.attempt(what, who, free, ctx.now)

    def right(self) -> None:
        for what, who, _free in self.kept:
            self.ctx.house.limits.forgive(what, who, self.ctx.now)


def _address_of(ctx: BareCtx) -> tuple[tuple[str, str, int], ...]:
    """Nothing is held against an address that is everybody's."""
    who = address(ctx)
    return (("staff address", who, FREE_ADDRESS),) if who else ()


def address(ctx: BareCtx) -> str:
    return client_of(ctx.request)


def show(ctx: BareCtx, errors: Mapping[str, str], status: int = 200, *, sent: bool = False) -> Response:
    """The page of all the doors again, with the text that waits there; nothing that opens is given back."""
    ctx.errors = dict(errors)
    ctx.values = {
        name: ctx.body.get(name)[:254] for name in ("email", "mail_to") if errors and name in errors
    }
    told: dict[str, Any] = {"message": "", "sent": sent, **waiting(ctx)}
    return page(ctx, "identity/staff.html", status, has_form=False, **told)
