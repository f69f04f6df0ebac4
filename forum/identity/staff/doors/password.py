"""By a password and a second factor."""

import asyncio

from sqlmodel import Session
from starlette.responses import Response

from forum.core.crypto import same
from forum.core.i18n import _
from forum.core.viewer import Viewer
from forum.http.deps import Bare, BareCtx
from forum.http.drafts import nothing
from forum.http.limits import TooSoon
from forum.http.pages import page
from forum.http.routing import Router
from forum.identity.staff import actions
from forum.identity.staff.account import viewer_of
from forum.identity.staff.doors import corridor
from forum.identity.staff.doors.actions import second_factor
from forum.identity.staff.models import Staff
from forum.identity.staff.passwords import MOST

router = Router(prefix="/equipe")


@router.get("/ouverture")
def show_open(ctx: Bare) -> Response:
    return page(ctx, "identity/staff.html", has_form=False, message="", sent=False, **nothing())


@router.post("/ouverture")
async def open_(ctx: Bare) -> Response:
    email = ctx.body.get("email").strip()[:254]
    staff = await asyncio.to_thread(_find, ctx, email)
    try:
        knock = await ctx.house.aside(corridor.Knock, ctx, email, staff)
    except TooSoon as refused:
        return corridor.show(ctx, {"email": refused.message}, refused.status)
    response = await _judge(ctx, staff)
    if response is None:
        return corridor.show(ctx, {"email": _("Adresse, mot de passe ou code : l’un des trois ne va pas.")})
    await ctx.house.aside(knock.right)
    return response


def _find(ctx: BareCtx, email: str) -> Staff | None:
    with ctx.house.db.read() as tx:
        return actions.by_email(tx, email)


async def _judge(ctx: BareCtx, staff: Staff | None) -> Response | None:
    """Argon2 runs whether or not the account exists, so that time tells nothing."""
    password, code = ctx.body.get("password")[: MOST + 1], ctx.body.get("code")[:40]
    stored = actions.parse_hash(staff.password_hash if staff else "", ctx.house.cost)
    memory, time, salt, digest = stored
    given = await ctx.house.slow_hash(password.encode(), salt, (memory, time))
    if staff is None or not digest or not same(given, digest):
        return None
    ident = staff.id

    def key(tx: Session) -> Viewer | None:
        known = actions.by_id(tx, ident)
        return viewer_of(known) if second_factor(tx, ctx.house.keys, known, code, ctx.now) else None

    return await corridor.enter(ctx, "password", key)
