"""Making a carnet, opening it, closing it. One writes first: whatever was being sent travels through these pages."""

from typing import Any

from starlette.responses import Response

from forum.core.errors import Invalid
from forum.core.i18n import choose
from forum.http.cookies import end_session, set_cookie
from forum.http.deps import Bare
from forum.http.drafts import nothing, waiting
from forum.http.pages import page, see_other
from forum.http.replay import replay
from forum.http.routing import Router
from forum.identity.carnets import new_phrase, open_carnet

router = Router()
TRIES, WINDOW = 60, 600


@router.get("/carnet/ouverture")
def show_open(ctx: Bare) -> Response:
    return page(ctx, "identity/carnet.html", has_form=True, **nothing(), message="")


@router.post("/carnet/nouveau")
def make(ctx: Bare) -> Response:
    words = new_phrase(ctx.house).split()
    return page(ctx, "identity/words.html", has_form=False, words=words, **waiting(ctx))


@router.post("/carnet/saisie")
def type_back(ctx: Bare) -> Response:
    return page(ctx, "identity/type.html", has_form=False, **waiting(ctx))


@router.post("/carnet/ouverture")
async def open_(ctx: Bare) -> Response:
    ctx.house.limits.count("carnet", _client(ctx), TRIES, WINDOW, ctx.now)
    try:
        viewer = await open_carnet(ctx.house, ctx.body.get("words")[:400])
    except Invalid as refused:
        ctx.errors, ctx.values = refused.errors, {"words": ctx.body.get("words")[:400]}
        template = "identity/type.html" if ctx.body.get("first") else "identity/carnet.html"
        return page(ctx, template, has_form=False, message="", **waiting(ctx))
    return await _arrive(ctx, viewer)


async def _arrive(ctx: Bare, viewer: Any) -> Response:
    """Into the carnet, then on to what was being sent, if anything was."""
    ctx.house.sessions.close(ctx.token)
    token = ctx.house.sessions.open(viewer, ctx.now, own_device=bool(ctx.body.get("own_device")))
    draft = waiting(ctx)
    if draft["draft"] and draft["draft_to"]:
        response = await replay(ctx, draft["draft_to"], draft["draft"], token)
    else:
        response = see_other(draft["draft_to"] or "/carnet")
    set_cookie(ctx, response, token)
    return response


def _client(ctx: Bare) -> str:
    return ctx.request.client.host if ctx.request.client else ""


@router.post("/carnet/fermeture")
def close(ctx: Bare) -> Response:
    response = see_other("/carnet/fermeture")
    end_session(ctx, response)
    return response


@router.get("/carnet/fermeture")
def closed(ctx: Bare) -> Response:
    """What is left, and where: the person may be on somebody else's machine."""
    return page(ctx, "identity/closed.html")


@router.post("/langue")
def language(ctx: Bare) -> Response:
    back = ctx.request.headers.get("referer", "")
    origin = f"{ctx.request.url.scheme}://{ctx.request.headers.get('host', '')}"
    path = back.removeprefix(origin) if back.startswith(origin + "/") else "/"
    response = see_other(path)
    response.set_cookie("lang", choose(ctx.body.get("lang")), path="/", samesite="lax", httponly=True)
    return response
