"""The session cookie and the language cookie, and how a session ends."""

from starlette.responses import Response

from forum.core.viewer import Viewer
from forum.http.deps import BareCtx, cookie_name


def start_session(ctx: BareCtx, response: Response, viewer: Viewer, *, own_device: bool = False) -> str:
    """Open a session and give its cookie: no Max-Age, so it ends with the browser."""
    token = ctx.house.sessions.open(viewer, ctx.now, own_device=own_device)
    set_cookie(ctx, response, token)
    return token


def set_cookie(ctx: BareCtx, response: Response, token: str) -> None:
    secure = ctx.house.settings.secure
    response.set_cookie(cookie_name(secure), token, path="/", secure=secure, httponly=True, samesite="strict")


def end_session(ctx: BareCtx, response: Response) -> None:
    """The token dies in the store first: a copied cookie opens nothing any more."""
    ctx.house.sessions.close(ctx.token)
    secure = ctx.house.settings.secure
    response.delete_cookie(cookie_name(secure), path="/", secure=secure, httponly=True, samesite="strict")
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
