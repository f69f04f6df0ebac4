"""Once inside: one's own open sessions, and the way out. The doors are in `doors/`."""

from dataclasses import replace

from starlette.responses import Response

from forum.core.i18n import _
from forum.core.viewer import NOBODY
from forum.http.cookies import end_session
from forum.http.deps import Bare, Ctx
from forum.http.pages import page, see_other
from forum.http.routing import Router
from forum.identity.staff.account import account
from forum.identity.staff.actions import log_everywhere
from forum.identity.staff.doors.actions import HOST_LINK
from forum.identity.staff.doors.oidc_client import way_out

router = Router(prefix="/equipe")


@router.get("/sessions")
def sessions(ctx: Ctx) -> Response:
    """What is open in one's own name. No address and no browser is noted, so none is shown."""
    account(ctx)
    rows = ctx.house.sessions.mine(ctx.viewer, ctx.token, ctx.now)
    return page(ctx, "identity/sessions.html", has_form=False, rows=rows, doors=_doors())


def _doors() -> dict[str, str]:
    """Of any other door, such as `oidc:union`, the name after the colon tells."""
    link = _("par un lien")
    key, other = _("par une clé d’accès"), _("autrement")
    return {
        "password": _("par mot de passe"), "passkey": key, "mail_link": link, HOST_LINK: link, "": other
    }  # fmt: skip


@router.post("/sessions/fermeture")
def close_others(ctx: Ctx) -> Response:
    account(ctx)
    ctx.house.sessions.close_others(ctx.viewer.staff_id, ctx.token)
    log_everywhere(ctx.tx, ctx.viewer, "account.sessions", "", ctx.now)
    ctx.say(_("Les autres sessions sont fermées."))
    return see_other("/equipe/sessions")


def _shut(ctx: Bare) -> str:
    """By which door they had come in; the session ends first, since a provider may not answer."""
    door = ctx.house.sessions.door(ctx.token)
    ctx.house.sessions.close(ctx.token)
    return door


@router.post("/fermeture")
async def close(ctx: Bare) -> Response:
    """The browser's mark stays: it opens nothing, and is what keeps others from shutting this door."""
    door, settings = await ctx.house.aside(_shut, ctx), ctx.house.settings
    provider = next((p for p in settings.providers if door == f"oidc:{p.name}"), None)
    url = await way_out(provider, f"{settings.public_url}/", ctx.now) if provider else ""
    leaving = replace(ctx, viewer=NOBODY, token="")
    response = (
        page(leaving, "identity/left_provider.html", url=url, label=provider.label)
        if url and provider
        else see_other("/")
    )
    end_session(leaving, response)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
