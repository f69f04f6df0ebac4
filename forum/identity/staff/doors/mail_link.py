"""By a link that works once: asked for here and sent to the address, or given by the host."""

import asyncio
from contextlib import suppress
from functools import partial

from sqlmodel import Session
from starlette.background import BackgroundTask
from starlette.responses import Response

from forum.core.errors import Closed, Invalid, TooMany
from forum.core.i18n import _
from forum.core.viewer import Viewer
from forum.http.deps import Bare, BareCtx
from forum.http.limits import TooSoon
from forum.http.pages import page
from forum.http.routing import Router
from forum.identity.staff import actions
from forum.identity.staff.account import viewer_of
from forum.identity.staff.doors import corridor
from forum.identity.staff.doors.actions import HOST_LINK, mail_link, second_factor
from forum.identity.staff.models import Staff

router = Router(prefix="/equipe")
ASKED, MAILS, WINDOW = 20, 5, 900


@router.post("/courriel")
async def ask(ctx: Bare) -> Response:
    """The same answer at once for every address; the work comes after it, and is the same as well."""
    to = ctx.body.get("mail_to").strip()[:254]
    if "@" not in to.strip("@"):
        return corridor.show(
            ctx, {"mail_to": _("Écrivez une adresse complète, par exemple camille@example.org.")}
        )
    await ctx.house.aside(
        ctx.house.limits.count, "staff link from", corridor.address(ctx), ASKED, WINDOW, ctx.now
    )
    response = corridor.show(ctx, {}, sent=True)
    response.background = BackgroundTask(_send, ctx, to)
    return response


async def _send(ctx: BareCtx, to: str) -> None:
    """Five mails a quarter of an hour to one address; what is past that is not told to whoever asks."""
    settings = ctx.house.settings
    with suppress(TooMany):
        await ctx.house.aside(ctx.house.limits.count, "staff link to", to.lower(), MAILS, WINDOW, ctx.now)
        door = f"{settings.public_url}/equipe"
        await corridor.write(
            ctx, partial(mail_link, keys=ctx.house.keys, email=to, door=door,
                         instance=settings.instance_name, now=ctx.now)
        )  # fmt: skip


@router.get("/lien/{token}")
def show_link(ctx: Bare, token: str) -> Response:
    """A scanner that opens every link of a mail spends nothing: only the button does."""
    return page(ctx, "identity/link.html", has_form=False, action=f"/equipe/lien/{token}")


@router.post("/lien/{token}")
async def use_link(ctx: Bare, token: str) -> Response:
    try:
        return await _enter(ctx, token)
    except Invalid as refused:
        ctx.errors, ctx.values = refused.errors, {}
        return page(ctx, "identity/link.html", has_form=False, action=f"/equipe/lien/{token}")


@router.post("/lien")
async def paste_link(ctx: Bare) -> Response:
    """The same link, typed at the door: a text that waits there leaves with it, and was kept nowhere else."""
    try:
        return await _enter(ctx, actions.token_in(ctx.body.get("link")[:500]))
    except Closed as refused:
        return corridor.show(ctx, {"link": refused.message})
    except Invalid as refused:
        return corridor.show(ctx, refused.errors)


async def _enter(ctx: BareCtx, token: str) -> Response:
    code = ctx.body.get("link_code")[:40]

    def key(tx: Session) -> Viewer:
        link, staff = actions.link_of(tx, token, ctx.now)
        if link.second and actions.second_factor_set(tx, staff):
            _ask_second(ctx, tx, staff, code)
        actions.spend_link(tx, link)
        return viewer_of(staff)

    response = await corridor.enter(ctx, await asyncio.to_thread(_door, ctx, token), key)
    assert response is not None  # a key that does not fit raises here
    return response


def _door(ctx: BareCtx, token: str) -> str:
    """Who gave the link: what one may change once inside follows from it (`proof.py`)."""
    with ctx.house.db.read() as tx:
        link, _staff = actions.link_of(tx, token, ctx.now)
        return "mail_link" if link.second else HOST_LINK


def _ask_second(ctx: BareCtx, tx: Session, staff: Staff, code: str) -> None:
    """A mailbox takes the place of a password; it is no second factor. A wrong code leaves the link as it was."""
    if not code:
        raise Invalid(
            {
                "link_code": _(
                    "Écrivez aussi le code à six chiffres de votre application, ou un code de secours."
                )
            }
        )
    try:
        ctx.house.limits.attempt("staff link code", str(staff.id), corridor.FREE, ctx.now)
    except TooSoon as soon:
        raise Invalid({"link_code": soon.message}) from None
    if not second_factor(tx, ctx.house.keys, staff, code, ctx.now):
        raise Invalid(
            {"link_code": _("Ce code ne va pas. Attendez le suivant, ou prenez un code de secours.")}
        )
    ctx.house.limits.forgive("staff link code", str(staff.id), ctx.now)
