"""From data to an answer: pages, redirections, refusals. The only place that renders."""

import hashlib
import secrets
from collections.abc import Callable
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse, Response

from forum.core import i18n
from forum.core.assets import asset_dir
from forum.core.errors import Gone, HouseError, Invalid, NotFound, SignInNeeded, StaffNeeded
from forum.core.typography import french
from forum.http.deps import BareCtx, bare
from forum.http.security import NotOurForm, csrf_token

CSRF_HOLE = "\x02csrf\x03"
ACCOUNT_HOLE = "\x02account\x03"
CSRF_MARK, ACCOUNT_MARK = Markup(CSRF_HOLE), Markup(ACCOUNT_HOLE)  # noqa: S704  # our own constants
P = ParamSpec("P")
STAGES = ("", "nommer", "contester", "revendiquer", "petitionner", "suivre")


@lru_cache(maxsize=1)
def environments() -> dict[str, Environment]:
    """One Jinja environment a language: the msgids are resolved by plain calls, not by the i18n extension."""
    return {lang: _environment(lang) for lang in i18n.LANGUAGES}


def _environment(lang: str) -> Environment:
    env = Environment(
        loader=FileSystemLoader(asset_dir("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.globals.update(
        _=i18n.translator(lang),
        ngettext=i18n.pluraliser(lang),
        asset=asset_url,
        lang=lang,
        csrf=lambda: CSRF_MARK,
        account=lambda: ACCOUNT_MARK,
    )
    env.filters.update(fr=french, day=i18n.long_date)
    return env


_assets: dict[str, str] = {}


def asset_url(name: str) -> str:
    """`/static/name?v=<hash>`: such an address may be kept for ever."""
    if name not in _assets:
        digest = hashlib.sha256((asset_dir("static") / Path(name)).read_bytes()).hexdigest()[:10]
        _assets[name] = f"/static/{name}?v={digest}"
    return _assets[name]


def render(ctx: BareCtx, template: str, **data: Any) -> str:
    """HTML with its holes (`csrf`, `account`) still open, so that everyone's copy can be kept."""
    common = {
        "viewer": ctx.viewer,
        "collective": None,
        "stage": "",
        "here": ctx.path,
        "notice": "",
        "errors": ctx.errors,
        "values": ctx.values,
        "has_form": False,
        "demo": ctx.house.demo,
        "instance_name": ctx.house.settings.instance_name,
    }
    return ctx.house.environments[ctx.lang].get_template(template).render({**common, **data})


def fill(ctx: BareCtx, html: str) -> str:
    """Close the holes for one reader."""
    mark = ""
    if ctx.viewer.signed_in:
        mark = f'<input type="hidden" name="_csrf" value="{csrf_token(ctx.house, ctx.token)}">'
    return html.replace(ACCOUNT_HOLE, account_html(ctx)).replace(CSRF_HOLE, mark)


def account_html(ctx: BareCtx) -> str:
    """The sign-in corner of the header: the same few bytes for all who are not signed in."""
    template = ctx.house.environments[ctx.lang].get_template("_account.html")
    return template.render(viewer=ctx.viewer)


def page(ctx: BareCtx, template: str, status: int = 200, *, shared: bool = False, **data: Any) -> Response:
    """A whole page. `shared`: the same for every reader but for its holes, so the front cache may keep it."""
    if ctx.token and "notice" not in data:
        data["notice"] = ctx.house.sessions.hear(ctx.token)
    shared = shared and not data.get("notice") and status == 200 and not ctx.viewer.staff_id
    html = render(ctx, template, **data)
    response = HTMLResponse(fill(ctx, html), 422 if ctx.errors and status == 200 else status)
    if shared:
        ctx.request.scope["front_cache"] = html
    response.headers["Cache-Control"] = "no-store" if ctx.viewer.signed_in else "no-cache"
    return response


def see_other(url: str) -> Response:
    """303: the answer to every accepted form."""
    response = RedirectResponse(url, 303)
    response.headers["Cache-Control"] = "no-store"
    return response


def refill(show: Callable[..., Response]) -> Callable[[Callable[P, Response]], Callable[P, Response]]:
    """Below `@router.post`: a refused form is shown again by `show`, filled in, at 422, with nothing stored."""

    def decorate(route: Callable[P, Response]) -> Callable[P, Response]:
        @wraps(route)
        def wrapped(*args: P.args, **kwargs: P.kwargs) -> Response:
            try:
                return route(*args, **kwargs)
            except Invalid as refused:
                ctx = cast(Any, kwargs["ctx"])
                ctx.tx.rollback()
                ctx.errors = refused.errors
                return show(**kwargs)

        return wrapped

    return decorate


def install_handlers(app: FastAPI) -> None:
    """Every refusal and every fault becomes a page in French; a fault of ours carries a reference and leaks nothing."""

    @app.exception_handler(HouseError)
    async def refused(request: Request, error: HouseError) -> Response:
        return refusal(request.state.ctx if hasattr(request.state, "ctx") else await _late(request), error)

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        wrong = HouseError(
            {404: NotFound.message, 405: "Cette adresse n’accepte pas ce type de demande."}.get(
                error.status_code, ""
            )
        )
        wrong.status = error.status_code
        response = refusal(await _late(request), wrong)
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, _error: RequestValidationError) -> Response:
        return refusal(await _late(request), NotFound())

    @app.exception_handler(Exception)
    async def fault(request: Request, _error: Exception) -> Response:
        # The traceback goes to the server's log by uvicorn; it shows no local value and no form.
        ctx = await _late(request)
        html = render(ctx, "errors/fault.html", reference=secrets.token_hex(4))
        return HTMLResponse(fill(ctx, html), 500, {"Cache-Control": "no-store"})


async def _late(request: Request) -> BareCtx:
    if hasattr(request.state, "ctx"):
        return cast(BareCtx, request.state.ctx)
    scope = {**request.scope, "method": "GET"}
    return await bare(Request(scope, request.receive))


def refusal(ctx: BareCtx, error: HouseError) -> Response:
    """What was typed always comes back: in the sign-in page, in a form to confirm, or to copy."""
    if isinstance(error, SignInNeeded):
        return page(
            ctx, "identity/carnet.html", error.status, has_form=True, **draft(ctx), message=error.message
        )
    if isinstance(error, StaffNeeded):
        return page(
            ctx, "identity/staff.html", error.status, has_form=True, **draft(ctx), message=error.message
        )
    journal = error.journal if isinstance(error, Gone) else ""
    more = {"confirm": isinstance(error, NotOurForm), "journal": journal, **draft(ctx)}
    response = page(ctx, "errors/refusal.html", error.status, message=error.message, **more)
    if error.status in (429, 503):
        response.headers["Retry-After"] = "60"
    return response


def draft(ctx: BareCtx) -> dict[str, Any]:
    """What was being sent, to be carried through the sign-in: its address, its encoded body, and its words to show."""
    secret = ctx.path.startswith(("/carnet", "/equipe"))
    if ctx.request.method != "POST" or secret:
        return {"draft_to": ctx.path if ctx.request.method == "GET" else "", "draft": "", "typed": []}
    typed = [(name, value) for name, value in ctx.body.pairs if value.strip() and not name.startswith("_")]
    return {"draft_to": ctx.path, "draft": ctx.body.encoded(), "typed": typed}
