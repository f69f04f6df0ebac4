"""Once inside: one's own open sessions, and the way out. The doors are in `doors/`."""

from starlette.responses import Response

from forum.core.i18n import _
from forum.http.cookies import end_session
from forum.http.deps import Bare, Ctx
from forum.http.pages import page, see_other
from forum.http.routing import Router
from forum.identity.staff.account import account
from forum.identity.staff.actions import log_everywhere

router = Router(prefix="/equipe")


@router.get("/sessions")
def sessions(ctx: Ctx) -> Response:
    """What is open in one's own name. No address and no browser is noted, so none is shown."""
    account(ctx)
    rows = ctx.house.sessions.mine(ctx.viewer, ctx.token, ctx.now)
    return page(ctx, "identity/sessions.html", has_form=False, rows=rows, doors=_doors())


def _doors() -> dict[str, str]:
    return {"password": _("par mot de passe"), "mail_link": _("par un lien"), "": _("autrement")}


@router.post("/sessions/fermeture")
def close_others(ctx: Ctx) -> Response:
    account(ctx)
    ctx.house.sessions.close_others(ctx.viewer.staff_id, ctx.token)
    log_everywhere(ctx.tx, ctx.viewer, "account.sessions", "", ctx.now)
    ctx.say(_("Les autres sessions sont fermées."))
    return see_other("/equipe/sessions")


@router.post("/fermeture")
def close(ctx: Bare) -> Response:
    """The browser's mark stays: it opens nothing, and is what keeps others from shutting this door."""
    response = see_other("/")
    end_session(ctx, response)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
